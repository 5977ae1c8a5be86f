"""The edition as its documents name it: version, status, dates, where it applies; nothing is left to inherit."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.edition import Dates, EarlierDocument, Numbers
from generator.model.people import HistoryRow
from generator.source.editions import ResolvedEdition
from generator.view.template_data import TemplateData
from generator.wording import phrases as words

STATUS_WORDS = {
    "draft": "Draft",
    "in-review": "In review",
    "proposed": "Proposed",
    "comment": "Proposed, in comment",
    "notice": "In notice",
    "approved": "Approved",
    "active": "Active",
    "retired": "Retired",
    "superseded": "Superseded",
}


@dataclass(frozen=True)
class EditionView(TemplateData):
    """One edition as printed: `status` in words, `status_id` as written, `history` only the edition's own rows.

    `last_change` is the first row of the printed history, the edition's or else the policy's.
    """

    id: str
    version: str
    status_id: str
    status: str
    dates: Dates
    numbers: Numbers
    proposed_lcd: str | None
    superseded_by: str | None
    supersedes: tuple[str, ...]
    lines_of_business: tuple[str, ...]
    states: tuple[str, ...]
    history: tuple[HistoryRow, ...]
    last_change: HistoryRow | None


def edition_view(resolved: ResolvedEdition) -> EditionView:
    """Return an edition as its documents name it."""
    edition = resolved.edition
    return EditionView(
        id=edition.id,
        version=resolved.version,
        status_id=resolved.status,
        status=STATUS_WORDS[resolved.status],
        dates=resolved.dates,
        numbers=edition.numbers,
        proposed_lcd=_proposed_lcd(edition.numbers),
        superseded_by=resolved.superseded_by,
        supersedes=tuple(map(_with_dates, resolved.supersedes)),
        lines_of_business=resolved.lines_of_business,
        states=resolved.states,
        history=edition.history,
        last_change=resolved.history[0] if resolved.history else None,
    )


def _with_dates(item: EarlierDocument) -> str:
    dates = words.effective(item.effective)
    return f"{item.document} (in effect {dates})" if dates else item.document


def _proposed_lcd(numbers: Numbers) -> str | None:
    """Return the id of the proposed LCD: as stated, or the LCD's own as long as that is DL and five digits."""
    own = numbers.lcd_draft
    return numbers.proposed_lcd or (own if own and own.startswith("DL") else None)
