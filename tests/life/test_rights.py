"""The whole table of rights: every command, by every role, about the own division's things, another's, and another agency's.

The rights are those of design section 4. A command without a row here fails the last test but one; what a button shows plays no part.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from bot import commands, sample
from bot.domain import commands as c
from bot.domain import decisions as d
from bot.domain import gallery as g
from bot.domain import plan_commands as pc
from bot.domain.agency import Role
from bot.domain.approval import Post
from bot.domain.checking import CheckResult, CheckResults, UndoCheck, seal
from bot.domain.completeness import Nudge, NudgeAll
from bot.domain.cycle import MoveDueDay, PutOff, Quiet, Unlock
from bot.domain.divisions import DropDivision, SaveDivision
from bot.domain.due_days import Step
from bot.domain.fiscal import Quarter, Round
from bot.domain.history import AskHistory
from bot.domain.paperwork import Paperwork, Term
from bot.domain.parts import Part, stamp
from bot.domain.plan import ItemKind, State
from bot.domain.plan_document import Announcement, Indicator, Order, RiskIssue, RiskRow, Signatory
from bot.domain.report import About, ReportKind
from bot.domain.round_reports import MakeReports
from bot.domain.sheet import ProjectSheet
from bot.domain.single_measure import SaveSingleMeasure
from bot.domain.templates import ChangeTemplate, LookAt, ShowTemplate, UseTemplate
from bot.domain.verification import VerifyCode, VerifyFile
from bot.facts.scope import Scope
from bot.problems import Problem
from bot.reporting import data_now
from storage import approvals, bindings, checking, evidence, invites, measures, people, plan, plan_parts, templates
from storage import tables as t

DONE = "จัดอบรมประมวลจริยธรรมหนึ่งรุ่น"
Q1, R6 = Quarter(2570, 1), Round(2570, 6)
PERIOD = date(2026, 10, 1), date(2027, 9, 30)
OFFICER, OWNER, HEAD, CLERK, MAYOR, OPERATOR = Role

NOBODY: dict[Role, str] = {}
OF_A_DIVISION = {OFFICER: "own", HEAD: "own", OWNER: "own other"}
"""What belongs to a division: its officers and its head, and the plan owner for all."""
OF_THE_PLAN_OWNER = {OWNER: "own other"}
OF_THE_APPROVER = {CLERK: "own other"}
OF_WHO_READS = dict.fromkeys((OFFICER, OWNER, HEAD, CLERK, MAYOR), "own other")


@dataclass(frozen=True)
class Row:
    """One thing that can be ordered. `command` makes it of a place: the ids of own, other and foreign things."""

    name: str
    command: Callable[[Any], Any]
    may: dict[Role, str]
    """Where each role may do it; a role that is not named may not."""
    before: Callable[[Connection, Any], Any] = lambda connection, place: None
    """What has to be so first."""
    refusal: str = "no_right"
    places: tuple[str, ...] = field(default=("own", "other", "foreign"))


PARTS = {
    Part.INDICATORS: Indicator("x", "x", {}),
    Part.RISKS: RiskRow("x", (RiskIssue("x", 4),), ()),
    Part.ORDER: Order("x", (), ("x",)),
    Part.ANNOUNCEMENT: Announcement("x"),
    Part.SIGNATORIES: Term("clerk", Signatory("x", "x")),
}

PAPERWORK = {
    Paperwork.MEMO: About(2570, 6, "follow_up"),
    Paperwork.NOTE: About(2570, 6),
    Paperwork.ITA: About(2570),
}


def item(place: Any, item_id: int | None) -> c.SaveItem:
    version = 1 if item_id else None
    return c.SaveItem(
        item_id, version, "1.1", "1.1.1", ItemKind.PROJECT, "โครงการทดสอบ", "x", {2570: Decimal(1)}, PERIOD,
        place.division, ("x",), ("x",),
    )  # fmt: skip


def measure(place: Any, measure_id: int | None) -> c.SaveMeasure:
    return c.SaveMeasure(
        measure_id, 1 if measure_id else None, 2570, "มาตรการทดสอบ", (), (), place.division_name, "", (6, 12)
    )


def mresult(place: Any) -> c.RecordMeasureResult:
    return c.RecordMeasureResult(place.measure, R6, None, ("x",), PERIOD, "x", "x")


def deleted(table: Any, name: str) -> Callable[[Connection, Any], None]:
    def delete(connection: Connection, place: Any) -> None:
        row = table.c.id == getattr(place, name)
        connection.execute(update(table).where(row).values(deleted_at=place.now))

    return delete


def drafted(table: Any, name: str) -> Callable[[Connection, Any], None]:
    def draft(connection: Connection, place: Any) -> None:
        connection.execute(update(table).where(table.c.id == getattr(place, name)).values(status="draft"))

    return draft


def reported(state: str) -> Callable[[Connection, Any], None]:
    def report(connection: Connection, place: Any) -> None:
        fingerprint = data_now(connection, place.agency, R6).fingerprint
        values = {"state": state, "fingerprint": fingerprint, "steps": [{"role": "clerk"}]}
        connection.execute(update(t.report).where(t.report.c.id == place.report).values(values))
        if state == "approved":
            values = {"agency_id": place.agency, "report_id": place.report, "level": 1, "decision": "approve"}
            values |= {"person_id": place.clerk, "channel": "local", "at": place.now, "reason": ""}
            connection.execute(insert(t.decision).values(values))

    return report


def at_the_heads(connection: Connection, place: Any) -> None:
    """The report waits for the head of the place's division."""
    reported("submitted")(connection, place)
    steps = [{"role": "division_head", "divisions": [[place.division, "x"]]}, {"role": "mayor", "skipped": True}]
    connection.execute(update(t.report).where(t.report.c.id == place.report).values(steps=steps))


