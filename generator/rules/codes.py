"""Rules on codes of any system: their shape, their groups, what a licensee's file says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.codesets.formats import problem_with
from generator.model.codes import Code, CodeGroup
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule

_AGAINST = {"non-supporting", "not-covered"}
_FOR = {"supporting", "covered"}


def each_code(context: Context) -> Iterator[tuple[YamlPath, CodeGroup, Code]]:
    """Yield every code with its path and its group."""
    for number, group in enumerate(context.policy.codes):
        for index, code in enumerate(group.codes):
            yield ("codes", number, "codes", index), group, code


@rule(
    "CODE-001",
    "error",
    "A code cannot be one of its system",
    "system: CPT\ncodes:\n  - {code: 2988O, label: Knee arthroscopy}",
    "system: CPT\ncodes:\n  - {code: '29880', label: Knee arthroscopy}",
)
def code_shapes(context: Context) -> Iterator[Found]:
    """Each code system has its own shape, and a code of another shape is a slip of the keyboard, whatever it was meant
    to be. Checked: ICD-10-CM (Official Guidelines I.A), ICD-10-PCS (Guidelines A1), CPT and HCPCS (45 CFR 162.1002),
    modifiers (Claims Processing Manual, chapter 23), revenue codes and bill types (chapter 25), places of service
    (chapter 26), NDC (45 CFR 162.1002), FDA product codes and PMA numbers.
    """
    for path, group, code in each_code(context):
        for key, value in (("code", code.code), ("to", code.to)):
            if value and (reason := problem_with(group.system, value)):
                yield Found((*path, key), reason, f"the group's system is {group.system}")
        for index, value in enumerate(code.modifiers):
            if reason := problem_with("modifier", value):
                yield Found((*path, "modifiers", index), reason, "a modifier has two characters")
        for index, value in enumerate(code.add_on_to):
            if problem_with("CPT", value) and problem_with("HCPCS", value):
                yield Found((*path, "add_on_to", index), f"{value} is neither a CPT nor an HCPCS code")
    yield from _device_numbers(context)


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
    "A range of codes is not a range",
    "codes:\n  - {code: '29889', to: '29880', label: Knee arthroscopy}",
    "codes:\n  - {code: '29880', to: '29889', label: Knee arthroscopy}",
)
def ranges_run_forward(context: Context) -> Iterator[Found]:
    """A range runs from a lower code to a higher one of the same kind. ICD-10-CM ranges follow the Tabular List and are
    checked by CODE-008.
    """
    for path, group, code in each_code(context):
        if code.to is None or group.system == "ICD-10-CM" or problem_with(group.system, code.to):
            continue
        if group.system in ("CPT", "HCPCS"):
            reason = problem_with(group.system, f"{code.code}-{code.to}")
        else:
            reason = None if code.code < code.to else f"{code.code}-{code.to} does not run upwards"
        if reason and not problem_with(group.system, code.code):
            yield Found((*path, "to"), reason, "`code` is the first and `to` the last code of the range")


@rule(
    "CODE-009",
    "error",
    "A code stands twice, or on both sides",
    "role: supporting\ncodes:\n  - {code: M54.50, label: ...}\n  - {code: M54.50, label: ...}",
    "role: supporting\ncodes:\n  - {code: M54.50, label: ...}",
)
def codes_unique(context: Context) -> Iterator[Found]:
    """A code stands once in a group. It does not stand in a group that supports coverage and in one that denies it for
    the same part of the policy, because a claim would then be paid and refused by the same article. A code inside a
    range counts; a code whose days in force end before the other's begin does not.
    """
    seen: dict[str, list[tuple[YamlPath, CodeGroup, Code]]] = {}
    ranges: dict[str, list[tuple[YamlPath, CodeGroup, Code]]] = {}
    for path, group, code in each_code(context):
        if code.to is not None:
            ranges.setdefault(group.system, []).append((path, group, code))
    for path, group, code in each_code(context):
        if code.to is not None:
            continue
        inside = [row for row in ranges.get(group.system, ()) if _holds(row[2], code.code)]
        for other_path, other, twin in (*seen.get(f"{group.system} {code.code}", ()), *inside):
            if not _same_days((group, code), (other, twin)):
                continue
            opposite = {group.role in _FOR, other.role in _FOR} == {True, False} and {group.role, other.role} & _AGAINST
            overlap = not group.tracks or not other.tracks or set(group.tracks) & set(other.tracks)
            if other is group:
                yield Found(
                    (*path, "code"),
                    f"{code.code} stands twice in the group `{group.id}`",
                    f"also in {twin.code}-{twin.to}; delete it" if twin.to else "delete one of them",
                )
            elif opposite and overlap:
                yield Found(
                    (*path, "code"),
                    f"{code.code} stands in `{other.id}` ({other.role}) and in `{group.id}` ({group.role})",
                    f"first at {context.place((*other_path, 'code'))}; keep one side",
                )
        seen.setdefault(f"{group.system} {code.code}", []).append((path, group, code))


def _holds(span: Code, code: str) -> bool:
    """Return whether a code is inside a range."""
    return span.to is not None and span.code <= code <= span.to


def _same_days(*codes: tuple[CodeGroup, Code]) -> bool:
    """Return whether there is a day on which all are in force; a code's own days go before its group's."""
    days = [code.effective or group.effective for group, code in codes]
    starts, ends = [day.start for day in days if day and day.start], [day.end for day in days if day and day.end]
    return not (starts and ends) or max(starts) <= min(ends)


@rule(
    "CODE-015",
    "error",
    "CPT codes are listed without the year of their code set",
    "codes:\n  - {id: procedures, system: CPT, ...}\ncode_sets: {}",
    "codes:\n  - {id: procedures, system: CPT, ...}\ncode_sets: {cpt_year: 2026}",
)
def cpt_year_stated(context: Context) -> Iterator[Found]:
    """Where CPT codes are printed, the AMA asks for its notice, which names the year of the code set: `CPT copyright
    2026 American Medical Association`.
    """
    for number, group in enumerate(context.policy.codes):
        if group.system == "CPT" and not context.policy.code_sets.cpt_year:
            yield Found(
                ("codes", number, "system"),
                "CPT codes are listed, and `code_sets.cpt_year` is missing",
                "say from which year they are: `code_sets: {cpt_year: ...}`",
            )
            return


@rule(
    "CODE-014",
    "warning",
    "A code is no longer in force",
    "dates: {effective: 2027-01-15}\ncodes:\n  - {code: '43770', label: ..., effective: {end: 2026-06-30}}",
    "dates: {effective: 2027-01-15}\ncodes:\n  - {code: '43770', label: ..., effective: {end: 2027-06-30}}",
)
def codes_in_force(context: Context) -> Iterator[Found]:
    """A code whose last day lies before the policy takes effect can stand on no claim under it."""
    begins = context.policy.dates.effective
    for path, group, code in each_code(context):
        days = code.effective or group.effective
        if begins and days and days.end and days.end < begins:
            at = (*path, "effective", "end") if code.effective else (*path[:2], "effective", "end")
            yield Found(
                at,
                f"{code.code} ends on {days.end}, before the policy takes effect on {begins}",
                "take the code away, or mend a date",
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
    """A billing article flags codes with `*` and explains the flag once a group (field "Medical Necessity ICD-10 Codes
    Asterisk Explanation" of the Medicare Coverage Database). A flag without a note, or a note without a flagged code,
    leaves a coder guessing.
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
                f"no code of the group `{group.id}` has an asterisk",
                "set `asterisk: true` on the codes that it holds for",
                on_key=True,
            )


