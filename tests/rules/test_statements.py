"""Rules on statements: what the words say against what is stored, number by number and unit by unit."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

SHARED = "      statement: Conservative care failed.\n"
TWO_OF = CLEAN[CLEAN.index("            at_least: 2\n") : CLEAN.index("              - {id: imaging")]


def statement(words: str, more: str) -> tuple[str, str]:
    """Return the edit that gives a criterion these words and stored numbers."""
    return SHARED, f"      statement: {words}\n      {more}\n"


@pytest.mark.parametrize(
    ("title", "at_least"),
    [
        ("Two of these", "2"),
        ("One of these", "¦2"),
        ("Both of the 2", "1"),  # how many there are
        ("One of 3", "1"),
        ("Three of four", "¦1"),
        ("Some of these", "1"),
        ("Within 6 months of 50%", "1"),  # a length of time and a share count nothing
        ("Within 6 months, 3 of these", "¦1"),
    ],
)
def test_a_title_says_how_many(tmp_path, title, at_least):
    expect(
        tmp_path,
        "CRIT-004",
        (TWO_OF, f"            title: {title}\n            at_least: {at_least}\n            of:\n"),
    )


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Care of at least 6 months.", 'duration: {operator: ">=", value: 6, unit: month}'),
        ("Care of at least 6 months.", 'duration: {operator: ">=", value: ¦7, unit: month}'),
        ("Care of long.", 'duration: {operator: ">=", value: 7, unit: month}'),
        ("Care of 6 to 9 months.", "duration: {operator: between, value: 6, upper: 9, unit: month}"),
        ("Care of 6 to 9 months.", "duration: {operator: between, value: ¦5, upper: 9, unit: month}"),
        ("Care of 6 to 9 months.", "duration: {operator: between, value: 6, upper: ¦10, unit: month}"),
        ("Care within 6 months.", "recency: {value: 6, unit: month, before: the order}"),
        ("Care within 6 months.", "recency: {value: ¦3, unit: month, before: the order}"),
        ("Sessions 6 weeks apart.", "interval: {value: 6, unit: week, between: sessions}"),
        ("Sessions 6 weeks apart.", "interval: {upper: ¦8, unit: week, between: sessions}"),
        ("At most 2 units.", "limit: {count: 2, unit: units, per: patient}"),
        ("At most 2 units.", "limit: {count: ¦3, unit: units, per: patient}"),
        ("At most 2 trials.", "limit: {count: 3, unit: units, per: patient}"),
        ("2 units in 12 months.", "limit: {count: 2, unit: units, per: patient, window: {value: 12, unit: month}}"),
        ("2 units in 12 months.", "limit: {count: 2, unit: units, per: patient, window: {value: ¦6, unit: month}}"),
        # a time with an operator of its own is not that of the window
        ("2 units after at least 12 months.",
         "limit: {count: 2, unit: units, per: patient, window: {value: 6, unit: month}}"),
        ("A score of at least 6 points.", 'measure: {name: s, operator: ">=", value: 6, unit: points}'),
        ("A score of at least 6 points.", 'measure: {name: s, operator: ">=", value: ¦7, unit: points}'),
        # nor is a number of another unit, or one that nothing is compared with
        ("At least 6 points for at least 7 days.", 'measure: {name: s, operator: ">=", value: ¦7, unit: points}'),
        ("At least 6 points in type 7.", 'measure: {name: s, operator: ">=", value: ¦7, unit: points}'),
        ("A fall of at least 6 points.", 'measure: {name: s, operator: "<=", value: -6, unit: points}'),
        ("A fall of at least 6 points.", 'measure: {name: s, operator: "<=", value: ¦-7, unit: points}'),
        # the next number has the unit for both, however the two are joined
        *(
            (f"Aged {words} years.", f"measure: {{name: a, operator: between, value: 18, upper: {upper}, unit: years}}")
            for words in (
                "18 to 64",
                "18 through 64",
                "18 thru 64",
                "18–64",
                "18 — 64",
                "18 up to 64",
                "18 (inclusive) to 64",
                "Eighteen through sixty-four",
                ">= 18 and <= 64",
                "≥18 and ≤64",
                ">=18, but <=64",
                "<= 64 and >= 18",
                "at least 18 and at most 64",
                "at least 18, but not more than 64",
                "at most 64 and no less than 18",
                "18 or more and 64 or fewer",
                "18 or older, but not older than 64",
            )
            for upper in ("64", "¦65")
        ),
        *(
            (f"{words}.", f"measure: {{name: AHI, operator: between, value: {low}, upper: 14, unit: events per hour}}")
            for words in (
                "AHI >= 5 and <= 14 events per hour",
                "5 through 14 events per hour",
                "At least 5 and up to 14 events",
            )
            for low in ("5", "¦6")
        ),
        ("Care of 6 or more weeks.", 'duration: {operator: ">=", value: ¦8, unit: week}'),
        ("Care of 6 through 9 months.", "duration: {operator: between, value: 6, upper: 9, unit: month}"),
        # the ends of a scale are no thresholds
        *(
            (words, f'measure: {{name: s, operator: ">=", value: {value}, unit: points}}')
            for words in (
                "4 or above on a scale of 0 to 10 points.",
                "4 or above on a scale from 0 through 10 points.",
                "4 points or more on a scale that ranges from 0 to 10 points.",
                "4 or above on a numeric rating scale, 0 to 10 points.",
                "4 or above on a scale (0 to 10 points).",
                "4 or above on a pain scale from 0 (no pain) to 10 points.",
                "4 or above (range, 0-10 points) in the morning.",
                "At least 4 on an 11-point scale.",
                "4 or above on an 11-point numeric rating scale.",
                "At least 4 points on the 0-10 NRS.",
                "Score >= 4 of 10 points.",
            )
            for value in ("4", "¦5")
        ),
        # but what is measured on a scale is
        ("A fall of 4 points on the NRS.", 'measure: {name: s, operator: ">=", value: ¦5, unit: points}'),
        ("A 4-point fall on the pain scale.", 'measure: {name: s, operator: ">=", value: ¦5, unit: points}'),
        ("A score of 4 to 6 points.", "measure: {name: s, operator: between, value: 4, upper: ¦7, unit: points}"),
        ("Over 12 years and younger than 18.", 'measure: {name: a, operator: ">", value: 12, below: 18, unit: years}'),
        ("Over 12 years and younger than 18.", 'measure: {name: a, operator: ">", value: 12, below: ¦19, unit: years}'),
        # without its unit in the words, only a number with an operator is meant
        ("Older than 18.", 'measure: {name: a, operator: ">", value: ¦19, unit: years}'),
        ("Of type 18.", 'measure: {name: a, operator: ">", value: 19, unit: years}'),
        ("More than 18 months.", 'measure: {name: a, operator: ">", value: 19, unit: points}'),
        ("More than 18%.", 'measure: {name: a, operator: ">", value: 19, unit: points}'),
    ],
)  # fmt: skip
def test_a_stored_number_is_one_that_the_words_say(tmp_path, words, more):
    expect(tmp_path, "CRIT-004", statement(words, more))


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Care of 6 months.", 'duration: {operator: ">=", value: 6, unit: ¦week}'),
        ("Care of 6 months.", 'duration: {operator: ">=", value: 6, unit: month}'),
        ("Care of 6 months, weekly for 6 weeks.", 'duration: {operator: ">=", value: 6, unit: month}'),
        ("Care of 7 months.", 'duration: {operator: ">=", value: 6, unit: week}'),
        ("Care within 6 months.", "recency: {value: 6, unit: ¦week, before: the order}"),
        ("Sessions 6 months apart.", "interval: {value: 6, unit: ¦week, between: sessions}"),
        ("Sessions 6 to 9 months apart.", "interval: {value: 6, upper: 9, unit: ¦week, between: sessions}"),
        ("A score of 6 points.", 'duration: {operator: ">=", value: 6, unit: week}'),
    ],
)
def test_a_stored_time_is_in_the_unit_of_the_words(tmp_path, words, more):
    expect(tmp_path, "CRIT-004", statement(words, more))


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Older than 18 years.", 'measure: {name: a, operator: ">", value: 18, unit: years}'),
        ("Older than 18 years.", 'measure: {name: a, operator: ¦">=", value: 18, unit: years}'),
        ("18 years or older.", 'measure: {name: a, operator: ">=", value: 18, unit: years}'),
        ("18 years or older.", 'measure: {name: a, operator: ¦">", value: 18, unit: years}'),
        ("Younger than 18 years.", 'measure: {name: a, operator: "<", value: 18, unit: years}'),
        ("Younger than 18 years.", 'measure: {name: a, operator: ¦"<=", value: 18, unit: years}'),
        ("Aged 18 years.", 'measure: {name: a, operator: ">=", value: 18, unit: years}'),
        ("Older than 18 years.", 'measure: {name: a, operator: "=", value: 18, unit: years}'),
        ("Older than 18 years.", "measure: {name: a, operator: between, value: 18, upper: 20, unit: years}"),
        ("Older than 18 years, or 18 years or older.", 'measure: {name: a, operator: "<", value: 18, unit: years}'),
        ("Older than 17 years.", 'measure: {name: a, operator: ">=", value: 18, unit: years}'),
        # the words count up from zero where the number falls below it
        ("A fall of at least 5 points.", 'measure: {name: a, operator: "<=", value: -5, unit: points}'),
        ("More than 0 points.", 'measure: {name: a, operator: ¦">=", value: 0, unit: points}'),
        ("More than 6 months.", 'duration: {operator: ">", value: 6, unit: month}'),
        ("More than 6 months.", 'duration: {operator: ¦">=", value: 6, unit: month}'),
        ("More than 6 weeks in 6 months.", 'duration: {operator: ">=", value: 6, unit: month}'),
        ("At least 12 years and at most 18 years.",
         'measure: {name: a, operator: ">=", value: 12, below: ¦18, unit: years}'),
        ("At least 12 years and less than 18 years.",
         'measure: {name: a, operator: ">=", value: 12, below: 18, unit: years}'),
        ("More than 12 years and at most 18 years.",
         'measure: {name: a, operator: ">", value: 12, upper: 18, unit: years}'),
        ("More than 12 years and less than 18 years.",
         'measure: {name: a, operator: ">", value: 12, upper: ¦18, unit: years}'),
    ],
)  # fmt: skip
def test_a_stored_operator_is_that_of_the_words(tmp_path, words, more):
    expect(tmp_path, "CRIT-005", statement(words, more))


RECENCY = """recency: {value: 6, unit: month, before: the order}
      documentation:
        - {document: Letter}
        - {document: Note, recency: {value: %s, unit: %s, before: %s}}"""


@pytest.mark.parametrize(
    ("value", "unit", "before"),
    [
        ("6", "month", "the order"),
        ("6.3", "month", "the order"),  # 5% more
        ("¦6.31", "month", "the order"),
        ("¦7", "month", "the order"),
        ("7", "month", "surgery"),
        ("191", "day", "the order"),  # 5% more than 6 months, which are 182.6 days: 191.8
        ("¦192", "day", "the order"),
        ("27", "week", "the order"),
        ("¦28", "week", "the order"),
    ],
)
def test_a_document_is_as_recent_as_what_it_shows(tmp_path, value, unit, before):
    expect(tmp_path, "CRIT-008", statement("Care failed.", RECENCY % (value, unit, before)))


def test_a_document_of_a_finding_without_a_time_may_be_of_any_age(tmp_path):
    more = "documentation: [{document: Note, recency: {value: 12, unit: month, before: the order}}]"
    expect(tmp_path, "CRIT-008", statement("Care failed.", more))


def test_every_statement_is_read(tmp_path):
    """Groups, and statements without the number that is compared, do not end the search."""
    last = "        statement: A body mass index above 40 kg/m².\n"
    recency = (RECENCY % ("¦7", "month", "the order")).replace("\n", "\n  ")
    expect(tmp_path, "CRIT-008", (last, f"{last}        {recency}\n"))
    longer = '        duration: {operator: ">=", value: ¦7, unit: month}\n'
    expect(tmp_path, "CRIT-004", (last, last.replace("m².", "m² for 6 months.") + longer))
    more = '        duration: {operator: ¦">", value: 6, unit: month}\n'
    expect(tmp_path, "CRIT-005", (last, last.replace("m².", "m² for at least 6 months.") + more))
