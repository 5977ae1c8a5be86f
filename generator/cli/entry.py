"""Entry point of `policypress`: answers a build with nothing to do immediately, and passes all else to the CLI.

Every failure is handled here: whatever happens, while modules are imported or while the last line is written, the user
reads one line and a script gets the exit code that docs/commands.md promises.
"""

# Before `leave_out` nothing else is imported, not even `__future__`: the working folder may have a module of that name.
import os
import sys

from generator.files.working_folder import leave_out

_STOPPED = "\npolicypress: stopped; existing documents are unchanged"


def main() -> None:
    """Run the command line. Raises SystemExit if it fails."""
    if sys.flags.ignore_environment and not sys.flags.safe_path:  # the workers would ignore our settings
        os.execv(sys.executable, [sys.executable, "-P", *sys.orig_argv[1:]])
    leave_out()
    from generator.cli import streams

    is_own_process = sys.stdout is sys.__stdout__ and sys.stderr is sys.__stderr__  # and not a test's
    try:
        if is_own_process:
            _with_docstrings()
            streams.prepare()
        _in_a_folder()
        code = _code_of(sys.argv[1:])
        streams.flush()
    except KeyboardInterrupt:  # while modules are imported; later the command line says it
        code = _end(_STOPPED, 130)
    except Exception as error:
        from generator.failures import failure, wants_traceback

        if wants_traceback(error):
            raise
        code = _end(f"policypress: {failure(error)}", 3)
    if is_own_process and (signal := sys.modules.get("signal")):  # importing it takes a tenth of the no-change build
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is left that a Ctrl-C could interrupt
    if code:
        raise SystemExit(code)


def _run(arguments: list[str]) -> None:
    if arguments[:1] == ["build"]:
        from generator.engine.no_change import report_if_unchanged

        if report_if_unchanged(arguments[1:]):
            return
    from generator.cli.main import main as run

    run(prog_name="policypress")


def _code_of(arguments: list[str]) -> int | str | None:
    """Run, and return the exit code with which click ends."""
    try:
        _run(arguments)
    except SystemExit as end:
        return end.code
    return 0


def _end(text: str, code: int) -> int:
    from generator.cli import streams

    try:
        print(text, file=sys.stderr)
        streams.flush()
    except OSError:
        pass  # nobody is left to read it
    return code


def _in_a_folder() -> None:
    try:
        os.getcwd()
    except FileNotFoundError:
        from generator.problem import MachineProblem

        raise MachineProblem("the current folder was deleted; change to another one") from None


def _with_docstrings() -> None:
    """Restart if Python was told to drop docstrings (PYTHONOPTIMIZE=2): they contain the help and the rules."""
    if sys.flags.optimize < 2:
        return
    own = len(sys.orig_argv) - len(sys.argv) + 1
    options = [word for word in sys.orig_argv[1:own] if word.strip("O") != "-"]
    os.environ.pop("PYTHONOPTIMIZE", None)
    os.execv(sys.executable, [sys.executable, *options, *sys.orig_argv[own:]])
