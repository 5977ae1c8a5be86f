"""`import references`: what each program exports, what is new, what was not taken, and what is written."""

from __future__ import annotations

import json
import random
import textwrap
from pathlib import Path

import pytest
from engine.tiny import POLICY, call
from engine.tiny import run as run_process

from generator.imports.record import person
from generator.imports.references import addition
from generator.model.policy import Policy
from generator.problem import SourceProblems
from generator.source.policies import load_policy
from generator.wording.references import format_references

EXPORTS = Path(__file__).parent / "exports"
NAME = "tiny"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    text = POLICY.format(id=NAME, effective="2026-07-01", review="2027-06-30")
    (tmp_path / "policy" / f"{NAME}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def policy_file(root: Path) -> Path:
    return root / "policy" / f"{NAME}.yaml"


def run(root: Path, export: Path | str, *more: str) -> tuple[int, str, str]:
    done = call("import", "references", str(export), "--root", str(root), *more, cwd=root)
    return done.returncode, done.stdout, done.stderr


def imported(root: Path, export: Path | str) -> list[str]:
    """Write an export into the policy and return how its new references are printed, without markup of links."""
    code, _, said = run(root, export, "--write")
    assert code == 0, said
    source = load_policy(policy_file(root), root)
    return [str(text).split(' <a href="')[0] for text in format_references(list(source.policy.references[1:]))]


def export_of(root: Path, text: str, name: str = "export.txt") -> Path:
    path = root / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


PRINTED = {
    "zotero.ris": [
        "van den Berg JR, King ML Jr, RESTORE Study Group. Effect of IL-6 on pain: does it help? <i>J Invent Pain</i>. "
        "2024;12(3):123-128.",
        "Kapitel D. Epidemiology of pain. In: Editor A, ed. <i>Handbook of Pain</i>. 2nd ed. Example Press; "
        "2021:33-58.",
    ],
    "endnote.ris": [
        "Smith JA, Lee B. A randomized trial of stimulation. <i>Spine (Phila Pa 1976)</i>. 2019;44(22):E1301-e1310."
    ],
    "publisher.ris": [
        "O’Neil S, Żółć Ł. Stimulation &amp; rehabilitation in <i>Macaca mulatta</i>. <i>Ex J Pain</i>. "
        "2022;9(suppl 1):S12-S18."
    ],
    "pubmed.nbib": [
        "van der Berg JR, King ML Jr, RESTORE Investigators. Restorative stimulation for chronic low back pain: a "
        "randomized trial with a title that goes on for a second line. <i>J Invent Res</i>. 2024;52(3):1234-1241.",
        "Åström Ö. Sham or not? <i>BMJ</i>. Published online January 7, 2025:e079970.",
    ],
    "pubmed.xml": [
        "de la Cruz AM, Smith J Jr, EXAMPLE Group, et al. Effect of CO<sub>2</sub> in <i>Staphylococcus aureus</i> at "
        "p &lt; 0.05. <i>Ann Invent Dis</i>. 2024;83(4)(suppl 2):457-466.",
        "Müller KU. [Pain in the back]. <i>Example medicine</i>. December 2023-January 2024.",
        "Doe J. Back pain. In: <i>StatPearls</i>. StatPearls Publishing; 2025.",
    ],
    "better.bib": [
        "van den Berg JR, King ML Jr, RESTORE Study Group, Müller KU, Østby Å. Effect of IL-6 on Pain at 5%: Does It "
        "Help? <i>The Journal of Invented Pain</i>. 2024;12(3):123-128.",
        "Kapitel D, et al. Epidemiology of <i>Macaca</i> pain. In: Editor A, ed. <i>Handbook of Pain</i>. 2nd ed. "
        "Example Press; 2021:33-58.",
        "Example Agency. Coverage of 50% of stimulation: Über ≥ 5 &amp; more. April 16, 2025. Accessed January 2, "
        "2026.",
        "Doe J. <i>On Leads</i>. PhD thesis. University of X; 2020.",
    ],
    "zotero.json": [
        "van den Berg JR, von Humboldt A, King ML Jr, Smith JR, RESTORE Study Group. Effect of <i>TNF</i>-α at "
        "CO<sub>2</sub> pH: does it help? <i>J Invent Pain</i>. 2024;12(3):123-128.",
        "Example Agency, Inc. Coverage of stimulation. Example Agency. April 16, 2025. Accessed January 2, 2026.",
    ],
    "better.yaml": [
        "van den Berg JR, van der Loo MPJ. Effect of <i>TNF</i>-α on pain: does it help? <i>J Invent Pain</i>. "
        "2024;12(3):123-128.",
        "Bookwright C. <i>Trials of pH and Stimulation</i>. 2nd ed. Example Press; circa 2019.",
    ],
    "pandoc.yaml": [
        "Smith A. Pain over a year. <i>Invented Medicine</i>. 2023-2024;7.",
        "Example Society. <i>A Statement</i>. in press.",
    ],
    "crossref.json": [
        "Gilligan C, RESTORE Group. An implantable stimulator for pain. <i>Pain</i>. 2021;162(10):2486-2498."
    ],
}


@pytest.mark.parametrize("name", PRINTED)
def test_each_export_is_printed_in_ama_style(root, name):
    assert imported(root, EXPORTS / name) == PRINTED[name]


def test_every_export_is_tested():
    assert {path.name for path in EXPORTS.iterdir()} == set(PRINTED)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("zotero.ris", ["vandenberg2024", "kapitel2021"]),
        ("better.bib", ["vandenbergEffectPain2024", "kapitel2021", "agency2025", "doe2020"]),
        ("zotero.json", ["vandenberg2024", "agency2025"]),
        ("pubmed.nbib", ["vanderberg2024", "astrom2025"]),
    ],
)
def test_keys_are_those_of_the_export_or_author_and_year(root, name, keys):
    assert [item["id"] for item in addition(EXPORTS / name, load_policy(policy_file(root), root)).new] == keys


