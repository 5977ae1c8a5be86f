"""The print record: the printed text of an edition's documents, as a text file that people and git can read.

A vote names the record by its hash. Two records are compared word by word, so a paragraph that is only broken into
lines differently counts as the same; the differences are reported in a few lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_HEAD = "policypress print record, format 1"
_FILES = "files in this folder that affect what is printed"
_SHIPPED = "fonts and words in the styles of policypress"
_SENTENCE = re.compile(r"(?<=[.:])\s+")
_SHOWN = 70  # characters of a changed line quoted in a message

Lines = tuple[tuple[tuple[str, ...], str], ...]
"""Lines of a document, each with the states that print it."""


@dataclass(frozen=True)
class PrintRecord:
    """What is printed of an edition, by state (`in-review`, which a committee reads, and each final status).

    `files` are those of the root that affect the print, with hashes; `shipped` describes policypress' own styles.
    """

    policy: str
    edition: str
    states: tuple[str, ...]
    files: Mapping[str, str]
    shipped: tuple[str, ...]
    documents: Mapping[str, Lines]

    def text(self) -> str:
        """Return the record as the text of its file; the same record gives the same text."""
        lines = [
            _HEAD,
            f"policy: {self.policy}",
            f"edition: {self.edition}",
            f"states: {' '.join(self.states)}",
            f"== {_FILES}",
            *(f"  {digest} {name}" for name, digest in sorted(self.files.items())),
            f"== {_SHIPPED}",
            *(f"  {line}" for line in self.shipped),
        ]
        for kind, printed in self.documents.items():
            lines.append(f"== {kind}")
            lines += [
                f"  {line}" if set(states) == set(self.states) else f"* {' '.join(states)}: {line}"
                for states, line in printed
            ]
        return "\n".join(lines) + "\n"

    @property
    def sha256(self) -> str:
        """Hash of its text; stored in a vote."""
        return text_sha256(self.text())

    def lines(self, kind: str, state: str) -> list[str]:
        """Return what a document prints in a state; an empty list if there is no such document."""
        return [line for states, line in self.documents.get(kind, ()) if state in states]


def text_sha256(text: str) -> str:
    """Return the hash of a record's text, whatever line endings git gave it."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def read_record(text: str) -> PrintRecord:
    """Return the record parsed from a text. Raises ValueError if it is not a record."""
    lines = text.replace("\r\n", "\n").split("\n")
    head, *named = (line.strip() for line in lines[:4])
    if head != _HEAD or len(named) != 3:
        raise ValueError("not a print record in a known format")
    policy, edition, states = (line.partition(": ")[2] for line in named)
    every = tuple(states.split())
    parts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    part: list[tuple[tuple[str, ...], str]] = []
    for line in filter(None, lines[4:]):
        gutter, rest = line[:2], line[2:]
        if gutter == "==":
            part = parts[rest.strip()] = []
        elif gutter == "* ":
            some, _, words = rest.partition(": ")
            part.append((tuple(some.split()), words))
        else:
            part.append((every, rest))
    files = {name: digest for _, line in parts.pop(_FILES) for digest, _, name in [line.partition(" ")]}
    shipped = tuple(line for _, line in parts.pop(_SHIPPED))
    return PrintRecord(policy, edition, every, files, shipped, {kind: tuple(found) for kind, found in parts.items()})


def merged(by_state: Mapping[str, Sequence[str]]) -> Lines:
    """Return the lines of a document in all states, each once, with the states that print it."""
    found: list[tuple[tuple[str, ...], str]] = []
    for state, lines in by_state.items():
        before, found = found, []
        matcher = SequenceMatcher(None, [line for _, line in before], list(lines), autojunk=False)
        for change, start, end, new_start, new_end in matcher.get_opcodes():
            if change == "equal":
                found += [((*states, state), line) for states, line in before[start:end]]
            else:
                found += before[start:end]
                found += [((state,), line) for line in lines[new_start:new_end]]
    return tuple(found)


def differences(old: PrintRecord, new: PrintRecord, state: str) -> list[str]:
    """Return how the print of a state differs from the record: the files that changed, then the words."""
    said = []
    for name in sorted(old.files.keys() | new.files.keys()):
        if old.files.get(name) != new.files.get(name):
            how = "is new" if name not in old.files else "was removed" if name not in new.files else "changed"
            said.append(f"{name} {how}")
    said += _changed("policypress' own styles", old.shipped, new.shipped)
    for kind in dict.fromkeys((*old.documents, *new.documents)):
        said += _changed(kind, old.lines(kind, state), new.lines(kind, state))
    return said


def _changed(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if " ".join(old).split() == " ".join(new).split():
        return
    for change, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change != "equal":
            for before, after in zip_longest(old[start:end], new[new_start:new_end], fillvalue=""):
                yield f"{name}: {_quoted(before, after)}"


def _quoted(before: str, after: str) -> str:
    """Return two versions of a line, trimmed to where they differ."""
    if not before or not after:
        return f"added {_cut(after)}" if after else f"removed {_cut(before)}"
    old, new = before.split(), after.split()
    same = next(
        (index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    first = max(0, same - 4)
    lead = "…" if first else ""
    return f"{_cut(lead + ' '.join(old[first:]))} -> {_cut(lead + ' '.join(new[first:]))}"


def _cut(text: str) -> str:
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[:_SHOWN].rstrip()}…"'


def unread(
    record: PrintRecord, read: str, states: Sequence[str], status_words: Mapping[str, Sequence[str]], sample: str
) -> list[str]:
    """Return how the print in some states differs from the print in `read`, the state that a committee reads.

    `status_words` are the words of each state (its status and mark): they may differ, and a line with them may lose
    other sentences. So may lines that contain `sample`, the name in a vote.
    """
    every = sorted({word for words in status_words.values() for word in words}, key=len, reverse=True)

    def sentences(kind: str, state: str) -> list[tuple[str, str]]:
        """Return the sentences of a document without status words, each with its line."""
        said = []
        for line in record.lines(kind, state):
            bare = line
            for word in every:
                bare = bare.replace(word, "")
            if sample not in line:
                said += [(" ".join(part.split()), line) for part in _SENTENCE.split(bare) if part.strip()]
        return said

    found = []
    for kind in record.documents:
        old = sentences(kind, read)
        for state in states:
            new = sentences(kind, state)
            matcher = SequenceMatcher(None, [said for said, _ in old], [said for said, _ in new], autojunk=False)
            for change, start, end, new_start, new_end in matcher.get_opcodes():
                if change != "equal":
                    found += [f"{kind} prints {_cut(line)} once it is {state}" for _, line in new[new_start:new_end]]
                    found += [
                        f"{kind} leaves out {_cut(line)} once it is {state}"
                        for _, line in old[start:end]
                        if not any(word in line for word in status_words[read])
                    ]
    return list(dict.fromkeys(found))
