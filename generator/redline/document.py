"""The redline: the coverage policy (or the LCD, if an edition issues only that) with changes marked and listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.diff.change import Change
from generator.diff.net import NetChange
from generator.diff.report import EFFECT_TITLES, counted
from generator.files.paths import templates_dir
from generator.files.writing import write_whole
from generator.model.edition import ArtifactKind
from generator.problem import Place, Problem, SourceProblems
from generator.redline.marking import mark_changes
from generator.render.document import document_html, rendered
from generator.render.finishing import finish_document
from generator.source.editions import ResolvedEdition, resolve_editions
from generator.source.policies import Source
from generator.view import Document

# The documents that a redline can be made of: the first one that an edition issues; forms are not marked up.
KINDS: tuple[ArtifactKind, ...] = ("coverage-policy", "lcd-draft", "billing-article")
_PAGE_LINES = 47  # printed lines of the summary's table that fit on its page with the title and legend
_MAX_EXAMPLES = 6  # of patients who lose or gain
_LINE = 110  # characters in a line of its text
_COLUMNS = (13, 24, 46, 33)  # characters per line in each of its columns


def write_redline(
    old: Source,
    new: Source,
    changes: list[Change],
    root: Path,
    path: Path,
    edition: str | None = None,
    names: tuple[str, str] | None = None,
    nets: Sequence[NetChange] = (),
) -> None:
    """Render the redline into a file, validated like every document. Raises SourceProblems and MachineProblem.

    `names` state what is compared with what; by default they are derived from the files.
    """
    after, kind = _edition(new, root, edition)
    html = _redline(old, new, after, kind, changes, root, names, nets)
    write_whole(path, finish_document(path.name, new.shown, after.publisher.id, html, (), root).data)


def redline_html(
    old: Source,
    new: Source,
    changes: list[Change],
    root: Path,
    edition: str | None = None,
    names: tuple[str, str] | None = None,
    nets: Sequence[NetChange] = (),
) -> str:
    """Return the HTML of the redline; both versions are printed in the publisher's current wording."""
    return _redline(old, new, *_edition(new, root, edition), changes, root, names, nets)


def _redline(
    old: Source,
    new: Source,
    after: ResolvedEdition,
    kind: ArtifactKind,
    changes: list[Change],
    root: Path,
    names: tuple[str, str] | None,
    nets: Sequence[NetChange],
) -> str:
    before = _same_edition(old, root, after, kind)
    pages = [_to_compare(document_html(Document(resolved, kind), root)) for resolved in (before, after)]
    head, body, tail = _split(pages[1])
    marked, has_figures = mark_changes(_split(pages[0])[1], body)
    title = f"Redline: {Document(after, kind).title}"
    head = re.sub(r"<title>.*?</title>", lambda _: f"<title>{_escaped(title)}</title>", head, count=1, flags=re.DOTALL)
    style = (templates_dir() / "styles" / "redline.css").read_text(encoding="utf-8")
    style += '@page { @top-right { content: "REDLINE, NOT THE POLICY" } }'
    head = head.replace("</head>", f"<style>\n{style}\n</style>\n</head>", 1)
    versions = names or (f"version {before.version} ({_shown(old)})", f"version {after.version} ({_shown(new)})")
    return head + _summary(after, kind, versions, changes, root, has_figures, _of_edition(nets, after)) + marked + tail


def _edition(source: Source, root: Path, wanted: str | None) -> tuple[ResolvedEdition, ArtifactKind]:
    """Return a redline's edition (the requested one, or the first that can be marked up) and its kind of document."""
    editions = resolve_editions(source, root)
    for kind in KINDS:
        for item in editions:
            if kind in item.artifacts and wanted in (None, item.edition.id):
                return item, kind
    marked = [item.edition.id for item in editions if set(KINDS) & set(item.artifacts)]
    known = [item.edition.id for item in editions]
    place, message = Place(source.shown, 1, 1), "no edition issues a coverage policy, LCD or billing article"
    if wanted in known:
        place = source.node.at(("editions", known.index(wanted))).place
        message = f"edition `{wanted}` issues only forms, and forms are not marked up"
    elif wanted is not None:
        message = f"there is no edition `{wanted}`"
    raise SourceProblems(
        [
            Problem(
                place,
                "DIFF-003",
                message,
                f"choose one of: {', '.join(marked)}" if marked else "list the changes with --format markdown",
            )
        ]
    )


