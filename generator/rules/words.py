"""Rules on wording: abbreviations, the words for a position, and markup that is not allowed in text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from generator.model.edition import DRAFTS, Edition
from generator.model.policy import Indication, OtherUses
from generator.problem import Place, Severity, YamlPath
from generator.rules.context import MAX_TEXT, Context
from generator.rules.registry import Found, found_in, rule
from generator.wording.markup import doubts

PLACEHOLDER = "Write here:"  # begins every placeholder text that a starter file leaves to be replaced
# What every reader of a medical policy knows, names that documents print, and Roman numerals.
_KNOWN = {
    "US", "USA", "UK", "EU", "FDA", "CMS", "AMA", "CPT", "HCPCS", "ICD", "NCD", "LCD", "MAC", "NPI", "PMA", "CFR",
    "USC", "MD", "DO", "PhD", "RN", "NP", "PA", "PT", "OT", "BMI", "MRI", "MR", "CT", "ECG", "EMG", "DNA", "RNA",
    "HIV", "AIDS", "COVID", "DOI", "PMID", "URL", "PDF", "ID", "OK", "AND", "OR", "NOT", "ALL", "ANY", "NONE", "NO",
    "YES", "AT", "LEAST", "EXACTLY", "ONE", "IF", "CI", "SD", "SE", "IQR", "RCT", "NCT", "HIPAA", "AM", "PM",
    "GRADE", "ISO", "LLC", "INC", "ANOVA", "NSAID",
}  # fmt: skip
_ACRONYM = re.compile(r"(?<![\w.@/#&§-])[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*s?(?![\w@/-])")
# The parts with the policy's own sentences; names, titles, and restated publications have their own words.
_DENIES = (
    r"\bnot (?:considered |deemed )?(?:to be )?(?:reasonable and |medically )?(?:necessary|covered)\b|"
    r"\b(?:is|are|as)\s+(?:considered\s+|deemed\s+)?(?:investigational|experimental|unproven)\b"
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[|<\?xml")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_GRANTS = r"\bmedically necessary\b|\b(?:is|are|be)\s+(?:considered\s+)?covered\b"
_SENTENCES = {
    "text",
    "statement",
    "summary",
    "paragraph",
    "rationale",
    "finding",
    "meaning",
    "utilization",
    "conclusion",
    "limitations",
    "documentation",
    "population",
}


@rule(
    "WORD-001",
    "error",
    "An abbreviation is listed twice",
    "abbreviations:\n  - {short: NRS, long: numeric rating scale}\n  - {short: NRS, long: numerical rating score}",
    "abbreviations:\n  - {short: NRS, long: numeric rating scale}",
)
def abbreviations_unique(context: Context) -> Iterator[Found]:
    """An abbreviation must stand for only one thing, and a thing must have only one abbreviation (AMA Manual of Style,
    11th edition, chapter 13).
    """
    for key in ("short", "long"):
        first: dict[str, str] = {}
        for index, term in enumerate(context.policy.abbreviations):
            value = getattr(term, key)
            name = value if key == "short" else value.lower()
            if name in first:
                yield Found(
                    ("abbreviations", index, key),
                    f"`{value}` is listed twice",
                    f"it is already listed with `{first[name]}`; keep one",
                )
            first.setdefault(name, term.long if key == "short" else term.short)
    defined: set[str] = set()
    for index, definition in enumerate(context.policy.definitions):
        if definition.term.lower() in defined:
            yield Found(("definitions", index, "term"), f"`{definition.term}` is defined twice", "keep one definition")
        defined.add(definition.term.lower())


@rule(
    "WORD-002",
    "warning",
    "An abbreviation is used but not defined",
    "text: The ZZQ score fell.\nabbreviations: []",
    "abbreviations:\n  - {short: ZZQ, long: example questionnaire}",
)
def abbreviations_defined(context: Context) -> Iterator[Found]:
    """Define an abbreviation in the list of abbreviations, which documents print, or at its first use in the text, as
    in `numeric rating scale (NRS)`. Abbreviations that every reader of a medical policy knows (FDA, MRI, CPT, and so
    on) do not need an entry. Each abbreviation is reported once, at its first occurrence (AMA Manual of Style, 11th
    edition, chapter 13).
    """
    listed = {term.short for term in context.policy.abbreviations}
    text_of_all = "\n".join(text for _, text in context.prose)
    inline = set(re.findall(r"[a-z)]\s+[(\[]([A-Z][A-Za-z0-9-]*[A-Z0-9]s?)[)\],;]", text_of_all))
    listed |= {code.code for group in context.policy.codes if group.system == "modifier" for code in group.codes}
    products = {word for part in _names(context) for word in re.findall(r"\w+", part)}
    seen: set[str] = set()
    for path, text in context.prose:
        kind = next((step for step in reversed(path) if isinstance(step, str)), "")
        if kind not in _SENTENCES:
            continue
        bare = re.sub(r"\[[^\]]*@[^\]]*\]|https?://\S+", _blank, text)
        for found in _ACRONYM.finditer(bare):
            short = found[0]
            single = short.removesuffix("s")
            if {short, single} & (_KNOWN | listed | inline | products | seen):
                continue
            if re.fullmatch(r"[A-Z][0-9]+[A-Z0-9]*|[IVXLC]+|\w*[0-9]{3,}\w*", single):
                continue  # a code, a vertebra, a Roman numeral
            seen.add(single)
            yield found_in(
                path, text, found, f"`{single}` is not defined", "add it to `abbreviations`, or spell it out"
            )


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _names(context: Context) -> Iterator[str]:
    """Yield the names that texts may use without explanation: products, payers, societies, cohorts, systems."""
    policy = context.policy
    for device in policy.regulatory.devices if policy.regulatory else ():
        yield from (device.name, device.manufacturer, device.regulator, device.pathway, device.product_code or "")
    yield from (position.payer for position in policy.payer_positions)
    yield from (position.policy for position in policy.payer_positions if position.policy)
    yield from (cohort.name for cohort in policy.evidence.cohorts)
    if policy.evidence.grading:
        yield policy.evidence.grading.system
    for reference in policy.references:
        yield from filter(
            None,
            (
                reference.container_title,
                reference.container_title_short,
                reference.publisher,
                *(author.literal for author in reference.author),
            ),
        )
    if policy.guideline:
        yield from (policy.guideline.society, policy.guideline.title)


@rule(
    "WORD-003",
    "error",
    "The words contradict the position",
    "position: medically-necessary\nstatement: The service is considered investigational.",
    "position: investigational\nstatement: The service is considered investigational.",
)
def statement_fits_position(context: Context) -> Iterator[Found]:
    """The position of an indication is stored as one of five values, and each publisher prints its own wording for it.
    The statement must agree with the position: a statement that denies what the position grants is the costliest error
    of all.
    """
    coverage = context.policy.coverage
    stated: list[tuple[YamlPath, Indication | OtherUses]] = [
        *((("coverage", "indications", index), item) for index, item in enumerate(coverage.indications)),
        (("coverage", "other_uses"), coverage.other_uses),
    ]
    for path, item in stated:
        said = _position_in(item.statement)
        if said and item.position not in said:
            yield Found(
                (*path, "statement"),
                f"the statement says {' or '.join(sorted(said))}, but the position is {item.position}",
                "correct the statement or `position`",
            )


def _position_in(statement: str) -> set[str]:
    """Return the positions that a statement can express; empty if it expresses none, or both grants and denies."""
    text = re.sub(r"\bwhether\b[^.;]*", "", " ".join(statement[:MAX_TEXT].lower().split()))
    denied = re.sub(_DENIES, " ", text)
    denies, grants = denied != text, re.search(_GRANTS, denied) is not None
    if denies and grants:
        return set()
    if denies:
        return {"not-medically-necessary", "investigational", "covered-in-study"}
    return {"medically-necessary", "covered-in-study"} if grants else set()


@rule("WORD-004", "error", "A text contains HTML", "text: Pain <b>fell</b>.", "text: Pain **fell**.")
def no_html(context: Context) -> Iterator[Found]:
    """HTML in a text, such as `<b>` or `&ge;`, is printed as it is written: texts are CommonMark without HTML, so that
    all documents, PDF tags, and screen readers get the same structure.
    """
    for path, text in context.prose:
        if found := _TAG.search(text):
            yield found_in(
                path, text, found, f"`{found[0][:40]}` is HTML", "use Markdown: **bold**, *italic*, lists, links"
            )
        for found in _ENTITY.finditer(text):
            if (sign := html.unescape(found[0])) != found[0]:
                name = f": {sign}" if sign.isprintable() and not sign.isspace() else ""
                yield found_in(path, text, found, f"`{found[0]}` is HTML", f"write the character itself{name}")


@rule(
    "WORD-008",
    "warning",
    "Signs that may be meant as markup are printed",
    """
      text: |
        1) Measure the pressure.
        2) Repeat it.
      """,
    """
      text: |
        1. Measure the pressure.
        2. Repeat it.
      """,
)
def markup_is_clear(context: Context) -> Iterator[Found]:
    """Only a few signs are markup: `*` around whole words, `- ` or consecutive numbers with a period before the items
    of a list, and the brackets of links and citations. All other signs are printed as they are written. This rule
    reports lines that look like a list but are printed as running text (`* `, `+ `, `1)`, numbers out of order), and
    asterisks without a partner in a paragraph with pairs of them, which is then printed with all its asterisks.
    """
    for path, text in context.prose:
        for doubt in doubts(text):
            yield found_in(path, text, doubt.snippet, doubt.message, doubt.hint)


@rule(
    "WORD-005",
    "warning",
    "The short title is too long for the page header",
    "short_title: Partial replacement of an example joint, on one side or on both, in adults",
    "short_title: Partial joint replacement",
)
def short_title_is_short(context: Context) -> Iterator[Found]:
    """The short title is printed at the top of every page next to the number, status, version, and date; there is room
    for sixty characters.
    """
    length = len(context.policy.short_title)
    if length > 60:
        yield Found(("short_title",), f"the short title has {length} characters", "at most sixty")


@rule(
    "WORD-007",
    "error",
    "Placeholder text was not replaced",
    "rationale: 'Write here: why.'",
    "rationale: No study shows a benefit.",
)
def starter_written_over(context: Context) -> Iterator[Found]:
    """`policypress new` and `policypress publisher new` create files that build right away. Text that you need to
    supply begins with `Write here:` and would be printed. It is an error in a document that is past `in-review`, and a
    warning in drafts.
    """
    issued = _issued_places(context)
    for path, node in context.source.node.leaves():
        if is_placeholder(node.value):
            hint = "write the text for this policy, or delete the key"
            severity: Severity = "error" if node.place in issued else "warning"
            yield Found(path, "placeholder text was not replaced", hint, severity=severity)


def is_placeholder(text: str | None) -> bool:
    """Return whether a text is one that a starter file leaves to be replaced."""
    return text is not None and text.startswith(PLACEHOLDER)


def _issued_places(context: Context) -> set[Place]:
    """Return where the placeholders are that an edition past its drafts prints; without editions, the policy is one."""
    policy, changed = context.policy, dict(context.changed)
    found: set[Place] = set()
    for index, edition in enumerate(policy.editions or (Edition(id="model"),)):
        if (edition.status or policy.status) not in DRAFTS:
            for path, node in changed.get(index, context.source).node.leaves():
                if is_placeholder(node.value) and (path[0] != "editions" or path[1] == index):
                    found.add(node.place)
    return found


@rule(
    "WORD-006",
    "error",
    "A text is too long",
    "text: (a whole chapter)",
    "background:\n  - {id: condition, title: Condition, text: ...}\n  - {id: service, title: Service, text: ...}",
)
def texts_readable(context: Context) -> Iterator[Found]:
    """Nobody reads a text of more than 30,000 characters, about ten printed pages without a heading; usually it was
    pasted by mistake. Divide it into sections.
    """
    for path, node in context.source.node.leaves():
        if node.value and len(node.value) > MAX_TEXT:
            yield Found(path, f"the text has {len(node.value):,} characters", f"at most {MAX_TEXT:,}")
