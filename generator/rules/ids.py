"""Rules on ids: each is used for one thing only, and every reference to an id resolves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from generator.model.criteria import Common, Use, walk
from generator.model.policy import Policy
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, nearest, rule


@rule(
    "ID-001",
    "error",
    "An id is used twice",
    "prerequisites:\n  - {id: adult, statement: Adult.}\n  - {id: adult, statement: Not pregnant.}",
    "prerequisites:\n  - {id: adult, statement: Adult.}\n  - {id: not-pregnant, statement: Not pregnant.}",
)
def ids_unique(context: Context) -> Iterator[Found]:
    """An id identifies one thing: it becomes the anchor, the form field, and the name by which comments and other
    documents refer to it. Criterion ids must be unique within the whole policy; ids must also be unique among sections,
    code groups, indications with their tracks, cohorts, studies, references, and editions, each kind by itself.
    """
    for kind, named in _named(context):
        first: dict[str, YamlPath] = {}
        for path, name in named:
            if name in first:
                place = context.place((*first[name], "id"))
                yield Found((*path, "id"), f"the {kind} id `{name}` is used twice", f"first at {place}; choose another")
            first.setdefault(name, path)


def _named(context: Context) -> Iterator[tuple[str, list[tuple[YamlPath, str]]]]:
    policy = context.policy
    yield "criterion", [(path, item.id) for path, item in context.criteria if isinstance(item, Common)]
    yield "indication or track", list(_tracks(context))
    if policy.regulatory:
        yield (
            "label row",
            [
                (("regulatory", "label_comparison", index), row.id)
                for index, row in enumerate(policy.regulatory.label_comparison)
            ],
        )
    sections = [
        ("background",),
        ("evidence", "summary"),
        ("evidence", "topics"),
        ("evidence", "analysis"),
        ("payer_trends",),
    ]
    yield "section", [((*at, index), item.id) for at in sections for index, item in enumerate(_get(policy, at))]
    for kind, at in (
        ("code group", ("codes",)),
        ("authority", ("authorities",)),
        ("cohort", ("evidence", "cohorts")),
        ("study", ("evidence", "studies")),
        ("reference", ("references",)),
        ("erratum", ("errata",)),
        ("edition", ("editions",)),
    ):
        yield kind, [((*at, index), item.id) for index, item in enumerate(_get(policy, at)) if item.id]


def _get(policy: Policy, at: tuple[str, ...]) -> tuple[Any, ...]:
    found: Any = policy
    for name in at:
        found = getattr(found, name)
    return tuple(found)


def _tracks(context: Context) -> Iterator[tuple[YamlPath, str]]:
    for index, indication in enumerate(context.policy.coverage.indications):
        at = ("coverage", "indications", index)
        yield at, indication.id
        for key in ("pathways", "phases"):
            for number, track in enumerate(getattr(indication, key)):
                yield (*at, key, number), track.id


@rule("ID-002", "error", "`use` names a criterion that does not exist", "all:\n  - use: adlut", "all:\n  - use: adult")
def use_resolves(context: Context) -> Iterator[Found]:
    """`use:` repeats a criterion that is written elsewhere, by its id."""
    for path, item in context.criteria:
        if isinstance(item, Use) and item.use not in context.by_id:
            yield _unknown((*path, "use"), "criterion", item.use, context.by_id)


@rule(
    "ID-003",
    "error",
    "A criterion contains itself",
    "id: pain\nall:\n  - use: pain",
    "id: pain\nall:\n  - use: pain-score",
)
def use_not_cyclic(context: Context) -> Iterator[Found]:
    """A criterion that uses itself, directly or through other criteria, can never be decided."""
    reaches = {
        name: {found.use for _, found in walk(item) if isinstance(found, Use)} for name, item in context.by_id.items()
    }
    for path, outer in context.criteria:
        if isinstance(outer, Common):
            for at, item in walk(outer, path):
                if isinstance(item, Use) and outer.id in _reach(item.use, reaches):
                    yield Found(
                        (*at, "use"),
                        f"`use: {item.use}` leads back to a criterion that contains it",
                        "use a criterion further inside, or write this one out",
                    )


def _reach(start: str, steps: dict[str, set[str]]) -> set[str]:
    """Return where the steps lead from a start, which is included."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(steps.get(name, ()))
    return seen


@rule("ID-004", "error", "There is no such indication or track", "only_for: [trail]", "only_for: [trial]")
def tracks_resolve(context: Context) -> Iterator[Found]:
    """`only_for`, `waived_for`, `after`, and a code group's `tracks` refer to an indication, a pathway, or a phase by
    its id. An id that does not exist would silently drop a criterion or a code group from every document.
    """
    known = [name for _, name in _tracks(context)]
    for path, name in _track_references(context):
        if name not in known:
            yield _unknown(path, "indication, pathway, or phase", name, known)


