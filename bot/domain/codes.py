"""One-time codes by which people join: how they look, how they are found in what was typed, and what is kept of them."""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from bot.thai.text import LONGEST, clean
from bot.thai.writers import arabic_digits

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No I, L, O, 0 and 1: nobody can tell them apart on paper."""
LENGTH: Final = 10
VALID: Final = timedelta(days=7)

_BETWEEN: Final = re.compile(r"[\s\-–—_.]+")
_LIKE_A_CODE: Final = re.compile(rf"[A-Z0-9]{{{LENGTH - 2},{LENGTH + 2}}}")
_INSIDE: Final = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{5}[\s\-–—]{0,3}[A-Z0-9]{5}(?![A-Z0-9])")
_LETTER: Final = re.compile(r"[^\W_\u0e00-\u0e4f]")
"""What a code could be spelt with. Most answers are Thai words, and every answer is looked at."""
_ROUNDS: Final = 10_000


def spell(code: str) -> str:
    """A code as people read it: in two groups."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def find(text: str) -> str:
    """What may be a code in a message: the whole of it in any spelling, or the last thing of that shape inside a longer
    text (an invitation that was passed on, a link); else empty."""
    if len(text) > LONGEST or len(_LETTER.findall(text)) < LENGTH - 2:
        return ""
    words = arabic_digits(clean(text)).upper().strip().removeprefix("/START").strip()
    whole = _BETWEEN.sub("", words)
    if _LIKE_A_CODE.fullmatch(whole):
        return whole
    found = _INSIDE.findall(words)
    return _BETWEEN.sub("", found[-1]) if found else ""


def exact(code: str) -> bool:
    """Whether it has the length and the letters of a code."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def digest(code: str) -> str:
    """What is stored instead of a code: slow enough that whoever reads the table cannot try them all while they hold."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), b"sujarit invite", _ROUNDS).hex()


LINKS: Final = {
    "telegram": "https://t.me/{name}?start={code}",
    "line": "https://line.me/R/oaMessage/{name}/?{code}",
}
"""What opens our account's chat with a code in it, by channel. On a computer LINE opens nothing: there the code is typed."""


def links(code: str, names: Mapping[str, str]) -> dict[str, str]:
    """The addresses to join by, for the channels on which the name of our account is known."""
    return {
        channel: form.format(name=quote(names[channel], safe="@"), code=code)
        for channel, form in LINKS.items()
        if channel in names
    }
