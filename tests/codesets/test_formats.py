import re

import pytest

from generator.codesets.formats import SYSTEMS, problem_with, range_problem, spelled


@pytest.mark.parametrize(
    ("system", "good"),
    [
        ("ICD-10-CM", "M62.85 M62 U07.1 C4A.0 QA0 T36.0X1A S52.001A M1A.00X0"),
        ("ICD-10-PCS", "01HY3MZ 0JH60BZ XW033E5 3E0T3BZ"),
        ("CPT", "64590 00100 99607 0001F 0587T 0001U 0002M 0001A"),
        ("HCPCS", "L8680 C1767 A0021 V5364 G0260"),
        ("modifier", "KX 26 50 P1 1P GA"),
        ("revenue", "0360 0278 036x 036X 0001"),
        ("bill-type", "013x 0131 999x 085x 032A"),
        ("NPI", "1234567893 1245319599"),
        ("FDA-PMA", "P190021 P190021/S001 P830061/S203"),
        ("FDA-product-code", "QLK LGW"),
        ("NDC", "00023-1145-01 00023114501"),
        ("place-of-service", "01 11 22 24 99"),
    ],
)
def test_good_codes(system, good):
    assert {code: problem_with(system, code) for code in good.split()} == dict.fromkeys(good.split())


@pytest.mark.parametrize(
    ("system", "bad", "reason"),
    [
        ("ICD-10-CM", "", "empty"),
        ("ICD-10-CM", "M62.85 ", "space"),
        ("ICD-10-CM", "M62.８5", "not plain ASCII"),
        ("ICD-10-CM", "M62.8-", "dash"),
        ("ICD-10-CM", "M62.", "misplaced decimal point"),
        ("ICD-10-CM", "M6.285", "misplaced decimal point"),
        ("ICD-10-CM", "M62.8.5", "misplaced decimal point"),
        ("ICD-10-CM", "M6", "2 characters"),
        ("ICD-10-CM", "S52.001AA", "8 characters"),
        ("ICD-10-CM", "m62.85", "uppercase"),
        ("ICD-10-CM", "M6285", "lacks the decimal point after the third character"),
        ("ICD-10-CM", "S52001A", "lacks the decimal point"),
        ("ICD-10-CM", "MO6.2", "letter"),
        ("ICD-10-CM", "724.2", "not a letter"),
        ("ICD-10-PCS", "01HY3M", "6 characters"),
        ("ICD-10-PCS", "O1HY3MZ", "I or O"),
        ("ICD-10-PCS", "01hy3mz", "uppercase"),
        ("ICD-10-PCS", "A1HY3MZ", "section"),
        ("CPT", "0100", "leading zero"),
        ("CPT", "00099", "before 00100"),
        ("CPT", "L8680", "HCPCS Level II"),
        ("CPT", "0587t", "uppercase"),
        ("CPT", "0587X", "neither"),
        ("CPT", "64400-64530", "neither"),
        ("HCPCS", "L8679-L8689", "not a letter followed by four digits"),
        ("HCPCS", "64590", "CPT"),
        ("HCPCS", "I1234", "begins with I"),
        ("HCPCS", "W1234", "begins with W"),
        ("HCPCS", "l8680", "uppercase"),
        ("HCPCS", "L868", "not a letter followed by four digits"),
        ("modifier", "kx", "uppercase"),
        ("modifier", "KXX", "two letters"),
        ("revenue", "360", "0360"),
        ("revenue", "3600x", "not four digits"),
        ("bill-type", "13x", "013x"),
        ("bill-type", "1311", "not a zero"),
        ("NPI", "1234567890", "check digit"),
        ("NPI", "1234567", "ten digits"),
        ("NPI", "3234567893", "1 or 2"),
        ("FDA-PMA", "K123456", "510(k)"),
        ("FDA-PMA", "DEN190021", "De Novo"),
        ("FDA-PMA", "H190021", "humanitarian"),
        ("FDA-PMA", "P19021", "six digits"),
        ("FDA-product-code", "qlk", "uppercase"),
        ("NDC", "0023-1145-01", "00023-1145-01"),
        ("NDC", "50580-600-02", "50580-0600-02"),
        ("NDC", "50580-0600-2", "50580-0600-02"),
        ("NDC", "0023114501", "eleven-digit"),
        ("place-of-service", "1", "01 (quote"),
        ("place-of-service", "00", "01 to 99"),
        ("place-of-service", "111", "01 to 99"),
        ("FDA-product-code", "QL1", "three letters"),
    ],
)
def test_bad_codes(system, bad, reason):
    assert reason in problem_with(system, bad)


def test_systems():
    assert len(SYSTEMS) == 12
    with pytest.raises(ValueError, match="unknown code system 'SNOMED'; known: ICD-10-CM"):
        problem_with("SNOMED", "1")


@pytest.mark.parametrize(
    ("system", "written", "right"),
    [
        ("ICD-10-CM", "M5450 m54.50 m5450 M54.50 |M54 .50| |M54. 50|", "M54.50"),
        ("ICD-10-CM", "M54 m54", "M54"),
        ("ICD-10-CM", "M54.5O", "M54.5O"),  # a letter is not guessed
        ("ICD-10-CM", "S52001A s52.001a", "S52.001A"),
        ("ICD-10-PCS", "01hy3mz 01HY3MZ", "01HY3MZ"),
        ("CPT", "0587t |0587 T|", "0587T"),
        ("HCPCS", "l8680 L8680", "L8680"),
        ("modifier", "kx KX", "KX"),
        ("revenue", "036x 036X", "036x"),
        ("revenue", "36x", "36x"),
        ("bill-type", "013x 013X", "013x"),
        ("NDC", "00023-1145-01 00023114501", "00023-1145-01"),
        ("NDC", "0023-1145-01", "0023-1145-01"),  # the label's number is no claim's
        ("FDA-product-code", "qlk", "QLK"),
        ("CPT", "64400-64530", "64400-64530"),
    ],
)
def test_a_code_has_one_spelling(system, written, right):
    words = [word.strip("|") for word in re.findall(r"[|][^|]*[|]|[^ |]+", written)]
    assert {spelled(system, word) for word in words} == {right}
    assert spelled(system, right) == right


@pytest.mark.parametrize(
    ("system", "first", "last", "reason"),
    [
        ("CPT", "64400", "64530", None),
        ("CPT", "0587T", "0590T", None),
        ("HCPCS", "L8679", "L8689", None),
        ("CPT", "64530", "64400", "64530-64400 does not run from a lower to a higher code"),
        ("CPT", "64400", "64400", "64400-64400 does not run from a lower to a higher code"),
        ("CPT", "64400", "0587T", "kind"),
        ("CPT", "0587T", "64400", "kind"),
        ("CPT", "0001F", "0002T", "kind"),
        ("HCPCS", "C1767", "L8680", "one letter to another"),
        ("revenue", "0360", "0369", None),
        ("revenue", "0369", "0360", "lower to a higher"),
        ("ICD-10-CM", "M54.59", "M54.50", None),
    ],
)
def test_ranges(system, first, last, reason):
    found = range_problem(system, first, last)
    assert found is None if reason is None else reason in found