@pytest.mark.parametrize(
    ("name", "issued"),
    [
        ("endnote.ris", ["2019-11/2019-12"]),  # the year is in another tag
        ("zotero.ris", ["2024-03-15", "2021"]),
        ("publisher.ris", ["2022-05"]),
        ("pubmed.nbib", ["2024-03/2024-04", "2025-01-07"]),
        ("pubmed.xml", ["2024-03-12", "2023-12/2024-01", "2025-01"]),
        ("better.bib", ["2024-03", "2021", "2025-04-16", "2020"]),
        ("better.yaml", ["2024-03-15", "2019~"]),
        ("pandoc.yaml", ["2023-12/2024-01", {"literal": "in press"}]),
    ],
)
def test_dates(root, name, issued):
    assert [item["issued"] for item in addition(EXPORTS / name, load_policy(policy_file(root), root)).new] == issued


@pytest.mark.parametrize(
    ("name", "identifiers"),
    [
        ("zotero.ris", [("10.5555/zot.2024.001", "12345678"), (None, None)]),
        ("endnote.ris", [("10.5555/endnote.2019.7", "31261275")]),
        (
            "publisher.ris",
            [("10.5555/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", None)],
        ),
        ("pubmed.nbib", [("10.5555/med.2024.31", "33333331"), ("10.5555/bmj-2025-1", "33333332")]),
        ("pubmed.xml", [("10.5555/ard-2023-1", "44444441"), (None, "44444442"), (None, "44444443")]),
        ("zotero.json", [("10.5555/csl.2024.001", "12345670"), (None, None)]),
    ],
)
def test_identifiers(root, name, identifiers):
    found = addition(EXPORTS / name, load_policy(policy_file(root), root)).new
    assert [(item.get("DOI"), item.get("PMID")) for item in found] == identifiers


def test_an_address_is_left_out_where_a_doi_is_printed(root):
    first, second = addition(EXPORTS / "zotero.ris", load_policy(policy_file(root), root)).new
    assert not {"URL", "accessed"} & set(first) and second["URL"]
    _, _, said = run(root, EXPORTS / "zotero.ris")
    assert "URL (1)" in said and "accessed (1)" in said


@pytest.mark.parametrize(
    "address", ["https://example.org/a;jsessionid=1?x=1..2", "https://example.org/a_b?c=100%25&d=e"]
)
def test_addresses_arrive_undamaged(root, address):
    name = "zotero.ris" if "jsession" in address else "better.bib"
    assert address in [item.get("URL") for item in addition(EXPORTS / name, load_policy(policy_file(root), root)).new]


