"""What reads differently in two versions of a document: told to who approved, or sent back, the one before."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

from bot.documents.reading import MARGINS, text_of

AROUND: Final = 16
"""Letters that stay on either side of what is different."""
LONGEST: Final = 60
"""Letters shown of a text."""


def changes(before: bytes, after: bytes, ignoring: Sequence[str] = ()) -> list[str]:
    """A sentence for each place that reads differently, in the order of the new version. `ignoring`: what differs between
    any two versions, such as their days."""
    old, new = _paragraphs(before, ignoring), _paragraphs(after, ignoring)
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new])
    return [
        sentence
        for how, at, to, here, there in matcher.get_opcodes()
        if how != "equal"
        for sentence in _told(old[at:to], new[here:there])
    ]


def _paragraphs(document: bytes, ignoring: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for place, text in text_of(document):
        for words in ignoring:
            text = text.replace(words, "")
        if place != MARGINS and (text := " ".join(text.split())):
            found.append((place, text))
    return found


def _told(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Paragraphs that took the place of others: one for one as far as there are as many."""
    both = min(len(old), len(new))
    for (_, was), (place, now) in zip(old[:both], new[:both], strict=True):
        yield "{}: “{}” เป็น “{}”".format(place, *_apart(was, now))
    yield from (f"{place}: เพิ่ม “{_cut(now)}”" for place, now in new[both:])
    yield from (f"{place}: ตัด “{_cut(was)}”" for place, was in old[both:])


def _apart(was: str, now: str) -> tuple[str, str]:
    """Two long texts as far as they differ."""
    if max(len(was), len(now)) <= LONGEST:
        return was, now
    start = max(_alike(was, now) - AROUND, 0)
    end = max(_alike(was[::-1], now[::-1]) - AROUND, 0)
    end = min(end, len(was) - start, len(now) - start)
    return _part(was, start, end), _part(now, start, end)


def _alike(one: str, other: str) -> int:
    """With how many same letters two texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(text: str, start: int, end: int) -> str:
    middle = text[start : len(text) - end]
    return f"{'…' if start else ''}{_cut(middle)}{'…' if end else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
