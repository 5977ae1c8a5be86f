"""Text that looks different from what it is: rejected at the character; other scripts, symbols and accents pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.problem import SourceProblems
from generator.source.yaml_reader import parse_yaml

ROOT = Path(__file__).parents[2]
POLICY = "restorative-neurostimulation"


def problems(text: str) -> list[tuple[int, int, str, str]]:
    try:
        parse_yaml(text, "p.yaml")
    except SourceProblems as error:
        return [(item.place.line, item.place.column, item.rule, item.message) for item in error.problems]
    return []


NEVER = [
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\U000e0041",
    "\U000e007f",
    "\u200b",
    "\u2060",
    "\u2062",
    "\u2064",
    "\u206a",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u1160",
    "\u3164",
    "\uffa0",
    "\u180e",
    "\u2800",
    "\ufff9",
    "\ufffc",
    "\ufffd",
    "\ue000",
    "\U000f0001",
    "\U0010fffd",
    "\ufdd0",
    "\ufffe",
    "\uffff",
    "\U0001ffff",
    "\u0001",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u009b",
    "\u2028",
    "\u2029",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u061c",
    "\ufe0f",
    "\U000e0100",
    "\u20dd",
    "\u0336",
    "\r",
]


@pytest.mark.parametrize("sign", NEVER, ids=lambda sign: f"U+{ord(sign):04X}")
def test_refused_in_values_keys_and_comments(sign):
    for text, place in (
        (f"a: 1\nb: mo{sign}re\n", (2, 6)),
        (f"a: 1\nb{sign}c: x\n", (2, 2)),
        (f"a: 1\n# a n{sign}te\n", (2, 6)),
        (f"a: 1\nb: |\n  one\n  t{sign}wo\n", (4, 4)),
    ):
        found = problems(text)
        assert [(*place, "YAML-012")] == [item[:3] for item in found], (text, found)
        assert f"U+{ord(sign):04X}" in found[0][3]


@pytest.mark.parametrize(
    "sign", [sign for sign in NEVER if not "\ud800" <= sign <= "\udfff"], ids=lambda sign: f"U+{ord(sign):04X}"
)
def test_refused_as_an_escape(sign):
    found = problems(f'a: 1\nb: "mo\\U{ord(sign):08X}re"\n')
    assert [item[:3] for item in found] == [(2, 7, "YAML-012")], found


def test_every_escape_is_found_at_its_place():
    assert [item[:3] for item in problems('a: "x\\u202e21\\u202c, \\N and \\e"\nb: "\\u202E"\n')] == [
        (1, 6, "YAML-012"),
        (1, 14, "YAML-012"),
        (1, 22, "YAML-012"),
        (1, 29, "YAML-012"),
        (2, 5, "YAML-012"),
    ]


def test_an_escape_that_is_text_stays_text():
    assert problems("a: 'a path \\u202e'\nb: C:\\n\\U00000000\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "नमस्\u200dते",
        "می\u200cخواهم",
        "\u200fשלום 5",
        "葛\U000e0100城",
        "a\u0301\u0302\u0303b",
        "e\u0301",
        "≥ 5",
        "5\u00a0mg",
        "נְקֻדּוֹת",
        "👩\u200d⚕\ufe0f",
    ],
)
def test_joiners_marks_and_spaces_where_they_belong(text):
    assert problems(f"a: {text}\n") == []


@pytest.mark.parametrize(
    "text, at",
    [
        (">\u0332 5", 1),
        ("1\u0338", 1),
        ("x\u0301\u0302\u0303\u0304", 4),
        ("e\u0336nd", 1),
        ("word\u200dword", 4),
        ("می\u200cx", 2),
        ("English\u200f 5", 7),
    ],
)
def test_marks_and_joiners_where_they_do_not_belong(text, at):
    assert [item[:3] for item in problems(f'a: "{text}"\n')] == [(1, at + 5, "YAML-012")]


@pytest.mark.parametrize(
    "text, at, looks",
    [
        ("Сovered", 0, "`C`"),
        ("is nоt covered", 4, "`o`"),
        ("1О mg", 1, "`O`"),
        ("З months", 0, "`3`"),
        ("Ο5", 0, "`O`"),
        ("the СОРЕ trial", 4, "`C`"),
        ("pαin", 1, "`a`"),
        ("νisit", 0, "`v`"),
        ("Χ2", 0, "`X`"),
        ("Ꭺbc", 0, "`A`"),
        ("mɡ", 1, "`g`"),
        ("1〇", 1, "`O`"),
        ("5 или 6 pазa", 9, "`a`"),
        ("５ mg", 0, "digit"),
        ("5𝟓", 1, "`5`"),
        ("٥ months", 0, "the digit 5"),
        ("𝐏ain", 0, "`P`"),
        ("ﬁnding", 0, "`fi`"),
        ("Ⅲ", 0, "`III`"),
        ("① mg", 0, "`1`"),
        ("১ tablet", 0, "the digit 1"),
        ("שלום ٥", 5, "the digit 5"),
        ("1․5", 1, "`.`"),
        ("1‚5", 1, "`,`"),
        ("‹5", 0, "`<`"),
        ("1\u20092", 1, "one number or two"),
        ("6\u00a0000", 1, "one number or two"),
        ("1\u202f2", 1, "one number or two"),
        ("abc אב 6-12", 7, "right-to-left"),
        ("see https://exаmple.org", 14, "address"),
        ("10.1000/xуz", 9, "address"),
        ("[x](https://a.org/é)", 18, "address"),
    ],
)
def test_look_alikes_are_refused_where_they_are(text, at, looks):
    found = problems(f'a: 1\nb: "{text}"\n')
    assert found and found[0][:3] == (2, 5 + at, "YAML-013"), found
    assert looks in found[0][3] or text == "５ mg"


@pytest.mark.parametrize(
    "text",
    [
        "β-blocker",
        "5 µg",
        "5 μg",
        "α2",
        "TNFα rises",
        "NFκB",
        "IFNγ",
        "α4β7",
        "Spearman’s ρ",
        "χ2",
        "5 kΩ",
        "ΔF508",
        "kg/m²",
        "H₂O",
        "10³",
        "½ dose",
        "±3",
        "×2",
        "−5 points",
        "6–12 months",
        "L4‑L5",
        "≥50%",
        "5′",
        "90°",
        "“5”",
        "1·5",
        "1990’s",
        "Yılmaz",
        "Łódź",
        "Nguyễn Thị",
        "Þórðardóttir",
        "Ελένη Παπαδοπούλου",
        "Ирина Смирнова",
        "Витамин В12 у детей",
        "王伟",
        "見本太郎",
        "홍길동",
        "COVID-19ワクチン",
        "５年間の追跡",
        "عبد الرحمن",
        "ישראל",
        "دراسة ٥ سنوات",
        "उदाहरणमिश्रा",
        "ตัวอย่าง",
        "Department of Examples, 示例大学 (Example University), 北京",
        "(https://example.org/a)—and",
        "see “https://example.org”.",
    ],
)
def test_other_scripts_and_symbols_pass(text):
    assert problems(f'a: "{text}"\n') == []


def test_initials_in_another_script_are_judged_by_the_name_beside_them():
    assert problems("author:\n  - {family: Иванов, given: А. С.}\n") == []
    assert problems("title: О пользе\nauthor:\n  - {family: Рао, given: А.}\n") == []
    assert [item[:3] for item in problems("author:\n  - {family: Ivanov, given: А. С.}\n")] == [
        (2, 29, "YAML-013"),
        (2, 32, "YAML-013"),
    ]


def test_a_key_in_disguise_is_named():
    assert problems("stаtus: active\n")[0][:3] == (1, 3, "YAML-013")


def test_accents_arrive_as_one_character():
    assert parse_yaml("a: Jose\u0301\n", "p.yaml").plain() == {"a": "José"}


def test_many_are_not_all_listed():
    assert len(problems("a: " + "\u200b" * 5000 + "\n")) == 100


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "policy", tmp_path / "policy")
    return tmp_path


def check(root: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check", "--root", str(root)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def edit(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    return f"{path.parent.name}/{path.name}:{line}:"


def test_check_names_the_place_and_a_waiver_does_not_help(root):
    path = root / "policy" / f"{POLICY}.yaml"
    at = edit(path, "title: ", 'title: "\\u202e21\\u202c" # ')
    with path.open("a", encoding="utf-8") as file:
        file.write(
            "waivers:\n  - {rule: YAML-012, place: title, reason: none, who: A. Reviewer, expires: 2099-01-01}\n"
        )
    code, output = check(root)
    assert code == 1
    assert f"policy/{at.split('/')[1]}9: error YAML-012: U+202E RIGHT-TO-LEFT OVERRIDE" in output


def test_a_publisher_is_read_with_the_same_eyes(root):
    at = edit(root / "policy/publishers/example-health-plan.yaml", "tagline: ", "tagline: Сovered ")
    code, output = check(root)
    assert code == 1 and f"policy/{at}10: error YAML-013: U+0421 CYRILLIC CAPITAL LETTER ES" in output


@pytest.mark.parametrize(
    "key, value, message",
    [
        ("DOI", "10.1000/х1", "U+0445"),
        ("PMID", "１２３４", "U+FF11"),
        ("issued", "٢٠٢٥-٠١", "U+0662"),
        ("source_number", "٣", "U+0663"),
        ("source_number", "1_0", "this must be a whole number"),
        ("URL", "https://пример.example", "U+043F"),
        ("volume", "１", "U+FF11"),
        ("volume", "β2", "U+03B2"),
    ],
)
def test_machines_read_ascii(root, key, value, message):
    path = root / "policy" / f"{POLICY}.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("\n  - id: ", text.index("\nreferences:\n"))
    end = text.find("\n  - id: ", start + 1)
    rows = [row for row in text[start:end].split("\n") if not row.startswith(f"    {key}:")]
    path.write_text(text[:start] + "\n".join([*rows, f"    {key}: {value}"]) + text[end:], encoding="utf-8")
    line = text[:start].count("\n") + len(rows) + 1
    code, output = check(root)
    found = next((row for row in output.splitlines() if f".yaml:{line}:" in row), output)
    assert code == 1 and found.startswith(f"policy/{POLICY}.yaml:{line}:") and message in found
