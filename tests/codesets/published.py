"""Small ICD-10-CM releases in the exact form in which CDC and CMS publish them: the order file and the Tabular List."""

from __future__ import annotations

from pathlib import Path

from generator.codesets.held import FOLDER
from generator.codesets.releases import fiscal_year

Rows = dict[str, str]
ROWS: Rows = {
    "G63": "Polyneuropathy in diseases classified elsewhere",
    "G89": "Pain, not elsewhere classified",
    "G89.4": "Chronic pain syndrome",
    "M54": "Dorsalgia",
    "M54.5": "Low back pain",
    "M54.50": "Low back pain, unspecified",
    "M54.51": "Vertebrogenic low back pain",
    "M54.59": "Other low back pain",
    "M62": "Other disorders of muscle",
    "M62.8": "Other specified disorders of muscle",
    "M62.85": "Dysfunction of the multifidus muscles, lumbar region",
    "M79": "Other and unspecified soft tissue disorders, not elsewhere classified",
    "M79.7": "Fibromyalgia",
    "S32": "Fracture of lumbar spine and pelvis",
    "S32.0": "Fracture of lumbar vertebra",
    "S32.00": "Fracture of unspecified lumbar vertebra",
    "S32.000": "Wedge compression fracture of unspecified lumbar vertebra",
}
_SEVENTH = {"A": "initial encounter for closed fracture", "D": "subsequent encounter", "S": "sequela"}


def changed(*gone: str, **new: str) -> Rows:
    """Return the rows without some codes, and with others (`M54_5` stands for M54.5), in the order of the codes."""
    rows = {code: text for code, text in ROWS.items() if code not in gone}
    rows |= {code.replace("_", "."): text for code, text in new.items()}
    return dict(sorted(rows.items()))


def write_release(root: Path, first_day: str, rows: Rows = ROWS) -> Path:
    """Write the two files of a release into a root; return their folder."""
    from datetime import date

    year = fiscal_year(date.fromisoformat(first_day))
    folder = root / FOLDER / first_day
    folder.mkdir(parents=True)
    (folder / f"icd10cm-order-{year}.txt").write_text(order_file(rows), encoding="ascii")
    (folder / f"icd10cm-tabular-{year}.xml").write_text(tabular(rows, year), encoding="utf-8")
    return folder


def order_file(rows: Rows) -> str:
    """Return the order file: number, code, whether it is billable, short and long description, in fixed columns."""
    lines: list[tuple[str, int, str]] = []
    for code, text in rows.items():
        bare, is_fracture = code.replace(".", ""), code == "S32.000"
        is_header = is_fracture or any(other != code and other.startswith(code) for other in rows)
        lines.append((bare, 0 if is_header else 1, text))
        lines += [(bare + letter, 1, f"{text}, {what}") for letter, what in _SEVENTH.items() if is_fracture]
    return "".join(
        f"{number:05} {code:<7} {flag} {text[:60]:<60} {text}\r\n" for number, (code, flag, text) in enumerate(lines, 1)
    )


def tabular(rows: Rows, year: int) -> str:
    """Return the Tabular List as XML."""
    letters = {"G": "Nervous system", "M": "Musculoskeletal system", "S": "Injury"}
    chapters = "".join(_chapter(number, name, letter, rows) for number, (letter, name) in enumerate(letters.items(), 1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<ICD10CM.tabular>\n  <version>{year}</version>\n'
        '  <introduction><introSection type="title"><title>ICD-10-CM TABULAR LIST</title></introSection>'
        "</introduction>\n"
        f"{chapters}</ICD10CM.tabular>\n"
    )


def _chapter(number: int, name: str, letter: str, rows: Rows) -> str:
    categories = [code for code in rows if len(code) == 3 and code[0] == letter]
    if not categories:
        return ""
    ends = f"{categories[0]}-{categories[-1]}"
    below = "".join(_diag(code, rows) for code in categories)
    return (
        f"<chapter><name>{number}</name><desc>{name} ({ends})</desc>\n"
        f'<section id="{ends}"><desc>{name}</desc>\n{below}</section></chapter>\n'
    )


def _diag(code: str, rows: Rows) -> str:
    longer = [other for other in rows if other != code and other.startswith(code)]
    children = [code for code in longer if not any(code != between and code.startswith(between) for between in longer)]
    notes = ""
    if code == "G63":
        notes = "<codeFirst><note>underlying disease, such as:</note><note>gout (M1A.-)</note></codeFirst>"
    seventh = "".join(f'<extension char="{letter}">{what}</extension>' for letter, what in _SEVENTH.items())
    notes += f"<sevenChrDef>{seventh}</sevenChrDef>" if code == "S32.000" else ""
    below = "".join(_diag(child, rows) for child in children)
    return f"<diag><name>{code}</name><desc>{rows[code]}</desc>{notes}{below}</diag>\n"
