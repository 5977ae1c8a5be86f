"""The commands that render: build, verify, watch."""

from __future__ import annotations

import os
import re
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import ROOT
from generator.cli.streams import reader_is_gone
from generator.files.links import leads_out
from generator.files.repository import for_person
from generator.printable import echo, one_line

if TYPE_CHECKING:
    from generator.engine.cluster import ClusterExecutor

_OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.  [default: ROOT/build]"
)
_JOBS = click.option("--jobs", "-j", type=click.IntRange(min=1), help="Worker processes.  [default: one per core]")
_SKIP_DRAFTS = click.option(
    "--skip-drafts",
    is_flag=True,
    help="With --final: skip and list the editions whose status is not final; their published documents are kept.",
)
_FINAL = click.option("--final", is_flag=True, help="Omit the draft marks from approved or active editions.")


class Shard(click.ParamType[tuple[int, int]]):
    """`2/5`: the second of five parts."""

    name = "I/N"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[int, int]:
        """Return (number, count)."""
        if isinstance(value, tuple):
            return value
        number, slash, count = value.partition("/")
        digits = number.isdecimal() and count.isdecimal() and value.isascii()
        if not (slash and digits and 1 <= int(number) <= int(count)):
            self.fail(f"{value!r} is not of the form 2/5 (the second of five parts)", param, context)
        return int(number), int(count)


class Address(click.ParamType[str]):
    """Where a Dask scheduler listens: `tcp://host:8786`."""

    name = "ADDRESS"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> str:
        """Return the address; given a wrong one, Dask would fail with a Python error or require more packages."""
        found = re.fullmatch(r"(?:(?:tcp|tls)://)?(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})/?", value)
        if not found or not 1 <= int(found[1]) <= 65535:
            self.fail(
                f"{value!r} is not of the form tcp://host:8786 (a host and a port, with tcp or tls)", param, context
            )
        return str(value)


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--edition", "editions", multiple=True, metavar="ID", help="Only this edition; may be repeated.")
@click.option(
    "--artifact", "artifacts", multiple=True, metavar="KIND", help="Only this kind of document; may be repeated."
)
@_OUT
@_JOBS
@click.option("--force", is_flag=True, help="Render even what has not changed.")
@_FINAL
@_SKIP_DRAFTS
@click.option("--strict", is_flag=True, help="Stop on warnings too.")
@click.option("--explain", is_flag=True, help="Show why each document was rendered.")
@click.option("--shard", type=Shard(), help="Only this part of the documents, for parallel CI jobs.")
@click.option("--scheduler", type=Address(), help="Render on this Dask cluster, such as tcp://host:8786.")
@ROOT
def build(
    root: Path, out: Path | None, policies: tuple[str, ...], explain: bool, scheduler: str | None, **choices: Any
) -> None:
    """Check the policies and render their documents into build/.

    POLICY is an id or a file; if none is given, all policies are built. Only what changed is rendered. If anything is
    wrong, the existing documents are left unchanged.
    """
    from generator.engine.build import Request
    from generator.engine.build import build as run

    if choices["skip_drafts"] and not choices["final"]:
        raise click.UsageError("--skip-drafts requires --final; to build drafts, use neither")
    request = Request(root=root, out=_output(out, root), policies=policies, **choices)
    with Progress() as progress, _cluster(scheduler, root) as cluster:
        outcome = run(request, date.today(), progress, cluster)
    warnings = [for_person(problem, root) for problem in outcome.warnings]
    for text in [*map(str, warnings), *outcome.notes]:
        echo(text, err=True)
    for path in outcome.rendered:
        echo(f"built {request.out / path}" + (f": {outcome.reasons[path]}" if explain else ""))
    for path in outcome.kept:
        echo(f"kept {request.out / path}" + (": the earlier version" if explain else ""))
    for path in outcome.removed:
        echo(f"removed {request.out / path}" + (": no longer produced" if explain else ""))
    counts = {"built": len(outcome.rendered), "unchanged": len(outcome.unchanged), "removed": len(outcome.removed)}
    said = [f"{count} {name}" for name, count in counts.items() if count]
    echo(", ".join(said) if said else "nothing to build")


def _output(out: Path | None, root: Path) -> Path:
    """Return the output folder. One named with --out may be a link; `build` in the root must not lead elsewhere.

    It must not be inside the source: each build would change the source.
    """
    if out is None and leads_out(root / "build", root):
        raise click.UsageError(
            f"{root / 'build'} is a link that leads outside the root, to "
            f"{os.path.realpath(root / 'build')}; use --out to write there"
        )
    out = out or root / "build"
    for name in ("policy", "templates"):
        if out.resolve().is_relative_to((root / name).resolve()):
            raise click.UsageError(f"the output folder {out} is inside {root / name}, which contains the source")
    return out


def _cluster(address: str | None, root: Path) -> AbstractContextManager[ClusterExecutor | None]:
    if address is None:
        return nullcontext()
    from generator.engine.cluster import ClusterExecutor

    return ClusterExecutor(address, root)


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@_OUT
@_JOBS
@_FINAL
@_SKIP_DRAFTS
@ROOT
def verify(
    root: Path, out: Path | None, policies: tuple[str, ...], jobs: int | None, final: bool, skip_drafts: bool
) -> None:
    """Rebuild in memory and compare with build/ and its manifest, byte for byte; writes nothing.

    The exit code is 1 if anything differs.
    """
    from generator.engine.build import Request
    from generator.engine.verify import verify as run

    request = Request(
        root=root, out=_output(out, root), policies=policies, jobs=jobs, final=final, skip_drafts=skip_drafts
    )
    with Progress() as progress:
        count, differences = run(request, date.today(), progress)
    for line in differences:
        echo(one_line(line))
    echo(f"rebuilt: {count}, different: {len(differences)}", err=True)
    if differences:
        raise click.exceptions.Exit(1)


@click.command()
@_OUT
@_JOBS
@_FINAL
@ROOT
def watch(root: Path, out: Path | None, jobs: int | None, final: bool) -> None:
    """Build, and rebuild on every save of a policy, publisher, template, style, or font, until Ctrl-C.

    Errors are shown, and the last good documents are kept.
    """
    from generator.engine.build import Request
    from generator.engine.watch import watch as run

    request = Request(root=root, out=_output(out, root), jobs=jobs, final=final)

    def say(text: str) -> None:
        echo(text, err=True)
        if reader_is_gone():  # nobody sees the output, and nobody will press Ctrl-C
            raise click.exceptions.Exit(0)

    run(request, say)


class Progress:
    """One line on a terminal that shows what was rendered; elsewhere silent, except for what the build waits for."""

    def __enter__(self) -> Progress:
        self._shown = sys.stderr.isatty()
        self._say("checking…")
        return self

    def __call__(self, path: str, count: int, total: int) -> None:
        self._say(f"{count} of {total} rendered: {path}" if total else path)
        if not total and not self._shown:
            echo(one_line(path), err=True)

    def _say(self, text: str) -> None:
        if self._shown:
            click.echo(f"\r\033[K{one_line(text)}", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        self._say("")
