"""What a rule is, and the list of all rules: functions that yield what they find, explained by their docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from generator.problem import Severity, YamlPath, misspelled
from generator.rules.context import Context


class Found(NamedTuple):
    """One thing that a rule found, at a path in the YAML.

    `snippet` points into a text: the problem is located at its `nth` occurrence (0 is the first). `on_key` locates the
    problem at the key instead of the value. `severity` differs from the rule's if it depends on what was found.
    """

    path: YamlPath
    message: str
    hint: str = ""
    snippet: str = ""
    nth: int = 0
    on_key: bool = False
    severity: Severity | None = None


def found_in(path: YamlPath, text: str, part: re.Match[str] | str, message: str, hint: str = "") -> Found:
    """Return what was found inside a text, located at a match in it or at the first occurrence of a part."""
    snippet, start = (part, text.find(part)) if isinstance(part, str) else (part[0], part.start())
    return Found(path, message, hint, snippet, text[:start].count(snippet))


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the hint for an unknown name: the known one that is most like it, or what to do if none is."""
    meant = misspelled(name, known)
    return f"did you mean `{meant}`?" if meant else otherwise


_Finder = Callable[[Context], Iterator[Found]]


@dataclass(frozen=True)
class Rule:
    """A rule: a stable id, the severity, a paragraph for people, and incorrect and correct YAML examples."""

    id: str
    severity: Severity
    title: str
    explanation: str
    bad: str
    good: str
    find: _Finder | None = None


RULES: dict[str, Rule] = {}


def rule(rule_id: str, severity: Severity, title: str, bad: str, good: str) -> Callable[[_Finder], _Finder]:
    """Register the decorated function as a rule; its docstring is the explanation."""

    def register(find: _Finder) -> _Finder:
        if rule_id in RULES:
            raise ValueError(f"rule {rule_id} is defined twice")
        explanation = " ".join(str(find.__doc__).split())
        RULES[rule_id] = Rule(
            rule_id, severity, title, explanation, inspect.cleandoc(bad), inspect.cleandoc(good), find
        )
        return find

    return register


def describe(rule_id: str, title: str, explanation: str, bad: str, good: str, severity: Severity = "error") -> None:
    """Register the description of a problem that is found elsewhere: while files are read, or by `check` itself."""
    RULES[rule_id] = Rule(
        rule_id, severity, title, " ".join(explanation.split()), inspect.cleandoc(bad), inspect.cleandoc(good)
    )