def test_without_write_the_lines_are_printed_and_nothing_changes(root):
    before = policy_file(root).read_bytes()
    code, printed, said = run(root, EXPORTS / "endnote.ris")
    assert code == 0
    assert printed.startswith(
        'references:\n  - id: "smith2019"\n    type: "article-journal"\n    author: [{family: "Smith"'
    )
    assert '    DOI: "10.5555/endnote.2019.7"\n' in printed
    assert "left out, because no document prints it: " in said and "1 new, 0 already there, 0 problems" in said
    assert policy_file(root).read_bytes() == before


def test_only_the_new_lines_are_written(root):
    before = policy_file(root).read_text(encoding="utf-8").replace("references:\n", "# about\nreferences:  # here\n")
    policy_file(root).write_text(before, encoding="utf-8")
    _, printed, _ = run(root, EXPORTS / "zotero.ris")
    code, said, _ = run(root, EXPORTS / "zotero.ris", "--write")
    assert code == 0 and said == f"wrote 2 references into {policy_file(root)}\n"
    after = policy_file(root).read_text(encoding="utf-8")
    added = printed.removeprefix("references:\n")
    assert after == before.replace("editions:\n", f"{added}editions:\n")


def test_what_is_there_is_not_added_again(root):
    run(root, EXPORTS / "zotero.ris", "--write")
    before = policy_file(root).read_bytes()
    code, printed, said = run(root, EXPORTS / "zotero.ris", "--write")
    assert (code, printed) == (0, "")
    assert f"{EXPORTS / 'zotero.ris'}:1:1: already there as `vandenberg2024` (same DOI)" in said
    assert ":27:1: already there as `kapitel2021` (same URL)" in said
    assert "0 new, 2 already there" in said
    assert policy_file(root).read_bytes() == before


@pytest.mark.parametrize(
    ("rows", "by"),
    [
        ("DO  - https://doi.org/10.1000/ABC.1", "DOI"),
        ("DO  - 10.1000/abc.2", None),
        ("TI  - Pain\nPY  - 2024", None),
        ("AN  - 7\nDB  - PubMed", None),
        ("C2  - 7\nDB  - Scopus", None),
    ],
)
def test_the_doi_identifies_a_publication(root, rows, by):
    code, _, said = run(root, export_of(root, f"TY  - JOUR\nTI  - Other\nAU  - Smith, A\n{rows}\nER  - \n"))
    assert code == 0
    assert ("already there as `smith2024`" in said) == bool(by)


def test_the_pmid_identifies_a_publication(root):
    rows = "PMID- 7\nTI  - One\nLID - 10.1000/x [doi]\n\nPMID- 7\nTI  - Two\n\nPMID- 8\nTI  - One\n"
    found = addition(export_of(root, rows), load_policy(policy_file(root), root))
    assert [item["PMID"] for item in found.new] == ["7", "8"]
    assert [(known.line, known.by) for known in found.known] == [(5, "PMID")]


