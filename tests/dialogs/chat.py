"""A conversation without storage or channel: every session takes the trip through JSON, every message is looked at."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.dialogs.conversation import Conversation, Reply
from bot.dialogs.engine import Session, parse_token
from bot.dialogs.kit import Facts
from bot.dialogs.session import Opener
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.messages import MAX_TOKEN_BYTES, Button, Card, Choices, Event, Media, Message, Text, dump, load
from bot.problems import Problem

START = datetime(2026, 11, 20, 3, tzinfo=UTC)
STATE = ("answers", "parts", "row", "open", "pending", "view", "last")
"""What is stored of a session as JSON."""
THAI = re.compile("[ก-๛]")


def menu(facts: Facts) -> Message:
    return Card("เมนู", buttons=(Button("เมนู", "o.menu"),))


class Loaded(Facts):
    """Facts as the turn gives them."""

    def __init__(self, chat: "Chat", **known: Any) -> None:
        super().__init__(known)
        self.chat = chat

    def __missing__(self, key: Any) -> Any:
        self[key] = self.chat.fact(key)
        return self[key]


class Chat:
    """One person's chat with some openers over given facts (values, or functions of the key's arguments)."""

    def __init__(self, openers: Mapping[str, Opener], given: Mapping[str, Any], *, restarts: bool = True) -> None:
        self.openers, self.restarts = dict(openers), restarts
        self.given = {"media": lambda ids: [], **given}
        self.now = START
        self.rows: dict[str, Any] = {}
        self.messages: list[Message] = []
        self.commands: list[Any] = []
        self.refuse: Callable[[Any], None] = lambda command: None
        self.photos = 100
        self.sent = 0

    # --- what the turn does ----------------------------------------------------------------------------------------
    def send(self, event: Event) -> Reply:
        """One event: its reply, written back as storage does."""
        talk = Conversation(self.openers, menu, menu, lambda facts: {"เปิด": "o.open"})
        reply = talk.respond(event, self.facts(), self.now)
        messages, sessions = reply.messages, reply.sessions
        if reply.command is not None:
            try:
                self.refuse(reply.command)
            except Problem as problem:
                messages, sessions = reply.refused(problem), ()
            else:
                self.commands.append(reply.command)
                messages = (Text("เรียบร้อย"),)
        for session in sessions:
            self.write(session)
        assert sum(row["status"] == "active" for row in self.rows.values()) <= 1
        self.messages = [looked_at(message) for message in messages]
        assert self.messages
        return reply

    def facts(self) -> Facts:
        """The world as it is now, loaded as it is asked for."""
        today = bangkok_day(self.now)
        return Loaded(self, now=self.now, today=today, fiscal_year=fiscal_year_of(today))

    def fact(self, key: Any) -> Any:
        name, *args = key if isinstance(key, tuple) else (key,)
        match name:
            case "active":
                return next((self.session(i) for i, row in self.rows.items() if row["status"] == "active"), None)
            case "session":
                return self.session(*args)
            case "draft":
                rows = [r for r in self.rows.values() if r["status"] == "paused" and r["dialog"] == args[0]]
                found = max(
                    (r for r in rows if tuple(r["args"]) == args[1]), key=lambda r: r["updated_at"], default=None
                )
                return found and self.session(found["id"])
            case "drafts":
                return [self.session(i) for i, row in self.rows.items() if row["status"] == "paused"]
            case "new_session_id":
                return f"s{len(self.rows):07d}"
        given = self.given[name]
        return given(*args) if callable(given) else given

    def write(self, session: Session) -> None:
        values = {f.name: getattr(session, f.name) for f in fields(session)}
        state = {name: values.pop(name) for name in STATE}
        if self.restarts:
            state = json.loads(json.dumps(state))
        self.rows[session.id] = {**values, "state": state, "updated_at": self.now}

    def session(self, session_id: str) -> Session | None:
        if (row := self.rows.get(session_id)) is None:
            return None
        values = {name: value for name, value in row.items() if name not in {"state", "updated_at"}}
        return Session(**values, **row["state"])

    # --- what a person does ----------------------------------------------------------------------------------------
    def tick(self, **passed: float) -> datetime:
        """Time goes on with every act."""
        self.now += timedelta(**passed) if passed else timedelta(seconds=5)
        self.sent += 1
        return self.now

    def open(self, data: str) -> Reply:
        return self.send(Event("tap", self.tick(), token=data))

    def tap(self, what: str) -> Reply:
        """A button of the last message, by its act or label."""
        return self.open(self.button(what).token)

    def say(self, text: str, **event: Any) -> Reply:
        at = self.tick()
        return self.send(Event("text", **{"at": at, "text": text, "message_id": str(self.sent), **event}))

    def photo(self, name: str = "a.jpg", mime: str = "image/jpeg", *, media_id: int = 0, album: str = "") -> Reply:
        self.photos += 1
        media = Media(media_id or self.photos, name, mime)
        return self.send(Event("media", self.tick(), media=media, album=album, message_id=str(self.sent)))

    # --- what a person sees ----------------------------------------------------------------------------------------
    @property
    def last(self) -> Choices | Card:
        *before, message = self.messages
        assert all(isinstance(each, Text) for each in before), self.messages
        assert isinstance(message, Choices | Card)
        return message

    @property
    def asked(self) -> str:
        """Key of what is asked now."""
        return self.last.question

    @property
    def text(self) -> str:
        """Everything said last."""
        return "\n".join(words(message) for message in self.messages)

    @property
    def acts(self) -> dict[str, str]:
        """Labels of the last message's answering buttons, by act."""
        return {act(b.token): b.label for m in self.messages for b in getattr(m, "buttons", ()) if b.token[:2] == "1."}

    def button(self, what: str) -> Button:
        every = [b for m in self.messages for b in getattr(m, "buttons", ())]
        found = [b for b in every if what in (b.label, b.token, act(b.token))]
        assert found, f"no button {what!r} among {[(b.label, b.token) for b in every]}"
        return found[0]

    @property
    def active(self) -> Session:
        found = self.fact("active")
        assert isinstance(found, Session)
        return found

    @property
    def answers(self) -> dict[str, Any]:
        return {key: answer.get("v", "skipped") for key, answer in self.active.answers.items()}


def act(token: str) -> str:
    return parse_token(token)[2] if token.startswith("1.") else ""


def words(message: Message) -> str:
    data = dump(message)
    return "\n".join([data.get("title", ""), data.get("text", ""), *data.get("lines", ())]).strip()


def looked_at(message: Message) -> Message:
    """What holds for every message there is."""
    again = load(json.loads(json.dumps(dump(message))))
    assert again == message
    assert THAI.search(words(message)), message
    assert len(words(message)) <= 4096
    buttons: tuple[Button, ...] = getattr(message, "buttons", ())
    assert len(buttons) <= 100
    assert len({b.token for b in buttons}) == len(buttons), buttons
    for button in buttons:
        assert button.label.strip() and len(button.label) <= 80, button
        assert button.token.isascii() and len(button.token) <= MAX_TOKEN_BYTES, button
    return again
