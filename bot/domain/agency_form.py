"""What is typed about an agency, checked and brought into the form in which it is kept."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.domain.agency import Agency, full_name
from bot.problems import Problem
from bot.thai import clean

PLACES: Final = {"tambon": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}
"""Words of a place, that stand before its name in documents."""
_BEFORE: Final = {
    "tambon": re.compile(r"^(?:(?:ตำบล|ต\.)\s*)+"),
    "district": re.compile(r"^(?:(?:กิ่งอำเภอ|อำเภอ|เขต|อ\.)\s*)+"),
    "province": re.compile(r"^(?:(?:จังหวัด|จ\.)\s*)+"),
}
_UNFINISHED: Final = re.compile(r"\.{3,}|…|_{3,}|\(ระบุ|ระบุชื่อ")
"""A form that was not filled in."""


def line(what: str, text: str, *, may_lack: bool = False) -> str:
    """One line that says something; forms that were not filled in are refused."""
    words = " ".join(clean(text).split())
    if (not may_lack and not any(map(str.isalpha, words))) or _UNFINISHED.search(words):
        raise Problem(f"agency_{what}")
    if len(words) > 200:
        raise Problem("too_long", length=len(words), limit=200)
    return words


def place(word: str, text: str) -> str:
    """The name of a place without the word before it, which documents write themselves."""
    return bare_place(word, line("place", text, may_lack=True))


def bare_place(word: str, text: str) -> str:
    """The name alone, on one line; nothing else is asked of it."""
    return _BEFORE[word].sub("", " ".join(text.split()))


def changed(before: Agency, changes: Mapping[str, Any]) -> Agency:
    """The agency with these changes; a new kind alone keeps the proper name."""
    values = {**changes, **{word: place(word, changes[word]) for word in PLACES if word in changes}}
    if "name" in changes or "kind" in changes:
        kind = changes.get("kind") or before.kind
        values["name"] = full_name(kind, line("name", changes.get("name") or before.proper_name or before.name))
    return replace(before, **values)