FIRST = "id: old, type: article-journal, title: Deep pain, author: [{family: Lee}], issued: 2020"


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        ("DOI: 10.1000/x", "DO  - 10.1000/X", "DOI"),
        ("DOI: 10.1000/x", "DO  - 10.1000/y", None),  # a preprint and its article
        ("DOI: 10.1000/x", "", "title, author, and year"),
        ("DOI: 10.1000/x", "N1  - PMID: 5", None),
        ("PMID: '5'", "DO  - 10.1000/y\nN1  - PMID: 5", "PMID"),
        ("", "DO  - 10.1000/x", "title, author, and year"),
        ("", "", "title, author, and year"),
        ("", "PY  - 2021", "title, author, and year"),  # the first year is that of the record
        ("URL: 'https://a.org/X'", "TI  - Other\nUR  - https://a.org/x", "URL"),
        ("DOI: 10.1000/x, URL: 'https://a.org/X'", "TI  - Other\nUR  - https://a.org/x", "URL"),
        ("URL: 'https://a.org/X'", "TI  - Other\nUR  - https://a.org/x\nDO  - 10.1000/y", None),
    ],
)
def test_what_is_the_same_publication(root, old, new, by):
    text = policy_file(root).read_text(encoding="utf-8")
    row = f"  - {{{', '.join(filter(None, [FIRST, old]))}}}\n"
    policy_file(root).write_text(text.replace("editions:\n", f"{row}editions:\n"), encoding="utf-8")
    title = "" if "TI  -" in new else "TI  - Deep <i>pain</i>!\n"
    record = f"TY  - JOUR\n{title}AU  - Lee, B\nPY  - 2020\n{new}\nER  - \n"
    found = addition(export_of(root, record), load_policy(policy_file(root), root))
    assert [(item.key, item.by) for item in found.known] == ([("old", by)] if by else [])
    assert len(found.new) == (0 if by else 1)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Smith, Ann B.", {"family": "Smith", "given": "Ann B."}),
        ("Smith, Ann B., III", {"family": "Smith", "given": "Ann B.", "suffix": "III"}),
        ("King, Jr., Martin", {"family": "King", "given": "Martin", "suffix": "Jr"}),
        ("King, Martin L Jr", {"family": "King", "given": "Martin L", "suffix": "Jr"}),
        ("Smith", {"literal": "Smith"}),
        ("Smith AB", {"family": "Smith", "given": "AB"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("University of X, Department of Y, Berlin", {"literal": "University of X, Department of Y, Berlin"}),
        (", Ann", {"literal": ", Ann"}),
    ],
)
def test_a_name_of_a_tagged_file(written, name):
    assert person(written) == name


def test_typesetting_in_titles_is_removed(root):
    """Composed letters, one kind of hyphen and space, nothing invisible; signs that mean something stay."""
    title = "Cafe\u0301: non\u2011breaking, 5\u00a0mg, soft\u00adhyphen, zero\u200bwidth, ≥ 5, β, <i>x</i>."
    (found,) = addition(
        export_of(root, f"TY  - JOUR\nTI  - {title}\nER  - \n"), load_policy(policy_file(root), root)
    ).new
    assert found["title"] == "Café: non-breaking, 5 mg, softhyphen, zerowidth, ≥ 5, β, <i>x</i>"


def test_a_repeated_record_is_added_once(root):
    one = "TY  - JOUR\nTI  - One\nAU  - Lee, B\nPY  - 2020\nDO  - 10.1000/x\nER  - \n"
    other = one.replace("10.1000/x", "10.1000/y")
    found = addition(export_of(root, one + other + one), load_policy(policy_file(root), root))
    assert [item["id"] for item in found.new] == ["lee2020", "lee2020b"]
    assert [(known.line, known.key, known.by) for known in found.known] == [(13, "lee2020", "DOI")]


