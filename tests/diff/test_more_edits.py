"""A longer chain of edits, of other kinds than the eight: each is named, located and classed, in every report."""

from __future__ import annotations

import json
import re

import pypdfium2
import pytest

from generator.diff import compare
from generator.diff.report import as_json, as_markdown, as_text
from generator.redline.document import redline_html, write_redline
from tests.diff.policies import DEMO, edit, read

# an exclusion with a threshold of its own, which the fictitious policy has not
START = (
    """    relative:
      - id: excl-coagulation
""",
    """      - id: excl-hba1c
        statement: HbA1c is 9 % or more.
        measure: {name: HbA1c, operator: ">=", value: 9, unit: "%"}
    relative:
      - id: excl-coagulation
""",
)

# (kind, id, class, a text in the line where the change is located, the edits)
CHAIN = [
    (
        "threshold-changed",
        "excl-hba1c",
        "expansive",
        "value: 10",
        [
            ("HbA1c is 9 % or more.", "HbA1c is 10 % or more."),
            ('operator: ">=", value: 9, unit: "%"', 'operator: ">=", value: 10, unit: "%"'),
        ],
    ),
    (
        "threshold-changed",
        "excl-coagulation-cleared",
        "restrictive",
        "value: 1.2",
        [
            ("normalized ratio is 1.4 or lower", "normalized ratio is 1.2 or lower"),
            ("value: 1.4, unit: ratio", "value: 1.2, unit: ratio"),
        ],
    ),
    (
        "criterion-removed",
        "pre-can-operate-facility",
        "restrictive",
        "unless:",
        [
            (
                """          unless:
            id: pre-can-operate-facility
            statement: The patient lives in a licensed facility whose staff was trained on the device.
""",
                "",
            )
        ],
    ),
    (
        "criterion-removed",
        "excl-pacemaker-cleared",
        "restrictive",
        "unless:",
        [
            (
                """        unless:
          id: excl-pacemaker-cleared
          all:
            - id: excl-pacemaker-cardiologist
              statement: A cardiologist has agreed in writing.
            - id: excl-pacemaker-test
              statement: Both devices were tested together without interference.
""",
                "",
            )
        ],
    ),
    (
        "connective-changed",
        "shared-conservative-drugs",
        "restrictive",
        "at_least: 3",
        [
            (
                "title: Drugs for neuropathic pain\n          at_least: 2",
                "title: Drugs for neuropathic pain\n          at_least: 3",
            )
        ],
    ),
    (
        "criterion-moved",
        "fbss-imaging-no-target",
        "expansive",
        "id: fbss-imaging-no-target",
        [
            (
                """                  - id: fbss-imaging-no-target
                    statement: A spine surgeon found no further operation advisable.
""",
                """              - id: fbss-imaging-no-target
                statement: A spine surgeon found no further operation advisable.
""",
            )
        ],
    ),
    (
        "code-moved",
        "G57.72",
        "restrictive",
        "code: G57.72",
        [
            ('      - {code: G57.72, label: "Causalgia of left lower limb"}\n', ""),
            (
                '      - {code: M54.50, label: "Low back pain, unspecified"}\n',
                """      - {code: M54.50, label: "Low back pain, unspecified"}
      - {code: G57.72, label: "Causalgia of left lower limb"}
""",
            ),
        ],
    ),
    (
        "code-re-paired",
        "cpt-implant",
        "restrictive",
        "groups: [icd-primary]",
        [("groups: [icd-primary, icd-pdn]", "groups: [icd-primary]")],
    ),
    (
        "note-reworded",
        "pre-team",
        "editorial",
        "looks it up online",
        [("need not be sent; the plan looks it up.", "need not be sent; the plan looks it up online.")],
    ),
    (
        "citation-swapped",
        "conclusion",
        "editorial",
        "@demo-web",
        [("and not elsewhere [@demo-act]", "and not elsewhere [@demo-web]")],
    ),
    (
        "number-corrected",
        "study-one",
        "editorial",
        "percent: 66",
        [("          percent: 65\n", "          percent: 66\n")],
    ),
    (
        "date-changed",
        "dates/effective",
        "for a human",
        "effective: 2026-08-01",
        [("  effective: 2026-07-01\n", "  effective: 2026-08-01\n")],
    ),
    (
        "days-changed",
        "ind-pdn",
        "restrictive",
        "end: 2027-12-31",
        [
            (
                "effective: {start: 2026-07-01, end: 2028-06-30}\n      study",
                "effective: {start: 2026-07-01, end: 2027-12-31}\n      study",
            )
        ],
    ),
    (
        "duration-changed",
        "shared-drug-antidepressant",
        "restrictive",
        "value: 2, unit: month",
        [
            (
                'duration: {operator: ">=", value: 6, unit: week, of: treatment at a stable dose}',
                'duration: {operator: ">=", value: 2, unit: month, of: treatment at a stable dose}',
            )
        ],
    ),
    (
        "limit-changed",
        "programming-sessions",
        "expansive",
        "count: 6, unit: programming sessions",
        [("{count: 4, unit: programming sessions", "{count: 6, unit: programming sessions")],
    ),
    (
        "limit-changed",
        "crps-limb",
        "expansive",
        "count: 2, unit: limbs",
        [("{count: 1, unit: limb, per: session}", "{count: 2, unit: limbs, per: session}")],
    ),
    (
        "criterion-removed",
        "pre-smoking-when",
        "restrictive",
        "applies_when:",
        [
            (
                """      applies_when:
        id: pre-smoking-when
        title: Only when wound healing is a concern
        any:
          - id: pre-smoking-when-diabetes
            statement: The patient has diabetes mellitus.
          - id: pre-smoking-when-steroids
            statement: The patient takes systemic corticosteroids.
            duration: {operator: ">", value: 3, unit: month}
""",
                "",
            )
        ],
    ),
    (
        "waiver-changed",  # for a phase that is not covered anyway
        "crps-block",
        "editorial",
        "id: crps-block",
        [
            (
                """            waived_for:
              - {track: crps-repeat, reason: The block was judged before the first implant.}
""",
                "",
            )
        ],
    ),
    (
        "position-changed",
        "ind-pdn",
        "expansive",
        "position: medically-necessary",
        [("position: covered-in-study", "position: medically-necessary")],
    ),
    (
        "code-effective-changed",
        "E13.42",
        "expansive",
        "end: 2027-12-31",
        [("effective: {end: 2027-09-30}", "effective: {end: 2027-12-31}")],
    ),
    (
        "documentation-added",
        "shared-conservative",
        "restrictive",
        "document: Therapy log",
        [
            (
                "        - document: Pharmacy claims\n",
                """        - document: Pharmacy claims
        - document: Therapy log
""",
            )
        ],
    ),
    (
        "code-units-changed",
        "63650",
        "expansive",
        "count: 4",
        [("units: {count: 2, per: date of service", "units: {count: 4, per: date of service")],
    ),
    (
        "duration-changed",
        "pre-smoking",
        "restrictive",
        "value: 2, unit: month, of: abstinence",
        [("value: 6, unit: week, of: abstinence", "value: 2, unit: month, of: abstinence")],
    ),
    ("endpoint-changed", "study-three", "for a human", "met: not stated", [("met: not met\n", "met: not stated\n")]),
    (
        "criterion-moved",  # it has no exception, so that it rules out as before
        "excl-pregnancy",
        "editorial",
        "id: excl-pregnancy",
        [
            (
                """      - id: excl-pregnancy
        statement: Pregnancy.
        only_for: [ind-fbss, ind-crps]
""",
                "",
            ),
            (
                "    relative:\n",
                """    relative:
      - id: excl-pregnancy
        statement: Pregnancy.
        only_for: [ind-fbss, ind-crps]
""",
            ),
        ],
    ),
]


