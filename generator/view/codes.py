"""Code groups as documents print them: numbered per code system, with roles and pairings in words."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.codes import CodeGroup
from generator.model.policy import Policy
from generator.model.walks import track_names
from generator.view.template_data import TemplateData
from generator.wording import phrases as words

ROLES = {
    "supporting": "supports medical necessity",
    "secondary-required": "required as a secondary code",
    "non-supporting": "does not support medical necessity",
    "covered": "covered when the criteria are met",
    "not-covered": "not covered",
    "informational": "for information",
}
# Where the billing and coding article prints each group (order of the Medicare Coverage Database).
ARTICLE_SECTIONS = (
    ("CPT/HCPCS Codes", ("CPT", "HCPCS"), None),
    ("CPT/HCPCS Modifiers", ("modifier",), None),
    (
        "ICD-10-CM Codes that Support Medical Necessity",
        ("ICD-10-CM",),
        ("supporting", "secondary-required", "covered", "informational"),
    ),
    ("ICD-10-CM Codes that DO NOT Support Medical Necessity", ("ICD-10-CM",), ("non-supporting", "not-covered")),
    ("ICD-10-PCS Codes", ("ICD-10-PCS",), None),
    ("Bill Type Codes", ("bill-type",), None),
    ("Revenue Codes", ("revenue",), None),
    ("Other Coding Information", ("FDA-product-code", "FDA-PMA", "NDC", "place-of-service"), None),
)
SYSTEM_NAMES = {
    "FDA-product-code": "FDA product code",
    "FDA-PMA": "FDA premarket approval",
    "modifier": "Modifier",
    "bill-type": "Type of bill",
    "revenue": "Revenue code",
    "place-of-service": "Place of service",
}


@dataclass(frozen=True)
class CodeGroupView(TemplateData):
    """A code group with its number, its role in words, and what it is paired with."""

    number: int
    group: CodeGroup
    system: str
    role: str
    scope: str
    effective: str
    pairing: str

    @property
    def name(self) -> str:
        """How other groups refer to it: `ICD-10-CM Group 1`."""
        return f"{self.system} Group {self.number}"


@dataclass(frozen=True)
class ArticleSection(TemplateData):
    """A section of the article's coding information with its groups, possibly none."""

    id: str
    title: str
    groups: tuple[CodeGroupView, ...]


@dataclass(frozen=True)
class CodingView(TemplateData):
    """The codes of a policy: all groups in YAML order, and the same groups in the sections of the article."""

    groups: tuple[CodeGroupView, ...]
    sections: tuple[ArticleSection, ...]
    prints_cpt: bool


def coding_view(policy: Policy) -> CodingView:
    """Return the codes of a policy as its documents print them."""
    groups = _groups(policy)
    return CodingView(groups, _article_sections(groups), any(group.system == "CPT" for group in policy.codes))


def _groups(policy: Policy) -> tuple[CodeGroupView, ...]:
    """Return the code groups in YAML order, numbered within their article section."""
    counts: dict[str, int] = {}
    numbers = {}
    for group in policy.codes:
        section = _section(group)
        counts[section] = numbers[group.id] = counts.get(section, 0) + 1
    names = {group.id: f"{_system(group)} Group {numbers[group.id]}" for group in policy.codes}
    tracks = track_names(policy.coverage)
    return tuple(
        CodeGroupView(
            number=numbers[group.id],
            group=group,
            system=_system(group),
            role=ROLES[group.role],
            scope=", ".join(tracks.get(track, track) for track in group.tracks),
            effective=words.effective(group.effective),
            pairing=_pairing(group, names),
        )
        for group in policy.codes
    )


def _article_sections(groups: tuple[CodeGroupView, ...]) -> tuple[ArticleSection, ...]:
    """Return the article's coding sections in the order of the Medicare Coverage Database, including empty ones."""
    return tuple(
        ArticleSection(
            title.lower().replace(" ", "-").replace("/", "-"),
            title,
            tuple(view for view in groups if _section(view.group) == title),
        )
        for title, _, _ in ARTICLE_SECTIONS
    )


def _section(group: CodeGroup) -> str:
    return next(
        title
        for title, systems, roles in ARTICLE_SECTIONS
        if group.system in systems and (roles is None or group.role in roles)
    )


def _system(group: CodeGroup) -> str:
    return SYSTEM_NAMES.get(group.system, group.system)


def _pairing(group: CodeGroup, names: dict[str, str]) -> str:
    if group.pairing is None:
        return ""
    listed = [names.get(item, item) for item in group.pairing.groups]
    if len(listed) == 1:
        return f"Report with a code from {listed[0]}"
    if group.pairing.requires == "one":
        return "Report with a code from one of " + ", ".join(listed)
    return "Report with a code from each of " + ", ".join(listed)
