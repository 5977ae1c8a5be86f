"""No module is imported from the working folder, because somebody else may have written its files.

Python looks there first when it is started with `-m` or `-c`, as multiprocessing does with its servers, and whenever
`PYTHONPATH` has an empty part. This is imported before everything else, so it imports only standard modules.
"""

import os
import sys


def leave_out() -> None:
    """Remove the working folder from the module search path of this process and of every Python that it starts."""
    sys.path[:] = _without_here(sys.path)
    leave_out_of_children()


def leave_out_of_children() -> None:
    """Remove it for every Python that is started from now on."""
    os.environ["PYTHONSAFEPATH"] = "1"
    if places := _without_here(os.environ.pop("PYTHONPATH", "").split(os.pathsep)):
        os.environ["PYTHONPATH"] = os.pathsep.join(places)


def _without_here(places: list[str]) -> list[str]:
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # it was deleted
        return [place for place in places if os.path.isabs(place)]
    return [place for place in places if os.path.realpath(place) != here]
