"""What the last build read, found, and wrote: `build/.policypress/state.json`.

It only saves time. Anything in it that cannot be trusted (damaged, another version, another day) is worked out again,
and the manifest proves the outputs. Imported by the no-change build, so it imports next to nothing.
"""

from __future__ import annotations

import os
import time

from generator.files.inputs import common_files, installed
from generator.files.reading import MIB, read_file
from generator.files.signatures import Signature, sha256, signature
from generator.publish import FOLDER

TYPE_CHECKING = False  # as `typing` has it, whose import would be a quarter of the no-change build
if TYPE_CHECKING:
    from typing import Any, TypedDict, TypeVar

    T = TypeVar("T")
    Recorded = list[Any]  # a file's signature (four numbers) and its SHA-256

    class KnownDocument(TypedDict):
        """A document of a policy, and the hash of everything that it was made from."""

        path: str
        input_sha256: str

    class KnownPolicy(TypedDict):
        """What a build found in a policy's file, and what it made from it."""

        file: Recorded
        problems: list[list[Any]]
        shown: list[str]
        documents: list[KnownDocument]


_FORMAT = 2
_MAX = 256 * MIB  # ten thousand policies take a tenth of it
# Two writes within one tick of the clock leave the same times; files this fresh when looked at are always read again.
_TICK_NS = 20_000_000


class State:
    """A read state, and the questions a build asks it."""

    def __init__(self, data: Any):
        """Take the data of a state file. Raises KeyError, TypeError or ValueError if it is damaged."""
        self.scanned, self.settled = _all(int, data["scanned"], data["settled"])
        self.day = data["day"]
        self.final = data["final"]
        self.root = data["root"]
        self.installed = data["installed"]
        self.common: dict[str, Recorded] = _recorded_files(data["common"])
        self.policies: dict[str, KnownPolicy] = {path: _policy(record) for path, record in data["policies"].items()}
        self.outputs: dict[str, Recorded] = _recorded_files(data["outputs"])
        self.previous: dict[str, Recorded] = _recorded_files(data["previous"])

    def same(self, path: str, recorded: Recorded, now: Signature | None, output: bool = False) -> bool:
        """Return whether a file still has the recorded content; `recorded` is its signature and hash."""
        if now is None or now[0] != recorded[0]:
            return False
        looked = self.settled if output else self.scanned
        if now == recorded[:4] and max(now[1], now[2]) < looked - _TICK_NS:
            return True
        digest: str = recorded[4]
        return sha256(path) == digest

    def same_surroundings(self, root: str, final: bool, day: str) -> bool:
        """Return whether everything except the policies is as it was: templates, code, tools, options, and the day.

        The day counts because rules use it: yesterday's clean result must not hide a review that is overdue today.
        """
        if (self.day, self.final, self.root) != (day, final, os.path.abspath(root)) or self.installed != installed():
            return False
        now = common_files(os.path.abspath(root))
        return now.keys() == self.common.keys() and all(
            self.same(path, self.common[path], found) for path, found in now.items()
        )

    def stands(self, out: str, path: str) -> bool:
        """Return whether a file in the output folder is the one that was written; a link never is."""
        known, full = (self.outputs.get(path) or self.previous.get(path)), os.path.join(out, path)
        return known is not None and not os.path.islink(full) and self.same(full, known, signature(full), output=True)

    def policy(self, path: str) -> KnownPolicy | None:
        """Return what is known of a policy whose file has not changed."""
        path = os.path.abspath(path)
        known = self.policies.get(path)
        return known if known and self.same(path, known["file"], signature(path)) else None


def read_state(out: str) -> State | None:
    """Return the state of an output folder; None if there is none that can be used."""
    try:
        data = _parse(read_file(os.path.join(out, FOLDER, "state.json"), _MAX).decode())
        return State(data) if data["format"] == _FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _all(kind: type[T], *values: Any) -> tuple[T, ...]:
    if {kind}.issuperset(map(type, values)):
        return values
    raise TypeError("damaged")


def _recorded_files(found: dict[str, Recorded]) -> dict[str, Recorded]:
    """Return files with their signature and hash, after checking the types."""
    for record in found.values():
        *numbers, digest = record
        _all(int, *numbers)
        _all(str, digest)
        if len(numbers) != 4:
            raise ValueError("damaged")
    return found


def _policy(record: KnownPolicy) -> KnownPolicy:
    _recorded_files({"": record["file"]})
    _all(str, *record["shown"])
    for document in record["documents"]:
        _all(str, document["path"], document["input_sha256"])
    for file, line, column, *said in record["problems"]:
        _all(str, file, *said)
        _all(int, line, column)
        if len(said) != 4:
            raise ValueError("damaged")
    return record


class _AsJson:
    """What json's C scanner requires of its decoder."""

    strict, object_hook, object_pairs_hook = True, None, None
    parse_float, parse_int, parse_constant = float, int, float


def _parse(text: str) -> Any:
    """Parse JSON with the C scanner under `json`, whose import (of `re`) would be a third of the no-change build."""
    try:
        from _json import make_scanner
    except ImportError:  # another Python than CPython
        import json

        return json.loads(text)
    try:
        data, end = make_scanner(_AsJson)(text, 0)  # type: ignore[arg-type]  # typeshed wants a decoder
    except (StopIteration, SystemError):  # the second: it would raise an error of `json`, which is not imported
        raise ValueError("not JSON") from None
    if end != len(text):
        raise ValueError("more than JSON")
    return data


def state_bytes(
    root: str,
    final: bool,
    day: str,
    common: dict[str, Recorded],
    policies: dict[str, KnownPolicy],
    outputs: dict[str, Recorded],
    previous: dict[str, Recorded],
    scanned: int,
    settled: int,
) -> bytes:
    """Return the state file's content. `scanned` is the time before anything was read, `settled` that of `settle`."""
    import json

    return json.dumps(
        {
            "format": _FORMAT,
            "scanned": scanned,
            "settled": settled,
            "day": day,
            "final": final,
            "root": os.path.abspath(root),
            "installed": installed(),
            "common": common,
            "policies": policies,
            "outputs": outputs,
            "previous": previous,
        },
        separators=(",", ":"),
    ).encode()


def settle() -> int:
    """Wait until any file written from now on gets a later time than those already written; return the time."""
    time.sleep(1.5 * _TICK_NS / 1e9)
    return time.time_ns()


def recorded(path: str, known: Recorded | None = None) -> Recorded | None:
    """Return signature and hash of a file; the hash is taken from `known` if its signature is unchanged."""
    now = signature(path)
    if now is None:
        return None
    if known and known[:4] == now and time.time_ns() - max(now[1], now[2]) > _TICK_NS:
        return known
    return [*now, sha256(path)]
