"""Who signs, the emblem, the ITA's item numbers, memos, notes on a round: what documents need beside plan and measures.

Every query goes through the agency.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.domain.ita import KINDS, ItaItems
from bot.domain.paperwork import MemoText, Paperwork, RoundNote, Term
from bot.domain.plan_document import Signatory
from bot.domain.report import About
from bot.problems import Problem
from storage.database import Record
from storage.rows import drop, put
from storage.tables import emblem, ita_item, media, memo, round_note, signatory


# --- who signs ------------------------------------------------------------------------------------------------------------
def terms(connection: Connection, agency_id: int) -> list[Term]:
    """Who signs for which post and when, in the order in which it was written down."""
    rows = connection.execute(select(signatory).where(signatory.c.agency_id == agency_id).order_by(signatory.c.id))
    return [
        Term(row.post, Signatory(row.name, row.position, row.acting_for), row.first_day, row.last_day) for row in rows
    ]


def save_terms(connection: Connection, agency_id: int, found: Iterable[Term]) -> None:
    """Put these in the place of all there were."""
    connection.execute(delete(signatory).where(signatory.c.agency_id == agency_id))
    rows = [
        {"agency_id": agency_id, "post": term.post, "first_day": term.first_day, "last_day": term.last_day}
        | asdict(term.who)
        for term in found
    ]
    if rows:
        connection.execute(insert(signatory), rows)


# --- emblem ---------------------------------------------------------------------------------------------------------------
def emblem_of(connection: Connection, agency_id: int) -> Record | None:
    """Key, width and height of the agency's emblem, once its picture is ready."""
    return connection.execute(
        select(media.c.key, media.c.width, media.c.height)
        .join(emblem, emblem.c.media_id == media.c.id)
        .where(emblem.c.agency_id == agency_id, media.c.agency_id == agency_id, media.c.state == "ready")
    ).first()


def emblem_media(connection: Connection, agency_id: int) -> int | None:
    """The picture that is the agency's emblem, ready or not."""
    return connection.scalar(select(emblem.c.media_id).where(emblem.c.agency_id == agency_id))


def save_emblem(connection: Connection, agency_id: int, media_id: int | None) -> None:
    """Make a picture the agency's emblem, or let it have none. Raises Problem("not_yours") for another agency's picture."""
    if media_id is not None and not connection.scalar(
        select(media.c.id).where(media.c.id == media_id, media.c.agency_id == agency_id)
    ):
        raise Problem("not_yours")
    connection.execute(delete(emblem).where(emblem.c.agency_id == agency_id))
    if media_id is not None:
        connection.execute(insert(emblem).values(agency_id=agency_id, media_id=media_id))


# --- item numbers of the ITA ------------------------------------------------------------------------------------------------
def ita_items(connection: Connection, agency_id: int) -> dict[int, ItaItems]:
    """The years for which the agency knows the items better than our table, oldest first."""
    rows = connection.execute(
        select(ita_item).where(ita_item.c.agency_id == agency_id).order_by(ita_item.c.fiscal_year)
    )
    return {row.fiscal_year: ItaItems(**{kind: getattr(row, kind) for kind in KINDS}) for row in rows}


def save_ita_items(connection: Connection, agency_id: int, fiscal_year: int, found: ItaItems | None) -> None:
    """Write the items of a year down, or leave them to our table again."""
    mine = (ita_item.c.agency_id == agency_id, ita_item.c.fiscal_year == fiscal_year)
    connection.execute(delete(ita_item).where(*mine))
    if found is not None:
        connection.execute(insert(ita_item).values(agency_id=agency_id, fiscal_year=fiscal_year, **asdict(found)))


# --- memos ------------------------------------------------------------------------------------------------------------------
def memos(connection: Connection, agency_id: int) -> list[MemoText]:
    """All memos of an agency, by year, round and document."""
    order = (memo.c.fiscal_year, memo.c.round, memo.c.submits, memo.c.about)
    rows = connection.execute(select(memo).where(memo.c.agency_id == agency_id).order_by(*order))
    return [_memo(row) for row in rows]


