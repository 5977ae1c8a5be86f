import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.codesets.icd10cm import Icd10Code, load

HEADERS = ["M51.36", "M47.81", "M47.89", "M48.1", "M53.8", "M62.8"]


@pytest.fixture(scope="module")
def release():
    return load()


def codes(found):
    return [code.code for code in found]


def test_the_included_release(release):
    assert release.release == "2026-04-01" and load() is release


@pytest.mark.parametrize("written", ["M62.85", "M6285", "m62.85", " M62.85 "])
def test_a_billable_code(release, written):
    descriptor = "Dysfunction of the multifidus muscles, lumbar region"
    assert release.get(written) == Icd10Code("M62.85", descriptor, True, "M62.8")


@pytest.mark.parametrize("header", HEADERS)
def test_headers_are_not_billable_and_have_children(release, header):
    assert not release.get(header).billable
    assert all(child.parent == header for child in release.children(header)) and release.children(header)


def test_a_header_that_was_split(release):
    assert codes(release.children("M51.36")) == ["M51.360", "M51.361", "M51.362", "M51.369"]


@pytest.mark.parametrize("unknown", ["", "M", "M62.86", "M62-M63", "chapter 13", "M60-M63", "M6.285", "C00-C96", "é12"])
def test_what_is_no_code(release, unknown):
    assert release.get(unknown) is None
    assert release.children(unknown) == [] and release.notes(unknown) == []


@pytest.mark.parametrize(
    ("code", "descriptor", "parent"),
    [
        ("T36.0X1A", "Poisoning by penicillins, accidental (unintentional), initial encounter", "T36.0X1"),
        ("H34.8112", "Central retinal vein occlusion, right eye, stable", "H34.811"),
        ("M1A.00X0", "Idiopathic chronic gout, unspecified site, without tophus (tophi)", "M1A.00"),
    ],
)
def test_generated_seventh_characters(release, code, descriptor, parent):
    assert release.get(code) == Icd10Code(code, descriptor, True, parent)
    assert not release.get(parent).billable


def test_a_category_has_no_parent(release):
    assert release.get("M62").parent is None


def test_expand(release):
    assert codes(release.expand("M51.360", "M51.37")) == [
        "M51.360", "M51.361", "M51.362", "M51.369", "M51.370", "M51.371", "M51.372", "M51.379"
    ]  # fmt: skip
    assert codes(release.expand("C43.9", "C4A.0")) == ["C43.9", "C4A.0"]
    with pytest.raises(ValueError, match="comes after"):
        release.expand("M54", "M51")
    with pytest.raises(ValueError, match=r"M51\.99X is not in the ICD-10-CM release of 2026-04-01"):
        release.expand("M51.1", "M51.99X")


def test_notes_are_inherited_nearest_first(release):
    notes = release.notes("M62.85")
    assert [note.holder for note in notes] == sorted((n.holder for n in notes), key=["M62.8", "M62", "M60-M63",
                                                                                    "chapter 13"].index)  # fmt: skip
    assert "excludes1 at M62: myalgia (M79.1-)" in map(str, notes)
    assert {note.kind for note in release.notes("E08.40")} >= {"code-first", "use-additional", "excludes1"}


def test_excludes1_conflicts(release):
    found = release.excludes1_conflicts(["M62.85", "M79.18", "R25.2", "M51.360", "ZZZ", "M6285"])
    assert [(code, other, str(note)) for code, other, note in found] == [
        ("M62.85", "R25.2", "excludes1 at M62: cramp and spasm (R25.2)"),
        ("M62.85", "M79.18", "excludes1 at M62: myalgia (M79.1-)"),
    ]
    assert release.excludes1_conflicts(["M62.85", "M79.81"]) == []


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("M62.85", None),
        ("M51.36", "M51.360"),
        ("M62.851", "M62.85"),
        ("M62.8S", "M62.81"),
        ("S52.001", "S52.001A"),
        ("T36.OX1A", "T36.0X1A"),
        ("M5I.360", "M51.360"),
        ("T36.01A", "T36.0X1A"),
        ("Q9Z", "Q39"),
        ("XYZ", None),
        ("%", None),
        ("", None),
    ],
)
def test_suggest(release, code, nearest):
    assert next(iter(codes(release.suggest(code))), None) == nearest
    assert len(release.suggest(code)) <= 5


def test_look_up_does_not_import_the_package(tmp_path):
    program = (
        "import sys; from generator.codesets.icd10cm import load; release = load(); release.get('M62.85');"
        "release.expand('M51', 'M54'); release.excludes1_conflicts(['M62.85', 'R25.2']);"
        "print([name for name in sys.modules if 'simple_icd' in name])"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    root = Path(__file__).resolve().parents[2]
    for _ in ("cold", "warm"):
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=root, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"


def test_every_code_agrees_with_the_package(release):
    """Slow (the package takes seconds to import): every descriptor, header and parent, against the package's own."""
    package = pytest.importorskip("simple_icd_10_cm")
    differing = []
    billable = 0
    for code in dict.fromkeys(package.get_all_codes()):
        if not package.is_category_or_subcategory(code):
            continue
        ours = release.get(code)
        billable += ours.billable
        assert ours.billable == package.is_leaf(code), code
        assert ours.parent == (None if len(code) == 3 else package.get_parent(code)), code
        if ours.descriptor != package.get_description(code).strip():
            differing.append((ours.descriptor, package.get_description(code)))
    assert billable == 74719  # the number CMS states for fiscal year 2026
    # The package glues inclusion terms of the 7th-character table to the descriptor with a slash; the release does not.
    assert len(differing) == 527
    assert all(theirs.startswith(f"{ours}/") for ours, theirs in differing)


@pytest.mark.parametrize(
    ("first", "last", "code", "holder"),
    [
        ("G63", None, "G63", "G63"),
        ("G59", None, "G59", "G59"),
        ("E08.40", None, "E08.40", "E08"),
        ("E07.9", "E09.9", "E08.00", "E08"),
        ("M54.50", None, None, None),
        ("M54.50", "M54.9", None, None),
        ("G59", "G58.9", None, None),
        ("M62.99", None, None, None),
    ],
)
def test_a_manifestation_is_never_first(release, first, last, code, holder):
    found = release.code_first(first, last)
    assert (found and found[0]) == code
    assert found is None or (found[1].kind, found[1].holder) == ("code-first", holder)


@pytest.mark.parametrize("code", ["I50.9", "K31.84", "R50.81"])
def test_a_note_for_some_patients_is_no_sequence(release, code):
    first = [note.text for note in release.notes(code) if note.kind == "code-first"][:1]
    assert first and release.code_first(code) is None, first


def test_where_codes_are(release):
    first, last = release.positions("M54.50", "M54.59")
    assert release.positions("M54.51") == (first + 1, first + 1) and last == first + 2
    assert release.positions("M54.5") == (first - 1, first - 1)
    assert release.positions("M54.5", "M54.5") == (first - 1, last)
    assert release.positions("M54.59", "M54.50") is None and release.positions("M54.50", "M54.99") is None
