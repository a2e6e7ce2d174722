"""A product that only echoes: what the local chat is tested against."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.handlers.local import Entry, LocalPerson, StoredFile, StoreUnavailable
from bot.messages import File, Message, Text, dump
from bot.problems import Problem

PEOPLE = (("นางสาวมาลี ใจซื่อ", "เจ้าหน้าที่"), ("นายสมชาย สุจริต", "เจ้าของแผน"), ("นายวิชัย มั่นคง", "นายก"))


@dataclass
class FakeBackend:
    """Echoes texts and taps, keeps files, counts event ids. `answers` says what follows a given text or label."""

    answers: dict[str, Sequence[Message]] = field(default_factory=dict)
    down: bool = False
    quiet: bool = False
    """Whether the streams end after the history, for clients that read an answer whole."""
    generation: int = 0
    names: Sequence[tuple[str, str]] = PEOPLE
    """Who there is, with the role: each keeps the number of its place."""
    now: datetime | None = None
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    followers: list[tuple[int, asyncio.Queue[Entry]]] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    stored: list[tuple[Any, ...]] = field(default_factory=list)
    events: set[str] = field(default_factory=set)
    repeats: int = 0

    async def agency(self) -> dict[str, Any]:
        now = self.now or datetime.now(ZoneInfo("Asia/Bangkok"))
        return {"name": "เทศบาลตำบลตัวอย่างสุขใจ (ตัวอย่าง)", "now": now.isoformat(), "moved": self.now is not None}

    async def people(self) -> list[LocalPerson]:
        if self.down:
            raise StoreUnavailable
        numbered = enumerate(self.names, self.generation * 10 + 1)
        return [LocalPerson(number, name, role) for number, (name, role) in numbered if name]

    async def history(self, person: int) -> list[Entry]:
        return self.entries.get(person, [])[-200:]

    async def follow(self, person: int) -> AsyncIterator[Entry]:
        if self.quiet:
            return
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        self.followers.append((person, queue))
        try:
            while True:
                yield await queue.get()
        finally:
            self.followers.remove((person, queue))

    async def store_text(self, person: int, event_id: str, text: str) -> None:
        if await self._new(person, event_id, ("text", text), {"kind": "text", "text": text}):
            self.say(person, *self.answers.get(text, [Text(f"ได้รับ: {text}")]))

    async def store_tap(self, person: int, event_id: str, token: str, label: str) -> None:
        if await self._new(person, event_id, ("tap", token, label), {"kind": "tap", "text": label}):
            self.say(person, *self.answers.get(label, [Text(f"เลือก: {label}")]))

    async def store_media(
        self,
        person: int,
        event_id: str,
        album: str,
        name: str,
        mime: str,
        data: bytes | None,
        problem: str,
        caption: str = "",
    ) -> None:
        body = {
            "kind": "media",
            "name": name,
            "mime": mime,
            "file": "" if data is None else event_id,
            "problem": problem,
            "caption": caption,
        }
        if data is not None:
            self.files[event_id] = StoredFile(name, mime, data)
        if await self._new(person, event_id, ("media", album, name, mime, data and len(data), problem), body):
            said = f"ได้รับไฟล์ {name} {caption}".rstrip()
            self.say(person, Text("ไฟล์ใหญ่เกิน 20 MB กรุณาส่งไฟล์ที่เล็กกว่า" if problem else said))

    async def file(self, file_id: str) -> StoredFile | None:
        return self.files.get(file_id)

    async def move_clock(self, now: datetime | None) -> None:
        self.now = now

    async def reset(self) -> None:
        self.generation += 1
        self.now = None
        self.entries.clear()

    def say(self, person: int, *messages: Message) -> None:
        """The bot's words."""
        for message in messages:
            self._append(person, f"b:{person}:{len(self.entries.get(person, []))}", False, dump(message))

    def put_file(self, file_id: str, name: str, mime: str, data: bytes) -> File:
        """A stored document and the message that hands it out."""
        self.files[file_id] = StoredFile(name, mime, data)
        return File(file_id, name, size=len(data))

    async def _new(self, person: int, event_id: str, what: tuple[Any, ...], body: dict[str, Any]) -> bool:
        if self.down:
            raise StoreUnavailable
        if person not in {one.id for one in await self.people()}:
            raise Problem("not_understood")
        if event_id in self.events:
            self.repeats += 1
            return False
        self.events.add(event_id)
        self.stored.append((person, *what))
        self._append(person, f"m:{event_id}", True, body)
        return True

    def _append(self, person: int, entry_id: str, mine: bool, body: dict[str, Any]) -> None:
        entry = Entry(entry_id, mine, datetime.now(UTC), body)
        self.entries.setdefault(person, []).append(entry)
        for follower, queue in self.followers:
            if follower == person:
                queue.put_nowait(entry)
