"""What passes between people and the product, whatever the channel: events come in, messages go out.

Both are plain data that survive a trip through JSON (the inbox and the outbox store them). A handler turns a platform's
update into an `Event` and a message into platform calls; nothing else knows a platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

MAX_TOKEN_BYTES: Final = 64
"""Telegram's limit for the data of a button; LINE allows more."""


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or file that came with an event. `id` names its row in the media table; the bytes are never in an event."""

    id: int
    name: str = ""
    mime: str = ""
    problem: str = ""
    """Code of the Problem that already refused it on arrival (too large, wrong kind), else empty."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person did: wrote a text, tapped a button, sent a photo or something the product cannot use."""

    kind: Literal["text", "tap", "media", "unsupported"]
    at: datetime
    """The channel's own time of the act (aware)."""
    text: str = ""
    token: str = ""
    """The data of the tapped button."""
    media: Media | None = None
    album: str = ""
    """Photos sent together share it."""
    message_id: str = ""
    """The channel's id of the message: an edited message comes again under the same one."""
    edited: bool = False
    what: str = ""
    """For `unsupported`: sticker, voice, location, video ..."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the store has to know of an update."""

    kind: Literal["talk", "group", "blocked", "unblocked", "moved", "fetch", "unsent"]
    """To be answered in its turn · said in a group · the person shut the bot out or let it in again · a group has a new id ·
    what was promised (named by `tap`) is asked for · a message (named by `tap`) was taken back."""
    address: str
    at: datetime | None = None
    """The channel's own time, where it gives one."""
    media: Mapping[str, Any] = field(default_factory=dict)
    """What is known of a photo or file that came: name, MIME, size, caption, where to fetch it."""
    tap: str = ""
    """The channel's id of what this is about: the tap that it waits to be answered, the message taken back."""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `token` is at most 64 bytes of ASCII."""

    label: str
    token: str
    style: Literal["", "primary", "danger"] = ""
    full: str = ""
    """The whole option where the label is only its beginning or number: a line of the message's text, word for word."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, and buttons under them if any."""

    kind: ClassVar[str] = "text"
    text: str
    buttons: tuple[Button, ...] = ()
    replace: str = ""
    """A message with the same non-empty key, when it is the last of the chat, is drawn anew instead of repeated."""
    copy: str = ""
    """What is to be passed on: one tap puts it on the clipboard, where the channel can."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A question: its words, and the buttons that answer it (navigation last)."""

    kind: ClassVar[str] = "choices"
    text: str
    buttons: tuple[Button, ...] = ()
    question: str = ""
    """Key of the question asked, for story players and tests."""
    expects: str = "text"
    """What may be sent instead of a tap: text, date, photos or nothing."""
    pictures: tuple[str, ...] = ()
    """What was sent so far, drawn small and numbered from 1: "m" + the id of a medium. A channel that cannot show it in
    its messages leaves it out, the words name everything."""
    replace: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A titled block of lines: an item, a review, a report, a list of what is due."""

    kind: ClassVar[str] = "card"
    title: str
    lines: tuple[str, ...] = ()
    state: str = ""
    """One or two words drawn as a badge (ร่าง, อนุมัติแล้ว ...)."""
    pictures: tuple[str, ...] = ()
    """As of `Choices`."""
    buttons: tuple[Button, ...] = ()
    question: str = ""
    replace: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture with a caption."""

    kind: ClassVar[str] = "picture"
    file: str
    caption: str = ""
    replace: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A finished document. `file` is the id of its stored file, `name` what the person sees when saving it."""

    kind: ClassVar[str] = "file"
    file: str
    name: str
    caption: str = ""
    size: int = 0
    buttons: tuple[Button, ...] = ()
    replace: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Said when something takes time; the result comes with the same `replace` key and takes its place."""

    kind: ClassVar[str] = "progress"
    text: str
    replace: str = ""


Message = Text | Choices | Card | Picture | File | Progress
_KINDS: Final[dict[str, type[Any]]] = {kind.kind: kind for kind in (Text, Choices, Card, Picture, File, Progress)}


def dump(message: Message) -> dict[str, Any]:
    """As plain JSON data; empty fields are left out."""
    data: dict[str, Any] = {"kind": message.kind}
    for name in message.__slots__:
        if (value := getattr(message, name)) not in ("", (), 0):
            data[name] = [_dump_button(button) for button in value] if name == "buttons" else value
    return data


def _dump_button(button: Button) -> dict[str, str]:
    data = {"label": button.label, "token": button.token, "style": button.style}
    return {**data, "full": button.full} if button.full else data


def patient(message: Message) -> dict[str, Any]:
    """As plain JSON data, of news that need not be told at once where telling costs: it goes with what is said next."""
    return {**dump(message), "waits": True}


def reminder(message: Message) -> dict[str, Any]:
    """As plain JSON data, of what reminds: the next one takes its place while it was not said yet."""
    return {**dump(message), "reminds": True}


def receipt(message: Message) -> dict[str, Any]:
    """As plain JSON data, of what says that something was done: it stays in the chat, nothing is drawn over it."""
    return {**dump(message), "stays": True}


def load(data: Mapping[str, Any]) -> Message:
    """The message that `dump` wrote."""
    fields = dict(data)
    for mark in ("waits", "stays", "reminds"):
        fields.pop(mark, None)
    kind = _KINDS[fields.pop("kind")]
    if "buttons" in fields:
        fields["buttons"] = tuple(Button(**button) for button in fields["buttons"])
    for name in fields.keys() & {"lines", "pictures"}:
        fields[name] = tuple(fields[name])
    message: Message = kind(**fields)
    return message


@dataclass(frozen=True, slots=True)
class Note:
    """A message to somebody else than the person whose event is handled (a supervisor to approve, an officer told of a return)."""

    person_id: int
    message: Message = field(kw_only=True)
    chat: tuple[str, str] | None = field(default=None, kw_only=True)
    """Where, if not where the person is reached now: channel and address of somebody who has just left."""
    waits: bool = field(default=False, kw_only=True)
    """Whether it can wait for whatever is said next, where telling costs."""
