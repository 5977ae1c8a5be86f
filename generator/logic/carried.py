"""The coverage logic as data (`criteria.json`): every PDF carries it, and forms are judged by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from generator.logic.judge import count_bounds
from generator.logic.tree import (
    THRESHOLDS,
    CoverageTree,
    CriterionNode,
    IndicationNode,
    LimitNode,
    Threshold,
    TrackNode,
)
from generator.model.policy import Position
from generator.model.thresholds import Recency
from generator.wording import phrases as words

Json = dict[str, Any]
Plain = Callable[[Threshold], Json]
_POSITIONS = get_args(Position)
_MAX_DEPTH = 64  # levels of criteria; a malicious file can nest without end


def tree_to_data(tree: CoverageTree, plain: Plain) -> Json:
    """Return the tree as plain data, with the phrases that documents print; `plain` converts a threshold to data."""
    return {
        "prerequisites": [_node(item, plain) for item in tree.prerequisites],
        "indications": [_indication(item, plain) for item in tree.indications],
        "exclusions": {
            "absolute": [_node(item, plain) for item in tree.absolute],
            "relative": [_node(item, plain) for item in tree.relative],
        },
        "limits": [_limit(item) for item in tree.limits],
        "other_uses": tree.other_uses,
    }


def _limit(item: LimitNode) -> Json:
    note = {"note": item.limit.note} if item.limit and item.limit.note else {}
    return {"field": item.field, "text": item.text} | note


def _indication(item: IndicationNode, plain: Plain) -> Json:
    return {
        "number": item.number,
        "id": item.id,
        "title": item.title,
        "position": item.position,
        **_asked("study", item.study, plain),
        "criteria": _node(item.criteria, plain) if item.criteria else None,
        "pathways": [_track(track, plain) for track in item.pathways],
        "phases": [_track(track, plain) for track in item.phases],
    }


def _track(track: TrackNode, plain: Plain) -> Json:
    data: Json = {"number": track.number, "id": track.id, "kind": track.kind}
    if track.position:
        data["position"] = track.position
    criteria = _node(track.criteria, plain) if track.criteria else None
    return data | _asked("after", track.after, plain) | {"criteria": criteria}


def _asked(key: str, node: CriterionNode | None, plain: Plain) -> Json:
    return {key: _node(node, plain)} if node else {}


def _node(node: CriterionNode, plain: Plain) -> Json:
    data: Json = {"number": node.number, "id": node.id, "field": node.field, "anchor": node.anchor}
    if node.text:
        data["text"] = node.text
    if node.is_group:
        data |= {"connective": node.connective, "members": [_node(item, plain) for item in node.members]}
    data |= {label.lower(): phrase for label, phrase in words.thresholds(node.thresholds)}
    if node.thresholds:
        data["values"] = {key: plain(part) for key, part in node.thresholds.items()}
    if node.document_windows:
        data["document_windows"] = [plain(part) for part in node.document_windows]
    for key, child in (("applies_when", node.applies_when), ("unless", node.unless)):
        if child is not None:
            data[key] = _node(child, plain)
    for name, tracks in (("only_for", node.only_for), ("waived_for", node.waived_for)):
        if tracks:
            data[name] = list(tracks)
    return data


def tree_from_data(data: Json) -> CoverageTree:
    """Return the tree that `tree_to_data` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return CoverageTree(
        prerequisites=_read_list(data["prerequisites"]),
        indications=tuple(_read_indication(item) for item in data["indications"]),
        absolute=_read_list(data["exclusions"]["absolute"]),
        relative=_read_list(data["exclusions"]["relative"]),
        limits=tuple(LimitNode(str(item["field"]), str(item["text"])) for item in data["limits"]),
        other_uses=_read_position(data["other_uses"]),
    )


def _read_indication(data: Json) -> IndicationNode:
    return IndicationNode(
        number=str(data["number"]),
        id=str(data["id"]),
        title=str(data["title"]),
        position=_read_position(data["position"]),
        criteria=_read_node(data["criteria"]) if data["criteria"] else None,
        pathways=tuple(_read_track(item) for item in data["pathways"]),
        phases=tuple(_read_track(item) for item in data["phases"]),
        study=_read_asked(data, "study"),
    )


def _read_track(data: Json) -> TrackNode:
    own = _read_position(data["position"]) if "position" in data else None
    return TrackNode(
        number=str(data["number"]),
        id=str(data["id"]),
        kind=str(data["kind"]),
        criteria=_read_node(data["criteria"]) if data["criteria"] else None,
        position=own,
        after=_read_asked(data, "after"),
    )


def _read_asked(data: Json, key: str) -> CriterionNode | None:
    return _read_node(data[key]) if key in data else None


def _read_position(value: Any) -> Position:
    found: Position = _POSITIONS[_POSITIONS.index(value)]
    return found


def _read_list(data: list[Json], depth: int = 0) -> tuple[CriterionNode, ...]:
    return tuple(_read_node(item, depth) for item in data)


def _read_node(data: Json, depth: int = 0) -> CriterionNode:
    if depth > _MAX_DEPTH:
        raise ValueError("the criteria are nested without end")
    connective = str(data.get("connective", ""))
    if connective:
        count_bounds(connective)
    applies_when, unless = (
        _read_node(data[key], depth + 1) if key in data else None for key in ("applies_when", "unless")
    )
    return CriterionNode(
        number=str(data["number"]),
        id=str(data["id"]),
        field=str(data["field"]),
        anchor=str(data.get("anchor", "")),
        text=str(data.get("text", "")),
        connective=connective,
        members=_read_list(data["members"], depth + 1) if connective else (),
        applies_when=applies_when,
        unless=unless,
        only_for=tuple(map(str, data.get("only_for", ()))),
        waived_for=tuple(map(str, data.get("waived_for", ()))),
        thresholds={key: THRESHOLDS[key].model_validate(part) for key, part in data.get("values", {}).items()},
        document_windows=tuple(map(Recency.model_validate, data.get("document_windows", ()))),
    )
