"""The formats of codes: whether a code can belong to its code system at all, and if not, why; and its one spelling.

A valid format does not mean that the code exists; only ICD-10-CM codes are looked up in a release (`icd10cm`). CPT
codes, revenue codes, and bill types are licensed lists (AMA; AHA/NUBC) and are not shipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MAYBE_LETTERS = str.maketrans("OIL", "011")


def problem_with(system: str, code: str) -> str | None:
    """Return what is wrong with the format of `code` in `system`, or None; ValueError for an unknown system."""
    if system not in _CHECKS:
        raise ValueError(f"unknown code system {system!r}; known: {', '.join(SYSTEMS)}")
    if not code:
        return "the code is empty"
    if not code.isascii() or not code.isprintable() or " " in code:
        return f"{code!r} contains a space or a character that is not plain ASCII"
    return _CHECKS[system](code)


def spelled(system: str, code: str) -> str:
    """Return a code as its system spells it, so that the same code is always the same text: `m5450` is `M54.50`.

    Uppercase, without spaces; ICD-10-CM with its decimal point, an NDC with its hyphens, a last digit left open as a
    small x. A text that is no code of the system even then is returned as it is.
    """
    bare = "".join(code.split()).upper()
    if system == "ICD-10-CM":
        bare = bare.replace(".", "")
        bare = f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
    elif system == "NDC" and re.fullmatch(r"[0-9]{11}", bare):
        bare = f"{bare[:5]}-{bare[5:9]}-{bare[9:]}"
    elif system in ("revenue", "bill-type") and bare.endswith("X"):
        bare = f"{bare[:-1]}x"
    return code if problem_with(system, bare) else bare


def range_problem(system: str, first: str, last: str) -> str | None:
    """Return why two well-formed codes are not the ends of a range, or None.

    ICD-10-CM ranges follow the Tabular List, which only a release knows.
    """
    if system == "ICD-10-CM":
        return None
    text = f"{first}-{last}"
    if system in ("CPT", "HCPCS"):
        if first[0] != last[0] and (first[0].isalpha() or last[0].isalpha()):
            return f"{text} runs from one letter to another: write one range for each letter"
        if first[-1] != last[-1] and (first[-1].isalpha() or last[-1].isalpha()):
            return f"{text} runs from one kind of CPT code to another: write one range for each kind"
    is_upward = spelled(system, first) < spelled(system, last)
    return None if is_upward else f"{text} does not run from a lower to a higher code"


def _icd10cm(code: str) -> str | None:
    """ICD-10-CM Official Guidelines I.A.2 to I.A.5: 3 to 7 characters, a decimal point after the third."""
    if code.endswith("-"):
        return f"{code} ends with a dash, which stands for missing characters: write each code in full"
    bare = code.replace(".", "", 1) if code[3:4] == "." else code
    if "." in bare or code.endswith("."):
        return f"{code} has a misplaced decimal point: it comes after the third character, and more characters follow"
    if not 3 <= len(bare) <= 7:
        return f"{code} has {len(bare)} characters; ICD-10-CM codes have 3 to 7"
    if re.fullmatch(r"[A-Z][0-9A][0-9A-Z]{1,5}", bare):
        return f"{code} lacks the decimal point after the third character" if len(code) == len(bare) > 3 else None
    if re.fullmatch(r"[A-Z][0-9A][0-9A-Z]{1,5}", bare.upper()):
        return f"{code} is not in uppercase"
    if re.fullmatch(r"[A-Z][0-9A][0-9A-Z]{1,5}", bare[:1] + bare[1:].upper().translate(_MAYBE_LETTERS)):
        return f"{code} has a letter (O, I, or L) where a digit is expected"
    return f"{code} is not a letter and a digit followed by one to five letters or digits"


def _icd10pcs(code: str) -> str | None:
    """ICD-10-PCS Official Guidelines A1 and A2 and the ICD-10-PCS Reference Manual: seven characters, never I or O."""
    if len(code) != 7:
        return f"{code} has {len(code)} characters; ICD-10-PCS codes have 7 and no decimal point"
    if re.search(r"[IO]", code, re.IGNORECASE):
        return f"{code} contains I or O, which ICD-10-PCS never uses: write 1 or 0"
    if re.fullmatch(r"[0-9B-DF-HX][0-9A-Z]{6}", code):
        return None
    if code != code.upper():
        return f"{code} is not in uppercase"
    return f"{code} does not begin with an ICD-10-PCS section (0 to 9, B, C, D, F, G, H, X) or has an invalid character"


def _cpt(code: str) -> str | None:
    """CPT (AMA), Introduction: five digits; Category II F, III T, PLA U, administrative MAAA M, COVID-19 vaccine A."""
    if re.fullmatch(r"[0-9]{4}[FTUMA]", code):
        return None
    if re.fullmatch(r"[0-9]{5}", code):
        return None if code >= "00100" else f"{code} comes before 00100, the first CPT code"
    if re.fullmatch(r"[0-9]{3,4}", code):
        return f"{code} has {len(code)} digits; CPT codes have 5: a leading zero may be missing (quote it in the YAML)"
    if re.fullmatch(r"[A-Z][0-9]{4}", code):
        return f"{code} has the format of an HCPCS Level II code"
    if code != code.upper():
        return f"{code} is not in uppercase"
    return f"{code} is neither five digits nor four digits followed by F, T, U, M, or A"


def _hcpcs(code: str) -> str | None:
    """HCPCS Level II (CMS; 45 CFR 162.1002): a letter A to V other than F, I, N, and O, and four digits."""
    if re.fullmatch(r"[A-EGHJ-MP-V][0-9]{4}", code):
        return None
    if re.fullmatch(r"[0-9]{4}[0-9FTUMA]", code):
        return f"{code} has the format of a CPT code (HCPCS Level I)"
    if re.fullmatch(r"[A-Z][0-9]{4}", code):
        return f"{code} begins with {code[0]}, which HCPCS Level II does not use"
    if code != code.upper():
        return f"{code} is not in uppercase"
    return f"{code} is not a letter followed by four digits"


def _modifier(code: str) -> str | None:
    """Medicare Claims Processing Manual (100-04) chapter 23, section 20.3: two letters or digits."""
    if re.fullmatch(r"[0-9A-Z]{2}", code):
        return None
    if re.fullmatch(r"[0-9A-Za-z]{2}", code):
        return f"{code} is not in uppercase"
    return f"{code} is not two letters or digits"


def _revenue(code: str) -> str | None:
    """Medicare Claims Processing Manual (100-04) chapter 25, section 75.4, FL 42; x stands for any last digit."""
    if re.fullmatch(r"[0-9]{3}[0-9xX]", code):
        return None
    if re.fullmatch(r"[0-9]{2}[0-9xX]", code):
        return f"{code} has three characters; revenue codes have four, with the leading zero: 0{code}"
    return f"{code} is not four digits (or three digits and an x for any last digit)"


def _bill_type(code: str) -> str | None:
    """Medicare Claims Processing Manual (100-04) chapter 25, section 75.1, FL 4; 999x is the MCD's "not applicable"."""
    if re.fullmatch(r"0[1-9][1-9][0-9A-Zx]|999[xX]", code):
        return None
    if re.fullmatch(r"[1-9][1-9][0-9A-Zx]", code):
        return f"{code} has three characters; bill types have four, with the leading zero: 0{code}"
    return f"{code} is not a zero, facility type, bill classification, and frequency (x for any), as in 0131 or 013x"


