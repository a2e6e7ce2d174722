"""LINE, as pure translation: a webhook event's JSON → what to store, an `Event`. How messages look is in `line_drawing`.

`arrival` finds what the store needs, `parse` reads a stored event when its turn comes. Events are read as they come: a
library's types would refuse what its version does not know yet.
"""

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.messages import Arrival, Event, Media

FETCH: Final = "line.fetch."
"""Begins the data of the button that fetches a document which took longer: the tap brings a fresh reply token."""
MAX_FILE: Final = 20 * 1024 * 1024
"""Bytes of a file that we fetch: the same on every channel."""

_UNSUPPORTED: Final = {"video": "video", "audio": "voice", "sticker": "sticker", "location": "location"}


def key(event: Mapping[str, Any]) -> str:
    """The same each time an event is brought; `destination` (the account) was added to the event."""
    return f"{event['destination']}:{event['webhookEventId']}"


def arrival(event: Mapping[str, Any]) -> Arrival | None:
    """What to store of an event; None for what concerns nobody or nobody knows yet."""
    source, kind = event.get("source") or {}, event.get("type")
    if kind not in ("message", "postback", "follow", "unfollow", "join", "unsend") or "timestamp" not in event:
        return None
    if event.get("mode") == "standby":  # another program of the account has the word
        return None
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    if group := source.get("groupId") or source.get("roomId"):
        return Arrival("group", str(group), at) if kind == "join" or _called(event) else None
    if not (address := str(source.get("userId") or "")):
        return None
    if kind == "unfollow":
        return Arrival("blocked", address, at)
    if kind == "unsend":
        return Arrival("unsent", address, at, tap=str(event["unsend"]["messageId"]))
    data = str((event.get("postback") or {}).get("data", ""))
    if data.startswith(FETCH):
        return Arrival("fetch", address, at, tap=data.removeprefix(FETCH))
    return Arrival("talk", address, at, _media(event.get("message") or {}))


def _called(event: Mapping[str, Any]) -> bool:
    """Whether a group's message calls the account by its name; whatever else is said there is none of our business."""
    mentioned = ((event.get("message") or {}).get("mention") or {}).get("mentionees") or ()
    return any(mention.get("isSelf") for mention in mentioned)


def _media(message: Mapping[str, Any]) -> dict[str, Any]:
    """A photo or file that can be fetched."""
    if message.get("type") not in ("image", "file") or _problem(message):
        return {}
    return {
        "name": _name(message),
        "mime": _mime(message),
        "size": message.get("fileSize", 0),
        "caption": "",
        "source": {"line": str(message["id"])},
    }


def _problem(message: Mapping[str, Any]) -> str:
    if message.get("fileSize", 0) > MAX_FILE:
        return "file_too_big"
    return "file_lost" if (message.get("contentProvider") or {}).get("type", "line") != "line" else ""


def _name(message: Mapping[str, Any]) -> str:
    return str(message.get("fileName") or "photo.jpg")[:200]


def _mime(message: Mapping[str, Any]) -> str:
    """LINE names no kind; a file's ending does."""
    return mimetypes.guess_type(_name(message))[0] or "application/octet-stream"


def parse(raw: Mapping[str, Any], at: datetime) -> Event:
    """A stored event; `media_id` was added when it was stored."""
    if postback := raw.get("postback"):
        return Event("tap", at, token=str(postback["data"]) + picked(postback))
    if raw["type"] == "follow":
        return Event("text", at, text="/start")
    message = raw.get("message") or {}
    kind, message_id = message.get("type"), str(message.get("id", ""))
    if kind == "text":
        return Event("text", at, text=str(message["text"]), message_id=message_id)
    if kind not in ("image", "file"):
        return Event("unsupported", at, message_id=message_id, what=_UNSUPPORTED.get(str(kind), str(kind)))
    problem = _problem(message) or ("" if "media_id" in raw else "file_lost")
    media = Media(raw.get("media_id", 0), _name(message), _mime(message), problem)
    album = str((message.get("imageSet") or {}).get("id", ""))
    return Event("media", at, media=media, album=album, message_id=message_id)


def picked(postback: Mapping[str, Any]) -> str:
    """The day chosen in the date picker, which ends the token that it was opened with."""
    return str((postback.get("params") or {}).get("date", ""))


def incomplete(raw: Mapping[str, Any]) -> bool:
    """Whether more photos are to come that were sent together with this one."""
    photos = (raw.get("message") or {}).get("imageSet") or {}
    return bool(photos.get("index", 0) < photos.get("total", 0))
