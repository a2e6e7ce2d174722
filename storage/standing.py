"""How the database stands: what waits and for how long, and how much there is. For metrics and `sujarit doctor`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

from storage.tables import UNSENT, agency, inbox, outbox

_OPEN = inbox.c.state == literal_column("'open'")
_PARKED = inbox.c.state == literal_column("'parked'")
_FIRST_OPEN = select(func.min(inbox.c.id)).where(_OPEN).scalar_subquery()
_FIRST_UNSENT = select(func.min(outbox.c.id)).where(UNSENT).scalar_subquery()
_OLDEST_OPEN = select(inbox.c.stored_at).where(inbox.c.id == _FIRST_OPEN)
_OLDEST_UNSENT = select(outbox.c.created_at).where(outbox.c.id == _FIRST_UNSENT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest things that wait, and how many updates were given up."""

    turn_since: datetime | None
    send_since: datetime | None
    parked: int

    def ages(self, now: datetime) -> dict[str, float]:
        """Seconds since; nothing that waits is 0."""
        since = {"turn": self.turn_since, "send": self.send_since}
        return {name: max(0.0, (now - at).total_seconds()) if at else 0.0 for name, at in since.items()}


def waiting(connection: Connection) -> Waiting:
    """What waits, over the partial indexes: it costs what waits, not what there is."""
    parked: int = connection.execute(select(func.count()).select_from(inbox).where(_PARKED)).scalar_one()
    return Waiting(connection.scalar(_OLDEST_OPEN), connection.scalar(_OLDEST_UNSENT), parked)


def newest(connection: Connection) -> datetime | None:
    """When the newest update was stored."""
    return connection.scalar(select(inbox.c.stored_at).order_by(inbox.c.id.desc()).limit(1))


def agencies(connection: Connection) -> tuple[int, int]:
    """How many agencies are real, and how many are samples."""
    rows: Any = connection.execute(select(agency.c.sample, func.count()).group_by(agency.c.sample)).all()
    counts = {bool(sample): int(count) for sample, count in rows}
    return counts.get(False, 0), counts.get(True, 0)
