"""Reports by version, decisions about them, requests for documents, finished files."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, insert, literal_column, select, update

from bot.domain.agency import Role
from bot.domain.approval import Course, Decision, Step
from bot.domain.report import About, Report, ReportKind, ReportState
from bot.domain.versions import Changes
from storage import jobs, work
from storage.database import Record
from storage.tables import audit, decision, document_request, person, report, stored_file
from storage.work import NEW

_SAME: Final = ("agency_id", "kind", "fiscal_year", "round", "subject")
"""What makes two rows versions of one document."""


def _about(row: Record) -> About:
    r = row._mapping
    return About(r["fiscal_year"], r["round"], r["subject"])


def place(about: About) -> dict[str, Any]:
    """What a document is about, as columns."""
    return {"fiscal_year": about.fiscal_year, "round": about.months, "subject": about.subject}


def _is(agency_id: int, kind: ReportKind, about: About) -> list[ColumnElement[bool]]:
    values = {"agency_id": agency_id, "kind": kind, **place(about)}
    return [report.c[name] == values[name] for name in _SAME]


def _reports() -> Select[Any]:
    newer = report.alias("newer")
    later = exists().where(newer.c.version > report.c.version, *(newer.c[name] == report.c[name] for name in _SAME))
    return select(report, later.correlate(report).label("newer"))


def _loaded(connection: Connection, query: Select[Any]) -> list[Report]:
    """The reports of a query, each with its course."""
    rows = connection.execute(query).all()
    submitted = [row.id for row in rows if row.steps]
    decided = _decisions(connection, submitted) if submitted else {}
    return [_report(row, decided.get(row.id, [])) for row in rows]


def _report(row: Record, decided: Sequence[Decision]) -> Report:
    r = row._mapping
    return Report(
        id=r["id"],
        kind=ReportKind(r["kind"]),
        about=_about(row),
        version=r["version"],
        state=ReportState(r["state"]),
        requested_by=r["requested_by"],
        submitted_by=r["submitted_by"],
        course=Course.of(tuple(Step.load(step) for step in r["steps"]), decided),
        draft_file=r["draft_file"] or "",
        final_file=r["final_file"] or "",
        newer=r["newer"],
        named=r["named"],
    )


def one(connection: Connection, agency_id: int, report_id: int) -> Report | None:
    """One report of an agency."""
    found = _loaded(connection, _reports().where(report.c.id == report_id, report.c.agency_id == agency_id))
    return found[0] if found else None


def by_ids(connection: Connection, report_ids: Collection[int]) -> list[Report]:
    """Reports whose agency has been looked at already."""
    if not report_ids:
        return []
    return _loaded(connection, _reports().where(report.c.id.in_(report_ids)).order_by(report.c.id))


def newest(connection: Connection, agency_id: int, limit: int = 10) -> list[Report]:
    """The newest version of each of the agency's documents, also one that holds no longer: what was made last first."""
    later = report.alias()
    same = (later.c[name] == report.c[name] for name in _SAME)
    newer = exists(literal_column("1")).select_from(later).where(*same, later.c.version > report.c.version)
    mine = _reports().where(report.c.agency_id == agency_id, ~newer.correlate(report))
    return _loaded(connection, mine.order_by(report.c.id.desc()).limit(limit))


def outdated(connection: Connection, agency_id: int) -> list[Report]:
    """What was approved and holds no longer because its data changed, while there is no newer version."""
    later = report.alias()
    same = (later.c[name] == report.c[name] for name in _SAME)
    newer = exists(literal_column("1")).select_from(later).where(*same, later.c.version > report.c.version)
    return _loaded(
        connection,
        _reports().where(
            report.c.agency_id == agency_id,
            report.c.state == ReportState.SUPERSEDED,
            report.c.final_file.is_not(None),
            ~newer.correlate(report),
        ),
    )


