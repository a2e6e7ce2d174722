"""A version that follows one that was submitted tells what reads differently."""

from sqlalchemy import select, update

from storage import reports
from storage.tables import measure, report

ASK = "o.ask_report.measure_report.2570-r6"


def changes(world, report_id: int):
    return world.database.read_now(reports.changes, report_id)


def rename(world, name: str) -> None:
    world.do(update(measure).where(measure.c.id == 1).values(name=name))


async def test_what_reads_differently_is_told_since_the_version_that_was_submitted(world):
    owner = world.people()["plan_owner"]
    await world.tap(owner, ASK)
    rename(world, "มาตรการชื่อที่สอง")
    await world.tap(owner, ASK)
    assert [changes(world, number) for number in (1, 2)] == [None, None]
    await world.tap(owner, "a.2.2.submit")
    rename(world, "มาตรการชื่อที่สาม")
    await world.tap(owner, ASK)
    rename(world, "มาตรการชื่อที่สี่")
    world.clock.at = world.clock.at.replace(day=23)
    await world.tap(owner, ASK)
    found = changes(world, 4)
    assert found.since == 2
    assert found.count == len(found.first) > 0
    assert all("ชื่อที่สอง" in line and "ชื่อที่สี่" in line for line in found.first)
    assert len(world.rows(select(report))) == 4
