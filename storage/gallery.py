"""The evidence of one quarter's result."""

from sqlalchemy import Connection, select, update

from bot.domain.agency import Role
from bot.domain.fiscal import Quarter
from bot.domain.gallery import Gallery, Shown
from storage import evidence
from storage.tables import audit, media, plan_item, quarter_result

SUBJECT = "quarter_result"


def of(connection: Connection, agency_id: int, result_id: int) -> Gallery | None:
    """The photos and files of an agency's result; None where it is gone."""
    row = connection.execute(
        select(quarter_result, plan_item.c.title, plan_item.c.division_id)
        .join(plan_item, plan_item.c.id == quarter_result.c.item_id)
        .where(
            quarter_result.c.id == result_id,
            quarter_result.c.agency_id == agency_id,
            quarter_result.c.deleted_at.is_(None),
            plan_item.c.deleted_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    states = evidence.states(connection, agency_id, evidence.media_of(connection, SUBJECT, result_id))
    shown = tuple(Shown(m.id, m.picture and m.state == "ready", m.name, m.caption) for m in states)
    quarter = Quarter(row.fiscal_year, row.quarter)
    return Gallery(row.id, row.item_id, row.title, row.division_id, quarter, shown)


def was_evidence(connection: Connection, agency_id: int, result_id: int, media_id: int) -> bool:
    """Whether a photo was taken out of this result before: the audit knows."""
    acts = [f"{role}:result:changed" for role in Role]
    rows = connection.scalars(
        select(audit.c.details).where(
            audit.c.agency_id == agency_id, audit.c.act.in_(acts), audit.c.subject_id == result_id
        )
    )
    return any(media_id in (details.get("was", {}).get("media") or ()) for details in rows)


def keep(connection: Connection, agency_id: int, result_id: int, ids: list[int]) -> None:
    """Make exactly these the evidence of a result; who is about to mend it is told that it has changed."""
    evidence.attach(connection, agency_id, SUBJECT, result_id, ids)
    mine = (quarter_result.c.id == result_id, quarter_result.c.agency_id == agency_id)
    connection.execute(update(quarter_result).where(*mine).values(version=quarter_result.c.version + 1))


def save_caption(connection: Connection, agency_id: int, media_id: int, caption: str) -> None:
    """Write what a photo shows."""
    connection.execute(
        update(media).where(media.c.id == media_id, media.c.agency_id == agency_id).values(caption=caption)
    )