def returned(connection: Connection, agency_id: int) -> list[tuple[Report, str]]:
    """Reports that were sent back and have no newer version yet, each with the reason."""
    mine = _reports().where(report.c.agency_id == agency_id, report.c.state == ReportState.RETURNED)
    found = _loaded(connection, mine.order_by(report.c.id))
    return [(each, each.course.last.reason if each.course.last else "") for each in found]


def mended(connection: Connection, agency_id: int) -> list[Report]:
    """Newest versions that nobody has submitted yet, of documents whose version before was sent back."""
    older = report.alias()
    same = (older.c[name] == report.c[name] for name in _SAME)
    rows = connection.execute(
        select(report.c.id, decision.c.decision)
        .join(older, and_(*same, older.c.version < report.c.version))
        .join(decision, decision.c.report_id == older.c.id)
        .where(report.c.agency_id == agency_id, report.c.state == ReportState.DRAFT)
        .order_by(report.c.id, older.c.version, decision.c.id)
    )
    last = {row.id: row.decision for row in rows}
    return by_ids(connection, [each for each, act in last.items() if act == "return"])


def awaiting(connection: Connection, agency_id: int) -> list[Report]:
    """Reports that wait for approval, the oldest first."""
    mine = _reports().where(report.c.agency_id == agency_id, report.c.state == ReportState.SUBMITTED)
    return _loaded(connection, mine.order_by(report.c.id))


def latest(connection: Connection, agency_id: int, kind: ReportKind, about: About) -> Record | None:
    """The newest version of one document, as its row."""
    return connection.execute(
        select(report).where(*_is(agency_id, kind, about)).order_by(report.c.version.desc()).limit(1)
    ).first()


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Insert a version; older ones of the same document are superseded."""
    connection.execute(
        update(report).where(*(report.c[name] == values[name] for name in _SAME)).values(state=ReportState.SUPERSEDED)
    )
    report_id: int = connection.execute(insert(report).values(**values).returning(report.c.id)).scalar_one()
    return report_id


def change(
    connection: Connection, agency_id: int, report_id: int, was: Sequence[str], values: Mapping[str, Any]
) -> bool:
    """Change a report that is still in one of these states; False when it no longer is."""
    changed = connection.execute(
        update(report)
        .where(report.c.id == report_id, report.c.agency_id == agency_id, report.c.state.in_(was))
        .values(**values)
    )
    return bool(changed.rowcount)


def set_file(connection: Connection, report_id: int, values: Mapping[str, Any]) -> None:
    """Note the file (and the findings) of a report."""
    connection.execute(update(report).where(report.c.id == report_id).values(**values))


def fingerprint(connection: Connection, report_id: int) -> str:
    """The fingerprint of the data a report shows."""
    return connection.scalar(select(report.c.fingerprint).where(report.c.id == report_id)) or ""


def printed(connection: Connection, report_id: int) -> list[tuple[str, str]]:
    """Codes and sentences of what was odd in the text of a version's file; of what is odd in its data only the codes are kept."""
    found = connection.scalar(select(report.c.findings).where(report.c.id == report_id)) or []
    return [(each[0], each[1]) for each in found if isinstance(each, list)]


def changes(connection: Connection, report_id: int) -> Changes | None:
    """What reads differently in a version since the one that was submitted before; None where there was none."""
    return Changes.load(connection.scalar(select(report.c.changes).where(report.c.id == report_id)) or {})


def submitted_before(connection: Connection, agency_id: int, kind: ReportKind, about: About) -> Record | None:
    """Version, day and key of the file of the version of a document that was submitted last."""
    return connection.execute(
        select(report.c.version, report.c.created_at, stored_file.c.key)
        .join(stored_file, stored_file.c.id == report.c.draft_file)
        .where(*_is(agency_id, kind, about), report.c.submitted_by.is_not(None))
        .order_by(report.c.version.desc())
        .limit(1)
    ).first()


def template(connection: Connection, report_id: int) -> str:
    """SHA-256 of the agency's template a report is made with; empty where it is the product's."""
    return connection.scalar(select(report.c.template).where(report.c.id == report_id)) or ""


