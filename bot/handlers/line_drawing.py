"""How messages look on LINE: from our messages to the JSON of LINE's, within LINE's limits. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.messages import Message

Object = dict[str, Any]
"""One of LINE's message objects."""
Link = Callable[[str], str]
"""The HTTPS address under which this person may open a stored file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What LINE takes; where its specification gives no number, what its pages say."""

    objects: int = 5
    """Of one reply or push, which counts as one message however many it holds."""
    text: int = 5000
    """UTF-16 units."""
    quick_replies: int = 13
    label: int = 20
    data: int = 300
    display: int = 300
    alt: int = 400
    uri: int = 1000
    clipboard: int = 1000
    confirm: int = 240
    buttons: int = 160
    actions: int = 4
    bubble: int = 30_000
    carousel: int = 50_000
    bubbles: int = 12


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Call:
    """What one reply or push says."""

    objects: tuple[Object, ...]
    """One to five."""
    said: int
    """How many of the messages are said completely once this call and those before it went out."""


def draw(messages: Sequence[Message], link: Link, limits: Limits = LIMITS) -> tuple[Call, ...]:
    """The calls that say these messages of one chat in order: as few as can be. The first may be the reply, any further ones are
    pushes."""
    raise NotImplementedError  # drawn in the next commit