@rule(
    "CODE-011",
    "error",
    "An add-on code has no primary code in the policy",
    "codes:\n  - {code: '22552', label: ..., add_on_to: ['22000']}",
    "codes:\n  - {code: '22551', label: ...}\n  - {code: '22552', label: ..., add_on_to: ['22551']}",
)
def add_on_has_primary(context: Context) -> Iterator[Found]:
    """An add-on code is never reported alone (Medicare NCCI Policy Manual, chapter I): the code that it belongs to is
    part of the policy.
    """
    spans = [(group.system, code.code, code.to or code.code) for _, group, code in each_code(context)]
    for path, _, code in each_code(context):
        for index, primary in enumerate(code.add_on_to):
            if not any(first <= primary <= last and len(first) == len(primary) for _, first, last in spans):
                yield Found(
                    (*path, "add_on_to", index),
                    f"{primary} is in no code group of this policy",
                    "add the primary code, or mend the number",
                )


@rule(
    "CODE-012",
    "error",
    "The licensee's descriptor file does not have the code in force",
    "codes:\n  - {code: '29890', label: Knee arthroscopy}",
    "codes:\n  - {code: '29880', label: Knee arthroscopy}",
)
def licensed_code_exists(context: Context) -> Iterator[Found]:
    """With a descriptor file of your own configured, every CPT and HCPCS code of the policy is looked up in it: a code
    that it lacks, or that ended before the policy takes effect, has no descriptor to print and cannot be billed.
    Without a file nothing is checked but the shape: descriptors are not shipped (AMA copyright).
    """
    if context.descriptors is None:
        return
    day = context.policy.dates.effective or context.today
    for path, group, code in each_code(context):
        if group.system not in ("CPT", "HCPCS"):
            continue
        for key, value in (("code", code.code), ("to", code.to)):
            entry = context.descriptors.get(value) if value else None
            if value and entry is None and not problem_with(group.system, value):
                yield Found((*path, key), f"{value} is not in the descriptor file", "mend the code, or update the file")
            elif entry and ((entry.end and entry.end < day) or (entry.effective and entry.effective > day)):
                yield Found(
                    (*path, key),
                    f"{value} is not in force on {day}: {entry.effective or ''} to {entry.end or ''}",
                    "replace the code by its successor",
                )


@rule(
    "CODE-013",
    "error",
    "A document number has the wrong shape",
    "numbers: {lcd-draft: L3954}",
    "numbers: {lcd-draft: DL39543, billing-article: DA59212}",
)
def document_numbers(context: Context) -> Iterator[Found]:
    """In the Medicare Coverage Database an LCD is L or DL (proposed) and five digits, an article A or DA and five
    digits.
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
                    f"write {letters[-1]} or {letters[-1].join(('D', ''))} and five digits",
                )
