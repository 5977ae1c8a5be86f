"""Sixty invented studies and eighty references of the stress policy."""

from __future__ import annotations

from typing import Any

from .names import ADDRESS, ORGANIZATIONS, long_word, person

COHORTS, STUDIES, REFERENCES = 14, 60, 80
_ENDPOINTS = ["pain", "disability", "composite", "quality-of-life"]


def evidence() -> dict[str, Any]:
    """Return the evidence of the stress policy."""
    return {
        "summary": [
            {"id": "ev-short", "title": "Short", "text": "Yes [@ref-79]."},
            {"id": "ev-long", "title": f"A long summary about {long_word(0)}", "text": _long_text()},
        ],
        "grading": {
            "system": "Example levels of evidence [@ref-78]",
            "levels": [
                {"level": name, "meaning": f"Invented meaning of level {name}"}
                for name in ("I", "II", "III", "IV-exploratory")
            ],
        },
        "cohorts": [_cohort(number) for number in range(COHORTS)],
        "studies": [_study(number) for number in range(STUDIES)],
        "topics": [
            {
                "id": f"ev-topic-{n}",
                "title": f"Topic {n} {long_word(n)}",
                "text": "A short paragraph. " * (1 + 9 * (n % 3)),
            }
            for n in range(6)
        ],
        "limitations": [f"Limitation {n} with {long_word(n)}" for n in range(12)],
        "analysis": [{"id": "ev-analysis", "title": "Analysis", "text": _long_text()}],
    }


def _long_text() -> str:
    item = (
        "an item with a nested list\n  - inner item\n  - "
        + long_word(1)
        + "\n    1. innermost one\n    2. innermost two"
    )
    return (
        "A paragraph of many words that says the same thing again and again. " * 18
        + "\n\n- "
        + item
        + "\n- "
        + ADDRESS
        + "\n\n> A quotation in the narrative.\n\n1. First\n2. Second, *in italics* and **bold**, `code"
        + "X" * 60
        + "`\n\nNo."
    )


def _cohort(number: int) -> dict[str, Any]:
    cohort = {
        "id": f"cohort-{number}",
        "name": f"{'COHORT' if number % 2 else 'EXAMPLE'}-{number}{long_word(number) if number % 5 == 4 else ''}",
        "description": f"People of invented site {number}. " * (1 + number % 4),
    }
    return cohort | ({"participants": 1_000_000 + number} if number % 6 else {})


def _study(number: int) -> dict[str, Any]:
    study = {
        "id": f"study-{number}",
        "citation": f"ref-{number}",
        "level": ["I", "II", "III", "IV-exploratory"][number % 4],
        "design": "Randomized trial"
        if number % 3
        else f"Prospective {long_word(number)}registry with an invented design",
        "goal": "To compare stimulation with usual care. " * (1 + number % 5),
        "cohorts": [f"cohort-{number % COHORTS}"],
        "results": [_result(number, place) for place in range(1 + number % 6)],
    }
    if number % 5:
        study |= {"n": 40 + number * 7 if number % 7 else 999_999, "follow_up": f"{1 + number % 60} months"}
    if number % 4 == 0:
        study["comparator"] = f"Sham {long_word(number)}"
        study["primary_endpoint"] = {
            "endpoint": "Responders at six months " * 3,
            "met": ["met", "not met", "not stated"][number % 3],
            "result": "35 % against 30 %, P = .63",
        }
        study["funding"] = ORGANIZATIONS[number % len(ORGANIZATIONS)]
    return study


def _result(number: int, place: int) -> dict[str, Any]:
    endpoint, at = _ENDPOINTS[(number + place) % 4], f"{3 * (place + 1)} months"
    kind = (number + place) % 5
    if kind == 0:
        percent = (number * 13 + place * 7) % 96 + 2
        result = {
            "proportion": f"Responders with {long_word(place) if number % 7 == 0 else 'pain'} reduced by half or more",
            "endpoint": endpoint,
            "arm": "Stimulation",
            "at": at,
            "percent": percent,
            "low": max(percent - 11.5, 0),
            "high": min(percent + 9.5, 100),
            "p": "< .001",
        }
        return result | ({"versus": {"arm": "Usual care", "percent": max(percent - 30, 0)}} if number % 2 else {})
    if kind == 1:
        start = [6.8, 7012.5, 0.000412, 54][number % 4]
        end = [3.1, 6990.25, 0.000205, 61.5][number % 4]
        return {
            "change": ["Pain (NRS)", "Steps a day", "Concentration of inventedin", f"Score of {long_word(number)}"][
                number % 4
            ],
            "unit": ["points", "steps", "mg/mL", "points"][number % 4],
            "endpoint": endpoint,
            "baseline": {"value": f"{start:f}"},
            "follow_up": [{"at": at, "value": f"{end:f}"}],
        }
    if kind == 2:
        value = [-18.5, -0.000001, 123456789012.5, 0, -99999.25][number % 5]
        spread = max(abs(value) / 4, 0.000001)
        return {
            "estimate": "Pooled difference " + ("between the arms " * (1 + place)),
            "endpoint": endpoint,
            "unit": "points",
            "at": at,
            "value": f"{value:f}",
            "low": f"{value - spread:.6f}",
            "high": f"{value + spread:.6f}",
            "level": 99,
        }
    if kind == 3:
        return {
            "change": "Difference of the score",
            "endpoint": endpoint,
            "unit": "points",
            "at": at,
            "difference": {"value": -12.5 - place, "low": -20 - place, "high": -5 - place},
            "versus": {"arm": "Usual care", "value": -1.5},
        }
    return {
        "finding": "A finding in words. " * (1 + 6 * (number % 2)) + (ADDRESS if number % 9 == 0 else ""),
        "endpoint": "safety",
    }


def references() -> list[dict[str, Any]]:
    """Return eighty references; each study cites one."""
    return [_reference(number) for number in range(REFERENCES)]


def _reference(number: int) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"ref-{number}",
        "type": "article-journal",
        "issued": f"{1990 + number % 36}-0{1 + number % 9}",
        "title": f"Invented trial number {number} of {long_word(number) if number % 3 == 0 else 'an example'} in pain",
        "container-title": "Journal of Invented Results and Imaginary Interventions",
        "volume": str(number + 1),
        "page": f"{number + 1}00-{number + 1}09",
    }
    if number % 10 == 9:
        item |= {
            "type": "webpage",
            "URL": f"{ADDRESS}&row={number}",
            "accessed": "2026-04-30",
            "author": [{"literal": ORGANIZATIONS[number // 10]}],
        }
    else:
        item |= {
            "author": [person(number + more) for more in range(1 + number % 9)],
            "et_al": number % 9 == 8,
            "DOI": f"10.5555/stress.{number}.{'aVeryLongSuffixWithoutABreak' * (1 + number % 3)}",
        }
    return item
