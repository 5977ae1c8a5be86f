"""`import article`: code groups from the article tables of the Medicare Coverage Database, in their published form."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path

import pytest
from engine.tiny import call
from rules.planting import CLEAN, TODAY, load

from generator.imports import mcd_tables
from generator.imports.article import LABEL
from generator.imports.mcd_text import plain_prose
from generator.model.codes import CodeGroup
from generator.model.policy import Lcd
from generator.rules.checking import check_source
from generator.source.yaml_reader import parse_yaml
from generator.wording.markdown import TextRenderer

PROSE = (
    "&lt;p&gt;For CPT&amp;reg; 64590 &amp;amp; 64595:&lt;&sol;p&gt;"
    "&lt;ul&gt;&lt;li&gt;one&lt;&sol;li&gt;&lt;&sol;ul&gt;"
)
TABLES = {
    "article": [
        "article_id,article_version,article_type,title,description,status,display_id,add_icd10_info",
        '59915,2,6,Old,"<p>Old.</p>",A,,',
        '59915,10,6,"Billing and Coding: M\xe9ni\xe8re\x92s, more",'
        '"<p>First *line*.</p><p>Age &lt; 5.</p>",A,,<p>Note.</p>',
        '59916,1,6,Other,"<p>Other.</p>",A,,',
    ],
    "article_x_hcpc_code": [
        "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,last_updated,long_description,"
        "short_description",
        "59915,10,64590,2026,1,B,2026-07-01,INSERTION OF AN AMA TEXT,Ins",
        "59915,10,64595,2026,1,E,2026-07-01,REVISION OF AN AMA TEXT,Rev",
        '59915,10,L8680,2026,1,,2026-07-01,"Implantable electrode, each",Impl',
        "59915,10,D0120,2026,1,,2026-07-01,ADA TEXT,Ada",
        "59915,10,XX000,2026,2,,2026-07-01,Not Applicable,N/A",
        "59915,2,11111,2026,1,,2026-07-01,OLD,Old",
        "59916,1,22222,2026,1,,2026-07-01,OTHER,Other",
    ],
    "article_x_hcpc_code_group": [
        "article_id,article_version,hcpc_code_group,paragraph,last_updated",
        f'59915,10,1,"{PROSE}",2026-07-01',
        '59915,10,2,"<p>No codes here.</p>",2026-07-01',
    ],
    "article_x_icd10_covered": [
        "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,range,last_updated,sort_order,"
        "description,asterisk",
        "59915,10,M54.51,2026,1,,2026-07-01,2,Vertebrogenic low back pain,N",
        '59915,10,M54.50,2026,1,,2026-07-01,1,"Low back pain, unspecified",Y',
        "59915,10,M79.7,2026,10,,2026-07-01,1,Fibromyalgia,N",
        "59915,10,G89.4,2026,2,,2026-07-01,1,Chronic pain syndrome,N",
    ],
    "article_x_icd10_covered_group": [
        "article_id,article_version,icd10_covered_group,paragraph,last_updated,icd10_covered_ast",
        '59915,10,1,"<p>Group 1 with a code of Group 2.</p>",2026-07-01,"<p>Only with G89.4.</p>"',
        "59915,10,2,,2026-07-01,",
    ],
    "article_x_icd10_noncovered": [
        "article_id,article_version,icd10_code_id,icd10_code_version,icd10_noncovered_group,range,last_updated,"
        "sort_order,description",
        "59915,10,XX000,2026,1,,2026-07-01,1,Not Applicable",
    ],
    "article_x_icd10_noncovered_group": [
        "article_id,article_version,icd10_noncovered_group,paragraph,last_updated",
        '59915,10,1,"<p>All others.</p>",2026-07-01',
    ],
    "article_x_bill_code": ["article_id,article_version,bill_code_id", "59915,10,013x", "59915,10,085x"],
}


def packed(tables: dict[str, list[str]], nested: bool = True) -> bytes:
    """Return the tables as CMS packs them: Latin-1, CRLF, and a ZIP inside a ZIP."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in tables.items():
            archive.writestr(f"{name}.csv", "".join(f"{line}\r\n" for line in lines).encode("latin-1"))
    if not nested:
        return inner.getvalue()
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("current_article_csv.zip", inner.getvalue())
        archive.writestr("readme.pdf", b"%PDF")
    return outer.getvalue()


