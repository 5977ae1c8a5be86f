"""Descriptions of the problems that `policypress test` finds in cases."""

from __future__ import annotations

from generator.rules.registry import describe

describe(
    "CASE-001",
    "A file of cases does not belong to a policy",
    """The cases of a policy are in `policy/cases/ID.yaml`, with the policy's id as the name of the file and as
    `policy:`. Either the names differ, there is no such policy, or a policy that was named, or must have cases, has no
    such file.""",
    "# policy/cases/example.yaml\npolicy: exmaple",
    "# policy/cases/example.yaml\npolicy: example",
)

describe(
    "CASE-002",
    "Two cases have the same id",
    """Reports and other cases (`based_on`) name a case by its id.""",
    "- {id: all-met, ...}\n- {id: all-met, ...}",
    "- {id: all-met, ...}\n- {id: all-met-minor, ...}",
)

describe(
    "CASE-003",
    "A case is based on none, or on itself",
    """`based_on` names another case of the same file, whose use, answers, and limits the case takes over. A chain of
    such cases must end.""",
    "based_on: al-met",
    "based_on: all-met",
)

describe(
    "CASE-004",
    "A case requests a use that the policy does not have",
    """`use` is the id of an indication, or `other-use`; `pathway` and `phase` are ids of that indication's tracks. A
    case without `use` takes it from the case that it is based on.""",
    "use: knee",
    "use: knee-pain",
)

describe(
    "CASE-005",
    "A case answers a criterion or limit that the policy does not have",
    """Answers go by the ids of criteria, and limits by what they count (such as `trials-per-patient`). Neither the
    policy nor any of its editions uses this one.""",
    "answers:\n  imaging-mir: met",
    "answers:\n  imaging-mri: met",
)

describe(
    "CASE-006",
    "An answer does not fit its criterion",
    """Requirements are `met` or `not-met`. What counts against coverage (exclusions, and members of NONE) is `present`
    or `absent`. `not-applicable` fits only criteria that can fail to apply. A criterion with a threshold also takes a
    value: a number in the threshold's unit, a length of time with its unit, or a first and a last day. Groups are not
    answered; their members are.""",
    "answers:\n  active-infection: not-met\n  failed-conservative-management: 7",
    "answers:\n  active-infection: absent\n  failed-conservative-management: 7 months",
)

describe(
    "CASE-007",
    "A case expects something of an edition or criterion that does not exist",
    """`editions` goes by the ids of the policy's editions, `decided_by` lists ids of criteria.""",
    "decided_by: [imaging-mir]",
    "decided_by: [imaging-mri]",
)

describe(
    "CASE-008",
    "The answers of a case contradict each other",
    """For example, a value that misses the threshold is answered `met`, or a criterion that applies to the patient is
    answered `not-applicable`. Nobody can tell what such a case shows.""",
    "older-than-18: {finding: met, value: 17}",
    "older-than-18: 19",
)

describe(
    "CASE-009",
    "The cases cannot be run",
    """The criteria lead back to themselves or refer to criteria that do not exist (`check` says which), or they depend
    on each other in more ways than can be told apart.""",
    "",
    "",
)

describe(
    "CASE-010",
    "A case does not come out as expected",
    """The outcome that the criteria imply for this patient is not the one that the case expects. Either the policy says
    something that the committee did not mean, or the case is wrong. The message names the criteria that decided, and
    where they are.""",
    "expect: covered   # and the patient had 5 months of care, with 6 required",
    "expect: not-covered",
)

describe(
    "CASE-011",
    "Other criteria decide a case than expected",
    """The outcome is the expected one, for another reason. A criterion decides if the outcome names it, or if it alone,
    answered the other way, turns the outcome. Everything that the outcome names must be in `decided_by`.""",
    "decided_by: [older-than-18]   # and the infection excludes the patient too",
    "decided_by: [older-than-18, active-infection]",
)

describe(
    "CASE-012",
    "No one has confirmed a case",
    """`cases suggest` fills in the outcome that the criteria give, so an unconfirmed case proves nothing. Compare it
    with the policy's source, and delete `confirmed: no`. `test --final` fails until then, and so does `build --final`
    for a publisher that requires cases.""",
    "confirmed: no",
    "",
    "warning",
)

describe(
    "CASE-013",
    "The cases cover too little of the logic",
    """With `--require-coverage`, so many criteria need a case in which each alone turns the outcome: answered the other
    way, covered becomes not covered. Only confirmed cases that pass count. The message lists what is missing; `cases
    suggest` writes it.""",
    "",
    "policypress cases suggest ID --write",
)
