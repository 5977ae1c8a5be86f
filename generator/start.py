"""Entry point of `policypress`: answers a build with nothing to do at once, and hands everything else to the CLI."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
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
