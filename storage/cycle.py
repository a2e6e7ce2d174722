"""Exceptions of the reporting cycle: periods that were closed and are open once more. Every query goes through the agency."""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from storage.tables import unlocked


def unlock(
    connection: Connection, agency_id: int, period: str, until: date, reason: str, person_id: int, at: datetime
) -> int:
    """Open a period up to a day; the row's number."""
    values = {"period": period, "until": until, "reason": reason, "person_id": person_id, "at": at}
    made = connection.execute(insert(unlocked).values(agency_id=agency_id, **values).returning(unlocked.c.id))
    return int(made.scalar_one())


def unlocked_until(connection: Connection, agency_id: int) -> dict[str, date]:
    """Until when the periods that were opened are open, by their code: the newest word counts."""
    rows = connection.execute(
        select(unlocked.c.period, unlocked.c.until).where(unlocked.c.agency_id == agency_id).order_by(unlocked.c.id)
    )
    return {row.period: row.until for row in rows}