def chain() -> list[tuple[str, str, tuple]]:
    """Return each step: the text before, the text after, and what is expected."""
    text, steps = edit(DEMO.read_text(encoding="utf-8"), START), []
    for *expected, edits in CHAIN:
        before, text = text, edit(text, *edits)
        steps.append((before, text, tuple(expected)))
    return steps


STEPS = chain()


@pytest.mark.parametrize(("before", "after", "expected"), STEPS, ids=[f"{row[0]}-{row[1]}" for row in CHAIN])
def test_each_edit_is_named_located_and_classed(before, after, expected):
    kind, name, effect, located = expected
    found = compare(read(before, DEMO, "old.yaml"), read(after, DEMO, "new.yaml"))
    assert [(change.kind, change.id, change.effect) for change in found] == [(kind, name, effect)]
    change = found[0]
    line = (before if change.place.file == "old.yaml" else after).splitlines()[change.place.line - 1]
    assert located in line and change.reason
    assert as_text("Demo", found).splitlines()[1] == f"{change.place}: {effect}: {change.headline}"
    entry = json.loads(as_json([("Demo", found, [])]))["policies"][0]["changes"][0]
    assert (entry["kind"], entry["id"], entry["class"]) == (kind, name, effect.replace(" ", "-"))
    assert (entry["file"], entry["line"]) == (change.place.file, change.place.line)
    row = as_markdown("Demo", found).splitlines()[-1]
    assert row.startswith(f"| {change.headline} |") and f"`{change.place}`" in row


@pytest.fixture(scope="module")
def ends():
    old, new = (read(text, DEMO, name) for text, name in ((STEPS[0][0], "old.yaml"), (STEPS[-1][1], "new.yaml")))
    return old, new, compare(old, new)


def test_all_at_once(ends):
    assert {(change.kind, change.id) for change in ends[2]} == {(kind, name) for kind, name, *_ in CHAIN}


def marked(page: str, tag: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<.*?>", "", " ".join(re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL))))


def test_the_redline_marks_every_edit(ends):
    page = redline_html(*ends, DEMO.parents[1])
    inserted, deleted = marked(page, "ins"), marked(page, "del")
    for word in (
        "10",
        "1.2",
        "online",
        "66%",
        "08/01/2026",
        "12/31/2027",
        "2 months",
        "Therapy log",
        "G57.72",
        "1.4.2",
        "Pregnancy",
    ):
        assert word in inserted, word
    for word in (
        "65%",
        "07/01/2026",
        "06/30/2028",
        "6 weeks",
        "licensed facility",
        "cardiologist",
        "diabetes mellitus",
        "G57.72",
        "1.4.1.2",
        "The block was judged",
        "Pregnancy",
    ):
        assert word in deleted, word
    captions = re.findall(r'<span class="said ins">changed: the figure shows the new version. </span>', page)
    assert len(captions) >= 2  # a decision path and the results


def test_the_redline_pdf_lists_them(ends, tmp_path):
    write_redline(*ends, DEMO.parents[1], tmp_path / "redline.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "redline.pdf")
    first = re.sub(r"[\W_]+", "", pdf[0].get_textpage().get_text_bounded())
    shown = [change for change in ends[2] if re.sub(r"[\W_]+", "", change.headline) in first]
    rest = re.search(r"(\d+)morechangesaremarkedinthetext", first)
    assert len(shown) + int(rest[1]) == len(ends[2])