def _track_references(context: Context) -> Iterator[tuple[YamlPath, str]]:
    for path, item in context.criteria:
        if isinstance(item, Common):
            yield from (((*path, "only_for", index), name) for index, name in enumerate(item.only_for))
            yield from (
                ((*path, "waived_for", index, "track"), waiver.track) for index, waiver in enumerate(item.waived_for)
            )
    for number, group in enumerate(context.policy.codes):
        yield from ((("codes", number, "tracks", index), name) for index, name in enumerate(group.tracks))
    for index, indication in enumerate(context.policy.coverage.indications):
        for key in ("pathways", "phases"):
            yield from (
                (("coverage", "indications", index, key, number, "after"), track.after)
                for number, track in enumerate(getattr(indication, key))
                if track.after
            )


@rule(
    "ID-008",
    "error",
    "A phase comes after itself",
    "phases:\n  - {id: trial, after: implant, ...}\n  - {id: implant, after: trial, ...}",
    "phases:\n  - {id: trial, ...}\n  - {id: implant, after: trial, ...}",
)
def phases_follow(context: Context) -> Iterator[Found]:
    """`after` names the phase that must come first. The sequence of phases must not lead back to its start; otherwise
    nobody could begin.
    """
    tracks = {
        track.id: ((*at, "after"), track.after)
        for index, indication in enumerate(context.policy.coverage.indications)
        for key in ("pathways", "phases")
        for number, track in enumerate(getattr(indication, key))
        for at in [("coverage", "indications", index, key, number)]
        if track.after
    }
    reaches = {name: {after} for name, (_, after) in tracks.items()}
    for name, (path, after) in tracks.items():
        if name in _reach(after, reaches):
            yield Found(path, f"`{name}` comes after itself", "name the phase that comes first, or leave `after` out")


@rule(
    "ID-005",
    "error",
    "There is no such code group",
    "pairing: {requires: one, groups: [secondry]}",
    "pairing: {requires: one, groups: [secondary]}",
)
def pairings_resolve(context: Context) -> Iterator[Found]:
    """A pairing lists the ids of the code groups from which a claim must also include a code."""
    known = [group.id for group in context.policy.codes]
    for number, group in enumerate(context.policy.codes):
        for index, name in enumerate(group.pairing.groups if group.pairing else ()):
            path = ("codes", number, "pairing", "groups", index)
            if name not in known:
                yield _unknown(path, "code group", name, known)
            elif name == group.id:
                yield Found(path, "a code group is paired with itself", "name the group that must be reported with it")


@rule("ID-006", "error", "There is no such cohort", "cohorts: [piovtal-trial]", "cohorts: [pivotal-trial]")
def cohorts_resolve(context: Context) -> Iterator[Found]:
    """A study lists the ids of the cohorts that it follows, each only once, so that nobody is counted twice."""
    known = [cohort.id for cohort in context.policy.evidence.cohorts]
    for number, study in enumerate(context.policy.evidence.studies):
        at = ("evidence", "studies", number, "cohorts")
        yield from _resolved_once(at, study.cohorts, known, "cohort", " in this study")


@rule("ID-009", "error", "There is no such authority", "governed_by: [ncd-160.7]", "governed_by: [ncd-160-7]")
def governors_resolve(context: Context) -> Iterator[Found]:
    """An indication lists the ids of the authorities that govern it, each only once. An authority has an id only if an
    indication refers to it.
    """
    known = [item.id for item in context.policy.authorities if item.id]
    for number, indication in enumerate(context.policy.coverage.indications):
        at = ("coverage", "indications", number, "governed_by")
        yield from _resolved_once(at, indication.governed_by, known, "authority")


def _resolved_once(
    at: YamlPath, names: Sequence[str], known: Collection[str], kind: str, where: str = ""
) -> Iterator[Found]:
    """Yield the ids of a list that name nothing, and those that the list has already."""
    for index, name in enumerate(names):
        if name not in known:
            yield _unknown((*at, index), kind, name, known)
        elif name in names[:index]:
            yield Found((*at, index), f"the {kind} `{name}` is listed twice{where}", "delete one of them")


@rule(
    "ID-007",
    "warning",
    "A shared criterion is not used",
    "shared:\n  - {id: adult, statement: Adult.}",
    "shared:\n  - {id: adult, statement: Adult.}\nprerequisites:\n  - use: adult",
)
def shared_is_used(context: Context) -> Iterator[Found]:
    """A criterion under `shared` takes effect only where `use:` refers to it; an unused one does not appear in any
    document.
    """
    used = {item.use for _, item in context.criteria if isinstance(item, Use)}
    for root in context.roots:
        if root.is_shared and isinstance(root.criterion, Common):
            inside = {item.id for _, item in walk(root.criterion) if isinstance(item, Common)}
            if not inside & used:
                yield Found(
                    (*root.path, "id"),
                    f"the shared criterion `{root.criterion.id}` is not used",
                    f"put `use: {root.criterion.id}` where it belongs, or delete it",
                )


def _unknown(path: YamlPath, kind: str, name: str, known: Iterable[str]) -> Found:
    return Found(path, f"there is no {kind} `{name}`", nearest(name, known, "correct the id"))
