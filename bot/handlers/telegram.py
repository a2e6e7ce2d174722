"""Telegram, as pure translation: an update's JSON → what to store, an `Event`; a `Message` → what to show.

`arrival` finds what the store needs, `parse` reads a stored update when its turn comes, `draw` lays a message out within
Telegram's limits. Updates are read as they come: a library's types would refuse what its version does not know yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.handlers import layout
from bot.handlers.layout import units
from bot.messages import Arrival, Button, Card, Choices, Event, File, Media, Message, Picture, Progress, Text

MAX_FILE: Final = 20 * 1024 * 1024
"""Bytes of a file that Telegram hands out to bots."""
MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
ROOMS: Final = ((3, 8), (5, 5), (8, 4), (11, 3), (18, 2))
"""Letters of the longest label, and how many such buttons stand side by side on a phone."""

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates we ask for."""
COMMANDS: Final = {
    "menu": "เปิดเมนู",
    "help": "วิธีใช้",
    "back": "ย้อนกลับไปข้อก่อน",
    "skip": "ข้ามข้อนี้",
    "cancel": "ออกจากรายการที่ทำอยู่",
}
"""What Telegram offers when a slash is typed; each is one of the control words."""

_UNSUPPORTED: Final = {
    "animation": "video",  # comes with a document for old clients: looked at first
    "video": "video",
    "video_note": "video",
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "dice",
    "story": "story",
}


# --- in -----------------------------------------------------------------------------------------------------------------
def arrival(update: Mapping[str, Any]) -> Arrival | None:
    """What to store of an update; None for what concerns nobody (service messages, inline use)."""
    if tap := update.get("callback_query"):
        chat = (tap.get("message") or {}).get("chat") or {}
        return Arrival("talk", str(chat["id"]), tap=str(tap["id"])) if chat.get("type") == "private" else None
    if member := update.get("my_chat_member"):
        return _membership(member)
    message = update.get("message") or update.get("edited_message")
    if not message:
        return None
    address = str(message["chat"]["id"])
    if "migrate_to_chat_id" in message:
        return Arrival("moved", address, moved_to=str(message["migrate_to_chat_id"]))
    if message["chat"]["type"] != "private":
        spoken = "message" in update and str(message.get("text", "")).startswith("/")
        return Arrival("group", address) if spoken else None
    at = _time(message.get("edit_date") or message["date"])
    if "edited_message" in update:  # a location that moves is edited every few seconds
        return Arrival("talk", address, at) if "text" in message or _file_of(message) else None
    if not any(key in message for key in ("text", "photo", "document", *_UNSUPPORTED)):
        return None
    return Arrival("talk", address, at, _media(message))


def _membership(member: Mapping[str, Any]) -> Arrival | None:
    address, inside = str(member["chat"]["id"]), member["new_chat_member"]["status"] not in ("kicked", "left")
    if member["chat"]["type"] == "private":
        return Arrival("unblocked" if inside else "blocked", address)
    came = member["old_chat_member"]["status"] in ("kicked", "left")
    return Arrival("group", address) if inside and came and member["chat"]["type"] != "channel" else None


def _media(message: Mapping[str, Any]) -> dict[str, Any]:
    """A photo in its largest size, or a document, if one came that can be fetched."""
    if not (found := _file_of(message)) or found.get("file_size", 0) > MAX_FILE:
        return {}
    return {
        "name": _name(found),
        "mime": _mime(found),
        "size": found.get("file_size", 0),
        "caption": message.get("caption", ""),
        "source": {"telegram": found["file_id"]},
    }


def _file_of(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if any(key in message for key in _UNSUPPORTED):
        return {}
    photos: Sequence[Mapping[str, Any]] = message.get("photo", ())
    found: Mapping[str, Any] = photos[-1] if photos else message.get("document", {})
    return found


def _name(file: Mapping[str, Any]) -> str:
    return str(file.get("file_name", "photo.jpg" if "width" in file else "file"))[:200]


def _mime(file: Mapping[str, Any]) -> str:
    return str(file.get("mime_type", "image/jpeg" if "width" in file else "application/octet-stream"))[:100]


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def parse(raw: Mapping[str, Any], at: datetime) -> Event:
    """A stored update as an event; `media_id` was added when it was stored."""
    if tap := raw.get("callback_query"):
        return Event("tap", at, token=tap.get("data", ""), message_id=str(tap["message"]["message_id"]))
    message = raw.get("edited_message") or raw["message"]
    message_id, edited = str(message["message_id"]), "edited_message" in raw
    if "text" in message:
        return Event("text", at, text=_plain(message["text"]), message_id=message_id, edited=edited)
    caption = message.get("caption", "")
    if edited:
        return Event("unsupported", at, text=caption, message_id=message_id, edited=True, what="edited_photo")
    if what := next((what for key, what in _UNSUPPORTED.items() if key in message), ""):
        return Event("unsupported", at, text=caption, message_id=message_id, what=what)
    file = _file_of(message)
    problem = "file_too_big" if file.get("file_size", 0) > MAX_FILE else "" if "media_id" in raw else "file_lost"
    media = Media(raw.get("media_id", 0), _name(file), _mime(file), problem)
    return Event("media", at, text=caption, media=media, album=message.get("media_group_id", ""), message_id=message_id)


def _plain(text: str) -> str:
    """A command as the word it stands for: of `/menu@bot` the bot's name goes, and what a link carried (`/start CODE`) is what
    the person would have typed."""
    word, _, rest = text.partition(" ")
    if not word.startswith("/"):
        return text
    word = word.partition("@")[0]
    if word == "/start":
        return rest.strip() or word
    return f"{word} {rest}".strip()


# --- out ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as Telegram shows it: texts in order (the first beside the file, if there is one), rows of buttons under the
    last."""

    texts: tuple[str, ...]
    bold: int = 0
    """UTF-16 units at the beginning that are the title."""
    rows: tuple[tuple[Button, ...], ...] = ()
    file: str = ""
    """Id of a stored file to send."""
    name: str = ""
    """What a document is called; a file without it is a picture."""


def draw(message: Message) -> Drawn:
    """Lay a message out: plain words, the title of a card bold, so that nothing has to be escaped."""
    match message:
        case Card():
            title = f"{message.title} ({message.state})" if message.state else message.title
            texts = split("\n".join((title, *message.lines)))
            return Drawn(texts, min(units(message.title), units(texts[0])), rows(message.buttons))
        case File():
            return Drawn(split(message.caption, MAX_CAPTION), 0, rows(message.buttons), message.file, message.name)
        case Picture():
            return Drawn(split(message.caption, MAX_CAPTION), 0, (), message.file)
        case Progress():
            return Drawn(split(message.text))
        case Text() | Choices():
            return Drawn(split(message.text), 0, rows(message.buttons))


def split(text: str, first: int = MAX_TEXT) -> tuple[str, ...]:
    """Texts that Telegram takes."""
    return layout.split(text, MAX_TEXT, first)


def rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows, as a phone shows them."""
    return layout.rows(buttons, ROOMS)
