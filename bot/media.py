"""What became of a photo or file that came in chat: looked at once after arrival, then ready or failed.

Photos are re-encoded (upright, without location, at most 1600 pixels a side); other evidence is kept as it came.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Connection

from bot import facts
from bot.clock import Clock
from bot.dialogs import around
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Photos
from bot.dialogs.registry import conversation
from bot.dialogs.words import WORDS
from bot.facts.scope import Scope
from bot.files import Files
from bot.messages import Media, Message, Text, dump
from bot.photos import ready_photo
from bot.problems import Problem
from storage import bindings, evidence, mail, people, sessions
from storage.database import Database, Record, one_at_a_time

RETRY_AFTER: Final = (timedelta(seconds=30), timedelta(minutes=2), *([timedelta(minutes=10)] * 36))
"""A photo or file that cannot be had or looked at now is tried again after these; then, after six hours, its sender is told."""
PICTURE_SUFFIXES = ("jpg", "jpeg", "png", "webp", "gif", "heic", "heif")


class Fetch(Protocol):
    """Brings the bytes that a channel keeps for us."""

    async def __call__(self, source: Mapping[str, Any]) -> bytes:
        """The bytes; a Problem when there are none to be had, anything else is worth another try."""


class MediaWork:
    """Prepares pending media. What a channel keeps is fetched by the entry of that name in `fetch`."""

    def __init__(
        self, database: Database, store: Files, clock: Clock, fetch: Mapping[str, Fetch] | None = None
    ) -> None:
        self.database, self.files, self.clock, self.fetch = database, store, clock, fetch or {}
        self._one_picture = asyncio.Lock()
        """A photo takes a hundred megabytes while it is looked at."""

    async def prepare(self, row: Record) -> list[tuple[str, str]]:
        """Make one pending medium ready, or tell its sender why it is not; the chats to send to.

        The original of a photo is dropped: it says more than what is kept, such as where it was taken.
        """
        source = row.source.get("key", "")
        try:
            if row.tries > len(RETRY_AFTER):  # also what brought down the process each time it was looked at
                raise Problem("file_lost")
            values = await self._ready(row, await (self.files.get(source) if source else self._fetched(row.source)))
        except Problem as problem:
            values = {"state": "failed", "problem": problem.code}
        except KeyError:
            values = {"state": "failed", "problem": "file_lost"}
        chats = await self.database.write(self._settle, row, values)
        if source and values.get("key", source) != source:
            await self.files.drop(source)
        return chats

    async def failed(self, row: Record) -> None:
        """Try again later."""
        await self.database.write(
            evidence.put_off, row.id, self.clock.now() + RETRY_AFTER[min(row.tries, len(RETRY_AFTER)) - 1]
        )

    async def _fetched(self, source: Mapping[str, Any]) -> bytes:
        channel = next(iter(source))
        return await self.fetch[channel](source)

    async def _ready(self, row: Record, original: bytes) -> dict[str, Any]:
        sha = hashlib.sha256(original).hexdigest()
        suffix = row.name.rpartition(".")[2].casefold()
        if not (row.mime.startswith("image/") or suffix in PICTURE_SUFFIXES):
            if not (key := row.source.get("key", "")):
                key = f"media/{row.agency_id}/{sha}"
                await self.files.put(key, original)
            return {"state": "ready", "key": key, "size": len(original), "sha256": sha}
        async with self._one_picture:
            photo = await self.database.off_thread(ready_photo, original)
        key = f"media/{row.agency_id}/{hashlib.sha256(photo.jpeg).hexdigest()}.jpg"
        await self.files.put(key, photo.jpeg)
        return {
            "state": "ready",
            "key": key,
            "sha256": sha,
            "mime": "image/jpeg",
            "size": len(photo.jpeg),
            "width": photo.width,
            "height": photo.height,
            "taken_at": photo.taken_at,
        }

    def _settle(self, connection: Connection, row: Record, values: dict[str, Any]) -> list[tuple[str, str]]:
        if not evidence.settle(connection, row.id, values):
            return []
        if values["state"] == "failed":
            said = Problem(values["problem"]).about(row.name)
        elif evidence.sent_before(connection, row.person_id, row.id, values["sha256"]):
            said = WORDS.sent_before(row.name)  # where the bytes come later than the message, only now it is known
        else:
            return []
        one_at_a_time(connection, f"p:{row.person_id}")
        was_evidence, drafts = evidence.drop(connection, row.person_id, row.id)
        address = bindings.address_of(connection, row.person_id)
        if address is None:
            return []
        if not (was_evidence or drafts) and self._refused(connection, row):
            return []
        messages = self._instead(connection, row.person_id, drafts, said)
        inbox_id = evidence.brought_by(connection, row.source)
        out = [(*address, row.person_id, dump(message)) for message in messages]
        mail.put(connection, out, inbox_id, self.clock.now())
        return [address]

    def _refused(self, connection: Connection, row: Record) -> bool:
        """Whether the dialog under way takes no such file: then it said so when the file came, and what it wants."""
        acting = people.acting(connection, row.person_id)
        active = facts.to_session(sessions.active(connection, row.person_id))
        if acting is None or active is None:
            return False
        scope = Scope(connection, acting, self.clock.now() + acting.clock_shift)
        try:
            dialog = conversation.open(active.dialog, facts.given(scope, active), active.args)
        except (ValueError, Problem):
            return False
        sent = Media(row.id, row.name, row.mime)
        return isinstance(dialog, Dialog) and not any(
            isinstance(question, Photos) and question.accepts(sent) for question in dialog.questions
        )

    def _instead(self, connection: Connection, person_id: int, drafts: list[str], said: str) -> list[Message]:
        """What is said in the place of the question that says the photo was received: why it is not kept, which stays; and
        the question below, as it stands without the photo."""
        acting = people.acting(connection, person_id)
        found = (facts.to_session(sessions.by_id(connection, person_id, each)) for each in drafts)
        active = next((each for each in found if each and each.status == "active"), None)
        if acting is None or active is None:
            return [Text(said, replace=around.UNASKED)]
        scope = Scope(connection, acting, self.clock.now() + acting.clock_shift)
        asked = conversation.under_way(facts.given(scope, active), scope.now)
        key = next((getattr(message, "replace", "") for message in asked), "")
        return [Text(said, replace=key), *(replace(message, replace="") for message in asked)]