@pytest.mark.parametrize(
    ("text", "line", "rule", "said"),
    [
        ("references:\n- type: book\n  title: A\nreferences:\n- x\n", 5, "IMPORT-002", "an item is not a mapping"),
        ('{"note": "\\"references\\": [", "items": [\n"x"]}', 2, "IMPORT-002", "an item is not a mapping"),
        ("TY  - JOUR\nAU  - Lee, B\nER  - \n", 1, "IMPORT-002", "was not taken: the key `title` is missing"),
        ("\n\nTY  - JOUR\nTI  - T\nVL  - ٣\nER  - \n", 3, "IMPORT-002", "was not taken"),
        ("TY  - XXXX\nTI  - T\nER  - \n", 1, "IMPORT-003", "the type XXXX is not known; taken as a document"),
        ("TY  - JOUR\nTI  - T\nPY  - s00n\nER  - \n", 1, "IMPORT-003", "the date `s00n` is not a date"),
        ("TY  - JOUR\nTI  - T\nDO  - none\nER  - \n", 1, "IMPORT-003", "DO `none` is not a DOI"),
        ("@article{a, title={T}, year={1x}}", 1, "IMPORT-003", "the date `1x` is not a date"),
        ("@misc{b, title={T}}\n@weird{a, title={U}}", 2, "IMPORT-003", "the type @weird is not known"),
        ("@misc{b, title={T}}\n\n@misc{a, title={U", 3, "IMPORT-002", "an entry cannot be read"),
        ("@misc{a, title={" + "{" * 3000 + "x" + "}" * 3000 + "}}", 1, "IMPORT-002", "nested too deeply"),
        ("@misc{a, title={" + "x" * 30_001 + "}}", 1, "IMPORT-002", "more than 30,000 characters"),
        ("@misc{a, title={T}, title={U}}", 1, "IMPORT-003", "title is given more than once; the last is taken"),
        ("@misc{a, title={T}}\n@misc{a, title={U}, title={V}}", 2, "IMPORT-003", "title is given more than once"),
        ("@misc{b, title={T}, crossref={c}}", 1, "IMPORT-003", "crossref `c`"),
        ('[{"type": "book", "title": "T"},\n "x"]', 2, "IMPORT-002", "an item is not a mapping"),
        ('[{"type": "boko", "title": "T"}]', 1, "IMPORT-002", "`boko` is not a known value of `type`"),
        (
            '[{"type": "book", "title": "T", "issued": {"date-parts": [[2024, 2, 30]]}}]',
            1,
            "IMPORT-003",
            "no such date",
        ),
        ("- type: book\n  title: A\n- type: book\n", 3, "IMPORT-002", "the key `title` is missing"),
        ("PMID- 1\nTI  - T\nDP  - 20x\n", 1, "IMPORT-003", "the date `20x` is not a date"),
        (
            "<PubmedArticleSet>\n<PubmedArticle/></PubmedArticleSet>",
            2,
            "IMPORT-002",
            "a record has no article",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_line(root, text, line, rule, said):
    export = export_of(root, text)
    code, _, told = run(root, export)
    assert f"{export}:{line}:1: {'error' if rule == 'IMPORT-002' else 'warning'} {rule}: " in told
    assert said in told
    assert code == (1 if rule == "IMPORT-002" else 0)


def test_the_rest_is_written_if_one_record_is_bad(root):
    text = "TY  - JOUR\nTI  - Good\nAU  - Lee, B\nPY  - 2020\nER  - \nTY  - JOUR\nER  - \n"
    code, said, told = run(root, export_of(root, text), "--write")
    assert code == 1 and said.startswith("wrote 1 reference into ") and ":6:1: error IMPORT-002" in told
    assert [item.id for item in load_policy(policy_file(root), root).policy.references] == ["smith2024", "lee2020"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "not a list of references"),
        ("Just words.\n", "1:1", "not a list of references"),
        ("[1, 2", "1:6", "not valid JSON"),
        ("{}", "1:1", "there are no references here"),
        ('{"a": 1}', "1:1", "there are no references here"),
        ("[" * 100_000, "1:1", ""),
        ("- a: b: c\n", "1:7", "not valid YAML"),
        ("references: words\n", "1:1", "there are no references here"),
        ("<a><b></a>", "1:11", "not valid XML"),
        ("<xml><records/></xml>", "1:1", "this XML is not PubMed's: it starts with <xml>"),
        ("TY  - JOUR\nTI  - caf\udce9\n", "2:10", "not UTF-8"),
        ("TY  - JOUR\nTI  - a\x00b\n", "2:8", "U+0000"),
    ],
)
def test_a_file_that_cannot_be_read(root, text, place, said):
    export = root / "export"
    export.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, printed, told = run(root, export, "--write")
    assert (code, printed) == (1, "")
    assert f":{place}: error " in told and said in told
    assert "Traceback" not in told


@pytest.mark.parametrize("text", ["@misc{a, title={U", "@article{a, title={\\unknown{x}}}", "@article{a title={U}}"])
def test_the_libraries_print_nothing_themselves(root, text):
    """In a process of its own, as they log to its standard error."""
    done = run_process("import", "references", export_of(root, text), "--root", root, cwd=root)
    for line in done.stderr.splitlines():
        assert line.startswith((f"{root}/export.txt:1:1: ", "    ", "left out", "0 new", "1 new")), done.stderr


def test_no_file(root):
    code, _, told = run(root, root / "missing.ris")
    assert code == 1 and "error IMPORT-001: the file cannot be read: No such file or directory" in told


def test_aliases_do_not_multiply(root):
    rows = ["- &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    code, _, told = run(root, export_of(root, "\n".join(rows)))
    assert code == 1 and "too many values" in told


def test_entities_are_not_expanded(root):
    secret = root / "secret"
    secret.write_text("zq-secret")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>\n' + (EXPORTS / "pubmed.xml").read_text().partition(
        '.dtd">\n'
    )[2].replace("Back pain", "Back pain &x;")
    _, printed, told = run(root, export_of(root, text))
    assert "zq-secret" not in printed + told


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("TY  - JOUR\r\nTI  - Pain\r\nAU  - Lee, B\r\nER  - \r\n".encode("utf-8-sig"), "lee"),
        ("TY  - JOUR\nTI  - Pain\nAU  - Ł, B\nER  - \n".encode("utf-16"), "l"),
        (b"TY  - JOUR\nTI  - Pain\nAU  - Lee, B\n", "lee"),
    ],
)
def test_encodings_and_line_ends(root, data, key):
    path = root / "export"
    path.write_bytes(data)
    assert [item["id"] for item in addition(path, load_policy(policy_file(root), root)).new] == [key]


