"""The commands that change a policy under control: diff, revise, approve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from generator.cli.options import ROOT, PdfToWrite, plain_option
from generator.printable import echo, one_line
from generator.problem import SourceProblems

if TYPE_CHECKING:
    from generator.diff.compare import ComparedPolicy
    from generator.diff.versions import Versions
    from generator.lifecycle.approve import Ballot
    from generator.lifecycle.draft_row import DraftRow
    from generator.lifecycle.histories import Scope
    from generator.lifecycle.revise import Revision
    from generator.model.votes import Vote
    from generator.source.editions import ResolvedEdition


@click.command()
@click.argument("old")
@click.argument("new", required=False, default="working tree", metavar="[NEW]")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="Only this policy; may be repeated.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the changes are written.",
)
@click.option(
    "--pdf",
    type=PdfToWrite(),
    metavar="FILE",
    help="Also write a redline of the coverage policy; an existing PDF is replaced, any other file is not.",
)
@click.option("--edition", metavar="ID", help="Edition of the redline.  [default: the first]")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a change.")
@ROOT
def diff(
    root: Path,
    old: str,
    new: str,
    policies: tuple[str, ...],
    output_format: str,
    pdf: Path | None,
    edition: str | None,
    exit_code: bool,
) -> None:
    """Show what changed between two versions of a policy, and which patients gain or lose from each change.

    OLD and NEW are files, REV:path, or git revisions; without NEW, OLD is compared with the current files.
    Each change is classified as restrictive, expansive, editorial, or for a human to decide, with the reason.
    """
    from generator.diff.compare import compare_all
    from generator.diff.versions import find_versions

    versions = find_versions(old, new, root, policies)
    compared = compare_all(versions, root)
    _print_changes(versions, compared, output_format)
    if pdf is not None:
        if len(compared) != 1:
            raise click.UsageError("--pdf requires a single changed policy; choose it with --policy ID")
        _write_redline(compared[0], root, pdf, edition, (old, new))
    if exit_code and (len(versions) > len(compared) or any(item.changes for item in compared)):
        raise click.exceptions.Exit(1)


def _print_changes(versions: Sequence[Versions], compared: Sequence[ComparedPolicy], output_format: str) -> None:
    from generator.diff import report

    if output_format == "json":
        echo(report.as_json([(item.policy, item.changes, item.nets) for item in compared]))
        return
    write = report.as_text if output_format == "text" else report.as_markdown
    for item in compared:
        echo(write(item.policy, item.changes, item.nets))
    for found in versions:
        if not (found.old and found.new):
            echo(f"{found.policy}: new policy" if found.new else f"{found.policy}: the policy was removed")
    if not versions:
        echo("no change")


def _write_redline(found: ComparedPolicy, root: Path, pdf: Path, edition: str | None, names: tuple[str, str]) -> None:
    from generator.redline.document import write_redline

    said = names if found.edition else None
    write_redline(found.old, found.new, found.changes, root, pdf, edition or found.edition, said, found.nets)
    echo(f"built {pdf}", err=True)


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--against", default="HEAD", show_default=True, metavar="REV", help="The version that was in force.")
@click.option("--edition", metavar="ID", help="Only this edition, which must have its own version.")
@click.option("--version", metavar="NUMBER", help="Version for the row.  [default: raised according to the change]")
@click.option("--write", is_flag=True, help="Write the rows and versions into the policy.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; fail where a changed policy has no new row, or a status does not follow from the one before.",
)
@ROOT
def revise(
    root: Path,
    policies: tuple[str, ...],
    against: str,
    edition: str | None,
    version: str | None,
    write: bool,
    check: bool,
) -> None:
    """Draft the rows of the revision history from what changed, or check that they exist.

    Compares the current policies with a git revision. The policy has a row, and so does each edition that has its own
    version. If nothing changed, the row says Reviewed.
    """
    from generator.lifecycle.revise import revisions

    found = revisions(against, root, policies, edition)
    if check:
        _check_histories(found, root, against)
    else:
        _draft_rows(found, root, against, asked=bool(policies), version=version, write=write)


def _check_histories(found: Iterator[Revision], root: Path, against: str) -> None:
    problems = []
    for revision in found:
        if revision.old is None:
            _say_new(revision, against)
        else:
            problems += revision.problems(root)
    if problems:
        raise SourceProblems(problems)


def _draft_rows(
    found: Iterator[Revision], root: Path, against: str, *, asked: bool, version: str | None, write: bool
) -> None:
    """Print or write the rows that are due; `asked` if the user named policies that may not have changed."""
    from generator.source.edit_file import edit_files

    written, said = [], []
    for revision in found:
        if revision.old is None:
            _say_new(revision, against)
            continue
        if not (revision.is_changed or asked):
            continue
        drafts = revision.drafts(date.today(), version)
        if version and len(drafts) > 1:
            raise click.UsageError("--version applies to a single history; choose it with --edition")
        if not drafts:
            echo(f"{revision.name}: the history is up to date")
        elif write:
            written.append(revision.file_edit(drafts, root))
            said += [f"wrote version {row.version} of {scope.name} into {revision.path}" for scope, row in drafts]
        else:
            _print_drafts(revision, drafts)
    if written:
        edit_files(written)
        echo("\n".join(said))


def _say_new(revision: Revision, against: str) -> None:
    echo(f"{revision.name}: new since {against}; its first row says New")


def _print_drafts(revision: Revision, drafts: Sequence[tuple[Scope, DraftRow]]) -> None:
    for scope, row in drafts:
        name = f"{revision.name}, {scope.name}" if scope.edition else revision.name
        echo("\n".join([f"{name}:", "history:", *row.lines(2)]))


def _past(_: click.Context, option: click.Parameter, value: datetime | None) -> date:
    """Return the day of a vote, by default today."""
    today = date.today()
    if value is not None and value.date() > today:
        raise click.BadParameter(
            f"{value.date().isoformat()} is in the future; today is {today.isoformat()}", param_hint="--date"
        )
    return value.date() if value else today


@click.command()
@click.argument("policy")
@click.option("--edition", metavar="ID", help="Edition to vote on; required if there are several.")
@click.option(
    "--who", metavar="NAME", callback=plain_option, help="Who votes. Without this option, the current votes are shown."
)
@click.option("--role", metavar="ROLE", callback=plain_option, help="Role of the person who votes.")
@click.option("--vote", type=click.Choice(["for", "against", "abstain"]), default="for", show_default=True)
@click.option(
    "--conflicts",
    default="none declared",
    show_default=True,
    callback=plain_option,
    help="Declared conflicts of interest.",
)
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), callback=_past, help="Date of the vote.  [default: today]"
)
@ROOT
def approve(
    root: Path,
    policy: str,
    edition: str | None,
    who: str | None,
    role: str | None,
    vote: Literal["for", "against", "abstain"],
    conflicts: str,
    day: date,
) -> None:
    """Record a vote on an edition of a policy, or show the current votes.

    A vote is bound to the content of the edition and to what its documents print. A later change to either voids the
    vote, and `build --final` then fails.
    """
    from generator.lifecycle.approve import Ballot
    from generator.source.editions import resolve_editions
    from generator.source.policies import find_policies, load_policy

    source = load_policy(find_policies(root, (policy,))[0], root)
    editions = [item for item in resolve_editions(source, root) if edition in (None, item.edition.id)]
    if not editions:
        raise click.UsageError(f"{policy} has no edition {edition}")
    if who is not None:
        if role is None:
            raise click.UsageError("--who requires --role, the role in which NAME votes")
        if len(editions) > 1:
            raise click.UsageError("choose the --edition: " + ", ".join(item.edition.id for item in editions))
        _refuse_disguises({"who": who, "role": role, "conflicts": conflicts})
        _record_vote(editions[0], Ballot(who, role, vote, conflicts, day), root)
    for item in editions:
        for line in _standing_lines(item, root):
            echo(line)


def _refuse_disguises(said: dict[str, str]) -> None:
    """Reject characters that look like others; `said` are texts by their option."""
    from generator.characters.disguises import disguised

    for option, text in said.items():
        for suspect in disguised(text, said.values()):
            raise click.BadParameter(f"{suspect.message}; {suspect.hint}", param_hint=f"--{option}")


def _record_vote(resolved: ResolvedEdition, ballot: Ballot, root: Path) -> None:
    from generator.lifecycle.approve import record_vote

    done = record_vote(resolved, ballot, root)
    echo(f"recorded in {done.votes}; what is printed is in {done.printed}")
    for name in done.spellings:
        echo(f"counted as the same person as {one_line(name)}, who has voted: the names look alike")


def _standing_lines(resolved: ResolvedEdition, root: Path) -> Iterator[str]:
    """Yield the state of the votes on an edition: the outcome, each vote, and why the void ones are void."""
    from generator.lifecycle.content_hash import SHORT
    from generator.lifecycle.standing import program_notes, standing, why_void
    from generator.view.approval import earlier_text

    state = standing(resolved, root)
    is_void = state.voided and not state.votes
    word = "approved" if state.is_approved else "voided by a later change" if is_void else "not approved"
    yield (
        f"{resolved.source.policy.id}, edition {resolved.edition.id}, content {state.content[:SHORT]}: {word} "
        f"({state.in_favor} for, {state.against} against, {state.quorum} needed)"
    )
    if state.voided:
        yield f"    {earlier_text(state)}"
    yield from (f"    {one_line(_vote_line(row))}" for row in state.votes)
    yield from (f"    {one_line(_vote_line(row))} (void)" for row in state.voided)
    if state.voided:
        yield f"    the last of them is void: {one_line(why_void(state.voided[-1], resolved, root))}"
    yield from (f"    {note}" for note in program_notes(resolved, state))


def _vote_line(vote: Vote) -> str:
    return f"{vote.date} {vote.vote}: {vote.who}, {vote.role}; conflicts: {vote.conflicts}"
