"""Rules on numbers: they agree with each other, in the evidence table and in the text.

Printed numbers are rounded, so two of them agree if they match within half a unit of the last printed digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from generator.model.evidence import Estimate, MeanChange, Proportion, Quantity, Result, Share, Study
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, found_in, rule
from generator.wording.printed_numbers import exact_percent, fractions, half_unit, intervals, percent_fits


def _results(context: Context) -> Iterator[tuple[YamlPath, Study, Result]]:
    for number, study in enumerate(context.policy.evidence.studies):
        for index, result in enumerate(study.results):
            yield ("evidence", "studies", number, "results", index), study, result


def _shares(context: Context) -> Iterator[tuple[YamlPath, Study, Share]]:
    for path, study, result in _results(context):
        if isinstance(result, Proportion):
            yield path, study, result
            if result.versus:
                yield (*path, "versus"), study, result.versus


def _quantities(context: Context) -> Iterator[tuple[YamlPath, Quantity]]:
    for path, _, result in _results(context):
        if isinstance(result, Estimate):
            yield path, result
        elif isinstance(result, MeanChange):
            yield from (
                ((*path, key), value) for key in ("baseline", "difference", "versus") if (value := getattr(result, key))
            )
            yield from (((*path, "follow_up", index), reading) for index, reading in enumerate(result.follow_up))


@rule(
    "NUM-001",
    "error",
    "A percentage does not match its fraction",
    "text: Of the patients 33/42 (89%) improved.",
    "text: Of the patients 33/42 (79%) improved.",
)
def fraction_in_text(context: Context) -> Iterator[Found]:
    """If the text prints a fraction and a percentage next to each other, `33/42 (79%)` or `33 of 42 patients (79%)`,
    the two must match, rounded as printed.
    """
    for path, text in context.prose:
        for found in fractions(text):
            if not percent_fits(found.percent, found.count, found.of):
                yield found_in(
                    path,
                    text,
                    found.shown,
                    f"{found.count}/{found.of} is {exact_percent(found.count, found.of)}, not {found.percent}%",
                    "check both against the source",
                )


@rule(
    "NUM-002",
    "error",
    "A percentage does not match count/of",
    "{proportion: improved, count: 33, of: 42, percent: 89}",
    "{proportion: improved, count: 33, of: 42, percent: 79}",
)
def fraction_in_table(context: Context) -> Iterator[Found]:
    """If a result gives `count`, `of`, and `percent`, the three must agree, rounded as printed."""
    for path, _, share in _shares(context):
        if (
            share.percent is not None
            and share.count is not None
            and share.of
            and share.count <= share.of
            and not percent_fits(share.percent, share.count, share.of)
        ):
            yield Found(
                (*path, "percent"),
                f"{share.count}/{share.of} is {exact_percent(share.count, share.of)}, not {share.percent}%",
                "check the three numbers against the source",
            )


@rule(
    "NUM-003",
    "error",
    "A part is larger than the whole",
    "{proportion: improved, count: 43, of: 42}",
    "{proportion: improved, count: 33, of: 42}",
)
def part_within_whole(context: Context) -> Iterator[Found]:
    """A count must not exceed the number that it is part of, and a percentage of people must be between 0 and 100."""
    for path, _, share in _shares(context):
        if share.count is not None and share.of is not None and share.count > share.of:
            yield Found((*path, "count"), f"{share.count} is more than {share.of}", "`count` is part of `of`")
        if share.percent is not None and not 0 <= share.percent <= 100:
            yield Found((*path, "percent"), f"{share.percent}% of people is impossible", "between 0 and 100")


@rule(
    "NUM-004",
    "error",
    "An interval does not contain its estimate",
    "{value: 2.9, low: 3.1, high: 3.7}",
    "{value: 2.9, low: 2.1, high: 3.7}",
)
def interval_contains_estimate(context: Context) -> Iterator[Found]:
    """A confidence interval contains the estimate that it belongs to, and its lower end comes first. Results and text
    (`38.9 (95% CI: 35.9–41.9)`) are checked. The comparison allows for rounding.
    """
    for path, quantity in _quantities(context):
        yield from _own_interval(path, quantity.value, quantity)
    for path, _, share in _shares(context):
        yield from _own_interval(path, _percent(share), share)
    for path, text in context.prose:
        for found in intervals(text):
            for problem in _interval(path, found.value, found.low, found.high):
                yield found_in(path, text, found.shown, problem.message, problem.hint)


def _percent(share: Share) -> Decimal | None:
    if share.percent is not None or not share.of:
        return share.percent
    assert share.count is not None  # the model requires it where there is no percentage
    return Decimal(share.count) * 100 / share.of


def _own_interval(path: YamlPath, value: Decimal | None, part: Quantity | Share) -> Iterator[Found]:
    if part.low is not None and value is not None:
        assert part.high is not None  # the model requires both ends
        yield from _interval(path, value, part.low, part.high)


def _interval(path: YamlPath, value: Decimal, low: Decimal, high: Decimal) -> Iterator[Found]:
    if low > high:
        yield Found((*path, "low"), f"the interval runs from {low} down to {high}", "the lower end comes first")
    elif not low - half_unit(low) <= value <= high + half_unit(high):
        yield Found(
            (*path, "low"),
            f"the interval {low} to {high} does not contain {value:.6g}",
            "check the three numbers, and their signs, against the source",
        )


@rule(
    "NUM-005",
    "error",
    "A result has more people than its study",
    "n: 42\nresults:\n  - {proportion: improved, count: 33, of: 52}",
    "n: 42\nresults:\n  - {proportion: improved, count: 33, of: 42}",
)
def subgroup_within_study(context: Context) -> Iterator[Found]:
    """The people in a result are all or some of the people in the study: `of` must not exceed the study's `n` (or,
    without `n`, the total of its cohorts).
    """
    for path, study, share in _shares(context):
        most = study.n if isinstance(study.n, int) else context.people(study)
        whole, key = (share.of, "of") if share.of is not None else (share.count, "count")
        funnel = share.count == most  # the study's people are the part, not the whole
        if most is not None and whole is not None and whole > most and not funnel:
            yield Found(
                (*path, key),
                f"{whole} people, but the study has {most}",
                "check the number against the source; correct the study's `n` if that is wrong",
            )


@rule(
    "NUM-006",
    "warning",
    "A change is not follow-up minus baseline",
    "{change: NRS, baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}], difference: {value: -4.8}}",
    "{change: NRS, baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}], difference: {value: -3.8}}",
)
def change_is_difference(context: Context) -> Iterator[Found]:
    """The stated difference must be follow-up minus baseline at one of the time points, allowing for rounding. Adjusted
    and imputed means can differ; in that case say so in the result's `note` and waive this problem.
    """
    for path, stated, baseline, readings in _changes(context):
        slack = half_unit(stated) + half_unit(baseline)
        if not any(abs(abs(reading - baseline) - abs(stated)) <= slack + half_unit(reading) for reading in readings):
            yield Found(
                (*path, "difference", "value"),
                f"follow-up minus baseline is {_differences(readings, baseline)}, not {stated}",
                "check the three numbers against the source",
            )


@rule(
    "NUM-007",
    "error",
    "A change has the wrong sign",
    "{change: NRS, baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}], difference: {value: 3.8}}",
    "{change: NRS, baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}], difference: {value: -3.8}}",
)
def change_has_sign(context: Context) -> Iterator[Found]:
    """A difference is follow-up minus baseline: a decrease is negative and an increase is positive, regardless of which
    is better for the patient.
    """
    for path, stated, baseline, readings in _changes(context):
        if all((reading - baseline) * stated < 0 for reading in readings):
            yield Found(
                (*path, "difference", "value"),
                f"follow-up minus baseline is {_differences(readings, baseline)}, so {stated} has the wrong sign",
                "a decrease is negative",
            )


def _changes(context: Context) -> Iterator[tuple[YamlPath, Decimal, Decimal, list[Decimal]]]:
    """Yield each result with its stated difference, its baseline, and the follow-up at each time point."""
    for path, _, result in _results(context):
        if isinstance(result, MeanChange) and result.difference and result.baseline and result.follow_up:
            readings = [reading.value for reading in result.follow_up]
            yield path, result.difference.value, result.baseline.value, readings


def _differences(readings: list[Decimal], baseline: Decimal) -> str:
    return " or ".join(dict.fromkeys(str(reading - baseline) for reading in readings))


@rule(
    "NUM-008",
    "warning",
    "A reduction is negative both in words and in sign",
    "text: A mean reduction of -19.7 points.",
    "text: A mean reduction of 19.7 points.",
)
def no_double_negative(context: Context) -> Iterator[Found]:
    """`A reduction of −19.7` says twice that the value fell, which strictly speaking means that it rose. Use the word
    or the sign, not both.
    """
    double = re.compile(
        r"\b(?:reduc(?:tion|ed|ing)|decreas(?:e|ed|ing)|declin(?:e|ed|ing)|drop(?:ped)?|fall|fell|"
        r"fallen|lower(?:ed)?|decrement|loss)(?:\s+\w+){0,5}?\s+(?:of|by|was|is|were|averaged)\s+"
        r"(?:(?:a|an|about|approximately|nearly|mean|median)\s+)*[-−–]\s?[0-9]+(?:\.[0-9]+)?",
        re.IGNORECASE,
    )
    for path, text in context.prose:
        for found in double.finditer(text):
            yield found_in(
                path,
                text,
                found,
                f"`{' '.join(found[0].split())}` is a double negative",
                "leave out the sign, or write `change of`",
            )


@rule("NUM-009", "error", "A P value is impossible", "p: '1.7'", "p: '<0.001'")
def p_value(context: Context) -> Iterator[Found]:
    """A P value is a probability, so it must be between 0 and 1 (AMA Manual of Style, 11th edition, chapter 19)."""
    for path, _, result in _results(context):
        found = re.fullmatch(r"\s*[Pp]?\s*[<>=≤≥]{0,2}\s*([0-9]*\.?[0-9]+)\s*", result.p or "")
        if found and Decimal(found[1]) > 1:
            yield Found((*path, "p"), f"a P value of {result.p} is impossible", "it must be between 0 and 1")
