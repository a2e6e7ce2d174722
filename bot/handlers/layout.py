"""What platforms lay out alike: texts divided where a platform's limit wants it, buttons side by side as far as they fit."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.messages import Button

WAYS_OUT: Final = frozenset({"back", "skip", "cancel"})

Rooms = Sequence[tuple[int, int]]
"""Letters of the longest label, and how many such buttons stand side by side."""


def units(text: str) -> int:
    """Telegram and LINE count UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split(text: str, limit: int, first: int | None = None) -> tuple[str, ...]:
    """Parts of at most `limit` units (the first of at most `first`), divided between paragraphs where it can be, else between
    lines, words, letters."""
    parts, room = [], limit if first is None else first
    while units(text) > room:
        head = text[:room]
        while units(head) > room:
            head = head[:-1]
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := head.rfind(mark)) > room // 2), len(head))
        while cut > 1 and unicodedata.category(text[cut]) == "Mn":  # a vowel or tone stays with its letter
            cut -= 1
        parts.append(text[:cut].rstrip())
        text, room = text[cut:].lstrip(), limit
    return (*parts, text) if text or not parts else tuple(parts)


def cut(text: str, limit: int) -> str:
    """The beginning of a text that is too long, with an ellipsis; a letter keeps its vowel and tone."""
    return text if units(text) <= limit else f"{split(text, limit - 1)[0]}…"


def rows(buttons: Sequence[Button], rooms: Rooms) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows: as many side by side as their labels leave room for; the ways out begin a row of their own."""
    made: list[list[Button]] = []
    for button in buttons:
        turns = made and (leaves(button) != leaves(made[-1][0]))
        if made and not turns and max(map(_width, [*made[-1], button])) <= _room(len(made[-1]) + 1, rooms):
            made[-1].append(button)
        else:
            made.append([button])
    return tuple(map(tuple, made))


def leaves(button: Button) -> bool:
    """Whether it is one of the ways out of a question: back, skip, cancel."""
    return button.token.rpartition(".")[2] in WAYS_OUT


def _room(count: int, rooms: Rooms) -> int:
    """Letters that the longest label of a row of so many buttons may have."""
    return max((letters for letters, most in rooms if count <= most), default=0)


def _width(button: Button) -> int:
    """Letters that take room; Thai vowels and tones above and below take none."""
    return sum(unicodedata.category(letter) != "Mn" for letter in button.label)
