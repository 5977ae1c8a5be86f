"""The commands that take in what others publish or export: import references, import article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import ROOT
from generator.printable import echo

if TYPE_CHECKING:
    from generator.imports.references import Addition


@click.group("import")
def import_group() -> None:
    """What other programs export, for a policy."""


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--policy", metavar="ID", help="The policy that they are for; required if there are several.")
@click.option("--write", is_flag=True, help="Add them to the policy's references; what is there stays as it is.")
@ROOT
def references(root: Path, file: Path, policy: str | None, write: bool) -> None:
    """Add the references of an export to a policy: those that it does not have yet, by DOI or PMID.

    FILE is RIS, nbib or XML from PubMed, BibTeX, CSL JSON, or CSL YAML; its content decides which. Without --write, the
    references are printed as they would be written. What could not be taken or understood is reported at its line, and
    the rest is taken; the exit code is then 1.
    """
    from generator.imports.references import addition
    from generator.source.edit_file import edit_files
    from generator.source.policies import find_policies, load_policy
    from generator.wording.phrases import how_many

    paths = find_policies(root, (policy,) if policy else ())
    if len(paths) > 1:
        raise click.UsageError("choose the --policy: " + ", ".join(path.stem for path in paths))
    source = load_policy(paths[0], root)
    found = addition(file, source)
    if found.new and write:
        edit_files([found.file_edit(source, root)])
        echo(f"wrote {how_many(len(found.new), 'reference')} into {source.path}")
    elif found.new:
        echo("\n".join(["references:", *found.lines(2)]))
    _report(found, file)
    if any(problem.severity == "error" for problem in found.problems):
        raise click.exceptions.Exit(1)


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--article", "number", metavar="NUMBER", help="Number of the article, such as A52369.")
def article(file: Path, number: str | None) -> None:
    """Draft code groups from a billing and coding article of the Medicare Coverage Database; writes nothing.

    FILE is the download of CMS (current_article.zip), or a ZIP of its tables. The code groups with their paragraphs,
    and the article's text, are printed as YAML to copy into a policy. Paragraphs are copied as text: no pairing and no
    criterion is made from them. CPT descriptors belong to the AMA and are not copied. What is not taken is listed.
    """
    from generator.imports.article import as_yaml, draft_article
    from generator.wording.phrases import how_many

    draft = draft_article(file, str(file), number)
    echo(as_yaml(draft).removesuffix("\n"))
    for what in draft.left_out:
        echo(f"left out: {what}", err=True)
    codes = sum(len(group["codes"]) for group in draft.groups)
    groups = how_many(len(draft.groups), "code group")
    echo(f"{draft.number}, version {draft.version}: {groups}, {how_many(codes, 'code')}", err=True)


def _report(found: Addition, file: Path) -> None:
    """Say what was not taken, and why."""
    from generator.wording.phrases import how_many

    for problem in found.problems:
        echo(str(problem), err=True)
    for known in found.known:
        echo(f"{file}:{known.line}:1: already there as `{known.key}` (same {known.by})", err=True)
    if found.left_out:
        parts = ", ".join(f"{name} ({count})" for name, count in sorted(found.left_out.items()))
        echo(f"left out, because no document prints it: {parts}", err=True)
    errors = sum(problem.severity == "error" for problem in found.problems)
    echo(f"{len(found.new)} new, {len(found.known)} already there, {how_many(errors, 'problem')}", err=True)