def standing(connection: Connection, agency_id: int, kinds: Collection[ReportKind]) -> list[Report]:
    """The submitted and approved documents of these kinds."""
    return _loaded(
        connection,
        _reports().where(
            report.c.agency_id == agency_id,
            report.c.kind.in_(kinds),
            report.c.state.in_((ReportState.SUBMITTED, ReportState.APPROVED)),
        ),
    )


def decide(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append decisions."""
    connection.execute(insert(decision), rows)


def asked_already(
    connection: Connection, agency_id: int, report_id: int, person_id: int, since: datetime | None
) -> bool:
    """Whether this person has asked the plan owner to submit this version, since it was sent back."""
    query = select(audit.c.id).where(
        audit.c.agency_id == agency_id,
        audit.c.act.in_([f"{role}:report:ask_submit" for role in Role]),
        audit.c.subject_id == report_id,
        audit.c.person_id == person_id,
    )
    if since:
        query = query.where(audit.c.at > since)
    return connection.scalar(query.limit(1)) is not None


def holders(connection: Connection, agency_id: int, kind: ReportKind, about: About) -> list[int]:
    """Who has asked for a document, and so holds a file of it."""
    asked = select(audit.c.person_id).where(
        audit.c.agency_id == agency_id,
        audit.c.act.in_([f"{role}:report:asked" for role in Role]),
        audit.c.details["kind"].as_string() == kind,
        audit.c.details["round"].as_string() == about.code,
    )
    return list(
        connection.scalars(
            select(person.c.id)
            .where(person.c.agency_id == agency_id, person.c.active, person.c.id.in_(asked))
            .order_by(person.c.id)
        )
    )


def decisions(connection: Connection, agency_id: int, report_id: int) -> list[Decision]:
    """All decisions about a report, oldest first; `bot.domain.approval.standing` tells which of them hold."""
    return _decisions(connection, [report_id], decision.c.agency_id == agency_id).get(report_id, [])


def _decisions(
    connection: Connection, report_ids: Collection[int], *where: ColumnElement[bool]
) -> dict[int, list[Decision]]:
    d = decision.c
    rows = connection.execute(
        select(decision, person.c.name)
        .join(person, person.c.id == d.person_id)
        .where(d.report_id.in_(report_ids), *where)
        .order_by(d.id)
    )
    found = defaultdict[int, list[Decision]](list)
    for row in rows:
        found[row.report_id].append(
            Decision(
                row.decision,
                row.level,
                row.person_id,
                row.name,
                row.position,
                row.acting_for,
                row.division_id,
                row.at,
                row.reason,
            )
        )
    return found


# --- requests and files ---------------------------------------------------------------------------------------------------
def request(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note that a document is wanted; it is made right after the commit, else by a job."""
    request_id: int = connection.execute(
        insert(document_request).values(**values).returning(document_request.c.id)
    ).scalar_one()
    jobs.enqueue(connection, "paper", f"paper:{request_id}:{values['created_at'].isoformat()}", {})
    return request_id


def claim_request(connection: Connection, now: datetime, until: datetime) -> Record | None:
    """Take the oldest request that is to be done now, so that no other process makes it before `until`. Requests for the
    same document are done one after the other: the second finds what the first made."""
    before = document_request.alias("before")
    others = (before.c[name] == document_request.c[name] for name in _SAME)
    alone = ~exists().where(before.c.state == NEW, before.c.id < document_request.c.id, *others)
    return work.claim(connection, document_request, NEW, now, until, alone)


def settle_request(connection: Connection, request_id: int, values: Mapping[str, Any]) -> bool:
    """Change a request that is still new; False when somebody else did it."""
    return work.settle(connection, document_request, NEW, request_id, values)


def add_file(connection: Connection, values: Mapping[str, Any]) -> None:
    """Note a finished file that is stored."""
    connection.execute(insert(stored_file).values(**values))


def file(connection: Connection, file_id: str) -> Record | None:
    """A finished file's row."""
    return connection.execute(select(stored_file).where(stored_file.c.id == file_id)).first()