def draft(folder: Path, *words: str, data: bytes | None = None):
    (folder / "current_article.zip").write_bytes(packed(TABLES) if data is None else data)
    return call("import", "article", "current_article.zip", *words, cwd=folder)


@pytest.mark.parametrize("nested", [True, False])
def test_the_groups_of_an_article(tmp_path, nested):
    done = draft(tmp_path, "--article", "A59915", data=packed(TABLES, nested))
    assert done.returncode == 0
    data = parse_yaml(done.stdout, "draft.yaml").plain()
    groups = {group.id: group for group in map(CodeGroup.model_validate, data["codes"])}
    assert {
        name: (group.system, group.role, [code.code for code in group.codes]) for name, group in groups.items()
    } == {
        "cpt-1": ("CPT", "informational", ["64590", "64595"]),
        "hcpcs-1": ("HCPCS", "informational", ["L8680", "D0120"]),
        "icd10-covered-1": ("ICD-10-CM", "supporting", ["M54.50", "M54.51"]),
        "icd10-covered-2": ("ICD-10-CM", "supporting", ["G89.4"]),
        "icd10-covered-10": ("ICD-10-CM", "supporting", ["M79.7"]),
    }
    assert list(groups)[-1] == "icd10-covered-10"  # by number
    assert groups["cpt-1"].paragraph == "For CPT® 64590 & 64595:\n\n- one"
    first = groups["icd10-covered-1"]
    assert [code.asterisk for code in first.codes] == [True, False] and first.asterisk_note == "Only with G89.4."
    assert first.paragraph == "Group 1 with a code of Group 2." and first.pairing is None
    assert groups["icd10-covered-2"].paragraph is None and first.codes[0].label == "Low back pain, unspecified"
    lcd = Lcd.model_validate(data["lcd"])
    assert lcd.article_text == "First \\*line\\*.\n\nAge < 5." and lcd.icd10_additional == "Note."


def test_licensed_descriptors_are_not_copied(tmp_path):
    done = draft(tmp_path, "--article", "59915")
    assert "AMA TEXT" not in done.stdout and "ADA TEXT" not in done.stdout
    groups = {group["id"]: group["codes"] for group in parse_yaml(done.stdout, "d").plain()["codes"]}
    assert [code["label"] for code in groups["cpt-1"]] == [LABEL, LABEL]
    assert [code["label"] for code in groups["hcpcs-1"]] == ["Implantable electrode, each", LABEL]


def test_what_is_not_taken_is_said(tmp_path):
    done = draft(tmp_path, "--article", "A59915")
    assert done.stderr.splitlines() == [
        "left out: article_x_hcpc_code: XX000 is neither a CPT nor an HCPCS code",
        "left out: article_x_icd10_noncovered: XX000 (Not Applicable) is no ICD-10-CM code",
        "left out: article_x_bill_code: 2 rows",
        "A59915, version 10: 5 code groups, 8 codes",
    ]
    head = done.stdout.split("codes:")[0]
    assert "# Billing and Coding: Ménière’s, more\n" in head
    assert "# Group 2 of CPT and HCPCS codes has no codes. Its paragraph: No codes here.\n" in head
    assert "group 1 has no codes. Its paragraph: All others.\n" in head


def test_a_file_with_one_article_needs_no_number(tmp_path):
    alone = {name: [line for line in lines if not line.startswith("59916")] for name, lines in TABLES.items()}
    assert draft(tmp_path, data=packed(alone)).stdout == draft(tmp_path, "--article", "a59915").stdout


def broken(table: str, *lines: str) -> bytes:
    return packed({**TABLES, table: list(lines)})


