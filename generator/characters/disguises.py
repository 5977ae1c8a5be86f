"""Words, numbers, and addresses with characters that look like others: a Cyrillic С in `Covered`, a fullwidth 5.

Names and titles in other scripts are fine. What is rejected is a letter or digit that a reader mistakes for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from generator.characters.lookalikes import prototype
from generator.characters.unseen import Suspect, named

_TOKEN = re.compile(r"[^\W_]+(?:[^\W_]|[\u0300-\u036f])*")
_ADDRESS = re.compile(r"(?:https?://|www\.|(?<![\w.])10\.[0-9]{4,9}/)[^\s<>\"“”«»—]+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[0-9])([^\x00-\x7f])(?=[0-9])")
_BESIDE = re.compile(r"([^\x00-\x7f])(?=\s?[0-9])|(?<=[0-9])([^\x00-\x7f])|(?<=[0-9]\s)([^\x00-\x7f])")
_SIGNS = ".,<>%"  # characters that change a number
# Greek letters used as scientific symbols; at the start or end of a word a reader recognizes them.
_SYMBOLS = "αγρσυι"
_WIDE = ("Hani", "Hira", "Kana", "Hang", "Bopo")
_OTHER_FORMS = ("<font>", "<wide>", "<narrow>", "<circle>", "<compat>", "<square>", "<fraction>")


def disguised(text: str, around: Iterable[str] = ()) -> Iterator[Suspect]:
    """Yield each character of a text that a reader mistakes for another.

    `around` are texts that belong with it, such as the other parts of a reference: they tell which language it is in.
    """
    if text.isascii():
        return
    addresses = list(_ADDRESS.finditer(text))
    for address in addresses:
        yield from _in_address(address)
    yield from _beside_digits(text)
    yield from _turned_numbers(text)
    beyond = [letter for letter in text if _is_beyond_latin(letter)]
    if not beyond:
        return
    scripts = {script for part in (text, *around) if not part.isascii() for script in _written(part)}
    yield from _other_forms(text, scripts)
    for token in _TOKEN.finditer(text):
        in_address = any(address.start() <= token.start() < address.end() for address in addresses)
        if not token[0].isascii() and not in_address:
            yield from _in_word(token, scripts)


def _in_address(address: re.Match[str]) -> Iterator[Suspect]:
    bare = re.sub(r"(?:[^\w\x00-\x7f]|[.,;:!?)\]}'])+$", "", address[0])
    for found in re.finditer(r"[^\x00-\x7f]", bare):
        yield Suspect(
            address.start() + found.start(),
            f"{named(found[0])} in an address or DOI",
            "an address contains only ASCII characters: copy it from a browser",
        )


def _beside_digits(text: str) -> Iterator[Suspect]:
    for found in _BETWEEN.finditer(text):
        if unicodedata.category(found[1]) == "Zs":
            yield Suspect(
                found.start(),
                f"{named(found[1])} between digits: one number or two?",
                "write 6,000 for one number, or an ordinary space between two numbers",
            )
    for found in _BESIDE.finditer(text):
        letter = next(filter(None, found.groups()))
        if unicodedata.category(letter)[0] in "PSL" and prototype(letter) in _SIGNS:
            yield Suspect(
                found.start(), f"{named(letter)} looks like `{prototype(letter)}`", f"write `{prototype(letter)}`"
            )


def _turned_numbers(text: str) -> Iterator[Suspect]:
    """Yield digits that follow a right-to-left word in a left-to-right text: `6-12` may be shown as `12-6`."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    if next((kind for kind in kinds if kind in ("L", "R", "AL")), "") != "L":
        return
    last = "L"
    for at, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            last = kind
        elif kind == "EN" and last != "L":
            last = "L"
            yield Suspect(
                at,
                "a number after a right-to-left word is not displayed in the order in which it is written",
                "put another word of the sentence between them",
            )


def _is_beyond_latin(letter: str) -> bool:
    return (letter > "\u024f" and not "\u1e00" <= letter <= "\u1eff" and letter.isalnum()) or letter in "ƽſ"


def _script(letter: str) -> str:
    from fontTools.unicodedata import script  # slow to import: only for text that is not Latin

    return str(script(letter))


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _twin(letter: str) -> str:
    """Return the ASCII letter or digit that a letter looks like, or nothing."""
    twin = prototype(_base(letter))
    return twin if twin.isascii() and twin.isalnum() and not letter.isascii() else ""


def _written(text: str) -> set[str]:
    """Return the scripts in which a text has letters that do not look like Latin ones."""
    return {_script(letter) for letter in text if _is_beyond_latin(letter) and letter.isalpha() and not _twin(letter)}


def _other_forms(text: str, scripts: set[str]) -> Iterator[Suspect]:
    """Yield digits and letters in special forms: fullwidth, bold, circled, ligatures, digits of other scripts."""
    for at, letter in enumerate(text):
        if letter.isascii() or not letter.isalnum():
            continue
        plain = unicodedata.normalize("NFKC", letter)
        form = unicodedata.decomposition(letter).partition(" ")[0]
        if unicodedata.category(letter) == "Nd" and not form:
            own = _digit_scripts(letter)
            beside = text[max(at - 1, 0) : at + 2].replace(letter, "")
            if not own & scripts or re.search("[A-Za-z0-9]", beside):
                digit = unicodedata.digit(letter)
                yield Suspect(at, f"{named(letter)} is not the digit {digit}", f"write {digit}")
        elif form in _OTHER_FORMS and plain.isascii() and plain.isalnum() and not scripts & {*_WIDE}:
            yield Suspect(at, f"{named(letter)} is not `{plain}`", f"write {plain}")


def _digit_scripts(letter: str) -> set[str]:
    from fontTools.unicodedata import script_extension

    return set(script_extension(letter))


def _in_word(token: re.Match[str], scripts: set[str]) -> Iterator[Suspect]:
    word = token[0]
    latin = any(letter.isalpha() and not _is_beyond_latin(letter) for letter in word)
    digits = re.search("[0-9]", word) is not None
    foreign = [
        at
        for at, letter in enumerate(word)
        if _is_beyond_latin(letter) and unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")
    ]
    all_alike = bool(foreign) and not latin and all(_twin(word[at]) for at in foreign)
    for at in foreign:
        letter, twin, script = word[at], _twin(word[at]), _script(word[at])
        if script == "Grek" and (not twin or _is_symbol(word, at, latin)):
            continue
        mixed = latin and script not in _WIDE and (twin or script == "Cyrl")
        alike = twin and (latin or digits or all_alike) and script not in scripts
        if mixed or alike:
            looks = f" looks like `{twin}`" if twin else " is from a different script than the letters around it"
            yield Suspect(
                token.start() + at,
                f"{named(letter)} in `{word}`{looks}",
                f"retype {twin or 'the word'}; write a name in another script entirely in that script",
            )


def _is_symbol(word: str, at: int, latin: bool) -> bool:
    """Return whether a Greek letter is a scientific symbol, as in `α2`, `TNFα`, and `NFκB`, not part of a word."""
    if not latin and len(re.findall(r"[^\W\d_]", word)) == 1 and word[at].islower():
        return word[at] in _SYMBOLS or len(word) == 1
    if word[at] not in _SYMBOLS:
        return False
    return not re.fullmatch("[a-z]{2}", word[at - 1 : at] + word[at + 1 : at + 2])
