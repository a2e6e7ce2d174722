"""Repairing what was typed, cleaning what is stored, and ordering names.

Rule 10: some typing slips are mended silently before anything is read: two sara e for sara ae, a decomposed sara am (with
the tone mark on either side), zero-width and no-break spaces, full-width digits and punctuation. Any other slip gives a
value to be confirmed, and only when exactly one word is one letter or mark away from a known one and the reading is unique.
Polite endings carry no meaning. Rule 1: Thai and Arabic digits may be mixed in one token.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

LONGEST: Final = 1000
"""Longer answers are pastes, not answers; they are refused before any work is done on them."""

MARK: Final = "ะ-ฺ็-๎"
"""Vowels and marks that follow their consonant: no Thai word begins with one."""

_ZERO_WIDTH: Final = (
    0xAD,
    0x34F,
    0x61C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202D),
    *range(0x2060, 0x206A),
)
_SPACES: Final = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_DASHES: Final = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D)


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in (*range(0x20), *range(0x7F, 0xA0), *_SPACES):
        table[code] = " "
    for code in range(0xD800, 0xE000):  # lone surrogates are never part of an answer
        table[code] = "\ufffd"
    for code in (0x202D, 0x202E):  # an override shows other digits than are stored
        table[code] = "\ufffd"
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0)
    for code in (*_ZERO_WIDTH, 0xFEFF, 0xFE0E, 0xFE0F):
        table[code] = None
    for code in _DASHES:
        table[code] = "-"
    for number in range(10):
        table[0x0E50 + number] = str(number)
    for code in "‘’“”\"'`´":  # they stand around an answer, never inside a number
        table[ord(code)] = " "
    return table


_TABLE: Final = _table()
_AM_APART = re.compile("ํ([่-๋]*)า")
_AM_EARLY = re.compile("ำ([่-๋]+)")
_SPACE_RUN = re.compile("  +")


def _mend_vowels(text: str) -> str:
    if "เเ" in text:
        text = text.replace("เเ", "แ")
    if "ํ" in text:
        text = _AM_APART.sub(r"\1ำ", text)
    if "ำ" in text:
        text = _AM_EARLY.sub(r"\1ำ", text)
    return text


def repair(text: str) -> str:
    """The answer as it was meant, in small letters and Arabic digits (rules 1 and 10); only what is mended silently."""
    text = text.translate(_TABLE)
    if not text.isascii():
        text = _mend_vowels(unicodedata.normalize("NFC", text))
    if "  " in text:
        text = _SPACE_RUN.sub(" ", text)
    return text.strip().lower()


_MISORDERED = re.compile("([็-๎])([ัิ-ื])")
_DOUBLED = re.compile(f"([{MARK}])\\1+")


def mend_marks(text: str) -> str:
    """Marks typed twice or in the wrong order put right: a slip, so whatever is then read must be confirmed (rule 10)."""
    return _DOUBLED.sub(r"\1", _MISORDERED.sub(r"\2\1", text))


_ENDINGS: Final = (
    *("ครับผม", "คร้าบ", "ครับ", "คับ", "ค้าบ", "คร่า", "ขอรับ", "ครัช", "ครัฟ", "ฮับ", "ฮะ", "งับ"),
    *("ค่ะ", "คะ", "ค่า", "ค๊ะ", "ค๊า", "จ้า", "จ้ะ", "จ๊ะ", "จ๋า", "จ๊า", "จ่ะ"),
    *("นะ", "น่ะ", "น้ะ", "เน้อ", "เด้อ"),
)
_LONG_DRAWN = re.compile("(ครั|คร้า|คั|ค้า|ค่|จ้|น)(บ{2,}|า{2,}|ะ{2,})$")
_TRAILING: Final = " !~…🙏😊🙂😄😁😅😀😃😆🤗🥰❤♥✨🌸🌹🌷💐😇☺🙇"
POLITE: Final = frozenset(_ENDINGS)


def strip_polite(text: str) -> str:
    """The answer without its polite endings and ornaments (rule 10); the empty string when there is nothing else."""
    while True:
        text = text.rstrip(_TRAILING)
        drawn = _LONG_DRAWN.search(text)
        if drawn:
            text = text[: drawn.end(1)] + drawn[2][0]
        if not text.endswith(_ENDINGS):
            return text
        for ending in _ENDINGS:
            if text.endswith(ending):
                text = text[: -len(ending)]
                break


def one_away(typed: str, word: str) -> bool:
    """Whether one letter or mark more, less, other or swapped with its neighbour makes `typed` into `word` (rule 10)."""
    long, short = len(typed), len(word)
    if typed == word or abs(long - short) > 1:
        return False
    start = 0
    while start < long and start < short and typed[start] == word[start]:
        start += 1
    if long == short:
        if typed[start + 1 :] == word[start + 1 :]:
            return True
        return typed[start : start + 2] == word[start : start + 2][::-1] and typed[start + 2 :] == word[start + 2 :]
    if long > short:
        return typed[start + 1 :] == word[start:]
    return typed[start:] == word[start + 1 :]


def words_pattern(words: Iterable[str]) -> str:
    """A regular expression for the longest of the words, shared beginnings factored out so that matching stays quick."""
    tree: dict[str, list[str]] = {}
    whole = False
    for word in words:
        if word:
            tree.setdefault(word[0], []).append(word[1:])
        else:
            whole = True
    branches = [re.escape(first) + words_pattern(rest) for first, rest in tree.items()]
    if not branches:
        return ""
    if len(branches) == 1 and not whole:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if whole else "")


THAI_WORD: Final = f"(?<![เ-ไ])(?:%s)(?![{MARK}])"
"""A word may not stand where it would cut a syllable: after a leading vowel or before a mark."""


_DROPPED: Final = frozenset((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF))
_DROP_TABLE: Final[dict[int, str | None]] = {
    **dict.fromkeys(_DROPPED),
    **dict.fromkeys(range(0xD800, 0xE000)),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    0x2028: "\n",
    0x2029: "\n",
}
_HAS_DROPPED: Final = re.compile(f"[{''.join(re.escape(chr(code)) for code in _DROP_TABLE)}]")


@lru_cache(maxsize=64)  # an answer is cleaned when it comes and when it is read
def clean(text: str) -> str:
    """Free text fit to be stored and printed: NFC, mended vowels, no control characters, surrogates or byte-order marks.

    Newlines and tabs stay, and so do zero-width spaces: in Thai prose they say where a line may break.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HAS_DROPPED.search(text):  # to look for one is much faster than a table
        text = text.translate(_DROP_TABLE)
    return unicodedata.normalize("NFC", _mend_vowels(unicodedata.normalize("NFC", text)))


_LEADING = re.compile("([เ-ไ])([ก-ฮ])")
_SECONDARY = re.compile("[็-๎]")
_IGNORED = re.compile("[\u200b-\u200d\ufeff\\s.ฯ-]+")
_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def sort_key(text: str) -> tuple[str, str, str]:
    """The key that puts Thai names in dictionary order: leading vowels after their consonant, tone marks only at a tie."""
    text = _mend_vowels(unicodedata.normalize("NFC", text))
    turned = _LEADING.sub(r"\2\1", _IGNORED.sub(" ", text).strip().translate(_DIGITS).casefold())
    marks = "".join(
        chr(min(at, 0xD000)) + mark for at, mark in ((m.start(), m[0]) for m in _SECONDARY.finditer(turned))
    )
    return _SECONDARY.sub("", turned), marks, text
