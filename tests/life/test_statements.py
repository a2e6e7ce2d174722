"""What the database is asked: as many statements whatever the rows, and never a table read from end to end."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from life.plans import a_thousand_agencies, whole_tables
from PIL import Image
from sqlalchemy import event, insert, select

from storage import mail, reports, verification
from storage.tables import (
    item_year,
    measure,
    measure_result,
    outbox,
    plan_item,
    quarter_result,
    report,
)
from storage.tables import session as sessions

SCREENS = (
    *("o.menu", "o.todo", "o.reports", "o.items", "o.measures", "o.parked", "o.record_result", "o.record_measure"),
    *(
        "o.ask_report",
        "o.item.1",
        "o.measure.1",
        "o.add_item",
        "o.add_measure",
        "o.ita_analysis",
        "o.calendar",
        "o.board",
        "o.board.2570-1.person",
        "o.board.2570-1.quarter",
        "o.missing.2570-1.dimension.1",
        "o.ready.2570-r6",
        "o.ready.2570-r6.follow_up",
        "o.memo.2570-r6_follow_up",
        "o.round_note.2570-r12",
        "o.ita.2570",
    ),
)


@contextmanager
def asked(world) -> Iterator[list[tuple[str, Any]]]:
    """The SQL sent meanwhile, with its parameters."""
    statements: list[tuple[str, Any]] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if not statement.startswith(("EXPLAIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            statements.append((statement, parameters[0] if many else parameters))

    database = world.database
    engines = {database.writer, database.reader} if database.sqlite else {database.writer}  # of which the other is made
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def picture() -> bytes:
    """A small photo."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def more_rows(world, count: int = 30) -> None:
    """The agency with many more items, results, measures, reports and drafts."""

    def fill(connection) -> None:
        items = [dict(r._mapping) for r in connection.execute(select(plan_item).limit(1))]
        rows = [{**items[0], "id": 1000 + n, "seq": 100 + n, "title": f"โครงการ {n}"} for n in range(count)]
        connection.execute(insert(plan_item), rows)
        years = [
            {"item_id": r["id"], "fiscal_year": y, "active": True, "amount": 1} for r in rows for y in (2569, 2570)
        ]
        connection.execute(insert(item_year), years)
        result = {"agency_id": 1, "quarter": 4, "fiscal_year": 2569, "state": "done", "recorded_at": world.clock.at}
        connection.execute(insert(quarter_result), [{**result, "item_id": r["id"]} for r in rows[: count // 2]])
        one = dict(connection.execute(select(measure).limit(1)).one()._mapping)
        many = [{**one, "id": 1000 + n, "seq": 100 + n, "name": f"มาตรการ {n}"} for n in range(count)]
        connection.execute(insert(measure), many)
        day = world.clock.at.date()
        connection.execute(
            insert(measure_result),
            [
                {"agency_id": 1, "measure_id": m["id"], "round": 6, "first_day": day, "last_day": day}
                | {"recorded_at": world.clock.at}
                for m in many[: count // 2]
            ],
        )
        connection.execute(
            insert(report),
            [
                {"agency_id": 1, "kind": "measure_report", "fiscal_year": 2540 + n, "round": 6, "version": 1}
                | {"state": "draft", "fingerprint": "", "requested_by": 1, "created_at": world.clock.at}
                for n in range(count)
            ],
        )
        connection.execute(
            insert(sessions),
            [
                {"id": f"d{n}", "person_id": p, "dialog": "add_measure", "args": [], "rev": 1, "status": "paused"}
                | {"state": {"answers": {"name": {"v": "x"}}}, "updated_at": world.clock.at}
                for n, p in enumerate([*world.people().values()] * 4)
            ],
        )

    world.database.write_now(fill)


@pytest.mark.parametrize("who", ["officer", "plan_owner", "clerk"])
async def test_the_number_of_statements_of_a_screen_does_not_grow_with_its_rows(world, who):
    person = world.people()[who]
    await world.say(person, "เมนู")
    counts: dict[str, list[int]] = {screen: [] for screen in SCREENS}
    for filled in (False, True):
        if filled:
            more_rows(world)
        for screen in SCREENS:
            await world.say(person, "ยกเลิก")
            with asked(world) as statements:
                await world.tap(person, screen)
            counts[screen].append(sum(not s.startswith("INSERT INTO outbox") for s, _ in statements))
    # a draft that is found, and one open result instead of many, ask something else; never by the row
    assert {screen: c for screen, c in counts.items() if abs(c[1] - c[0]) > 4} == {}


async def test_a_document_is_gathered_by_as_many_statements(world):
    from bot.domain.fiscal import Round
    from bot.reporting import gather
    from storage import people

    counts = []
    for filled in (False, True):
        if filled:
            more_rows(world)
        agency = world.database.read_now(people.agency_of, 1)
        with asked(world) as statements:
            world.database.read_now(gather, agency, Round(2570, 6), world.clock.now().date())
        counts.append(len(statements))
    assert counts[0] == counts[1] or counts[1] - counts[0] == 1  # the photos are asked for once there are results


@pytest.mark.both_databases
async def test_no_statement_of_a_turn_a_claim_or_a_sweep_reads_a_whole_table(world):
    officer = world.people()["plan_owner"]
    more_rows(world, 3)
    with asked(world) as statements:
        await world.say(officer, "เมนู")
        await world.tap(officer, "o.record_result.1.2570-1")
        await world.tap(officer, "=in_progress")
        await world.local.store_media(officer, world.key(), "", "a.png", "image/png", picture(), "")
        await world.say(officer, "จัดอบรมหนึ่งรุ่น")
        await world.say(officer, "12000")
        await world.tap(officer, "save")
        await world.tap(officer, "o.record_measure.1.2570-r6")
        await world.say(officer, "ยกเลิก")
        await world.tap(officer, "o.items")
        await world.tap(officer, "o.history.item.1")
        await world.tap(officer, "o.ask_report.measure_report.2570-r6")
        await world.tap(officer, "o.history.report.1")
        await world.tap(officer, "o.todo")
        await world.say(officer, "BBBB-BBBB-BBBB")
        world.database.read_now(verification.by_file, "ab" * 32)
        await world.service.sweep()
        await world.service.settled()
        world.database.write_now(mail.claim, "local", str(officer), "x", world.clock.now())
        world.database.write_now(reports.claim_request, world.clock.now(), world.clock.now())
    if not world.database.sqlite:
        world.database.write_now(a_thousand_agencies)
    scans = {}
    for statement, parameters in dict(statements).items():
        with world.database.reader.connect() as connection:
            if whole := whole_tables(connection, statement, parameters):
                scans[statement] = whole
    assert scans == {}
    assert len(dict(statements)) > 20
    assert world.rows(select(outbox))