def stranded(connection: Connection, place: Any) -> None:
    """The report waits for the heads, of whom nobody can be asked."""
    reported("submitted")(connection, place)
    steps = [{"role": "division_head", "divisions": [[99_999, "x"]]}, {"role": "clerk"}]
    connection.execute(update(t.report).where(t.report.c.id == place.report).values(steps=steps))


def acting(connection: Connection, place: Any) -> None:
    """Somebody acts for the clerk."""
    connection.execute(update(t.acting_officer).where(t.acting_officer.c.id == place.acting).values(ended_at=None))


def with_photo(connection: Connection, place: Any) -> None:
    evidence.attach(connection, place.agency, "quarter_result", place.result, [place.media])


def without_photo(connection: Connection, place: Any) -> None:
    values = {"agency_id": place.agency, "act": "officer:result:changed", "subject_id": place.result, "channel": "x"}
    values |= {"details": {"was": {"media": [place.media]}}, "at": place.now}
    connection.execute(insert(t.audit).values(values))


def left(connection: Connection, place: Any) -> None:
    people.change(connection, place.agency, place.person, {"active": False, "left_at": place.now})


def invited(connection: Connection, place: Any) -> None:
    invites.issue(connection, place.agency, place.person, None, place.now)


def decide(act: str) -> Callable[[Any], d.Decide]:
    return lambda p: d.Decide(p.report, 1, act, "เหตุผล")


def over(connection: Connection, place: Any) -> None:
    """The plan is over."""
    before = {"framework": "2561-2565", "first_year": 2561, "last_year": 2565}
    connection.execute(update(t.plan).where(t.plan.c.agency_id == place.agency).values(before))


def nobodys(connection: Connection, place: Any) -> None:
    """The item is nobody's in particular."""
    connection.execute(update(t.plan_item).where(t.plan_item.c.id == place.item).values(officer_id=None))


def missing_result(connection: Connection, place: Any) -> None:
    """The item's first quarter lacks its result, and who is to record it can be reached."""
    connection.execute(delete(t.quarter_result).where(t.quarter_result.c.item_id == place.item))
    connection.execute(update(t.plan_item).where(t.plan_item.c.id == place.item).values(officer_id=place.person))
    bindings.bind(connection, place.person, "local", f"nudged {place.person}")


