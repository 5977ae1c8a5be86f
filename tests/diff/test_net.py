"""The net effect on who is covered, in each report, and its witnesses replayed through the logic."""

from __future__ import annotations

import copy
import json
import re
import shutil
from decimal import Decimal

import pytest
from click.testing import CliRunner

from generator.cli.main import main
from generator.diff.net import NetChange, net_effect, net_effects
from generator.diff.report import as_json, as_markdown, as_text
from generator.logic.answers import Answers
from generator.logic.outcome import judge_request
from generator.logic.tree import coverage_tree
from generator.logic.values import Length
from generator.redline.document import redline_html, write_redline
from generator.source.policies import Source
from tests.diff.policies import FIRST, ROOT, edit, read, small

A, B, C = ({"id": name, "statement": f"Statement {name}."} for name in "abc")
X = {"id": "x", "statement": "Statement x."}
CARE = {"id": "care", "statement": "Care of 6 months.", "duration": {"operator": ">=", "value": 6, "unit": "month"}}
_NECESSARY = {"position": "medically-necessary", "statement": "The use is necessary."}
REST = "every other criterion met, no exclusion present"
ALL = {"id": "g", "all": [A, B]}
USE = "Use 1 (Use): "
EVERYTHING = f"a patient with every {REST.removeprefix('every other ')}"
ANY, ONE = ({"id": "g", key: [A, B]} for key in ("any", "exactly_one"))
NOT_A = f"a patient with 1.1 not met (“Statement a”); {REST}"
LOST, WON = ": covered before, not after", ": not covered before, covered after"


def care(value: float, unit: str = "month", **more) -> dict:
    words = f"Care of {value} {unit}s."
    return {**CARE, "statement": words, "duration": {"operator": ">=", "value": value, "unit": unit, **more}}


def ways(*criteria: dict, kind: str = "pathways") -> dict:
    tracks = [
        {"id": f"way-{item['id']}", "title": f"Way {item['id']}", "kind": kind[:-1], "criteria": item}
        for item in criteria
    ]
    return {"criteria": None, kind: tracks}


def use(**more) -> dict:
    return {"indications": [{"id": "use", "title": "Use", **_NECESSARY, "criteria": A, **more}]}


def criteria(found: dict) -> dict:
    return use(criteria=found)


PLANTED = [
    # the coverage before and after, and what is said of it
    (criteria(CARE), criteria(care(9)), [f"a patient with 6 months (1); {REST}{LOST}"]),
    (criteria(care(9)), criteria(care(6)), [f"a patient with 6 months (1); {REST}{WON}"]),
    (
        criteria(care(6, of="care")),
        criteria(care(1, "year", of="care")),
        [f"a patient with 6 months of care (1); {REST}{LOST}"],
    ),
    (criteria(care(12)), criteria(care(1, "year")), []),
    (criteria(ALL), criteria(ANY), [NOT_A + WON]),
    (criteria(ANY), criteria(ALL), [NOT_A + LOST]),
    (criteria(ALL), criteria({"id": "g", "all": [{"id": "h", "all": [B]}, A]}), []),
    (
        criteria(ALL),
        criteria({"id": "g", "all": [A]}),
        [f"a patient with former 1.2 not met (“Statement b”); {REST}{WON}"],
    ),
    (use(**ways(A, B)), use(**ways(A)), [f"a patient with 1A not met (“Statement a”); {REST}{LOST}"]),
    (use(**ways(A)), use(**ways(A, B)), [f"a patient with 1A not met (“Statement a”); {REST}{WON}"]),
    (use(), use(position="investigational"), [EVERYTHING + LOST]),
    (use(), {**use(), "exclusions": {"absolute": [X]}}, [f"a patient with X1 present (“Statement x”); {REST}{LOST}"]),
    (
        {**use(), "exclusions": {"absolute": [X]}},
        use(),
        [f"a patient with former X1 present (“Statement x”); {REST}{WON}"],
    ),
    (
        criteria(ALL),
        criteria(ONE),
        [EVERYTHING + LOST, NOT_A + WON],
    ),
    (
        use(),
        {**use(), "limits": [{"count": 2, "unit": "trials", "per": "side"}]},
        [f"a patient with 3 trials per side; {REST}{LOST}"],
    ),
]


