"""What passes between the account and LINE: messages as a chat shows them, and LINE's limits that matter most. Its own
specification knows all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx

from bot.loopback import certificates

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
    call: str = ""
    """Names the call that said it; what came in one call has the same."""

    @property
    def text(self) -> str:
        """All words in it, as they are read from top to bottom."""
        return "\n".join(_words(self.body))

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        """Everything that can be tapped in it."""
        return list(_actions(self.body))

    @property
    def uris(self) -> list[str]:
        """The addresses that it leads to."""
        return [str(action["uri"]) for action in self.actions if "uri" in action]

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


def call_of(chat: Sequence[Shown], message_id: str) -> list[Shown]:
    """Everything that was said together with a message."""
    call = next((one.call for one in chat if one.id == message_id), None)
    return [one for one in chat if call and one.call == call]


async def saved(page: str, name: str) -> bytes | None:
    """What LINE's browser saves under that name, from the page behind a button."""
    async with httpx.AsyncClient(verify=certificates(), trust_env=False, follow_redirects=True) as browser:
        shown = await browser.get(page)
        link = f"{httpx.URL(page).path}/{quote(name)}"
        if shown.status_code != 200 or link not in shown.text:
            return None
        answer = await browser.get(str(httpx.URL(page).join(link)))
        return answer.content if answer.status_code == 200 else None


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