def memo_about(
    connection: Connection, agency_id: int, submits: str, fiscal_year: int, months: int = 0, about: str = ""
) -> MemoText:
    """What is known of the memo that submits a document; nothing but that while nobody has written any of it."""
    row = connection.execute(
        select(memo).where(
            memo.c.agency_id == agency_id,
            memo.c.submits == submits,
            memo.c.fiscal_year == fiscal_year,
            memo.c.round == months,
            memo.c.about == about,
        )
    ).first()
    return _memo(row) if row else MemoText(submits=submits, fiscal_year=fiscal_year, round=months, about=about)


def save_memo(connection: Connection, agency_id: int, found: MemoText) -> None:
    """Write a memo over what there was of it."""
    values = asdict(found)
    which = {name: values.pop(name) for name in ("submits", "fiscal_year", "round", "about")}
    values |= {name: list(values[name]) for name in ("background", "facts", "proposals")}
    put(connection, memo, {"agency_id": agency_id, **which}, values)


def _memo(row: Record) -> MemoText:
    r = row._mapping
    values: dict[str, Any] = {name: r[name] for name in MemoText.__slots__}
    values |= {name: tuple(values[name]) for name in ("background", "facts", "proposals")}
    return MemoText(**values)


# --- notes on a round -------------------------------------------------------------------------------------------------------
def notes(connection: Connection, agency_id: int) -> list[RoundNote]:
    """All notes of an agency, by year and round."""
    rows = connection.execute(
        select(round_note)
        .where(round_note.c.agency_id == agency_id)
        .order_by(round_note.c.fiscal_year, round_note.c.round)
    )
    return [RoundNote(row.fiscal_year, row.round, tuple(row.problems), tuple(row.suggestions)) for row in rows]


def note(connection: Connection, agency_id: int, fiscal_year: int, months: int) -> RoundNote:
    """What is noted for the report of a round."""
    row = connection.execute(
        select(round_note).where(
            round_note.c.agency_id == agency_id,
            round_note.c.fiscal_year == fiscal_year,
            round_note.c.round == months,
        )
    ).first()
    return (
        RoundNote(fiscal_year, months, tuple(row.problems), tuple(row.suggestions))
        if row
        else RoundNote(fiscal_year, months)
    )


def save_note(connection: Connection, agency_id: int, found: RoundNote) -> None:
    """Write a note over what there was."""
    which = {"agency_id": agency_id, "fiscal_year": found.fiscal_year, "round": found.round}
    values = {"problems": list(found.problems), "suggestions": list(found.suggestions)}
    put(connection, round_note, which, values)


# --- whichever of these ------------------------------------------------------------------------------------------------------
def written(connection: Connection, agency_id: int, what: Paperwork, about: About) -> MemoText | RoundNote | ItaItems:
    """What is written, blank while nothing is."""
    match blank := what.blank(about):
        case MemoText():
            return memo_about(connection, agency_id, blank.submits, blank.fiscal_year, blank.round, blank.about)
        case RoundNote():
            return note(connection, agency_id, about.fiscal_year, about.months)
        case ItaItems():
            return ita_items(connection, agency_id).get(about.fiscal_year, blank)


def write(connection: Connection, agency_id: int, found: MemoText | RoundNote | ItaItems, about: About) -> None:
    """Write it over what there was; what is blank leaves no row."""
    year = about.fiscal_year
    match found:
        case MemoText() if found == Paperwork.MEMO.blank(about):
            which = {"submits": found.submits, "fiscal_year": year, "round": found.round, "about": found.about}
            drop(connection, memo, {"agency_id": agency_id, **which})
        case MemoText():
            save_memo(connection, agency_id, found)
        case RoundNote() if found == Paperwork.NOTE.blank(about):
            drop(connection, round_note, {"agency_id": agency_id, "fiscal_year": year, "round": found.round})
        case RoundNote():
            save_note(connection, agency_id, found)
        case ItaItems():
            save_ita_items(connection, agency_id, year, None if found == ItaItems() else found)