def _npi(code: str) -> str | None:
    """45 CFR 162.406: ten digits, the last an ISO/IEC 7812 check digit over 80840 and the rest; the first is 1 or 2."""
    if not re.fullmatch(r"[0-9]{10}", code):
        return f"{code} is not ten digits"
    if code[0] not in "12":
        return f"{code} does not begin with 1 or 2, as every NPI does"
    if not _passes_luhn("80840" + code):
        return f"{code} has a wrong check digit: a digit is mistyped or two are swapped"
    return None


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled; the sum of all digits is a multiple of 10."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _fda_pma(code: str) -> str | None:
    """FDA PMA database: P, two digits for the year, four in sequence; supplements (21 CFR 814.39) /S and the number."""
    if re.fullmatch(r"P[0-9]{6}(?:/S[0-9]{3,4})?", code):
        return None
    other = re.match(r"(K[0-9]{6}|DEN[0-9]{6}|H[0-9]{6})", code)
    if other:
        kind = {"K": "a 510(k)", "D": "a De Novo", "H": "a humanitarian device exemption"}[code[0]]
        return f"{code} is the number of {kind}, not of a premarket approval"
    return f"{code} is not P followed by six digits, with /S and three or four digits for a supplement"


def _fda_product_code(code: str) -> str | None:
    """FDA Product Code Classification Database: three letters."""
    if re.fullmatch(r"[A-Z]{3}", code):
        return None
    return f"{code} is not in uppercase" if re.fullmatch(r"[A-Za-z]{3}", code) else f"{code} is not three letters"


def _ndc(code: str) -> str | None:
    """45 CFR 162.1002(b)(2); eleven digits, 5-4-2 (X12 837, qualifier N4); the label's ten digits lack a zero."""
    if re.fullmatch(r"[0-9]{5}-[0-9]{4}-[0-9]{2}|[0-9]{11}", code):
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2}|[0-9]{5}-[0-9]{4}-[0-9]", code):
        labeler, product, package = code.split("-")
        full = f"{labeler:0>5}-{product:0>4}-{package:0>2}"
        return f"{code} has the ten digits of a label; claims carry eleven, the short part padded with a zero: {full}"
    return f"{code} is not an eleven-digit NDC, as in 00023-1145-01"


def _place_of_service(code: str) -> str | None:
    """Medicare Claims Processing Manual (100-04) chapter 26, section 10.5: two digits, 01 to 99."""
    if re.fullmatch(r"0[1-9]|[1-9][0-9]", code):
        return None
    if re.fullmatch(r"[1-9]", code):
        return f"{code} has one digit; place of service codes have two: 0{code} (quote the code in the YAML)"
    return f"{code} is not two digits from 01 to 99"


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "ICD-10-CM": _icd10cm,
    "ICD-10-PCS": _icd10pcs,
    "CPT": _cpt,
    "HCPCS": _hcpcs,
    "modifier": _modifier,
    "revenue": _revenue,
    "bill-type": _bill_type,
    "NDC": _ndc,
    "place-of-service": _place_of_service,
    "NPI": _npi,
    "FDA-PMA": _fda_pma,
    "FDA-product-code": _fda_product_code,
}
SYSTEMS = tuple(_CHECKS)
