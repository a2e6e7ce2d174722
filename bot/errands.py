"""Slow work that somebody waits for: a changed template is looked at and tried, a document is shown as pages.

A worker does it, as many times as it takes, and whoever settles the row says what became of it.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert

from bot.apart import Apart
from bot.clock import Clock
from bot.dialogs.around import MENU
from bot.dialogs.history import channel, did, holder, when
from bot.dialogs.templates import template_refused, template_taken, waiting_key
from bot.dialogs.verification import file_verified
from bot.documents import history
from bot.documents.compiled import source
from bot.documents.edges import JPEG
from bot.documents.kinds import KINDS
from bot.documents.parts import Issue
from bot.domain.fiscal import bangkok_day
from bot.domain.report import ReportKind
from bot.files import Files, keep
from bot.messages import Button, File, Message, Picture, Text, dump
from bot.office import SHOWN, Office, Pages
from bot.problems import Problem
from bot.reporting.kinds import gathered, offers
from storage import errands, evidence, mail, people, reports, templates, verification
from storage import history as happened
from storage.database import Database, Record
from storage.tables import audit

CLAIM: Final = timedelta(minutes=5)
RETRY_AFTER: Final = (timedelta(seconds=5), timedelta(minutes=1))
LOOKS: Final = 10
LOOK_EVERY: Final = 0.2
NOT_HERE_YET: Final = timedelta(seconds=2)
"""Until it is looked again whether a file that was sent has come."""
WAITED: Final = 450
"""Looks for it; then whoever prepares media has told its sender."""
TRIED: Final = 2
"""Documents of the agency that a template is tried with."""

Chats = list[tuple[str, str]]


class Errands:
    """Does what rows of `errand` ask for."""

    def __init__(self, database: Database, store: Files, clock: Clock, apart: Apart, office: Office) -> None:
        self.database, self.files, self.clock = database, store, clock
        self.apart, self.office = apart, office

    async def do(self, row: Record) -> Chats:
        """Do one; the chats that now have something to be sent."""
        try:
            if row.what == "template":
                return await self._template(row)
            if row.what == "history":
                return await self._history(row)
            if row.what == "verify":
                return await self._verified(row)
            return await self._pages(row)
        except Problem as problem:
            return await self._said(row, [Text(problem.sentence, _MENU, waiting_key(row.id))])

    async def failed(self, row: Record) -> Chats:
        """Try again later; after the last try the person is told."""
        if row.tries < len(RETRY_AFTER):
            later = self.clock.now() + RETRY_AFTER[row.tries]
            await self.database.write(errands.settle, row.id, {"tries": row.tries + 1, "retry_at": later})
            return []
        problem = Problem(f"{row.what}_failed")
        return await self._said(row, [Text(problem.sentence, _MENU, waiting_key(row.id))], "failed")

    # --- a changed template ----------------------------------------------------------------------------------------------
    async def _template(self, row: Record) -> Chats:
        kind, now = ReportKind(row.about["kind"]), self.clock.now()
        sent = await self._sent(row)
        if sent is None:
            return await self._not_here(row)
        data = await self.files.get(sent.key)
        sha = hashlib.sha256(data).hexdigest()
        used = await self.database.read(templates.current, row.agency_id, kind)
        if sha == (used.sha256 if used else hashlib.sha256(source(kind)).hexdigest()):
            raise Problem("template_used")
        own = await self.database.read(own_documents, row.person_id, kind, row.created_at)
        if problems := await self.apart.examine(kind, data, own):
            return await self._said(row, [template_refused(kind, problems, waiting_key(row.id))])
        file = await keep(self.files, row, f"t{row.id:07x}", f"แม่แบบ{kind.label}.docx", data)
        pages = await self._seen(kind, data, own)
        pictures = await self._kept(row, pages) if pages else []
        return await self.database.write(self._take, row, kind, file, pictures, now)

    async def _seen(self, kind: ReportKind, template: bytes, own: Sequence[Any]) -> Pages | None:
        """What a document looks like with a new template; None where this machine cannot show it."""
        if not self.office.there:
            return None
        shown = own[0] if own else KINDS[kind].edges()[0]
        try:
            return await self.office.pages(await self.apart.render(kind, template, shown))
        except (Problem, OSError):
            return None

    def _take(
        self,
        connection: Connection,
        row: Record,
        kind: ReportKind,
        file: dict[str, Any],
        shown: list[Message],
        now: datetime,
    ) -> Chats:
        before = templates.current(connection, row.agency_id, kind)
        if not errands.settle(connection, row.id, {"state": "done"}):
            return []
        reports.add_file(connection, file)
        version = templates.use(connection, row.agency_id, kind, file["id"], row.person_id, row.created_at)
        about = {"kind": kind, "version": version, "sha256": file["sha256"]}
        connection.execute(
            insert(audit).values(
                agency_id=row.agency_id,
                person_id=row.person_id,
                act="plan_owner:template:changed",
                details=about,
                channel=row.channel,
                at=row.created_at,
            )
        )
        key = waiting_key(row.id)
        card = template_taken(kind, version, before.id if before else 0, key, pictures=bool(shown))
        return _put(connection, row, [*shown, card], now)

    async def _sent(self, row: Record) -> Any:
        """The file that was sent; None while, or because, it is not here."""
        for _ in range(LOOKS):  # a file that has just come is being kept at this moment
            states = await self.database.read(evidence.states, row.agency_id, [row.about["media"]])
            if not states or states[0].state != "pending":
                break
            await asyncio.sleep(LOOK_EVERY)
        return states[0] if states and states[0].state == "ready" else None

    async def _not_here(self, row: Record) -> Chats:
        """It is looked for again; if it cannot be had, its sender was told so by who fetches it."""
        states = await self.database.read(evidence.states, row.agency_id, [row.about["media"]])
        if not states or states[0].state == "failed":
            said = Text(Problem(f"{row.what}_failed").sentence, _MENU, waiting_key(row.id))
            return await self._said(row, [said], "failed")
        waits = {"tries": row.tries + 1, "retry_at": self.clock.now() + NOT_HERE_YET}
        values = waits if row.tries < WAITED else {"state": "failed"}
        await self.database.write(errands.settle, row.id, values)
        return []

    # --- a file that is compared -----------------------------------------------------------------------------------------
    async def _verified(self, row: Record) -> Chats:
        sent = await self._sent(row)
        if sent is None:
            return await self._not_here(row)
        found = await self.database.read(verification.by_file, sent.sha256)
        return await self._said(row, [file_verified(found, waiting_key(row.id))])

    # --- a document as pages ---------------------------------------------------------------------------------------------
    async def _pages(self, row: Record) -> Chats:
        found = await self.database.read(reports.file, row.about["file"])
        if found is None or found.agency_id != row.agency_id:
            raise Problem("report_gone")
        known = await self.database.read(reports.file, f"p{found.id}"[:32])  # shown before, it is converted no more
        pages = await self.office.pages(await self.files.get((known or found).key), row.about.get("first", 1))
        pictures = await self._kept(row, pages)
        pdf = await keep(self.files, row, "", found.name.removesuffix(".docx") + ".pdf", pages.pdf)
        pdf["id"] = f"p{found.id}"[:32]
        return await self.database.write(self._show, row, pdf, pages, pictures, self.clock.now())

    def _show(
        self,
        connection: Connection,
        row: Record,
        pdf: dict[str, Any],
        pages: Pages,
        shown: list[Message],
        now: datetime,
    ) -> Chats:
        if not errands.settle(connection, row.id, {"state": "done"}):
            return []
        known = reports.file(connection, pdf["id"])
        if known is None:
            reports.add_file(connection, pdf)
        report, following = row.about["report"], pages.last + 1
        further = _span(following, min(pages.last + SHOWN, pages.count))
        more = (Button(f"ดู{further}", f"o.look.{report}.{following}"),) if pages.last < pages.count else ()
        buttons = (*more, Button("กลับไปที่รายงาน", f"o.report.{report}", "primary"), *_MENU)
        file = File(pdf["id"], pdf["name"], "ทุกหน้าเป็น PDF", known.size if known else pdf["size"], buttons)
        return _put(connection, row, [*shown, file], now)

    # --- a history as a document -----------------------------------------------------------------------------------------
    async def _history(self, row: Record) -> Chats:
        annex = await self.database.read(history_annex, row)
        data = await asyncio.to_thread(history.render, annex)
        file = await keep(self.files, row, f"h{row.id:07x}", history.file_name(annex), data)
        return await self.database.write(self._handed, row, file, self.clock.now())

    def _handed(self, connection: Connection, row: Record, file: dict[str, Any], now: datetime) -> Chats:
        if not errands.settle(connection, row.id, {"state": "done"}):
            return []
        reports.add_file(connection, file)
        message = File(file["id"], file["name"], "ประวัติเป็นเอกสาร", file["size"], _MENU, waiting_key(row.id))
        return _put(connection, row, [message], now)

    # --- both ---------------------------------------------------------------------------------------------------------------
    async def _kept(self, row: Record, pages: Pages) -> list[Message]:
        """The pictures as messages; the first takes the place of what said that they are being made."""
        shown: list[Message] = []
        for number, jpeg in enumerate(pages.pictures, pages.first):
            sha = hashlib.sha256(jpeg).hexdigest()
            values = {
                "agency_id": row.agency_id,
                "person_id": row.person_id,
                "name": f"หน้า-{number}.jpg",
                "key": f"media/{row.agency_id}/{sha}.jpg",
                "size": len(jpeg),
                "sha256": sha,
                "created_at": row.created_at,
            }
            await self.files.put(values["key"], jpeg)
            media_id = await self.database.write(errands.keep_picture, values)
            caption = "" if shown else f"{_span(pages.first, pages.last)} จากทั้งหมด {pages.count} หน้า"
            shown.append(Picture(f"m{media_id}", caption, "" if shown else waiting_key(row.id)))
        return shown

    async def _said(self, row: Record, messages: list[Message], state: str = "done") -> Chats:
        return await self.database.write(_settled, row, messages, state, self.clock.now())


_MENU: Final = (MENU,)


def _span(first: int, last: int) -> str:
    return f"หน้า {first}" if first == last else f"หน้า {first} ถึง {last}"


def _settled(connection: Connection, row: Record, messages: list[Message], state: str, now: datetime) -> Chats:
    return _put(connection, row, messages, now) if errands.settle(connection, row.id, {"state": state}) else []


def _put(connection: Connection, row: Record, messages: list[Message], now: datetime) -> Chats:
    rows = [(row.channel, row.address, row.person_id, dump(message)) for message in messages]
    mail.put(connection, rows, row.inbox_id, now)
    return [(row.channel, row.address)]


def history_annex(connection: Connection, row: Record) -> history.HistoryAnnex:
    """What happened to what was asked about, the oldest first."""
    what, subject_id = row.about["what"], row.about["id"]
    found = happened.of(connection, row.agency_id, what, subject_id)
    if found is None:
        raise Problem("already_gone")
    title, told = found
    if what == "report" and (report := reports.one(connection, row.agency_id, subject_id)):
        title = report.title
    return history.HistoryAnnex(
        agency=people.agency_of(connection, row.agency_id),
        title=title,
        lines=tuple(history.Line(when(one), holder(one), channel(one), did(one)) for one in told[::-1]),
        prepared_on=bangkok_day(row.created_at),
    )


def own_documents(connection: Connection, person_id: int, kind: ReportKind, now: datetime) -> Sequence[Any]:
    """Documents of a kind as this person's agency would be given them today, with a point in the place of each picture; none
    where there is nothing to make one of yet."""
    found, today = people.acting(connection, person_id), bangkok_day(now)
    if found is None:
        return ()
    choices = next((offer.choices for offer in offers(connection, found.person, today) if offer.kind is kind), ())
    made = (gathered(connection, found.person.agency.id, kind, about, today) for about, _ in choices[:TRIED])
    issue = Issue(prepared_on=today)
    return [material.fill(issue, dict.fromkeys(material.keys, JPEG), None) for material in made]
