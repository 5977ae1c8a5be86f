"""What may be attached to a public document: the keys that its kind prints. Keys that are not listed are left out.

Each class of `generator/model/` is listed with the keys that it adds; those of its base classes are included too.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from generator.model import (
    base,
    codes,
    comments,
    criteria,
    dates,
    edition,
    evidence,
    people,
    policy,
    references,
    thresholds,
)
from generator.model.base import Part

_EVERY = [
    "format",
    "id",
    "title",
    "short_title",
    "version",
    "status",
    "language",
    "dates",
    "superseded_by",
    "supersedes",
    "keywords",
    "coverage",
    "code_sets",
]
# The parts of a policy that each kind of document prints. Never listed: `editions` (the document's own is added) and
# `waivers`, which are editors' notes that contain names.
_PRINTED = {
    "coverage-policy": "guideline abbreviations definitions background regulatory authorities documentation "
    "utilization codes evidence payer_trends payer_positions conclusion errata history references",
    "lcd-draft": "guideline background authorities documentation utilization evidence conclusion lcd history "
    "references",
    "billing-article": "authorities codes lcd history references",
    "checklist-prior-authorization": "documentation codes regulatory",
    "checklist-reviewer": "",
    "checklist-committee": "guideline history",
    "response-to-comments": "lcd history references",
}
_CRITERIA: dict[type[Part], str] = {
    criteria.RequiredDocument: "document shows recency",
    criteria.Waiver: "track reason",
    criteria.Common: "id note applies_when unless only_for waived_for documentation",
    criteria.Statement: "statement examples measure duration recency interval limit",
    criteria.Group: "title all any exactly_one none at_least of",
    criteria.Use: "use",
    thresholds.Measure: "name instrument operator value upper below unit at baseline same_instrument",
    thresholds.Duration: "operator value upper below unit of",
    thresholds.Recency: "value unit before",
    thresholds.Interval: "value upper unit between",
    thresholds.Window: "value unit kind",
    thresholds.Limit: "count unit per window lifetime note",
    base.Sourced: "source",
    policy.Track: "id title kind after position criteria note",
    policy.Indication: "id title position statement population effective governed_by study study_identifiers criteria "
    "pathways phases rationale",
    policy.Exclusions: "absolute relative",
    policy.OtherUses: "position statement rationale",
    policy.Coverage: "summary shared prerequisites indications exclusions limits other_uses",
    codes.Effective: "start end",
    people.LabelRow: "id aspect policy label note",
}
PUBLIC: dict[type[Part], str] = {
    **_CRITERIA,
    base.Section: "id title text",
    dates.YearOrMonth: "year month",
    base.Term: "short long",
    policy.Definition: "term meaning",
    policy.Lcd: "issue issue_change synopsis reason related article_text icd10_additional",
    people.Disclosure: "relationship parties note",
    people.Author: "name degrees affiliation corresponding disclosures",
    people.Guideline: "title society journal published licence authors funding acknowledgment editors_note",
    people.Erratum: "id kind where printed here reason",
    people.HistoryRow: "date version action explanation reasons sections",
    people.Device: "name manufacturer regulator pathway number product_code device_name approved approved_note "
    "indication contraindications",
    people.Regulatory: "text devices label_comparison",
    people.Authority: "id kind citation text",
    people.PayerPosition: "payer policy date position",
    references.Exported: "",
    references.Name: "family given dropping-particle non-dropping-particle suffix literal",
    references.Reference: "id type author et_al editor title language container-title container-title-short "
    "collection-title publisher edition genre authority event-title event-place volume issue supplement-number "
    "chapter-number number page issued accessed DOI PMID URL source_number",
    codes.Units: "count per note",
    codes.Code: "code to label asterisk units add_on_to modifiers effective note",
    codes.Pairing: "requires groups note",
    codes.CodeGroup: "id system role title paragraph tracks pairing asterisk_note exhaustive effective codes",
    codes.CodeSets: "cpt_year icd10cm_release hcpcs_release",
    evidence.Quantity: "value plus_minus low high level",
    evidence.Reading: "at",
    evidence.Share: "percent count of low high level",
    evidence.OtherShare: "arm",
    evidence.OtherReading: "arm",
    evidence.Shared: "endpoint arm at p note",
    evidence.Finding: "finding",
    evidence.Proportion: "proportion versus",
    evidence.MeanChange: "change unit baseline follow_up difference versus",
    evidence.Estimate: "estimate unit",
    evidence.PrimaryEndpoint: "endpoint met result",
    evidence.Cohort: "id name participants description",
    evidence.Study: "id citation design n cohorts level goal comparator follow_up primary_endpoint funding results",
    evidence.Level: "level meaning",
    evidence.Grading: "system levels",
    evidence.Evidence: "summary grading cohorts studies topics limitations analysis",
    edition.Dates: "original_effective effective published last_review next_review comment_start comment_end "
    "notice_start notice_end retired",
    edition.Numbers: "coverage-policy lcd-draft billing-article response-to-comments proposed-lcd "
    "checklist-prior-authorization checklist-reviewer checklist-committee",
    edition.EarlierDocument: "document effective",
    edition.Deviation: "action criterion into before after with direction reason",
    edition.Edition: "id publisher numbers version status dates superseded_by supersedes history "
    "lines_of_business states changes",
    comments.Commenter: "name kind received",
    comments.Comment: "number commenters about comment response outcome changed version",
}


def policy_keys(kind: str) -> list[str]:
    """Return the parts of a policy that may be attached to a kind of document; those common to all come first."""
    return _EVERY + _PRINTED[kind].split()


def public(part: Any, plain: Any) -> Any:
    """Return the plain data of a part of the model with only the keys that may be published.

    `plain` is the data as written, or dumped by alias; both have the same structure.
    """
    if isinstance(part, BaseModel) and isinstance(plain, dict):
        allowed = keys_of(type(part))
        named = {field.alias or name: name for name, field in type(part).model_fields.items()}
        if isinstance(part, references.Exported):
            plain = part.renamed(plain)
        return {key: public(getattr(part, named[key]), value) for key, value in plain.items() if key in allowed}
    if isinstance(part, (tuple, list)) and isinstance(plain, list):
        return [public(*pair) for pair in zip(part, plain, strict=True)]
    if isinstance(part, dict):  # what an edition's change inserts: a criterion or some of its keys
        return _changed(plain)
    return plain


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return the keys of a class and its base classes that may be published."""
    return {key for kind in model.__mro__ if issubclass(kind, Part) for key in PUBLIC.get(kind, "").split()}


def _changed(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _changed(value) for key, value in plain.items() if key in _IN_CHANGES}
    return [_changed(item) for item in plain] if isinstance(plain, list) else plain


_IN_CHANGES = {key for keys in _CRITERIA.values() for key in keys.split()}
