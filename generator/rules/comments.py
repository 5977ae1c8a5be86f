"""Rules on public comments: what they refer to exists, they were received on time, and each was answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.model.comments import Comment
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, nearest, rule
from generator.source.editions import RESPONSES, ResolvedEdition
from generator.source.yaml_reader import Node

# A paragraph of a review copy; the letters are those in `generator.render.review_copies.PARTS`.
_PARAGRAPH = re.compile(r"[IEA][1-9][0-9]{0,3}")
_PARTS = ("coverage", "other-uses")
_ANSWERED = ("notice", "approved", "active", "retired", "superseded")


def each_comment(context: Context) -> Iterator[tuple[YamlPath, ResolvedEdition, Comment]]:
    """Yield every comment with its path and its edition."""
    for number, resolved in enumerate(context.editions):
        for index, comment in enumerate(resolved.edition.comments):
            yield ("editions", number, "comments", index), resolved, comment


def _ids(node: Node) -> Iterator[str]:
    """Yield every id of the policy outside its editions and references."""
    if isinstance(node.value, dict):
        if node.has("id"):
            yield str(node.value["id"].value)
        for key, child in node.value.items():
            if key not in ("editions", "references"):
                yield from _ids(child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _ids(child)


@rule(
    "COMMENT-001",
    "error",
    "A comment refers to something that does not exist",
    "comments:\n  - {number: 1, about: [adlut], ...}",
    "comments:\n  - {number: 1, about: [adult, I4], ...}",
)
def comment_targets_exist(context: Context) -> Iterator[Found]:
    """`about` and `changed` accept ids of criteria, indications, sections, code groups, and studies, and also
    `coverage` (the summary) and `other-uses`; `about` also accepts paragraph numbers of the proposed document, such as
    I4. Readers follow them to the text that was commented on.
    """
    known: dict[str | int, set[str]] = {}
    for path, resolved, comment in each_comment(context):
        ids = known.setdefault(path[1], {*_ids(resolved.source.node), *_PARTS})
        for key in ("about", "changed"):
            for index, name in enumerate(getattr(comment, key)):
                if name in ids or (key == "about" and _PARAGRAPH.fullmatch(name)):
                    continue
                yield Found(
                    (*path, key, index),
                    f"there is no criterion, section, code group, or study `{name}`",
                    nearest(name, ids, "write an id in the policy, or a paragraph number such as I4"),
                )


@rule(
    "COMMENT-002",
    "error",
    "Two comments have the same number",
    "comments: [{number: 3, ...}, {number: 3, ...}]",
    "comments: [{number: 3, ...}, {number: 4, ...}]",
)
def comment_numbers_differ(context: Context) -> Iterator[Found]:
    """Comments are cited by their numbers; each number is used once and never changes."""
    seen: dict[tuple[str | int, int], YamlPath] = {}
    for path, _, comment in each_comment(context):
        first = seen.setdefault((path[1], comment.number), path)
        if first != path:
            place = context.place((*first, "number"))
            yield Found((*path, "number"), f"number {comment.number} is already used at {place}", "use the next one")


@rule(
    "COMMENT-003",
    "warning",
    "A comment was received outside the comment period",
    "dates: {comment_start: 2026-06-04, comment_end: 2026-07-19}\ncomments: [{..., received: 2026-08-01}]",
    "dates: {comment_start: 2026-06-04, comment_end: 2026-07-19}\ncomments: [{..., received: 2026-07-19}]",
)
def comment_in_time(context: Context) -> Iterator[Found]:
    """Comments received during the comment period must be answered (Program Integrity Manual, 100-08, chapter 13,
    sections 13.2.4 and 13.2.5). A comment received earlier or later may still be answered; in that case waive this
    problem.
    """
    for path, resolved, comment in each_comment(context):
        start, end = resolved.dates.comment_start, resolved.dates.comment_end
        for index, one in enumerate(comment.commenters):
            at = (*path, "commenters", index, "received")
            if start is None or end is None:
                yield Found(
                    at,
                    "the edition has a comment, but no comment period",
                    "add `comment_start` and `comment_end` to its dates",
                )
            elif not start <= one.received <= end:
                yield Found(
                    at,
                    f"received on {one.received}, outside the comment period ({start} to {end})",
                    "correct the date, or waive it and give the reason why it is answered",
                )


@rule(
    "COMMENT-004",
    "error",
    "A comment has no response",
    "status: notice\ncomments: [{number: 1, comment: ...}]",
    "status: notice\ncomments: [{number: 1, comment: ..., response: ..., outcome: no-change}]",
)
def comment_answered(context: Context) -> Iterator[Found]:
    """A final determination is accompanied by the responses to the comments on the proposed one (Program Integrity
    Manual, 100-08, chapter 13, section 13.2.5). After the comment stage, every comment must have a response and an
    outcome.
    """
    for path, resolved, comment in each_comment(context):
        if resolved.status not in _ANSWERED:
            continue
        for key in ("response", "outcome"):
            if getattr(comment, key) is None:
                yield Found(
                    (*path, "number"),
                    f"comment {comment.number} has no {key}, but the status is {resolved.status}",
                    "write `response` and `outcome`",
                )


@rule(
    "COMMENT-005",
    "error",
    "The outcome of a comment does not match its other keys",
    "{number: 1, outcome: changed}",
    "{number: 1, outcome: changed, changed: [adult], version: '1.0'}",
)
def outcome_names_change(context: Context) -> Iterator[Found]:
    """The outcome `changed` requires the ids of what was changed, or the version that made the change, which must have
    a row in the revision history. `no-change` allows neither. An outcome also requires a response.
    """
    for path, resolved, comment in each_comment(context):
        named = bool(comment.changed or comment.version)
        if comment.outcome == "changed" and not named:
            yield Found(
                (*path, "outcome"),
                "the outcome is `changed`, but there is no information on what was changed",
                "list what was changed in `changed`, or give the `version` of its row in the history",
            )
        elif comment.outcome != "changed" and named:
            key = "changed" if comment.changed else "version"
            yield Found(
                (*path, key),
                f"`{key}` is given, but the outcome is not `changed`",
                "write `outcome: changed`, or remove this key",
                on_key=True,
            )
        if comment.outcome and comment.response is None:
            yield Found((*path, "outcome"), "there is an outcome, but no response", "write the response")
        rows = [row.version for row in resolved.history]
        if comment.version and comment.version not in rows:
            yield Found(
                (*path, "version"),
                f"the revision history has no row for version {comment.version}",
                f"it has: {', '.join(rows)}" if rows else "the history has no rows",
            )


@rule(
    "COMMENT-006",
    "error",
    "Comments are not printed anywhere",
    "publisher: my-plan   # does not list response-to-comments",
    "documents:   # of the publisher\n  response-to-comments: {kind: Response to Comments Article, sections: [...]}",
)
def comments_are_printed(context: Context) -> Iterator[Found]:
    """The response-to-comments article prints comments and responses, so an edition with comments must issue it."""
    for number, resolved in enumerate(context.editions):
        if resolved.edition.comments and RESPONSES not in resolved.artifacts:
            listed = RESPONSES in resolved.publisher.documents
            yield Found(
                ("editions", number, "comments"),
                f"the edition does not issue `{RESPONSES}`, so the comments are not printed anywhere",
                f"add `{RESPONSES}` to its `artifacts`"
                if listed
                else f"add `{RESPONSES}` to the documents of publisher `{resolved.publisher.id}`",
                on_key=True,
            )
