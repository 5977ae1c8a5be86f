"""Which ICD-10-CM release is valid on which day.

Source of the rule: 45 CFR 162.1000(a) (the code set valid on the day of care) and 162.1002(c) (ICD-10-CM from
1 October 2015). Releases start with the federal fiscal year on 1 October; since fiscal year 2022 there is a second one
on 1 April (Social Security Act 1886(d)(5)(K)(vii)). Two emergency releases for COVID-19 and vaping lie between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2015, 10, 1)
_FIRST_APRIL_UPDATE = 2022
_EXTRA_STARTS = (date(2020, 4, 1), date(2021, 1, 1))


@dataclass(frozen=True)
class ReleaseOfDay:
    """The release that covers a day: its id (the ISO date it starts), its days, whether its codes are held here.

    `note` says for a person what can and cannot be concluded from the held release.
    """

    release: str
    first: date
    last: date
    held: bool
    note: str


def release_window(day: date) -> tuple[date, date]:
    """Return the first and last day of the release that is valid on `day`; ValueError before 1 October 2015."""
    if day < FIRST_DAY:
        raise ValueError(f"ICD-10-CM is used from {FIRST_DAY} (45 CFR 162.1002(c)); {day} falls under ICD-9-CM")
    starts = sorted(
        [date(year, 10, 1) for year in range(FIRST_DAY.year, day.year + 2)]
        + [date(year, 4, 1) for year in range(_FIRST_APRIL_UPDATE, day.year + 2)]
        + list(_EXTRA_STARTS)
    )
    first = max(start for start in starts if start <= day)
    following = min(start for start in starts if start > day)
    return first, following - timedelta(days=1)


def coverage(day: date, held_release: str) -> ReleaseOfDay:
    """Say which release covers `day` and what the held one (its id) tells about it; ValueError before ICD-10-CM."""
    first, last = release_window(day)
    release = first.isoformat()
    if release == held_release:
        return ReleaseOfDay(
            release, first, last, True, f"The release of {release} is held; it covers {first} to {last}."
        )
    doubt = (
        "codes may have been added, deleted, split or reworded since"
        if release > held_release
        else "codes held here may not have existed yet, and codes deleted before it are unknown here"
    )
    note = f"{day} is covered by the release of {release}; only the release of {held_release} is held: {doubt}."
    return ReleaseOfDay(release, first, last, False, note)
