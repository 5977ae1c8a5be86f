"""Rules on codes of any system: their format, their groups, and what a licensee's file says about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.codesets.formats import problem_with, range_problem, spelled
from generator.model.codes import Code, CodeGroup
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule


def each_code(context: Context) -> Iterator[tuple[YamlPath, CodeGroup, Code]]:
    """Yield every code with its path and its group."""
    for number, group in enumerate(context.policy.codes):
        for index, code in enumerate(group.codes):
            yield ("codes", number, "codes", index), group, code


def code_ends(path: YamlPath, code: Code) -> Iterator[tuple[YamlPath, str]]:
    """Yield a code and, of a range, the last code too, each with its path."""
    yield (*path, "code"), code.code
    if code.to is not None:
        yield (*path, "to"), code.to


def each_range(context: Context) -> Iterator[tuple[YamlPath, CodeGroup, str, str]]:
    """Yield every range with its path, its group, and its first and last code."""
    for path, group, code in each_code(context):
        if code.to is not None:
            yield path, group, code.code, code.to


@rule(
    "CODE-001",
    "error",
    "A code does not have the format of its code system",
    "system: CPT\ncodes:\n  - {code: 2988O, label: Knee arthroscopy}",
    "system: CPT\ncodes:\n  - {code: '29880', label: Knee arthroscopy}",
)
def code_shapes(context: Context) -> Iterator[Found]:
    """Each code system has its own format, and a code in any other format is a typing error. Checked: ICD-10-CM
    (Official Guidelines I.A), ICD-10-PCS (Guidelines A1), CPT and HCPCS (45 CFR 162.1002), modifiers (Claims Processing
    Manual, chapter 23), revenue codes and bill types (chapter 25), places of service (chapter 26), NDC (45 CFR
    162.1002), FDA product codes and PMA numbers. A code has one spelling: uppercase, without spaces, ICD-10-CM with the
    decimal point; a range is written with `code` and `to`.
    """
    for path, group, code in each_code(context):
        for at, value in code_ends(path, code):
            if reason := problem_with(group.system, value):
                yield Found(at, reason, _right_spelling(group.system, value))
        for index, value in enumerate(code.modifiers):
            if reason := problem_with("modifier", value):
                right = spelled("modifier", value)
                hint = "a modifier has two characters" if right == value else f"write {right}"
                yield Found((*path, "modifiers", index), reason, hint)
        for index, value in enumerate(code.add_on_to):
            if problem_with("CPT", value) and problem_with("HCPCS", value):
                yield Found((*path, "add_on_to", index), f"{value} is neither a CPT nor an HCPCS code")
    yield from _device_numbers(context)


def _right_spelling(system: str, value: str) -> str:
    """Return what to do about a code that is not well formed: how it is spelled, or how a range is written."""
    right = spelled(system, value)
    if right != value:
        return f"write {right}"
    parts = value.split("-")
    if len(parts) == 2 and not any(problem_with(system, spelled(system, part)) for part in parts):
        first, last = (spelled(system, part) for part in parts)
        return f"write the range as `code: {first}` and `to: {last}`"
    return f"the group's system is {system}"


def _device_numbers(context: Context) -> Iterator[Found]:
    regulatory = context.policy.regulatory
    for index, device in enumerate(regulatory.devices if regulatory else ()):
        at = ("regulatory", "devices", index)
        premarket = re.search(r"\bPMA\b|premarket approval", device.pathway, re.IGNORECASE)
        if premarket and (reason := problem_with("FDA-PMA", device.number)):
            yield Found((*at, "number"), reason, "the pathway is premarket approval (PMA)")
        if device.product_code and (reason := problem_with("FDA-product-code", device.product_code)):
            yield Found((*at, "product_code"), reason)


@rule(
    "CODE-007",
    "error",
    "A range of codes is not valid",
    "codes:\n  - {code: '29889', to: '29880', label: Knee arthroscopy}",
    "codes:\n  - {code: '29880', to: '29889', label: Knee arthroscopy}",
)
def ranges_run_forward(context: Context) -> Iterator[Found]:
    """A range runs from a lower code to a higher one in the same format. ICD-10-CM ranges follow the Tabular List and
    are checked by CODE-008.
    """
    for path, group, first, last in each_range(context):
        if problem_with(group.system, first) or problem_with(group.system, last):
            continue  # CODE-001
        if reason := range_problem(group.system, first, last):
            yield Found((*path, "to"), reason, "`code` is the first and `to` the last code of the range")


@rule(
    "CODE-015",
    "error",
    "CPT codes are listed without the year of their code set",
    "codes:\n  - {id: procedures, system: CPT, ...}\ncode_sets: {}",
    "codes:\n  - {id: procedures, system: CPT, ...}\ncode_sets: {cpt_year: 2026}",
)
def cpt_year_stated(context: Context) -> Iterator[Found]:
    """Documents that print CPT codes must carry the AMA's notice, which states the year of the code set: `CPT copyright
    2026 American Medical Association`.
    """
    for number, group in enumerate(context.policy.codes):
        if group.system == "CPT" and not context.policy.code_sets.cpt_year:
            yield Found(
                ("codes", number, "system"),
                "CPT codes are listed, but `code_sets.cpt_year` is missing",
                "give the year of the code set: `code_sets: {cpt_year: ...}`",
            )
            return


@rule(
    "CODE-014",
    "warning",
    "A code is no longer in effect",
    "dates: {effective: 2027-01-15}\ncodes:\n  - {code: '43770', label: ..., effective: {end: 2026-06-30}}",
    "dates: {effective: 2027-01-15}\ncodes:\n  - {code: '43770', label: ..., effective: {end: 2027-06-30}}",
)
def codes_in_force(context: Context) -> Iterator[Found]:
    """A code that ends before the policy takes effect cannot be on any claim under the policy."""
    begins = context.policy.dates.effective
    for path, group, code in each_code(context):
        days = code.effective or group.effective
        if begins and days and days.end and days.end < begins:
            at = (*path, "effective", "end") if code.effective else (*path[:2], "effective", "end")
            yield Found(
                at,
                f"{code.code} ends on {days.end}, before the policy takes effect on {begins}",
                "remove the code, or correct one of the dates",
            )


@rule(
    "CODE-010",
    "error",
    "An asterisk has no meaning",
    "codes:\n  - {code: C79.51, label: ..., asterisk: true}",
    "asterisk_note: Only with a code from the group of pathological fractures.\n"
    "codes:\n  - {code: C79.51, label: ..., asterisk: true}",
)
def asterisk_explained(context: Context) -> Iterator[Found]:
    """A billing article flags codes with `*` and explains the flag once per group (field "Medical Necessity ICD-10
    Codes Asterisk Explanation" in the Medicare Coverage Database). A flag without a note, or a note without a flagged
    code, leaves coders guessing.
    """
    for number, group in enumerate(context.policy.codes):
        flagged = [index for index, code in enumerate(group.codes) if code.asterisk]
        if flagged and group.asterisk_note is None:
            yield Found(
                ("codes", number, "codes", flagged[0], "asterisk"),
                f"the group `{group.id}` has no asterisk note",
                "add `asterisk_note:` to the group",
            )
        if group.asterisk_note is not None and not flagged:
            yield Found(
                ("codes", number, "asterisk_note"),
                f"no code in the group `{group.id}` has an asterisk",
                "set `asterisk: true` on the codes that the note applies to",
                on_key=True,
            )


@rule(
    "CODE-012",
    "error",
    "The licensee's descriptor file does not list the code as in effect",
    "codes:\n  - {code: '29890', label: Knee arthroscopy}",
    "codes:\n  - {code: '29880', label: Knee arthroscopy}",
)
def licensed_code_exists(context: Context) -> Iterator[Found]:
    """If you provide your own descriptor file, every CPT and HCPCS code in the policy is looked up in it. A code that
    is missing from it, or that ended before the policy takes effect, has no descriptor to print and cannot be billed.
    Without such a file only the format is checked, because policypress does not include descriptors (AMA copyright).
    """
    if context.descriptors is None:
        return
    day = context.policy.dates.effective or context.today
    for path, group, code in each_code(context):
        if group.system not in ("CPT", "HCPCS"):
            continue
        for at, value in code_ends(path, code):
            entry = context.descriptors.get(value)
            if entry is None and not problem_with(group.system, value):
                yield Found(at, f"{value} is not in the descriptor file", "correct the code, or update the file")
            elif entry and ((entry.end and entry.end < day) or (entry.effective and entry.effective > day)):
                yield Found(
                    at,
                    f"{value} is not in effect on {day}: {entry.effective or ''} to {entry.end or ''}",
                    "replace the code with its successor",
                )


@rule(
    "CODE-013",
    "error",
    "A document number has the wrong format",
    "numbers: {lcd-draft: L3954}",
    "numbers: {lcd-draft: DL39543, billing-article: DA59212}",
)
def document_numbers(context: Context) -> Iterator[Found]:
    """In the Medicare Coverage Database an LCD number is L or DL (proposed) followed by five digits, and an article
    number is A or DA followed by five digits.
    """
    for index, edition in enumerate(context.policy.editions):
        for key, value, letters in (
            ("lcd-draft", edition.numbers.lcd_draft, "D?L"),
            ("proposed-lcd", edition.numbers.proposed_lcd, "D?L"),
            ("billing-article", edition.numbers.billing_article, "D?A"),
            ("response-to-comments", edition.numbers.response_to_comments, "D?A"),
        ):
            if value is None or not re.match(r"D?[LA][0-9]", value):
                continue
            if not re.fullmatch(letters + r"[0-9]{5}", value):
                yield Found(
                    ("editions", index, "numbers", key),
                    f"`{value}` is not the number of " + ("an LCD" if "lcd" in key else "an article"),
                    f"write {letters[-1]} or {letters[-1].join(('D', ''))} followed by five digits",
                )
