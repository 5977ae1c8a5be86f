"""The decision path as a drawing: steps from top to bottom, each with one way to continue and one way out.

ALL stacks its members; ANY, EXACTLY ONE, and AT LEAST set them side by side with `or` between, as far as they fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from generator.figures.metrics import plain, text_width, wrap
from generator.figures.path import NONE, Path, PathEnd, PathNode, Step, alternative, count, decision_path, folded
from generator.figures.svg import Block, arrow_down, lines, path, picture, rect, text
from generator.model.publisher import Publisher
from generator.view.coverage import CoverageView

WIDTH, MAIN = 498.0, 436.0
SIZE, LEAD, NOTE = 8.0, 9.8, 7.2
PAD, GAP, SIDE = 4.0, 4.0, 17.0
# Depth of the criteria, depth of the two lists around them, lines per statement: from most to least detailed drawing.
_FITS = (
    (9, 9, 6),
    (9, 3, 4),
    (9, 1, 3),
    (4, 1, 3),
    (3, 1, 3),
    (3, 1, 2),
    (3, 0, 2),
    (2, 1, 3),
    (2, 1, 2),
    (2, 0, 2),
    (1, 1, 2),
    (1, 0, 3),
    (1, 0, 2),
    (1, 0, 1),
    (0, 0, 3),
    (0, 0, 2),
    (0, 0, 1),
)
_TEXT_HEIGHT = 655.0  # on a Letter page
_WORTH = 7  # so many of the first settings show enough of the logic to share a page with the table of positions


def decision_figure(view: CoverageView, publisher: Publisher, subject: str) -> Markup:
    """Return the most detailed diagram that leaves room for the table of positions, or else one without that table."""
    whole = decision_path(view, publisher, subject)
    room = _room_below_summary(view)
    for fits, height in ((_FITS[:_WORTH], room - _table_height(view, publisher)), (_FITS, room)):
        for depth, grids, most in fits:
            shown = _cut(whole, depth, grids)
            block = _drawn(shown, most)
            if block.height <= height:
                return _finished(shown, block)
    steps = range(len(whole.steps))
    lists = [index for index in steps if whole.steps[index].grid]
    bare: Sequence[int]
    for depth, most, bare in ((0, 1, lists[-1:]), (1, 2, lists), (0, 2, lists), (0, 1, lists), (0, 2, steps)):
        shown = _cut(whole, depth, 0)
        shown = replace(
            shown,
            steps=tuple(
                replace(whole.steps[index], node=_barest(whole.steps[index].node))
                if index in bare
                else shown.steps[index]
                for index in steps
            ),
        )
        block = _drawn(shown, most)
        if block.height <= room:
            break
    return _finished(shown, block)


def _finished(shown: Path, block: Block) -> Markup:
    return picture(WIDTH, block.height, alternative(shown), block.svg, "path")


def _room_below_summary(view: CoverageView) -> float:
    """Return the height that the heading, summary, and figure caption leave on a page."""
    return _TEXT_HEIGHT - 45 - 14.0 * len(wrap(plain(view.coverage.summary), 465, 10)) - 30 - 45


def _table_height(view: CoverageView, publisher: Publisher) -> float:
    """Return the height of the table of positions with its header and caption."""
    titles = [(plain(item.indication.title), item.indication.position) for item in view.indications]
    titles.append(("All other uses", view.coverage.other_uses.position))
    rows = 0.0
    for title, position in titles:
        words = publisher.positions[position]
        cells = (wrap(title, 200, 8.5, 600), wrap(words.label, 105, 8.5), wrap(words.meaning, 145, 8.5))
        rows += 8 + 11.3 * max(map(len, cells))
    return rows + 60


def _cut(whole: Path, depth: int, lists: int) -> Path:
    steps = []
    for step in whole.steps:
        # the members of a single indication are one level below it
        own = lists if step.grid else depth if step.node.connective == "BY INDICATION" else depth - 1
        members = tuple(folded(member, max(own, 0)) for member in step.node.members)
        steps.append(replace(step, node=replace(step.node, members=members)))
    return replace(whole, steps=tuple(steps))


def _barest(node: PathNode) -> PathNode:
    first, last = (node.members[index].number for index in (0, -1)) if node.members else ("", "")
    words = f"{len(node.members)} entries with {count(node)} criteria in all, {first} to {last}: see Coverage Criteria"
    return replace(node, members=(PathNode("", words),)) if node.members else node


def _drawn(shown: Path, most: int) -> Block:
    middle, parts, y = MAIN / 2, [], 0.0
    rail = WIDTH - 10
    exits: list[float] = []
    for index, step in enumerate(shown.steps):
        block = _step(step, index + 1, most)
        parts.append(block.at(0, y))
        exit_at = y + block.height / 2
        exits.append(exit_at)
        parts.append(path([(MAIN, exit_at), (rail, exit_at)]))
        parts.append(text(MAIN + 4, exit_at - 3, step.off, NOTE, 600, "alert"))
        y += block.height
        if index + 1 < len(shown.steps) or shown.covered:
            parts.append(arrow_down(middle, y, y + 16))
            parts.append(text(middle + 6, y + 10.5, step.on, NOTE, 600, "accent"))
        y += 16
    half = (WIDTH - 16) / 2
    ends = [(_end(shown.otherwise, half, covered=False, most=most), half + 16)]
    if shown.covered:
        ends.append((_end(shown.covered, half, covered=True, most=most), 0.0))
    height = max(block.height for block, _ in ends)
    parts.extend(
        _end(end, half, covered=good, most=most, height=height).at(x, y)
        for end, x, good in ((shown.covered, 0.0, True), (shown.otherwise, half + 16, False))
        if end
    )
    if exits:
        parts.append(arrow_down(rail, exits[0], y))
    return Block(WIDTH, y + height, "".join(parts))


def _step(step: Step, index: int, most: int) -> Block:
    """Return one step: a head with its question, and its criteria."""
    connective = "" if step.node.connective == "BY INDICATION" else step.node.connective
    question = "NONE present?" if connective == NONE else connective and f"{connective} {step.asks}"
    room = MAIN - 20 - (text_width(question, NOTE, 700) + 22 if question else 10)
    head = wrap(step.title, room, 9, 700, min(most, 2))
    top = 6.0 + 11 * len(head)
    inner = MAIN - 12
    body = _grid(step.node.members, inner, most) if step.grid else _stack(step.node, inner, most)
    height = top + (body.height + 6 if body.height else 0)
    svg = rect(0.5, 0.5, MAIN - 1, height - 1, "paper-tint", "accent", 1, 2.5)
    svg += rect(6, 4, 12, 12, "accent", radius=6) + text(12, 12.9, chr(64 + index), 8, 700, "#ffffff", "middle")
    svg += lines(23, 13, head, 9, 11, 700, "accent")
    if question:
        svg += _chip(question, MAIN - 6, 3.5)
    return Block(MAIN, height, svg + (body.at(6, top) if body.height else ""))


def _chip(words: str, right: float, top: float, dark: bool = True) -> str:
    wide = text_width(words, NOTE, 700) + 8
    return rect(right - wide, top, wide, 11.5, "accent" if dark else "#ffffff", "accent", 0.8, 2) + text(
        right - wide + 4, top + 8.4, words, NOTE, 700, "#ffffff" if dark else "accent"
    )


def _node(node: PathNode, width: float, most: int, height: float = 0) -> Block:
    return _group(node, width, most, height) if node.members else _leaf(node, width, most, height)


def _head(node: PathNode, width: float, most: int, chip: str) -> tuple[str, float]:
    """Return the number, text, and notes of a node as SVG, and their height."""
    size = text_width(node.number, SIZE, 700)
    start = PAD + (3 if node.members else 0)
    left = start + (max(size, 9) + 5 if node.number else 0)
    taken = text_width(chip, NOTE, 700) + 14 if chip else 0
    weight = 600 if node.members or node.label else 400
    rows = wrap(node.text, width - left - PAD - taken, SIZE, weight, most) if node.text else []
    svg, y = text(start, PAD + 6.6, node.number, SIZE, 700, "accent") if node.number else "", PAD + 6.6
    svg += lines(left, y, rows, SIZE, LEAD, weight)
    y += LEAD * max(len(rows) - 1, 0)
    for number, note in enumerate(node.notes):
        notes = wrap(note, width - left - PAD - (0 if rows else taken), NOTE, 400, min(most, 2))
        y += 0 if not rows and not number else 9.2
        svg += lines(left, y, notes, NOTE, 9, 400, "ink-soft")
        y += 9 * (len(notes) - 1)
    return svg, y + PAD


def _leaf(node: PathNode, width: float, most: int, height: float = 0) -> Block:
    svg, own = _head(node, width, most, node.label)
    own = max(own, height)
    if node.label:
        svg += _chip(node.label, width - PAD, 2.2, dark=node.covered)
    return Block(width, own, rect(0.3, 0.3, width - 0.6, own - 0.6, "#ffffff", "rule", 0.7, 1.5) + svg)


def _group(node: PathNode, width: float, most: int, height: float = 0) -> Block:
    chips = [chip for chip in (node.connective, node.label) if chip]
    taken = "  ".join(chips) + ("    " if len(chips) > 1 else "")
    head, top = _head(node, width, most, taken)
    body = _stack(node, width - 2 * PAD - 3, most)
    own = max(top + body.height + PAD + 1, height)
    right, marks = width - PAD, ""
    if node.label:
        marks += _chip(node.label, right, 2.2, dark=node.covered)
        right -= text_width(node.label, NOTE, 700) + 12
    if node.connective:
        marks += _chip(node.connective, right, 2.2)
    bar = path([(1.4, 1), (1.4, own - 1)], "accent", 2, "3 2" if node.either else "")
    svg = rect(0.3, 0.3, width - 0.6, own - 0.6, "accent-tint", "rule", 0.7, 1.5) + bar + head + marks
    return Block(width, own, svg + body.at(PAD + 3, top + 1))


def _stack(node: PathNode, width: float, most: int) -> Block:
    """Return the members of a node: side by side if one of a few is enough, otherwise one below the other."""
    members = node.members
    if not members:
        return Block(width, 0, "")
    if node.either and len(members) <= 3 and not any(m.members for m in members):
        each = (width - SIDE * (len(members) - 1)) / len(members)
        if each >= 96:
            return _beside(members, each, most, "or", SIDE)
    between = 10.0 if node.either else GAP
    y, svg = 0.0, []
    for index, member in enumerate(members):
        if index:
            if node.either:
                svg.append(text(width / 2, y + 7.4, "or", NOTE, 700, "accent", "middle"))
            y += between
        block = _node(member, width, most)
        svg.append(block.at(0, y))
        y += block.height
    return Block(width, y, "".join(svg))


def _beside(members: tuple[PathNode, ...], each: float, most: int, word: str, gap: float) -> Block:
    height = max(_node(member, each, most).height for member in members)
    svg = []
    for index, member in enumerate(members):
        x = index * (each + gap)
        svg.append(_node(member, each, most, height).at(x, 0))
        if index and word:
            svg.append(text(x - gap / 2, height / 2 + 2.5, word, NOTE, 700, "accent", "middle"))
    return Block(len(members) * (each + gap) - gap, height, "".join(svg))


def _grid(members: tuple[PathNode, ...], width: float, most: int) -> Block:
    """Return members in two columns, row by row; a group takes its own row."""
    rows: list[tuple[PathNode, ...]] = []
    for member in members:
        if rows and len(rows[-1]) == 1 and not member.members and not rows[-1][0].members:
            rows[-1] = (*rows[-1], member)
        else:
            rows.append((member,))
    y, svg = 0.0, []
    for row in rows:
        wide = width if row[0].members or len(members) == 1 else (width - GAP) / 2
        block = _beside(row, wide, most, "", GAP)
        svg.append(block.at(0, y))
        y += block.height + GAP
    return Block(width, max(y - GAP, 0), "".join(svg))


def _end(end: PathEnd, width: float, *, covered: bool, most: int, height: float = 0) -> Block:
    title = wrap(end.title, width - 36, 9.5, 700, 2)
    rows = [row for line in end.lines for row in wrap(line, width - 36, SIZE, 400, max(most, 2))]
    own = max(12 + 11.5 * len(title) + LEAD * len(rows), height)
    ink = "#ffffff" if covered else "ink"
    svg = rect(
        0.7,
        0.7,
        width - 1.4,
        own - 1.4,
        "accent" if covered else "#ffffff",
        "accent" if covered else "alert",
        1.2,
        3,
        "" if covered else "4 2.4",
    )
    sign: list[tuple[float, float]] = [(10, 15), (14, 19.5), (21, 9.5)] if covered else [(10, 10), (20, 20)]
    svg += path(sign, ink if covered else "alert", 2)
    if not covered:
        svg += path([(20, 10), (10, 20)], "alert", 2)
    svg += lines(28, 15.5, title, 9.5, 11.5, 700, ink)
    svg += lines(28, 15.5 + 11.5 * len(title), rows, SIZE, LEAD, 400, ink)
    return Block(width, own, svg)