@pytest.mark.parametrize(("old", "new", "lines"), PLANTED)
def test_a_planted_edit_is_said_with_its_smallest_witness(old, new, lines):
    net = net_effect(small(old), small(new))
    assert [line.removeprefix(USE) for line in net.lines] == lines
    lost, won = (any(line.endswith(end) for line in lines) for end in (LOST, WON))
    expected = {
        (0, 0): "same patients",
        (1, 0): "fewer patients",
        (0, 1): "more patients",
        (1, 1): "some lose, some gain",
    }
    assert net.effect == expected[lost, won]
    for entry in net.entry()["uses"]:
        for witness in (entry["loses"], entry["gains"]):
            if witness:
                sides = [replay(small(coverage), witness["case"]) for coverage in (old, new)]
                assert sides == [witness["case"]["before"], witness["case"]["after"]]


def replay(source: Source, case: dict) -> str:
    """Return what the logic says of a witness; the thresholds are those of the version that is asked."""
    tree = coverage_tree(source.policy.coverage)
    nodes = {node.id: node for root in tree.roots() for node in root.everything()}
    findings, values, limits = {}, {}, {}
    for name, answer in case["answers"].items():
        if isinstance(answer, dict) and name in nodes and nodes[name].thresholds:
            values[name] = {key: _value(text) for key, text in answer.items()}
        elif name in nodes:
            findings[name] = "not-met" if answer in ("not-met", "absent") else "met"
    for name, count in case["limits"].items():
        limits[name] = "within" if all(int(count) <= item.limit.count for item in tree.limits) else "over"
    answers = Answers(case["use"], None, case["phase"], findings=findings, values=values, limits=limits)
    return judge_request(tree, answers).implied


def _value(text: str) -> Decimal | Length:
    number, _, unit = text.partition(" ")
    return Length(Decimal(number), unit.removesuffix("s")) if unit else Decimal(number)


def test_words_that_changed_are_for_a_human():
    net = net_effect(small(criteria(A)), small(criteria({**A, "statement": "Another statement."})))
    assert (net.effect, net.reworded, net.caveat) == (
        "same patients",
        ("a",),
        "For a human: whether the new words of a mean the same",
    )
    follows = net_effect(small(criteria(CARE)), small(criteria(care(9))))
    assert follows.caveat == ""


def test_a_use_that_leads_back_to_itself_is_not_compared():
    endless = {**criteria({"use": "s"}), "shared": [{"id": "s", "all": [{"use": "s"}]}]}
    net = net_effect(small(endless), small(criteria(A)))
    assert (
        net.effect == "no tree"
        and net.lines == ()
        and net.headline.startswith("Net effect of the criteria: for a human:")
    )
    assert net.entry() == {"effect": "no-tree", "reworded": [], "cases": [], "uses": []}


def test_more_than_the_bound_is_for_a_human():
    many = criteria({"id": "g", "all": [{"id": f"c{number}", "statement": f"C {number}."} for number in range(601)]})
    net = net_effect(small(many), small(many))
    assert (net.effect, net.headline.partition(": ")[2]) == (
        "too many to compare",
        "for a human: there are too many combinations of findings to compare",
    )
    few = copy.deepcopy(many)
    few["indications"][0]["criteria"]["all"].pop()
    assert net_effect(small(few), small(few)).effect == "same patients"


_SHORTER = [("value: 6\n              unit: month", "value: 4\n              unit: month")]


@pytest.fixture(scope="module")
def versions() -> tuple[Source, Source]:
    text = FIRST.read_text(encoding="utf-8")
    return read(text, FIRST, "old.yaml"), read(edit(text, *_SHORTER), FIRST, "new.yaml")


