"""What passes between a bot and the server: calls as they are sent, messages as they are shown, and the limits of both."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response

MAX_TEXT, MAX_CAPTION, MAX_DATA, MAX_BUTTONS = 4096, 1024, 64, 100


class Refused(Exception):  # noqa: N818 - what a server answers
    """An answer that is not ok."""

    def __init__(self, code: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        kind = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
        self.code, self.parameters = code, parameters
        self.words = f"{kind.get(code, 'Too Many Requests')}: {words}" if words else kind[code]


@dataclass(slots=True)
class Shown:
    """A message in a chat, as the person sees it now."""

    id: int
    chat: int
    mine: bool
    date: int
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    file: str = ""
    kind: str = "text"
    name: str = ""
    edited: int = 0
    data: set[str] = field(default_factory=set)
    """Of every button that was ever under it: somebody may still be tapping one."""

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.rows for button in row]

    def as_json(self) -> dict[str, Any]:
        """As updates and answers hold it."""
        about: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": chat_of(self.chat)}
        about["from"] = user_of(self.chat) if self.mine else BOT
        if self.kind == "text":
            about["text"] = self.text
        elif self.kind == "document":
            about["document"] = {"file_id": self.file, "file_unique_id": self.file, "file_name": self.name}
        else:
            about["photo"] = [{"file_id": self.file, "file_unique_id": self.file, "width": 9, "height": 9}]
        if self.edited:
            about["edit_date"] = self.edited
        if self.rows:
            about["reply_markup"] = {"inline_keyboard": self.rows}
        return about


BOT: Final = {"id": 4200, "is_bot": True, "first_name": "สุจริต", "username": "sujarit_bot"}


def chat_of(chat: int) -> dict[str, Any]:
    return (
        {"id": chat, "type": "private", "first_name": "ท"} if chat > 0 else {"id": chat, "type": "group", "title": "ก"}
    )


def user_of(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "ท", "language_code": "th"}


def checked_text(text: str, limit: int, may_lack: bool = False) -> str:
    if not (text.strip() or may_lack):
        raise Refused(400, "message text is empty")
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise Refused(400, "message is too long" if limit == MAX_TEXT else "message caption is too long")
    return text.strip()


def checked_rows(form: Mapping[str, str]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > 8 for row in rows):
        raise Refused(400, "reply markup is too long")
    for button in buttons:
        if not button["text"].strip() or not 1 <= len(button["callback_data"].encode()) <= MAX_DATA:
            raise Refused(400, "BUTTON_DATA_INVALID")
    return rows


def fields(body: bytes, content_type: str) -> tuple[dict[str, str], dict[str, bytes]]:
    """What stands in a form or multipart body: its fields (a file as its name), and the files by their names."""
    if not content_type.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    boundary = b"--" + content_type.partition("boundary=")[2].strip('"').encode()
    form, files = {}, {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part[2:-2].partition(b"\r\n\r\n")
        named = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        if "filename" in named:
            files[named["filename"]] = content
        form[named["name"]] = named.get("filename") or content.decode()
    return form, files


def refusal(refused: Refused) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.words}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, refused.code)
