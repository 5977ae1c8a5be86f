import pytest

from generator.codesets import icd10cm_source
from generator.codesets.icd10cm_source import ReleaseFiles, find_source, read_nodes
from generator.problem import MachineProblem

TABULAR = """<ICD10CM.tabular><version>2026</version><chapter><name>19</name><desc>Injury</desc>
<section id="S52"><desc>Forearm</desc>
<diag><name>S52</name><desc>Fracture of forearm</desc>
<excludes1><note>amputation of forearm (S58.-)</note></excludes1>
<sevenChrDef><extension char="A">initial encounter</extension><note>Fall from stool</note>
<extension char="S">sequela</extension></sevenChrDef>
<diag><name>S52.0</name><desc>Fracture of upper end</desc></diag>
<diag><name>S52.1</name><desc> Fracture of lower end</desc></diag>
</diag></section></chapter></ICD10CM.tabular>"""


@pytest.fixture
def source(tmp_path):
    tabular = tmp_path / "icd10c-tabular-April-1-2026.xml"
    tabular.write_text(TABULAR, encoding="utf-8")
    code_list = tmp_path / "code-list-April-2026.txt"
    code_list.write_text("S52\nS520\nS520XXA\nS520XXS\nS521\nS521XXA\n", encoding="utf-8")
    return ReleaseFiles("2026-04-01", tabular, code_list)


def test_nodes_in_the_order_of_the_list_with_valid_seventh_characters_only(source):
    nodes = read_nodes(source)
    assert [(n.kind, n.code, n.last) for n in nodes] == [
        ("chapter", "chapter 19", 7),
        ("section", "S52-S52", 7),
        ("code", "S52", 7),
        ("code", "S520", 5),
        ("code", "S520XXA", 4),
        ("code", "S520XXS", 5),
        ("code", "S521", 7),
        ("code", "S521XXA", 7),
    ]
    assert nodes[2].notes == [("excludes1", "amputation of forearm (S58.-)")]
    assert (nodes[4].extension, nodes[6].descriptor) == ("initial encounter", "Fracture of lower end")


def test_a_damaged_release_is_a_machine_problem(source):
    source.tabular.write_text("<ICD10CM.tabular>", encoding="utf-8")
    with pytest.raises(MachineProblem, match="cannot read the ICD-10-CM release"):
        read_nodes(source)


def test_a_missing_package_is_a_machine_problem(monkeypatch):
    monkeypatch.setattr(icd10cm_source, "_PACKAGE", "no_such_package")
    with pytest.raises(MachineProblem, match="install simple-icd-10-cm"):
        find_source()


def test_the_installed_release():
    assert find_source().release == "2026-04-01"