def test_an_edition_in_which_others_gain_is_told_apart(versions):
    whole, own = net_effects(*versions)
    assert (whole.effect, whole.edition) == ("more patients", None)
    assert (own.effect, own.edition) == ("same patients", "example-health-plan")  # it asks for 12 months
    assert own.headline.startswith("Net effect of the criteria in edition example-health-plan: the same patients")


def test_each_report_says_it_before_the_changes(versions):
    nets = net_effects(*versions)
    text = as_text("ID", [], nets).splitlines()
    assert text[1] == nets[0].headline and text[2] == f"    {nets[0].lines[0]}" and text[3] == nets[1].headline
    marked = as_markdown("ID", [], nets)
    assert marked.index("more patients are covered.**") < marked.index("- Use 1 (") < marked.index("in edition example")
    (entry,) = json.loads(as_json([("ID", [], nets)]))["policies"]
    assert entry["net"]["effect"] == "more-patients" and entry["editions"]["example-health-plan"]["uses"] == []
    assert entry["net"]["uses"][0]["gains"]["case"]["answers"]["failed-conservative-management"] == {
        "duration": "4 months"
    }


def _summary(page: str) -> str:
    return re.sub(r"\s+", " ", page[page.index("redline-summary") : page.index("</section>")])


def test_the_redline_says_it_for_the_edition_that_is_marked_up(versions, tmp_path):
    nets = net_effects(*versions)
    page = _summary(redline_html(*versions, [], ROOT, nets=nets))
    assert f"<b>{nets[0].headline}.</b>" in page and f"<li>{nets[0].lines[0]}.</li>" in page
    own = _summary(redline_html(*versions, [], ROOT, "example-health-plan", nets=nets))
    assert f"<b>{nets[1].headline}.</b>" in own and nets[0].headline not in own
    write_redline(*versions, [], ROOT, tmp_path / "redline.pdf", nets=nets)  # raises when the file is not valid


@pytest.mark.parametrize(
    ("count", "said"), [(6, None), (7, "1 more example is listed"), (8, "2 more examples are listed")]
)
def test_the_summary_of_a_redline_has_six_examples(versions, count, said):
    net = NetChange("fewer patients", tuple(f"Use {number}" for number in range(1, count + 1)))
    page = _summary(redline_html(*versions, [], ROOT, nets=[net]))
    assert page.count("<li>Use ") == 6
    assert (said in page) if said else "listed by policypress diff" not in page


def test_cases_that_flip_are_listed_with_the_net_effect(tmp_path, monkeypatch):
    name = "restorative-neurostimulation"
    text = (ROOT / "policy" / f"{name}.yaml").read_text(encoding="utf-8")
    care = '              operator: ">="\n              value: 6\n              unit: month\n'
    assert text.count(care) == 1
    for folder, said in (("old", text), ("policy", text.replace(care, care.replace("6", "7")))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.yaml").write_text(said, encoding="utf-8")
    shutil.copytree(ROOT / "policy" / "publishers", tmp_path / "policy" / "publishers")
    shutil.copytree(ROOT / "policy" / "cases", tmp_path / "policy" / "cases")
    monkeypatch.chdir(tmp_path)

    def run(*more: str) -> str:
        result = CliRunner().invoke(main, ["diff", f"old/{name}.yaml", f"policy/{name}.yaml", *more])
        assert result.exit_code == 0, result.output
        return result.output

    line = (
        "Case six-months-of-care (Conservative care has failed for exactly 6 months): covered before, not covered after"
    )
    assert f"    {line}\n" in run() and f"- {line}\n" in run("--format", "markdown")
    (entry,) = json.loads(run("--format", "json"))["policies"]
    flip = {"case": "six-months-of-care", "edition": None, "before": "covered", "after": "not-covered"}
    assert flip in entry["net"]["cases"]
    (tmp_path / "policy" / "cases" / f"{name}.yaml").write_text("cases: [", encoding="utf-8")
    assert "Case six" not in run(), "cases that cannot be read are for `test` to report"
