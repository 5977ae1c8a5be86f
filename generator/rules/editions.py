"""Rules on editions: the stated direction of their changes is correct, and they cover what the law requires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.logic.direction import ComparedChange, wrong_directions
from generator.logic.gains import UseRequest, compare_patients
from generator.logic.witness_words import WitnessWords
from generator.rules.context import Context
from generator.rules.registry import Found, rule


@rule(
    "EDITION-005",
    "error",
    "A change has the wrong direction",
    "{action: drop, criterion: coagulopathy, direction: more-restrictive}   # an exclusion",
    "{action: drop, criterion: coagulopathy, direction: less-restrictive}",
)
def direction(context: Context) -> Iterator[Found]:
    """Readers of an edition first look at whether it covers less or more than the base policy. The patients who are
    covered are compared before and after each change, in order. If fewer are covered, the change is `more-restrictive`;
    if more, `less-restrictive`; if some lose coverage and others gain it, `mixed`; if the same patients are covered and
    nothing but the logic changed, `editorial`. If only words changed, the direction is for the author to decide.
    """
    for index, edition in enumerate(context.policy.editions):
        for found in wrong_directions(context.compared_changes(index)) if edition.changes else ():
            yield Found(
                ("editions", index, "changes", found.number, "direction"),
                f"this change is {found.proven}, not {found.stated}",
                ". ".join(
                    ["correct the direction, or the change", *(found.examples or ["The same patients are covered"])]
                ),
            )


@rule(
    "EDITION-008",
    "error",
    "An edition covers less than a national determination that governs it",
    "authorities:\n  - {id: ncd, kind: national-determination, citation: NCD 160.7, text: ...}\n"
    "coverage:\n  indications:\n    - {id: back-pain, governed_by: [ncd], ...}\n"
    "editions:\n  - id: plan   # for Medicare\n    changes:\n      - action: add   # a criterion of back-pain",
    "editions:\n  - id: plan\n    lines_of_business: [Commercial]\n    changes:\n      - action: add",
)
def governed_editions(context: Context) -> Iterator[Found]:
    """A Medicare plan must cover what statutes, regulations, and national coverage determinations cover (42 CFR
    422.101(b)), so its edition may not take coverage away from a patient for an indication that one of them governs.
    The patients who are covered are compared before and after all changes. The rule concerns editions without
    `lines_of_business` (its own or the publisher's) and those of which one names Medicare.
    """
    national = {item.id: item.citation for item in context.policy.authorities if item.id and item.kind in _NATIONAL}
    governed = {
        item.id: [national[name] for name in item.governed_by if name in national]
        for item in context.policy.coverage.indications
    }
    lines = {item.edition.id: item.lines_of_business for item in context.editions}  # the edition's, or its publisher's
    for index, edition in enumerate(context.policy.editions):
        is_bound = _includes_medicare(lines.get(edition.id, edition.lines_of_business))
        if not (any(governed.values()) and edition.changes and is_bound):
            continue
        changes = context.compared_changes(index)
        if not changes:
            continue
        before, after = changes[0].before, changes[-1].after  # what one change takes, another may give back
        for use in compare_patients(before, after).uses:
            citations = governed.get(use.request.indication)
            if use.loses and citations:
                blamed = (found.number for found in changes if _takes(found, use.request))
                yield Found(
                    ("editions", index, "changes", next(blamed, 0), "action"),
                    f"this change covers less than {' and '.join(citations)}",
                    ". ".join(
                        [
                            "drop the change, or limit the edition to other lines of business",
                            *WitnessWords(before, after).changes((replace(use, gains=None),)),
                        ]
                    ),
                )


def _takes(found: ComparedChange, request: UseRequest) -> bool:
    return any(use.request == request and use.loses for use in found.patients.uses)


_NATIONAL = {"statute", "benefit-category", "regulation", "national-determination"}


def _includes_medicare(lines: tuple[str, ...]) -> bool:
    return not lines or any("medicare" in name.lower() for name in lines)
