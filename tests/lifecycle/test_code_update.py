"""`codes update`: what a newer release changes in a policy, and edits that make the policy right again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from codesets.published import changed, write_release
from engine.tiny import call
from rules.planting import CLEAN, edited

from generator.rules.checking import check_files

NEW = changed(
    "M79.7",
    M54_50="Low back pain, site unspecified",
    M62_850="Dysfunction of the multifidus muscles, left",
    M62_851="Dysfunction of the multifidus muscles, right",
    M79_8="Other soft tissue disorders",
)
DATES = (("status: approved", "status: draft"), ("  effective: 2026-07-01\n", "  effective: 2026-10-01\n"))
BETWEEN = ("--from", "2026-10-01", "--to", "2027-10-01")


def make(folder: Path, *edits: tuple[str, str], new: dict[str, str] = NEW) -> Path:
    """Return a root with the clean policy, edited, and two releases."""
    write_release(folder, "2026-10-01")
    write_release(folder, "2027-10-01", new)
    (folder / "policy/clean.yaml").write_text(edited(*DATES, *edits))
    return folder


def place(root: Path, text: str) -> str:
    """Return where the first occurrence of a text is in the policy."""
    before = (root / "policy/clean.yaml").read_text().partition(text)[0]
    return f"policy/clean.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_each_change_is_listed_with_its_edit(tmp_path):
    root = make(tmp_path)
    done = call("codes", "update", *BETWEEN, cwd=root)
    assert done.returncode == 0
    assert done.stdout == (
        f"{place(root, 'M62.85')}: split: M62.85 (Dysfunction of the multifidus muscles, lumbar region) "
        "is now a header of 2 codes\n"
        "    replace the row with the following; what else it says was copied, so read it again:\n"
        '      - code: "M62.850"\n'
        '        label: "Dysfunction of the multifidus muscles, left"\n'
        '      - code: "M62.851"\n'
        '        label: "Dysfunction of the multifidus muscles, right"\n'
        f"{place(root, chr(34) + 'Low back pain, unspec')}: re-described: M54.50 was `Low back pain, unspecified`\n"
        "    write:\n"
        '      label: "Low back pain, site unspecified"\n'
        f"{place(root, 'M79.7')}: deleted: M79.7 (Fibromyalgia) is not in the new release\n"
        "    remove the row\n"
        f"{place(root, 'codes:' + chr(10) + '      - {code: M79.7')}: new: new beside the codes of `dx-not`: M79.8\n"
        "    add those that belong there:\n"
        '      - code: "M79.8"\n'
        '        label: "Other soft tissue disorders"\n'
    )
    assert done.stderr == "clean: October 2026 to October 2027: 1 deleted, 1 new, 1 re-described, 1 split\n"


def test_a_row_that_is_split_keeps_what_else_it_says(tmp_path):
    root = make(tmp_path, ('lumbar region"}', 'lumbar region", note: Only once., effective: {end: 2028-12-31}}'))
    done = call("codes", "update", *BETWEEN, "--format", "json", cwd=root)
    [policy] = json.loads(done.stdout)["policies"]
    assert (policy["policy"], policy["file"], policy["from"], policy["to"]) == (
        "clean", "policy/clean.yaml", "2026-10-01", "2027-10-01",
    )  # fmt: skip
    rows = policy["changes"][0]["edit"]["rows"]
    assert [row["code"] for row in rows] == ["M62.850", "M62.851"]
    assert all(row["note"] == "Only once." for row in rows)
    # the new codes are not in effect before the release
    assert all(row["effective"] == {"start": "2027-10-01", "end": "2028-12-31"} for row in rows)
    assert "effective" not in policy["changes"][1]["edit"]


RANGE = (
    '      - {code: M54.50, label: "Low back pain, unspecified"}\n',
    "      - {code: M54.50, to: M54.59, label: Pain}\n",
)


END = ", at an end of M54.50-M54.59, is no billable code of the new release"
INSIDE = "M54.50-M54.59 contains "


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (changed(), []),
        (changed("M54.51", M54_52="New"), [f"{INSIDE}no longer M54.51, and now M54.52"]),
        (changed(M54_6="Beside"), []),
        (changed("M54.59"), [f"M54.59{END}", f"{INSIDE}no longer M54.59"]),
        (
            changed(M54_500="A", M54_501="B"),
            [f"M54.50{END}", f"{INSIDE}no longer M54.50, and now M54.500, M54.501"],
        ),
        (changed("M54", "M54.5", "M54.50", "M54.51", "M54.59"), ["no code of M54.50-M54.59 is in the new release"]),
    ],
)
def test_ranges(tmp_path, new, said):
    root = make(tmp_path, RANGE, new=new)
    done = call("codes", "update", *BETWEEN, "--format", "json", cwd=root)
    changes = json.loads(done.stdout)["policies"][0]["changes"]
    assert [item["message"] for item in changes if "M54" in item["message"]] == said
    sets = [(item["edit"]["path"][-1], item["edit"]["value"]) for item in changes if item["edit"]["action"] == "set"]
    first, last = "M54.500" in new, "M54.51" in new and "M54.59" not in new
    assert sets == [("code", "M54.500")] * first + [("to", "M54.51")] * last


def apply(data: Any, changes: list[dict[str, Any]]) -> None:
    """Make all edits, from the last to the first, so that the indexes stay right."""
    for change in reversed(changes):
        action, path = change["edit"]["action"], change["edit"]["path"]
        *above, last = path
        parent = data
        for step in above:
            parent = parent[step]
        if action == "remove":
            del parent[last]
        elif action == "replace":
            parent[last : last + 1] = change["edit"]["rows"]
        elif action == "set":
            parent[last] = change["edit"]["value"]
        elif action == "add":
            parent[last] += change["edit"]["rows"]


@pytest.mark.parametrize("edits", [(), (RANGE,)])
def test_a_policy_with_all_edits_is_right_in_the_new_release(tmp_path, edits):
    sets = ("code_sets: {cpt_year: 2026}", "code_sets: {cpt_year: 2026, icd10cm_release: October 2026}")
    root = make(tmp_path, *edits, sets)
    path = root / "policy/clean.yaml"

    def codes() -> list[str]:
        return [str(p) for p in check_files(root, ("clean",), date(2026, 11, 25))[1] if p.rule.startswith("CODE")]

    assert codes() == []
    path.write_text(path.read_text().replace("October 2026}", "October 2027}"))
    assert codes() != []
    path.write_text(path.read_text().replace("October 2027}", "October 2026}"))
    done = call("codes", "update", "--format", "json", cwd=root)  # from the stated release to the newest
    [policy] = json.loads(done.stdout)["policies"]
    assert (policy["from"], policy["to"]) == ("2026-10-01", "2027-10-01")
    assert policy["changes"][-1]["edit"] == {
        "action": "set", "path": ["code_sets", "icd10cm_release"], "value": "October 2027",
    }  # fmt: skip
    data = yaml.load(path.read_text(), yaml.BaseLoader)
    apply(data, policy["changes"])
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    assert codes() == []


def test_by_default_each_policy_is_compared_from_its_own_release(tmp_path):
    root = make(tmp_path)
    other = CLEAN.replace("id: clean", "id: other").replace("{cpt_year: 2026}", "{icd10cm_release: October 2027}")
    (root / "policy/other.yaml").write_text(other)
    done = call("codes", "update", cwd=root)
    assert done.stderr.splitlines() == [
        "clean: October 2026 to October 2027: 1 deleted, 1 new, 1 re-described, 1 split",
        "other: its codes come from the release of October 2027, and no newer one was asked for or is in "
        "policy/icd10cm/",
    ]
    alone = call("codes", "update", "other", cwd=root)
    assert (alone.returncode, alone.stdout) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2025-10-01"), "2025-10-01 is not available; available: 2026-04-01, 2026-10-01, 2027-10-01"),
        (("--to", "October 2026"), "October 2026 is not available"),
        (("--from", "2027-10-01", "--to", "2026-10-01"), "--from 2027-10-01 is not before the release of 2026-10-01"),
        (("--from", "2027-10-01"), "--from 2027-10-01 is not before the release of 2027-10-01"),
    ],
)
def test_a_release_that_is_not_there(tmp_path, words, said):
    done = call("codes", "update", *words, cwd=make(tmp_path))
    assert done.returncode == 2 and said in done.stderr and done.stdout == ""


def test_unusable_files_are_reported(tmp_path):
    root = make(tmp_path)
    (root / "policy/icd10cm/2027-10-01/icd10cm-tabular-2028.xml").write_text("<a")
    done = call("codes", "update", cwd=root)
    assert done.returncode == 1
    place = "policy/icd10cm/2027-10-01/icd10cm-tabular-2028.xml:1:1"
    assert f"{place}: error CODESET-001: this is not valid XML" in done.stderr
