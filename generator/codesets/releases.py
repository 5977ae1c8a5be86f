"""Which ICD-10-CM release is valid on which day.

Source of the rule: 45 CFR 162.1000(a) (the code set valid on the date of care) and 162.1002(c) (ICD-10-CM from
October 1, 2015). Releases start with the federal fiscal year on October 1; since fiscal year 2022 there is a second one
on April 1 (Social Security Act 1886(d)(5)(K)(vii)). Two emergency releases, for COVID-19 and vaping, came in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2015, 10, 1)
_FIRST_APRIL_UPDATE = 2022
_EXTRA_STARTS = (date(2020, 4, 1), date(2021, 1, 1))


@dataclass(frozen=True)
class ReleaseOfDay:
    """The release that covers a day: its id (ISO date of its first day), its days, and whether it is installed.

    `note` explains what can and cannot be concluded from the installed release.
    """

    release: str
    first: date
    last: date
    held: bool
    note: str


def release_window(day: date) -> tuple[date, date]:
    """Return the first and last day of the release that is valid on `day`; ValueError before October 1, 2015."""
    if day < FIRST_DAY:
        raise ValueError(f"ICD-10-CM applies from {FIRST_DAY} (45 CFR 162.1002(c)); {day} falls under ICD-9-CM")
    starts = sorted(
        [date(year, 10, 1) for year in range(FIRST_DAY.year, day.year + 2)]
        + [date(year, 4, 1) for year in range(_FIRST_APRIL_UPDATE, day.year + 2)]
        + list(_EXTRA_STARTS)
    )
    first = max(start for start in starts if start <= day)
    following = min(start for start in starts if start > day)
    return first, following - timedelta(days=1)


def coverage(day: date, held_release: str) -> ReleaseOfDay:
    """Return which release covers `day` and what the installed one tells about it; ValueError before ICD-10-CM."""
    first, last = release_window(day)
    release = first.isoformat()
    if release == held_release:
        return ReleaseOfDay(
            release, first, last, True, f"The release of {release} is installed; it covers {first} to {last}."
        )
    doubt = (
        "codes may have been added, deleted, split, or reworded since"
        if release > held_release
        else "codes in it may not have existed yet, and codes deleted before it are unknown here"
    )
    note = f"{day} is covered by the release of {release}; only the release of {held_release} is installed: {doubt}."
    return ReleaseOfDay(release, first, last, False, note)
