from datetime import date

import pytest

from generator.codesets.licensed import Descriptors, read_descriptors
from generator.problem import SourceProblems


def record(code, kind, long, short="", effective="", end=""):
    head = f"{code:<5}00100{kind}{long:<80}{short:<28}"
    return f"{head:<276}{effective:<8}{end:<8}N".ljust(320)


def complaints(path):
    with pytest.raises(SourceProblems) as raised:
        read_descriptors(path)
    return [str(problem).removeprefix(f"{path}:") for problem in raised.value.problems]


def write(tmp_path, name, *lines):
    path = tmp_path / name
    path.write_text("\r\n".join(lines) + "\r\n", encoding="cp1252", newline="")
    return path


def test_csv(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        '\ufeffcode,long,short,effective,end\n00100,"First, with a comma",First,2026-01-01,\nL8680,Second,,,\n',
        encoding="utf-8",
    )
    assert read_descriptors(path) == {
        "00100": Descriptors("First, with a comma", "First", date(2026, 1, 1)),
        "L8680": Descriptors("Second", ""),
    }


def test_every_bad_csv_line_is_named(tmp_path):
    path = write(tmp_path, "own.csv", "code,long,short,effective", "00100,One,1,", "00100,One,1,", "100,Two,2,",
                 "00200,,2,", "00300,Three,3,1/1/26", "00400,a,b,,c")  # fmt: skip
    assert complaints(path) == [
        "3:1: error DESCRIPTORS-001: 00100 is listed twice",
        "4:1: error DESCRIPTORS-001: '100' is not a CPT code, HCPCS code, or modifier",
        "5:1: error DESCRIPTORS-001: 00200 has no long descriptor",
        "6:1: error DESCRIPTORS-001: 1/1/26 is not a date in the format %Y-%m-%d",
        "7:1: error DESCRIPTORS-001: more values than columns: quote a descriptor that contains a comma",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "lacks the column code, long, short"),
        (b"code,long\n", "lacks the column short"),
        (b"code,long,short\n", "contains no codes"),
        (b'code,long,short\n00100,"open', "not a valid CSV line"),
        (b"code,long,short\n00100,\xff,x", "cannot be read"),
    ],
)
def test_csv_files_of_no_use(tmp_path, content, complaint):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    assert complaint in complaints(path)[0]


def test_a_missing_file(tmp_path):
    assert "cannot be read" in complaints(tmp_path / "absent.csv")[0]


def test_the_hcpcs_quarterly_file(tmp_path):
    path = write(
        tmp_path, "HCPC2026_APR.txt",
        record("   KX", "7", "Requirements met", "Req met", "20020701"),
        record("L8680", "3", "Lead, first part", "Electrode", "20060101", "20261231"),
        record("L8680", "4", "and second part"),
        record("A0021", "3", "Service – outside", "Svc", "19820101"),
        "\x1a",
    )  # fmt: skip
    assert read_descriptors(path) == {
        "KX": Descriptors("Requirements met", "Req met", date(2002, 7, 1)),
        "L8680": Descriptors("Lead, first part and second part", "Electrode", date(2006, 1, 1), date(2026, 12, 31)),
        "A0021": Descriptors("Service – outside", "Svc", date(1982, 1, 1)),
    }


def test_every_bad_fixed_line_is_named(tmp_path):
    path = write(
        tmp_path, "hcpcs.txt",
        record("L8680", "4", "no first record"),
        record("L8681", "9", "another record"),
        record("L8682", "3", "date", "", "20261301"),
        record("L8683", "3", "good"),
        record("L8684", "4", "another code's continuation"),
    )  # fmt: skip
    assert [line.split(": error DESCRIPTORS-001: ")[0] for line in complaints(path)] == ["1:1", "2:1", "3:1", "5:1"]


@pytest.mark.parametrize(
    "line, place, message",
    [
        ("99999,Long \u202e21\u202c words,Short,2026-01-01", "2:12", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("99999,Long \u0421overed,Short,2026-01-01", "2:12", "U+0421 CYRILLIC CAPITAL LETTER ES"),
        ("99999,Long,Short,\u0662026-01-01", "2:18", "U+0662 ARABIC-INDIC DIGIT TWO"),
    ],
)
def test_deceptive_descriptors_are_refused(tmp_path, line, place, message):
    path = tmp_path / "codes.csv"
    path.write_text(f"code,long,short,effective\n{line}\n", encoding="utf-8")
    with pytest.raises(SourceProblems) as caught:
        read_descriptors(path)
    assert f"{path}:{place}: error DESCRIPTORS-001: {message}" in str(caught.value)
