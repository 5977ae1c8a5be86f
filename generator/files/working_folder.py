"""No module of the working folder is imported: it holds what somebody else may have written.

Python looks there first when it is started with `-m` or `-c`, as multiprocessing starts its servers, and wherever
`PYTHONPATH` has an empty part. This is imported before everything else, so it imports only what Python itself has.
"""

import os
import sys


def leave_out() -> None:
    """Take the working folder out of the places where this process, and every Python it starts, finds modules."""
    sys.path[:] = _without_here(sys.path)
    leave_out_of_children()


def leave_out_of_children() -> None:
    """Take it out for every Python that is started from now on."""
    os.environ["PYTHONSAFEPATH"] = "1"
    if places := _without_here(os.environ.pop("PYTHONPATH", "").split(os.pathsep)):
        os.environ["PYTHONPATH"] = os.pathsep.join(places)


def _without_here(places: list[str]) -> list[str]:
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # it was deleted
        return [place for place in places if os.path.isabs(place)]
    return [place for place in places if os.path.realpath(place) != here]
