import pytest

from generator.codesets.icd10cm_notes import codes_in_note


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("cramp and spasm (R25.2)", [("R252", "R252")]),
        ("myalgia (M79.1-)", [("M791", "M791")]),
        ("dermatopolymyositis (M33.-)", [("M33", "M33")]),
        ("injury (S00-T88)", [("S00", "T88")]),
        ("two (K50.014, K50.114)", [("K50014", "K50014"), ("K50114", "K50114")]),
        ("apnea (P28.3- - P28.4-)", [("P283", "P284")]),
        ("atherosclerosis (I70.2--I70.7-)", [("I702", "I707")]),
        ("classified in S06.1- to S06.6-, and S06.81-", [("S061", "S066"), ("S0681", "S0681")]),
        ("torticollis NOS M43.6", [("M436", "M436")]),
        ("chronic gout (M1A.-)", [("M1A", "M1A")]),
        ("neoplasm with carcinoid syndrome (E34.0)", [("E340", "E340")]),
        ("diabetes mellitus (E08-E13 with .42)", []),
        ("scooter collision (V01-V09 with fifth character 9)", []),
        ("open fracture (S92.-with 7th character B)", []),
        ("malignant neoplasm of specified multiple sites- code to each site", []),
    ],
)
def test_codes_in_note(text, codes):
    assert codes_in_note(text) == codes