def heads_asked(connection: Connection, place: Any) -> None:
    connection.execute(update(t.agency).where(t.agency.c.id == place.agency).values(chain="division_head-clerk"))
    connection.execute(update(t.quarter_result).where(t.quarter_result.c.id == place.result).values(done=DONE))


def approved_by_head(connection: Connection, place: Any) -> None:
    values = {"agency_id": place.agency, "person_id": place.head, "result_id": place.result}
    checking.add(connection, [{**values, "seal": place.seal, "at": place.now, "batch": 1}])


IN_AGENCY = ("own", "foreign")
"""A thing of the whole agency: there is no other division's."""

ROWS = [
    Row("add an item", lambda p: item(p, None), OF_A_DIVISION),
    Row("change an item", lambda p: item(p, p.item), OF_A_DIVISION),
    Row("ask to delete an item", lambda p: c.AskDelete("item", p.item), {**OF_A_DIVISION, OFFICER: ""}),
    Row("delete an item", lambda p: c.Delete("item", p.item), {**OF_A_DIVISION, OFFICER: ""}),
    Row("delete a drafted item", lambda p: c.Delete("item", p.item), OF_A_DIVISION, drafted(t.plan_item, "item")),
    Row(
        "restore an item",
        lambda p: c.Restore("item", p.item),
        {**OF_A_DIVISION, OFFICER: ""},
        deleted(t.plan_item, "item"),
    ),
    Row("take in an item", lambda p: c.Accept("item", p.item), OF_THE_PLAN_OWNER, drafted(t.plan_item, "item")),
    Row("record a result", lambda p: c.RecordResult(p.item, Q1, 1, State.DONE), OF_A_DIVISION),
    Row("delete a result", lambda p: c.Delete("result", p.result), OF_A_DIVISION),
    Row(
        "restore a result",
        lambda p: c.Restore("result", p.result),
        OF_A_DIVISION,
        deleted(t.quarter_result, "result"),
    ),
    Row("write a section", lambda p: pc.SaveSection(p.item, "objectives", ("x",), stamp(())), OF_A_DIVISION),
    Row("copy a sheet", lambda p: pc.CopySheet(p.item, p.source), OF_A_DIVISION),
    Row("undo a change of a sheet", lambda p: pc.Undo(p.change), OF_A_DIVISION),
    Row("begin a plan", lambda p: pc.StartPlan(), {OWNER: "own"}, over, places=("own",)),
    Row(
        "give an item to somebody",
        lambda p: pc.AssignItem(p.item, p.person, None),
        {OWNER: "own other", HEAD: "own"},
        nobodys,
    ),
    Row("move an item", lambda p: pc.MoveItem(p.item, 1), OF_THE_PLAN_OWNER),
    *(
        Row(
            f"add to {part}", lambda p, part=part, row=row: pc.SaveRow(part, None, row), {OWNER: "own"}, places=("own",)
        )
        for part, row in PARTS.items()
    ),
    *(
        Row(
            f"write {what}",
            lambda p, what=what, about=about: pc.SavePaperwork(what, about, {}, stamp(what.blank(about))),
            {OWNER: "own"},
            places=("own",),
        )
        for what, about in PAPERWORK.items()
    ),
    Row("change the agency", lambda p: pc.SaveAgency({"digits": "arabic"}, p.stamp), {OWNER: "own"}, places=("own",)),
    Row(
        "ask for a missing result",
        lambda p: Nudge("item", p.item, Q1),
        {OWNER: "own other", HEAD: "own other", CLERK: "own other", MAYOR: "own other"},
        missing_result,
    ),
    Row(
        "ask for all missing results",
        lambda p: NudgeAll((Nudge("item", p.item, Q1),)),
        {OWNER: "own other", HEAD: "own other", CLERK: "own other", MAYOR: "own other"},
        missing_result,
    ),
    Row("be reminded of nothing", lambda p: Quiet(None), dict.fromkeys(Role, "own"), places=("own",)),
    Row("be reminded later", lambda p: PutOff(1), dict.fromkeys(Role, "own"), places=("own",)),
    Row("move a due day", lambda p: MoveDueDay(6, Step.OWNER, date(2027, 4, 9)), {OWNER: "own"}, places=("own",)),
    Row("let reports be made by themselves", lambda p: MakeReports(True), {OWNER: "own"}, places=("own",)),
    Row(
        "open a closed quarter",
        lambda p: Unlock(Quarter(2560, 1), date(2027, 1, 1), "x"),
        {OWNER: "own"},
        places=("own",),
    ),
    Row("add a division", lambda p: SaveDivision(None, "กองทดสอบ", ""), {OWNER: "own"}, places=("own",)),
    Row(
        "change a division",
        lambda p: SaveDivision(p.division, "กองทดสอบ", "", stamp((p.division_name, ""))),
        OF_THE_PLAN_OWNER,
    ),
    Row("remove a division", lambda p: DropDivision(p.division, p.third), OF_THE_PLAN_OWNER),
    Row("have no emblem", lambda p: pc.SaveEmblem(None), {OWNER: "own"}, places=("own",)),
    Row("add a measure", lambda p: measure(p, None), OF_A_DIVISION, places=("own", "other")),
    Row("change a measure", lambda p: measure(p, p.measure), OF_A_DIVISION),
    Row("delete a measure", lambda p: c.Delete("measure", p.measure), {**OF_A_DIVISION, OFFICER: ""}),
    Row(
        "restore a measure",
        lambda p: c.Restore("measure", p.measure),
        {**OF_A_DIVISION, OFFICER: ""},
        deleted(t.measure, "measure"),
    ),
    Row(
        "take in a measure", lambda p: c.Accept("measure", p.measure), OF_THE_PLAN_OWNER, drafted(t.measure, "measure")
    ),
    Row("record a measure's result", mresult, OF_A_DIVISION, deleted(t.measure_result, "mresult")),
    Row("delete a measure's result", lambda p: c.Delete("mresult", p.mresult), OF_A_DIVISION),
    Row(
        "restore a measure's result",
        lambda p: c.Restore("mresult", p.mresult),
        OF_A_DIVISION,
        deleted(t.measure_result, "mresult"),
    ),
    Row("keep a doubtful value", lambda p: c.Keep(p.mresult, "output:placeholder"), OF_A_DIVISION),
    Row("describe a measure", lambda p: SaveSingleMeasure(p.measure, 0, ("x",)), OF_A_DIVISION),
    Row(
        "write the ITA analysis",
        lambda p: c.SaveAnalysis(2570, 1, 2569, (), ("x",), ("x",)),
        {OFFICER: "own", OWNER: "own", HEAD: "own"},
        places=("own",),
    ),
    Row(
        "ask for a report",
        lambda p: c.AskReport(ReportKind.MEASURE_REPORT, About.of(R6)),
        OF_WHO_READS,
        places=("own",),
    ),
    Row(
        "ask for the sheet of an item",
        lambda p: c.AskReport(ReportKind.PROJECT_SHEET, About(R6.fiscal_year, subject=str(p.item))),
        {**OF_WHO_READS, OFFICER: "own"},
    ),
    Row(
        "ask for a plan",
        lambda p: c.AskReport(ReportKind.PLAN_FLAT, About(R6.fiscal_year)),
        dict.fromkeys((OWNER, HEAD, CLERK, MAYOR), "own"),
        places=("own",),
    ),
    Row("submit", decide("submit"), OF_THE_PLAN_OWNER, reported("draft"), places=IN_AGENCY),
    Row("ask to submit", decide("ask_submit"), {OFFICER: "own"}, reported("draft"), "already_decided", IN_AGENCY),
    Row("approve", decide("approve"), OF_THE_APPROVER, reported("submitted"), places=IN_AGENCY),
    Row("approve as a head", decide("approve"), {HEAD: "own"}, at_the_heads, places=IN_AGENCY),
    Row("return", decide("return"), OF_THE_APPROVER, reported("submitted"), places=IN_AGENCY),
    Row("undo", decide("undo"), OF_THE_APPROVER, reported("approved"), "already_decided", IN_AGENCY),
    Row("pass over who cannot be asked", decide("skip"), OF_THE_PLAN_OWNER, stranded, places=IN_AGENCY),
    Row(
        "name an acting officer",
        lambda p: d.NameActing(Post(CLERK), p.person, date(2027, 1, 1), date(2027, 1, 3)),
        {OWNER: "own other", CLERK: "own other"},
    ),
    Row(
        "end an acting officer", lambda p: d.EndActing(p.acting), {OWNER: "own", CLERK: "own"}, acting, places=IN_AGENCY
    ),
    Row(
        "let an acting officer go on",
        lambda p: d.EndActing(p.acting, back=True),
        {OWNER: "own", CLERK: "own"},
        acting,
        places=IN_AGENCY,
    ),
    Row("retry a parked message", lambda p: c.RetryParked(p.inbox), OF_THE_PLAN_OWNER, places=IN_AGENCY),
    Row("invite", lambda p: c.SavePerson(None, "x", "x", Role.OFFICER, p.division), OF_THE_PLAN_OWNER),
    Row("change a person", lambda p: c.SavePerson(p.person, "x", "x", Role.CLERK, None), OF_THE_PLAN_OWNER),
    Row("give a code", lambda p: c.GiveCode(p.person), OF_THE_PLAN_OWNER),
    Row("take a code back", lambda p: c.RevokeCode(p.person), OF_THE_PLAN_OWNER, invited),
    Row("end somebody's duty", lambda p: c.EndDuty(p.person), OF_THE_PLAN_OWNER),
    Row("undo the end of a duty", lambda p: c.ResumeDuty(p.person), OF_THE_PLAN_OWNER, left),
    Row("give oneself a code", lambda p: c.GiveCode(p.me), dict.fromkeys(Role, "own"), places=("own",)),
    Row("leave a chat", lambda p: c.LeaveChannel(), dict.fromkeys(Role, "own"), places=("own",)),
    Row("get a template", lambda p: ShowTemplate(ReportKind.MEASURE_REPORT), {OWNER: "own"}, places=("own",)),
    Row(
        "change a template",
        lambda p: ChangeTemplate(ReportKind.MEASURE_REPORT, p.media),
        OF_THE_PLAN_OWNER,
        places=IN_AGENCY,
    ),
    Row(
        "go back to a template",
        lambda p: UseTemplate(ReportKind.MEASURE_REPORT, p.template),
        OF_THE_PLAN_OWNER,
        places=IN_AGENCY,
    ),
    Row(
        "approve the clean results of a quarter",
        lambda p: CheckResults(Q1, p.mark),
        {HEAD: "own"},
        heads_asked,
        places=("own",),
    ),
    Row("approve a result", lambda p: CheckResult(Q1, p.result, p.seal), {HEAD: "own"}, heads_asked, places=IN_AGENCY),
    Row("undo that", lambda p: UndoCheck(1), {HEAD: "own"}, approved_by_head, "already_gone", IN_AGENCY),
    Row("verify a code", lambda p: VerifyCode("BBBBBBBBBBBB"), OF_WHO_READS, places=("own",)),
    Row("verify a file", lambda p: VerifyFile(p.media), OF_WHO_READS, places=IN_AGENCY),
    Row("look at a report", lambda p: LookAt(p.report), OF_WHO_READS, places=IN_AGENCY),
    Row("write a caption", lambda p: g.SaveCaption(p.result, p.media, "x"), OF_A_DIVISION, with_photo),
    Row("take a photo out", lambda p: g.DropPhoto(p.result, p.media), OF_A_DIVISION, with_photo),
    Row("put a photo back", lambda p: g.PutBackPhoto(p.result, p.media, 0), OF_A_DIVISION, without_photo),
    Row("ask for a history", lambda p: AskHistory("report", p.report), OF_WHO_READS, places=IN_AGENCY),
]


