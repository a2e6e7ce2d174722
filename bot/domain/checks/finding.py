"""What a rule gives, and the text as rules read it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.thai import arabic_digits


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something odd: which rule, where, a sentence that says what and what to do, and the words it is about."""

    code: str
    place: str
    sentence: str
    value: str = ""


Findings = tuple[Finding, ...]

_INVISIBLE: Final = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad") | {"\u00a0": " ", "\r": "\n"})
_HAS_INVISIBLE: Final = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")  # to look for one is much faster than a table


@lru_cache(maxsize=256)  # each rule asks for the same text
def as_read(text: str) -> str:
    """The text as it reads: composed, without invisible characters, เ+เ as แ and split ำ as one."""
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)


def in_arabic_digits(text: str) -> str:
    """The cleaned text with Arabic digits, so that one pattern reads both."""
    return arabic_digits(as_read(text))


def excerpt(value: str) -> str:
    """The words a finding is about, in one line that is not too long."""
    value = " ".join(value.split())
    return value if len(value) <= 60 else value[:59] + "…"


def once(findings: Iterable[Finding]) -> Findings:
    """Each finding once, in the order of the text."""
    return tuple(dict.fromkeys(findings))


_BETWEEN: Final = re.compile(r"[^\w\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|_")


def letters(text: str) -> str:
    """The letters, digits and marks of a text."""
    return _BETWEEN.sub("", text)


def merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that touch as one."""
    whole: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if whole and start <= whole[1]:
            whole = whole[0], max(end, whole[1])
        else:
            if whole:
                yield whole
            whole = start, end
    if whole:
        yield whole
