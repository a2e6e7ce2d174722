"""Every kind of document asked for in the chat, of a whole plan: made, submitted, approved, out of date."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from agency_file.full import full_file
from docx import Document
from life.test_statements import asked
from sqlalchemy import insert, select, update
from world import World

from bot.agencyfile import check, store
from bot.documents.reading import text_of
from bot.domain.report import ReportKind
from bot.messages import Card, Choices, File, Text
from storage import people, tables

NOW = datetime(2024, 5, 20, 2, tzinfo=UTC)
"""In fiscal year 2567, after its first six months."""
ABOUT = {
    "measure_report": "2567-r6",
    "single_measure_report": "2567-r6_discretion",
    "follow_up": "2567-r6",
    "yearly_report": "2567-r12",
    "plan_flat": "2567",
    "plan_targets": "2567",
    "five_year_plan": "2566",
    "count_summary": "2566",
    "project_sheet": "2566_1",
    "order": "2566",
    "announcement": "2566",
    "memo": "2567-r6_follow_up",
}


@pytest.fixture
async def full(empty_database_url, tmp_path):
    """A product whose agency has the full plan, with its plan owner, an officer and the mayor in their chats."""
    made = World(tmp_path, empty_database_url)
    made.clock.at = NOW
    made.database.write_now(store.new, check.read(full_file().encode()), NOW)

    def join(connection) -> None:
        for name, role, division in (("นายทดสอบ ระบบ", "officer", 2), ("นางทดสอบ ระบบ", "mayor", None)):
            values = {"agency_id": 1, "name": name, "role": role, "division_id": division, "position": "ผู้ทดสอบ"}
            connection.execute(insert(tables.person).values(**values, active=True))
        for number in connection.scalars(select(tables.person.c.id)).all():
            people.bind(connection, number, "local", str(number))

    made.database.write_now(join)
    yield made
    await made.close()


def who(world, role: str) -> int:
    return world.one(select(tables.person.c.id).where(tables.person.c.role == role))


async def ask(world, kind: str, role: str = "plan_owner", about: str = ""):
    """The file and the card of a document asked for."""
    said = await world.tap(who(world, role), f"o.ask_report.{kind}.{about or ABOUT[kind]}")
    files = [message for message in said if isinstance(message, File)]
    assert files, said
    return files[0], next(message for message in said if isinstance(message, Card))


async def content(world, file: File) -> bytes:
    row = world.rows(select(tables.stored_file).where(tables.stored_file.c.id == file.file))[0]
    return await world.product.files.get(row.key)


async def test_every_kind_is_made(full):
    await ask(full, "follow_up")  # what the memo submits
    for kind in ReportKind:
        file, card = await ask(full, kind)
        made = await content(full, file)
        assert Document(BytesIO(made)).paragraphs
        text = "\n".join(text for _, text in text_of(made))
        assert "ร่าง" in text, kind
        again, _ = await ask(full, kind)
        assert again.file == file.file, kind  # the same data, the same file