class Undone(Exception):  # noqa: N818
    """Rolls a cell back."""


class Table:
    """The sample agency with one person of each role in the first division, and things of three places."""

    def __init__(self, world: Any) -> None:
        self.world, self.now = world, world.clock.now()
        world.database.write_now(self._fill)

    def _fill(self, connection: Connection) -> None:
        foreign = sample.load(connection, sample._data(), self.now)
        self.places = {
            "own": self._place(connection, 1, "สำนักปลัด"),
            "other": self._place(connection, 1, "กองคลัง"),
            "foreign": self._place(connection, foreign, "สำนักปลัด"),
        }
        division = self.places["own"].division
        values = {"position": "x", "division_id": division, "active": True}
        self.who = {
            role: people.add(connection, 1, {**values, "name": f"ผู้ทดสอบ {role.value}", "role": role.value})
            for role in Role
        }
        for role, person_id in self.who.items():
            bindings.bind(connection, person_id, "local", f"rights-{role.value}")
        # the approved report was approved by the clerk of this table
        self.places["own"].clerk = self.places["other"].clerk = self.who[CLERK]
        self.places["own"].head = self.places["other"].head = self.who[HEAD]
        self.places["foreign"].clerk = self.places["foreign"].head = self.places["foreign"].person

    def _place(self, connection: Connection, agency: int, name: str) -> SimpleNamespace:
        """A division with an item, a measure, their results, a report, a parked message and a person without items."""
        d = t.division
        division = connection.scalar(select(d.c.id).where(d.c.agency_id == agency, d.c.name == name))
        p = SimpleNamespace(agency=agency, division=division, division_name=name, now=self.now)

        p.third = connection.scalar(select(d.c.id).where(d.c.agency_id == agency, d.c.name == "กองช่าง"))

        def first(table: Any) -> int:
            mine = table.c.agency_id == agency, table.c.division_id == division
            return connection.scalar(select(table.c.id).where(*mine).order_by(table.c.id))

        p.item, p.measure = first(t.plan_item), first(t.measure)
        others = t.plan_item.c.agency_id == agency, t.plan_item.c.id != p.item
        p.source = connection.scalar(select(t.plan_item.c.id).where(*others).order_by(t.plan_item.c.id.desc()))
        if p.source not in plan_parts.sheets(connection, agency, [p.source]):
            plan_parts.save_sheet(connection, agency, ProjectSheet(p.source, place="x"))
        values = {
            "agency_id": agency,
            "act": "plan_owner:sheet.objectives:changed",
            "subject_id": p.item,
            "channel": "x",
        }
        values |= {"details": {"before": [], "after": stamp(())}, "at": self.now}
        p.stamp = stamp(people.agency_of(connection, agency))
        p.change = connection.execute(insert(t.audit).values(values).returning(t.audit.c.id)).scalar_one()
        values = {"state": "done", "done": "x", "recorded_at": self.now}
        p.result, _ = plan.save_result(connection, agency, p.item, Q1, values, None)
        p.seal = seal(replace(plan.result(connection, agency, p.item, Q1), done=DONE))
        p.mark = stamp([p.seal])
        values = {"details": ["x"], "first_day": PERIOD[0], "last_day": PERIOD[1], "recorded_at": self.now}
        p.mresult, _ = measures.save_result(connection, agency, p.measure, 6, values, None)
        values = {"name": f"คนของ{name}", "position": "x", "role": "officer", "division_id": division, "active": True}
        p.person = people.add(connection, agency, values)
        values = {"agency_id": agency, "person_id": p.person, "role": "clerk", "ended_at": self.now}
        values |= {"first_day": PERIOD[0], "last_day": PERIOD[1], "named_by": p.person}
        p.acting = approvals.name_acting(connection, values)
        if (report := connection.scalar(select(t.report.c.id).where(t.report.c.agency_id == agency))) is None:
            values = {"agency_id": agency, "kind": "measure_report", "fiscal_year": 2570, "round": 6, "version": 1}
            values |= {"state": "draft", "fingerprint": "", "requested_by": p.person, "created_at": self.now}
            report = connection.execute(insert(t.report).values(values).returning(t.report.c.id)).scalar_one()
        p.report = report
        values = {"agency_id": agency, "person_id": p.person, "state": "ready", "created_at": self.now}
        p.media = evidence.add_media(connection, values)
        if (file := connection.scalar(select(t.stored_file.c.id).where(t.stored_file.c.agency_id == agency))) is None:
            values = {"id": f"file{agency}", "agency_id": agency, "name": "x", "mime": "x", "size": 1, "key": "x"}
            connection.execute(insert(t.stored_file).values(**values, sha256="x", created_at=self.now))
            file = f"file{agency}"
            connection.execute(update(t.report).where(t.report.c.id == report).values(draft_file=file))
            templates.use(connection, agency, "measure_report", file, p.person, self.now)
            templates.use(connection, agency, "measure_report", "", p.person, self.now)
        mine = t.agency_template.c.agency_id == agency, t.agency_template.c.file == file
        p.template = connection.scalar(select(t.agency_template.c.id).where(*mine))
        values = {
            "channel": "local",
            "key": f"parked {agency} {name}",
            "address": "x",
            "person_id": p.person,
            "raw": {},
        }
        values |= {"lane": f"p:{p.person}", "at": self.now, "stored_at": self.now, "state": "parked"}
        p.inbox = connection.execute(insert(t.inbox).values(values).returning(t.inbox.c.id)).scalar_one()
        return p

    @contextmanager
    def cell(self) -> Iterator[Connection]:
        """A transaction that leaves no trace."""
        database = self.world.database
        with pytest.raises(Undone), database._writing() as connection:
            yield connection
            raise Undone

    def outcome(self, row: Row, role: Role, place: str, ids: Mapping[str, int] = {}) -> str:
        """`done`, or the code of the problem; `ids` are ordered instead of those of the place."""
        p = SimpleNamespace(**{**vars(self.places[place]), **ids, "me": self.who[role]})
        came = ""
        with self.cell() as connection:
            row.before(connection, self.places[place])
            acting = people.acting(connection, self.who[role])
            scope = Scope(connection, acting, self.now)
            try:
                commands.run(row.command(p), commands.From(scope, "local", f"rights-{role.value}", []))
                came = "done"
            except Problem as problem:
                came = problem.code
        return came