def test_several_policies_need_a_choice(root):
    other = policy_file(root).read_text(encoding="utf-8").replace(f"id: {NAME}", "id: other", 1)
    (root / "policy" / "other.yaml").write_text(other, encoding="utf-8")
    code, _, told = run(root, EXPORTS / "endnote.ris")
    assert code == 2 and "choose the --policy: other, tiny" in told
    assert run(root, EXPORTS / "endnote.ris", "--policy", "other", "--write")[0] == 0
    assert "smith2019" in (root / "policy" / "other.yaml").read_text(encoding="utf-8")
    assert "smith2019" not in policy_file(root).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "package"), [("zotero.ris", "rispy"), ("better.bib", "bibtexparser")])
def test_a_missing_library(root, monkeypatch, name, package):
    monkeypatch.setitem(__import__("sys").modules, package, None)
    code, _, told = run(root, EXPORTS / name)
    assert code == 3
    assert f"requires the package {package}: pip install 'policypress[import]'" in told


def several_hundred(count: int, seed: int = 7) -> str:
    draw = random.Random(seed)
    items = []
    for number in range(count):
        family = draw.choice(["Smith", "Lee", "Müller", "Żółć", "O'Neil", "García"])
        items.append(
            {
                "id": f"http://zotero.org/users/local/a/items/{number:08X}",
                "type": draw.choice(["article-journal", "book", "chapter", "webpage", "report", "paper-conference"]),
                "title": f"{number} "
                + draw.choice(["Does it help?", "A trial.", "CO<sub>2</sub>: a study", "100% “sure”"]),
                "abstract": "Long words. " * 200,
                "author": [
                    {"family": family, "given": draw.choice(["A B", "AB", "Ann", "J.-P."])}
                    for _ in range(draw.randint(0, 9))
                ],
                "container-title": "A journal",
                "issued": {"date-parts": [[draw.randint(1990, 2026), draw.randint(1, 12)]]},
                "DOI": f"10.5555/many.{number}",
                "page": f"{100 + number}-{number % 10}",
            }
        )
    return json.dumps(items, ensure_ascii=False)


def test_several_hundred_references(root):
    count = 400
    export = export_of(root, several_hundred(count))
    code, _, told = run(root, export, "--write")
    assert code == 0 and f"{count} new, 0 already there" in told
    source = load_policy(policy_file(root), root)
    assert len({item.id for item in source.policy.references}) == count + 1
    texts = list(map(str, format_references(list(source.policy.references))))
    assert not [text for text in texts if "?." in text or ".." in text or "\ue000" in text]
    code, _, told = run(root, export, "--write")
    assert code == 0 and f"0 new, {count} already there" in told


@pytest.mark.parametrize(
    "references",
    [
        "references: [{id: a, type: book, title: A}]\n",
        "references: [{id: a, type: book, title: A}, {id: b, type: book, title: B}]  # two\n",
        'references:\n  [\n    {"id": "a", "type": "book", "title": "A"},\n    {"id": b, type: book, title: B}\n  ]\n',
        "references:\n  [\n    {id: a, type: book, title: A},\n    {id: b, type: book, title: B}, # last\n  ]\n",
    ],
)
def test_references_in_brackets_grow_too(root, references):
    """As CSL JSON is pasted."""
    text = policy_file(root).read_text(encoding="utf-8")
    start, end = text.index("references:"), text.index("editions:")
    policy_file(root).write_text(f"{text[:start]}{references}{text[end:]}", encoding="utf-8")
    code, _, told = run(root, EXPORTS / "pubmed.xml", "--write")
    assert code == 0, told
    assert len(load_policy(policy_file(root), root).policy.references) == references.count("title") + 3
    after = policy_file(root).read_text(encoding="utf-8")
    assert after.startswith(text[:start]) and after.endswith(text[end:])