def _same_edition(source: Source, root: Path, after: ResolvedEdition, kind: ArtifactKind) -> ResolvedEdition:
    """Return the old version's edition: the same one, or the first, printed as the new one's publisher would."""
    editions = resolve_editions(source, root)
    found = next((item for item in editions if item.edition.id == after.edition.id), editions[0])
    return found if kind in found.publisher.documents else replace(found, publisher=after.publisher, logo=after.logo)


def _split(page: str) -> tuple[str, str, str]:
    """Return a page up to the start of its body, the body, and the end."""
    start = page.index(">", page.index("<body")) + 1
    end = page.rindex("</body>")
    return page[:start], page[start:end], page[end:]


def _to_compare(page: str) -> str:
    """Remove the numbers of a review copy (an added paragraph would mark all that follow it, and lines differ) and its
    comment form, whose fields are not text."""
    page = re.sub(r"<form\b.*?</form>", "", page, flags=re.DOTALL)
    page = re.sub(r"(<body[^>]*?) data-line-numbers", r"\1", page, count=1)
    return re.sub(r'<span class="para">.*?</span>', "", page)


def _summary(
    after: ResolvedEdition,
    kind: ArtifactKind,
    versions: tuple[str, str],
    changes: list[Change],
    root: Path,
    figures: bool,
    nets: Sequence[NetChange],
) -> str:
    said = [(net.headline, _lines_of(net)) for net in nets]
    lines = [line for headline, lines in said for line in (headline, *lines)]
    rows, more = _fitting(changes, _PAGE_LINES - sum(-(-len(line) // _LINE) for line in lines))
    policy = after.source.policy
    view = {
        "kind": after.publisher.documents[kind].kind,
        "title": policy.title,
        "counts": counted(changes),
        "old": versions[0],
        "new": versions[1],
        "rows": rows,
        "more": more,
        "figures": figures,
        "nets": said,
    }
    return rendered("redline/summary.html.j2", view, root, after.publisher.id)


def _of_edition(nets: Sequence[NetChange], after: ResolvedEdition) -> list[NetChange]:
    """Return who gains and loses in the policy, or in the edition that is marked up where that differs."""
    own = [net for net in nets if net.edition == after.edition.id]
    return own or [net for net in nets if net.edition is None]


def _lines_of(net: NetChange) -> list[str]:
    """Return who loses and gains, as far as it fits beside the changes."""
    said = [*net.lines, *net.flipped]
    lines, more = said[:_MAX_EXAMPLES], len(said) - _MAX_EXAMPLES
    left_out = f"{more} more {'example is' if more == 1 else 'examples are'} listed by policypress diff"
    return [*lines, *([left_out] if more > 0 else []), *([net.caveat] if net.caveat else [])]


def _shown(source: Source) -> str:
    """Return the git revision of a source, or the name of its file."""
    revision, colon, _ = source.shown.partition(":")
    return revision if colon else Path(source.shown).name


def _fitting(changes: list[Change], left: int) -> tuple[list[dict[str, str]], int]:
    """Return the rows that fit on one page, and the number of changes omitted."""
    rows: list[dict[str, str]] = []
    for change in changes:
        row = {
            "effect": EFFECT_TITLES[change.effect],
            "headline": change.headline,
            "old": _cut(change.old, 120),
            "new": _cut(change.new, 120),
            "reason": _cut(change.reason.replace("`", ""), 150),
        }
        left -= _lines(row)
        if left < 0:
            break
        rows.append(row)
    return rows, len(changes) - len(rows)


def _lines(row: dict[str, str]) -> int:
    words = sum(-(-(len(row[key]) + 8) // _COLUMNS[2]) for key in ("old", "new") if row[key])
    return max(-(-len(row["headline"]) // _COLUMNS[1]), words, -(-len(row["reason"]) // _COLUMNS[3]), 1) + 1


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(" ,;(") + " …"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