@pytest.fixture
async def table(world) -> Table:
    return Table(world)


def test_the_whole_table(table: Table) -> None:
    strange = {}
    for row in ROWS:
        for place in row.places:
            for role in Role:
                came = table.outcome(row, role, place)
                if place == "foreign":
                    right = came != "done"
                else:
                    right = came == ("done" if place in row.may.get(role, "").split() else row.refusal)
                if not right:
                    strange[row.name, place, role.value] = came
    assert strange == {}


THINGS = (
    "division",
    "source",
    "change",
    "stamp",
    "item",
    "measure",
    "result",
    "mresult",
    "report",
    "acting",
    "inbox",
    "person",
    "media",
    "template",
)


def test_a_foreign_thing_is_as_unknown_as_one_that_never_was(table: Table) -> None:
    """The plan owner, who may do everything at home, is answered as for a number that nothing has."""
    strange = {}
    for row in ROWS:
        if "foreign" in row.places and row.name not in {"add an item", "invite"}:  # these name no thing
            foreign = {name: getattr(table.places["foreign"], name) for name in THINGS}
            came = [table.outcome(row, OWNER, "own", ids) for ids in (foreign, dict.fromkeys(THINGS, 99_999))]
            if came[0] == "done" or came[0] != came[1]:
                strange[row.name] = came
    assert strange == {}


def test_every_command_has_its_row() -> None:
    p = SimpleNamespace(**dict.fromkeys((*THINGS, "division_name", "third", "me", "mark", "seal"), 1))
    assert {type(row.command(p)) for row in ROWS} == set(commands._COMMANDS)