@pytest.mark.parametrize("references", ["references: []", "references: []  # none yet"])
def test_the_first_reference_of_a_policy(root, references):
    text = policy_file(root).read_text(encoding="utf-8")
    start, end = text.index("references:"), text.index("editions:")
    policy_file(root).write_text(f"{text[:start]}{references}\n{text[end:]}", encoding="utf-8")
    code, _, told = run(root, EXPORTS / "pubmed.nbib", "--write")
    assert code == 0, told
    assert len(load_policy(policy_file(root), root).policy.references) == 2


@pytest.mark.parametrize(
    ("name", "keep"), [("zotero.json", None), ("better.yaml", "references:\n"), ("pandoc.yaml", "references:\n")]
)
def test_csl_data_is_a_policys_references_unchanged(root, name, keep):
    """What Zotero, Better BibTeX, and Pandoc export is pasted in the place of the references, as it is."""
    text = policy_file(root).read_text(encoding="utf-8")
    export = (EXPORTS / name).read_text(encoding="utf-8")
    items = export.partition(keep)[2].removesuffix("...\n") if keep else textwrap.indent(export, "  ")
    start, end = text.index("references:"), text.index("editions:")
    policy_file(root).write_text(f"{text[:start]}references:\n{items}{text[end:]}", encoding="utf-8")
    found = load_policy(policy_file(root), root).policy.references
    printed = [str(text).split(' <a href="')[0] for text in format_references(list(found))]
    assert printed == PRINTED[name]


@pytest.mark.parametrize(
    ("written", "mark", "said", "hint"),
    [
        ("abstrct: Words", "abstrct", "unknown key `abstrct`", "did you mean `abstract`?"),
        ("volmue: 3", "volmue", "unknown key `volmue`", "did you mean `volume`?"),
        ("issued: {yaer: 2024}", "{yaer", "`yaer` is not part of a date", ""),
        ("issued: {date-parts: [[2024, 2, 30]]}", "{date-", "no such date", ""),
        ("author: [{family: A, gvien: B}]", "gvien", "unknown key `gvien`", "did you mean `given`?"),
    ],
)
def test_a_key_that_no_program_exports_is_an_error(root, written, mark, said, hint):
    text = policy_file(root).read_text(encoding="utf-8")
    row = f"  - id: new\n    type: book\n    title: T\n    {written}\n"
    text = text.replace("editions:\n", f"{row}editions:\n")
    policy_file(root).write_text(text, encoding="utf-8")
    with pytest.raises(SourceProblems) as caught:
        load_policy(policy_file(root), root)
    (problem,) = caught.value.problems
    lines = text[: text.index(mark)].split("\n")
    assert (problem.place.line, problem.place.column) == (len(lines), len(lines[-1]) + 1)
    assert said in problem.message and hint in problem.hint


_NOISE = [
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    '"',
    ",",
    ":",
    "- ",
    "\n",
    "\\",
    "@",
    "&",
    "*",
    "$",
    "%",
    "#",
    "\u200b",
    "٣",
    "null",
]


@pytest.mark.parametrize("name", PRINTED)
def test_a_damaged_export_is_a_problem_and_never_a_failure(root, name):
    """Signs are inserted, deleted, and repeated; whatever is taken can be written."""
    draw = random.Random(name)
    source = load_policy(policy_file(root), root)
    for _ in range(40):
        text = (EXPORTS / name).read_text(encoding="utf-8")
        for _ in range(draw.randint(1, 5)):
            at = draw.randrange(len(text))
            end = at + draw.randint(1, 30)
            text = draw.choice(
                [text[:at] + draw.choice(_NOISE) + text[at:], text[:at] + text[end:], text[:end] + text[at:]]
            )
        try:
            found = addition(export_of(root, text), source)
        except SourceProblems as error:
            assert all(problem.place.line for problem in error.problems)
            continue
        Policy.model_validate(source.node.plain() | {"references": [*source.node.plain()["references"], *found.new]})
