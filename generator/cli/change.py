"""The commands that change a policy under control: diff, revise, approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import ROOT, PdfToWrite, plain_option
from generator.printable import echo, one_line
from generator.problem import SourceProblems

if TYPE_CHECKING:
    from generator.model.votes import Vote


@click.command()
@click.argument("old")
@click.argument("new", required=False, default="working tree", metavar="[NEW]")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="Only this policy; may be repeated.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the changes are written.",
)
@click.option(
    "--pdf",
    type=PdfToWrite(),
    metavar="FILE",
    help="Write a redline of the coverage policy too; an earlier PDF is replaced, another file is not.",
)
@click.option("--edition", metavar="ID", help="Edition of the redline.  [default: the first]")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when there is a change.")
@ROOT
def diff(
    root: Path,
    old: str,
    new: str,
    policies: tuple[str, ...],
    form: str,
    pdf: Path | None,
    edition: str | None,
    exit_code: bool,
) -> None:
    """Say what changed between two versions of a policy, and whom each change helps or hurts.

    OLD and NEW are files, REV:path, or git revisions; without NEW, OLD is compared with the files as they stand now.
    Each change is restrictive, expansive, editorial, or for a human to decide, with the reason.
    """
    from generator.diff import compare, report
    from generator.diff.sources import find_versions
    from generator.files.repository import from_here

    versions = find_versions(old, new, root, policies)
    both = [item for item in versions if item.old and item.new]
    found = [
        (item.policy, [replace(change, place=from_here(change.place, root)) for change in compare(item.old, item.new)])
        for item in both
        if item.old and item.new
    ]
    if form == "json":
        echo(report.as_json(found))
    else:
        write = report.as_text if form == "text" else report.as_markdown
        for title, changes in found:
            echo(write(title, changes))
        for item in versions:
            if not (item.old and item.new):
                echo(f"{item.policy}: new policy" if item.new else f"{item.policy}: the policy was removed")
        if not versions:
            echo("no change")
    if pdf is not None:
        if len(both) != 1 or both[0].old is None or both[0].new is None:
            raise click.UsageError("--pdf needs one changed policy; choose it with --policy ID")
        from generator.redline.document import write_redline

        names = (old, new) if both[0].edition else None
        write_redline(both[0].old, both[0].new, found[0][1], root, pdf, edition or both[0].edition, names)
        echo(f"built {pdf}", err=True)
    if exit_code and (len(versions) > len(both) or any(changes for _, changes in found)):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--against", default="HEAD", show_default=True, metavar="REV", help="The version that was in force.")
@click.option("--edition", metavar="ID", help="Only this edition, which has a version of its own.")
@click.option("--version", metavar="NUMBER", help="Version of the row.  [default: raised by the weight of the change]")
@click.option("--write", is_flag=True, help="Put the rows and versions into the policy.")
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
    """Draft the rows of the revision history from what changed, or check that they are there.

    Compares the policies as they stand now with a git revision. The policy has a row, and so has each edition with a
    version of its own. Without a change the row says Reviewed.
    """
    from generator.diff import compare
    from generator.diff.sources import WORKING_TREE, find_versions
    from generator.lifecycle.revise import chosen, draft, history_problems, scopes
    from generator.lifecycle.stages import transition_problems
    from generator.source.edit_file import FileEdit, edit_files
    from generator.source.policies import find_policies, load_policy, validated

    problems, written, said = [], [], []
    versions = find_versions(against, WORKING_TREE, root, policies)
    changed = {item.policy: item for item in versions if item.new}
    for path in find_policies(root, policies):
        item = changed.get(path.stem)
        new = item.new if item and item.new else load_policy(path, root)
        if item and item.old is None:
            echo(f"{path.stem}: new since {against}; its first row says New")
            continue
        old = item.old if item and item.old else new
        every = scopes(old, new, compare(old, new) if item else [])
        wanted = [chosen(new, every, edition)] if edition else every if item else every[:1]
        told = len(every[0].rows) > len(every[0].old_rows)
        if check:
            problems += transition_problems(old, new, root)
            problems += [found for scope in wanted for found in history_problems(new, scope, told)]
            continue
        if not (item or policies):
            continue  # nobody asked about a policy that did not change
        due = [scope for scope in wanted if not item or history_problems(new, scope, told)]
        if version and len(due) > 1:
            raise click.UsageError("--version needs one history; choose it with --edition")
        if not due:
            echo(f"{path.stem}: the history has its row")
        rows = [(scope, draft(scope, date.today(), version)) for scope in due]
        if write and rows:
            edits = [edit for scope, row in rows for edit in row.edits(scope.at)]
            check_again = partial(validated, path=path, shown=new.shown)
            written.append(FileEdit(path, new.shown, root, edits, check_again, new.node))
            said += [f"wrote version {row.version} of {scope.name} into {path}" for scope, row in rows]
            continue
        for scope, row in rows:
            echo("\n".join([f"{path.stem}{f', {scope.name}' if scope.edition else ''}:", "history:", *row.lines(2)]))
    if written:
        edit_files(written)
        echo("\n".join(said))
    if problems:
        raise SourceProblems(problems)


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
@click.option("--edition", metavar="ID", help="Edition that is voted on; needed when there are several.")
@click.option(
    "--who", metavar="NAME", callback=plain_option, help="Who votes. Without it the standing of the votes is shown."
)
@click.option("--role", metavar="ROLE", callback=plain_option, help="In which role.")
@click.option("--vote", type=click.Choice(["for", "against", "abstain"]), default="for", show_default=True)
@click.option(
    "--conflicts",
    default="none declared",
    show_default=True,
    callback=plain_option,
    help="Conflicts of interest declared.",
)
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), callback=_past, help="Day of the vote.  [default: today]"
)
@ROOT
def approve(
    root: Path,
    policy: str,
    edition: str | None,
    who: str | None,
    role: str | None,
    vote: str,
    conflicts: str,
    day: date,
) -> None:
    """Record a vote on an edition of a policy, or show how the votes stand.

    A vote is bound to what the edition says and what its documents print. A later change of either voids the vote, and
    `build --final` then refuses.
    """
    from generator.characters.disguises import disguised
    from generator.lifecycle.approvals import add_vote, same_voters
    from generator.lifecycle.content import SHORT, content_sha256
    from generator.lifecycle.final import readable_record
    from generator.lifecycle.printing import write_record
    from generator.lifecycle.standing import program_notes, standing, version, why_void
    from generator.model.votes import Vote
    from generator.source.editions import resolve_editions
    from generator.source.policies import find_policies, load_policy
    from generator.view.approval import earlier_text

    source = load_policy(find_policies(root, (policy,))[0], root)
    editions = [item for item in resolve_editions(source, root) if edition in (None, item.edition.id)]
    if not editions:
        raise click.UsageError(f"{policy} has no edition {edition}")
    if who is not None:
        if role is None:
            raise click.UsageError("--role says in which role NAME votes")
        if len(editions) > 1:
            raise click.UsageError("choose the --edition: " + ", ".join(item.edition.id for item in editions))
        said = {"who": who, "role": role, "conflicts": conflicts}
        for option, text in said.items():
            for suspect in disguised(text, said.values()):
                raise click.BadParameter(f"{suspect.message}; {suspect.hint}", param_hint=f"--{option}")
        record = readable_record(editions[0], root)
        cast = Vote(
            edition=editions[0].edition.id,
            version=editions[0].version,
            content=content_sha256(editions[0]),
            who=who,
            role=role,
            date=day,
            vote=vote,
            conflicts=conflicts,
            print=record.sha256,
            program=version(),
        )
        printed = write_record(record, root)
        same = same_voters(source.policy.id, cast, root)
        echo(f"recorded in {add_vote(source.policy.id, cast, root)}; what is printed is in {printed}")
        for name in same:
            echo(f"counted as the same person as {one_line(name)}, who has voted: the names look alike")
    for item in editions:
        state = standing(item, root)
        word = (
            "approved"
            if state.is_approved
            else "voided by a later change"
            if (state.voided and not state.votes)
            else "not approved"
        )
        echo(
            f"{source.policy.id}, edition {item.edition.id}, content {state.content[:SHORT]}: {word} "
            f"({state.in_favour} for, {state.against} against, {state.quorum} needed)"
        )
        if state.voided:
            echo(f"    {earlier_text(state)}")
        for row in state.votes:
            echo(f"    {one_line(_vote_line(row))}")
        for row in state.voided:
            echo(f"    {one_line(_vote_line(row))} (void)")
        if state.voided:
            echo(f"    the last of them is void: {one_line(why_void(state.voided[-1], item, root))}")
        for note in program_notes(item, state):
            echo(f"    {note}")


def _vote_line(vote: Vote) -> str:
    return f"{vote.date} {vote.vote}: {vote.who}, {vote.role}; conflicts: {vote.conflicts}"