@pytest.mark.parametrize(
    ("data", "words", "said"),
    [
        (None, (), "current_article.zip:0:0: error IMPORT-004: the file has 2 articles"),
        (None, ("--article", "A1"), "current_article.zip:0:0: error IMPORT-004: there is no article A1 in it"),
        (b"", (), "current_article.zip:0:0: error IMPORT-004: this is not a readable ZIP file"),
        (b"article_id,title\n", (), "this is not a readable ZIP file"),
        (packed(TABLES)[:600], (), "this is not a readable ZIP file"),
        (packed({"lcd": ["lcd_id"]}), (), "there is no table article.csv in it"),
        (broken("article", "article_id,title"), (),
         "article.csv:1:1: error IMPORT-004: the first line lacks the column article_version, description"),
        (broken("article"), (), "article.csv:1:1: error IMPORT-004: the first line lacks the column article_id"),
        (broken("article", "article_id,article_version,title,description", "1,1,x"), (),
         "article.csv:2:1: error IMPORT-004: this line has 3 values, not 4"),
        (broken("article", "article_id,article_version,title,description", '1,1,"x"y,z'), (),
         "article.csv:2:1: error IMPORT-004: the table cannot be read: "),
        (broken("article_x_icd10_covered", "article_id,article_version,code"), ("--article", "A59915"),
         "article_x_icd10_covered.csv:1:1: error IMPORT-004: the first line lacks the column icd10_code_id"),
    ],
)  # fmt: skip
def test_bad_files(tmp_path, data, words, said):
    done = draft(tmp_path, *words, data=data)
    assert done.returncode == 1 and done.stdout == ""
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_damaged_table_is_reported(tmp_path):
    data = bytearray(packed(TABLES, nested=False))
    at = data.index(b"article.csv") + len("article.csv") + 20
    data[at : at + 8] = b"\xff" * 8
    done = draft(tmp_path, "--article", "A59915", data=bytes(data))
    assert done.returncode == 1 and "error IMPORT-004: the table cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("limit", "said"),
    [("_LONGEST", "a line of the table is longer than"), ("_MOST", "the table is larger than"),
     ("_MOST_INNER", "current_article_csv.zip is larger than")],
)  # fmt: skip
def test_a_bomb_is_not_read(tmp_path, monkeypatch, limit, said):
    monkeypatch.setattr(mcd_tables, limit, 60)
    done = draft(tmp_path, "--article", "A59915")
    assert done.returncode == 1 and f"error IMPORT-004: {said}" in done.stderr


def test_a_file_that_is_not_there(tmp_path):
    done = call("import", "article", "nowhere.zip", cwd=tmp_path)
    assert done.returncode == 1 and "nowhere.zip:0:0: error IMPORT-004" in done.stderr


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>a</p>\r\n<p>b</p>", "a\n\nb"),
        ("a<br/>b", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("<p>CYP2C19*2 [x] &lt;b&gt; _y_</p>", "CYP2C19\\*2 \\[x\\] <b> _y_"),
        ("<p># 5</p><p>1. x</p><p>- y</p><p>2020. z</p>", "# 5\n\n1\\. x\n\n\\- y\n\n2020. z"),
        ("&amp;lt; 5", "< 5"),
        ("<script>alert(1)</script><style>p {}</style>x", "x"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<p>&nbsp;</p>x&nbsp;y", "x y"),
    ],
)
def test_prose(source, text):
    assert plain_prose(source) == text


@pytest.mark.parametrize(
    "words",
    ["CYP2C19*2 or *3", "M54.*, M51.*", "*a*", "**b**", "[x] [@key] [a](b)", "a_b_c `d` ~e~ # > f", "1. g", "12. h",
     "- i", "+ j", "2021. The agency", "> 1 year", "& < 5", "\\*", "1) k", "--- l"],
)  # fmt: skip
def test_every_sign_of_the_prose_is_printed(words):
    written = plain_prose(f"<p>{html.escape(words)}</p><p>{html.escape(words)}</p>")
    printed = TextRenderer(lambda cited: "cited").block(written)
    assert re.findall("(?s)<p>(.*?)</p>", printed) == [html.escape(words, quote=False)] * 2


def test_a_draft_fits_into_a_policy(tmp_path):
    """The draft is complete but for what a person has to write: the labels of licensed codes."""
    drafted = draft(tmp_path, "--article", "A59915").stdout
    groups = drafted[drafted.index("codes:\n") : drafted.index("lcd:\n")]
    start, end = CLEAN.index("codes:\n"), CLEAN.index("code_sets:")
    text = CLEAN[:start] + groups + drafted[drafted.index("lcd:\n") :] + CLEAN[end:]
    found = check_source(load(tmp_path, text), tmp_path, TODAY)
    assert {problem.rule for problem in found} <= {"WORD-007", "WORD-002"}, found
    assert [problem.rule for problem in found].count("WORD-007") == 3, found
