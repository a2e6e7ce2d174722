"""What passes between the account and LINE: messages as a chat shows them, and LINE's limits that matter most. Its own
specification knows all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MAX_OBJECTS, MAX_TEXT, MAX_QUICK, MAX_DATA, MAX_LABEL, MAX_ALT = 5, 5000, 13, 300, 20, 400
HTTPS: Final = ("https://", "http://127.0.0.1:", "tel:", "line:")
"""How addresses begin; those of this machine are allowed here only."""


@dataclass(slots=True)
class Shown:
    """A message in a chat."""

    id: str
    mine: bool
    """Of the person."""
    body: Mapping[str, Any]
    """LINE's message object."""
    push: bool = False

    @property
    def text(self) -> str:
        """All words in it, as they are read from top to bottom."""
        return "\n".join(_words(self.body))

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        """Everything that can be tapped in it."""
        return list(_actions(self.body))

    @property
    def tokens(self) -> list[str]:
        """The data of its buttons."""
        return [str(action["data"]) for action in self.actions if "data" in action]


def _words(body: Any) -> Iterator[str]:
    if isinstance(body, Mapping):
        for name, value in body.items():
            if name in ("text", "title") and isinstance(value, str):
                yield value
            elif name not in ("action", "actions", "quickReply", "defaultAction"):
                yield from _words(value)
    elif isinstance(body, list):
        for value in body:
            yield from _words(value)


def _actions(body: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(body, Mapping):
        if body.get("type") in ("postback", "uri", "message", "clipboard", "datetimepicker", "camera", "cameraRoll"):
            yield body
        for value in body.values():
            yield from _actions(value)
    elif isinstance(body, list):
        for value in body:
            yield from _actions(value)


class Refused(Exception):  # noqa: N818 - what a server answers
    """An answer that is not 2xx."""

    def __init__(self, code: int, words: str, **more: Any) -> None:
        super().__init__(words)
        self.code, self.body = code, {"message": words, **more}
        self.headers: dict[str, str] = {}


def checked(objects: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what LINE refuses."""
    wrong = []
    if not 1 <= len(objects) <= MAX_OBJECTS:
        wrong.append(f"messages: size must be between 1 and {MAX_OBJECTS}")
    for number, one in enumerate(objects):
        if one["type"] == "text" and not 1 <= _units(one["text"]) <= MAX_TEXT:
            wrong.append(f"messages[{number}].text: length must be between 1 and {MAX_TEXT}")
        if one["type"] in ("flex", "template") and not 1 <= _units(one.get("altText", "")) <= MAX_ALT:
            wrong.append(f"messages[{number}].altText")
        if len(one.get("quickReply", {"items": [1]})["items"]) not in range(1, MAX_QUICK + 1):
            wrong.append(f"messages[{number}].quickReply")
        for action in _actions(one):
            if action["type"] == "postback" and not 1 <= len(action["data"]) <= MAX_DATA:
                wrong.append(f"messages[{number}]: data")
            if _units(action.get("label", "")) > MAX_LABEL and one["type"] != "flex":
                wrong.append(f"messages[{number}]: label")
            if not action.get("uri", "https://").startswith(HTTPS):
                wrong.append(f"messages[{number}]: uri")
    if wrong:
        raise Refused(400, f"The request body has {len(wrong)} error(s)", details=[{"message": w} for w in wrong])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
