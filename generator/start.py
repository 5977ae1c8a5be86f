"""Entry point of `policypress`: answers a build with nothing to do at once, and hands everything else to the CLI."""

# Before `leave_out` nothing else is imported, not even `__future__`: the working folder may have a module of that name.
import os
import sys

from generator.working_folder import leave_out


def main() -> None:
    """Run the command line."""
    if sys.flags.ignore_environment and not sys.flags.safe_path:  # the workers would ignore what we tell them
        os.execv(sys.executable, [sys.executable, "-P", *sys.orig_argv[1:]])
    leave_out()
    try:
        _run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are imported; later the command line says it
        print("\npolicypress: stopped; what was built before stands unchanged", file=sys.stderr)
        raise SystemExit(130) from None


def _run(arguments: list[str]) -> None:
    if arguments[:1] == ["build"]:
        from generator.engine.fast import answer

        if answer(arguments[1:]):
            return
    from generator.cli import main as run

    run(prog_name="policypress")
