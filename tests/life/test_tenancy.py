"""Nobody reaches another agency's rows, whatever numbers a button or a command carries."""

import inspect
import itertools
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot import commands, sample
from bot.dialogs.registry import OPENERS
from bot.domain import commands as c
from bot.domain import decisions as d
from bot.domain import gallery as g
from bot.domain import plan_commands as pc
from bot.domain.agency import Role
from bot.domain.approval import Post
from bot.domain.checking import CheckResult, CheckResults, UndoCheck
from bot.domain.completeness import Nudge, NudgeAll
from bot.domain.cycle import MoveDueDay, PutOff, Quiet, Unlock
from bot.domain.divisions import DropDivision, SaveDivision
from bot.domain.fiscal import Quarter, Round
from bot.domain.history import AskHistory
from bot.domain.ita import ItaItems
from bot.domain.paperwork import MemoText, Paperwork, RoundNote, Term
from bot.domain.parts import Part, stamp
from bot.domain.plan import ItemKind, State
from bot.domain.plan_document import Announcement, Indicator, Order, RiskControl, RiskRow, Signatory
from bot.domain.report import About, ReportKind
from bot.domain.round_reports import MakeReports
from bot.domain.sheet import ProjectSheet
from bot.domain.single_measure import SaveSingleMeasure, SingleMeasure
from bot.domain.templates import ChangeTemplate, LookAt, ShowTemplate, UseTemplate
from bot.domain.verification import VerifyCode, VerifyFile
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import (
    approvals,
    cycle,
    evidence,
    measures,
    paperwork,
    people,
    plan,
    plan_parts,
    single_measures,
    templates,
)
from storage import tables as t
from storage.people import acting

HIDDEN = "ซ่อนเร้น"
"""Stands in every text of the other agency."""
Q1, R6 = Quarter(2570, 1), Round(2570, 6)
MEMO, ORDERED = Paperwork.MEMO, About(2566, subject="order")


class Other:
    """A second agency in the same database, with a row of every kind, and the ids of those rows."""

    def __init__(self, world) -> None:
        self.world = world
        text = (
            json.dumps(sample._data(), ensure_ascii=False)
            .replace("สุจริต", HIDDEN)
            .replace("โครงการ", f"โครงการ{HIDDEN}")
        )
        data = json.loads(text)
        for row in (*data["people"], *data["measures"]):
            row["name"] += HIDDEN
        self.agency = world.database.write_now(sample.load, data, world.clock.now())
        world.database.write_now(self._fill)

    def _fill(self, connection) -> None:
        def first(table) -> int:
            return connection.scalar(select(table.c.id).where(table.c.agency_id == self.agency).order_by(table.c.id))

        now, day = self.world.clock.now(), self.world.clock.now().date()
        self.person, self.item, self.measure = first(t.person), first(t.plan_item), first(t.measure)
        self.division = first(t.division)
        self.division_name = connection.scalar(select(t.division.c.name).where(t.division.c.id == self.division))
        values = {"state": "done", "done": HIDDEN, "recorded_at": now}
        self.result, _ = plan.save_result(connection, self.agency, self.item, Q1, values, None)
        values = {"details": [HIDDEN], "first_day": day, "last_day": day, "recorded_at": now}
        self.mresult, _ = measures.save_result(connection, self.agency, self.measure, 6, values, None)
        values = {"agency_id": self.agency, "person_id": self.person, "state": "ready", "mime": "image/jpeg"}
        self.media = evidence.add_media(connection, {**values, "name": HIDDEN, "created_at": now})
        evidence.attach(connection, self.agency, "quarter_result", self.result, [self.media])
        self.plan = first(t.plan)
        plan_parts.save_sheet(connection, self.agency, ProjectSheet(self.item, (HIDDEN,)))
        plan_parts.save_indicators(connection, self.agency, self.plan, [Indicator(HIDDEN, "", {})])
        controls = (RiskControl(HIDDEN, self.item),)
        plan_parts.save_risks(connection, self.agency, self.plan, [RiskRow(HIDDEN, (), controls)])
        plan_parts.save_order(connection, self.agency, self.plan, Order(HIDDEN, (), ()))
        plan_parts.save_announcement(connection, self.agency, self.plan, Announcement(HIDDEN))
        paperwork.save_terms(connection, self.agency, [Term("mayor", Signatory(HIDDEN, HIDDEN))])
        paperwork.save_emblem(connection, self.agency, self.media)
        paperwork.save_ita_items(connection, self.agency, 2570, ItaItems(plan="O99"))
        paperwork.save_memo(connection, self.agency, MemoText(submits="order", fiscal_year=2566, number=HIDDEN))
        paperwork.save_note(connection, self.agency, RoundNote(2570, 6, (HIDDEN,)))
        written = SingleMeasure(code="intent", fiscal_year=2570, background=(HIDDEN,))
        single_measures.save(connection, self.agency, written, 0)
        cycle.unlock(connection, self.agency, Q1.code, day, HIDDEN, self.person, now)
        values = {"agency_id": self.agency, "kind": "measure_report", "fiscal_year": 2570, "round": 6, "version": 1}
        values |= {"state": "submitted", "fingerprint": HIDDEN, "requested_by": self.person, "created_at": now}
        values |= {"steps": [{"role": "clerk"}]}
        self.report = connection.execute(insert(t.report).values(values).returning(t.report.c.id)).scalar_one()
        values = {"agency_id": self.agency, "person_id": self.person, "role": "clerk", "named_by": self.person}
        self.acting = approvals.name_acting(connection, {**values, "first_day": day, "last_day": day})
        values = {"agency_id": self.agency, "result_id": self.result, "seal": "x", "person_id": self.person}
        connection.execute(insert(t.result_check).values(**values, at=now, batch=1))
        values = {"agency_id": self.agency, "report_id": self.report, "what": "item", "subject_id": self.item}
        values |= {"period": Q1.code, "reason": HIDDEN, "person_id": self.person, "at": now}
        connection.execute(insert(t.mark).values(values))
        values = {"id": "0" * 32, "agency_id": self.agency, "name": HIDDEN, "mime": "x/y", "size": 1, "key": HIDDEN}
        connection.execute(insert(t.stored_file).values(**values, sha256="", created_at=now))
        connection.execute(update(t.report).where(t.report.c.id == self.report).values(draft_file="0" * 32))
        templates.use(connection, self.agency, "measure_report", "0" * 32, self.person, now)
        self.template = first(t.agency_template)
        values = {"agency_id": self.agency, "act": "plan_owner:sheet.rationale:changed", "subject_id": self.item}
        values |= {"channel": "local", "details": {"before": [], "after": stamp((HIDDEN,))}, "at": now}
        self.change = connection.execute(insert(t.audit).values(values).returning(t.audit.c.id)).scalar_one()
        values = {"id": "hiddenid", "person_id": self.person, "dialog": "add_measure", "args": [], "rev": 1}
        values |= {"status": "paused", "state": {"answers": {"name": {"v": HIDDEN}}}, "updated_at": now}
        connection.execute(insert(t.session).values(values))
        values = {"channel": "local", "key": HIDDEN, "address": str(self.person), "person_id": self.person, "raw": {}}
        values |= {"lane": f"p:{self.person}", "at": now, "stored_at": now, "state": "parked", "dialog": HIDDEN}
        self.inbox = connection.execute(insert(t.inbox).values(values).returning(t.inbox.c.id)).scalar_one()

    def everything(self) -> dict[str, list[Any]]:
        """Every row of the agency."""
        persons = select(t.person.c.id).where(t.person.c.agency_id == self.agency)
        items = select(t.plan_item.c.id).where(t.plan_item.c.agency_id == self.agency)
        found = {}
        for table in t.metadata.sorted_tables:
            if "agency_id" in table.c:
                query = select(table).where(table.c.agency_id == self.agency)
            elif "person_id" in table.c:
                query = select(table).where(table.c.person_id.in_(persons))
            elif "item_id" in table.c:
                query = select(table).where(table.c.item_id.in_(items))
            elif table is t.agency:
                query = select(table).where(table.c.id == self.agency)
            else:
                continue  # an account's, not an agency's
            found[table.name] = self.world.rows(query)
        return found


@pytest.fixture
def other(world) -> Other:
    made = Other(world)
    empty = [name for name, rows in made.everything().items() if not rows]
    assert set(empty) <= {
        "outbox",
        "decision",
        "document_request",
        "audit",
        "invite",
        "reminder",
        "link",
        "errand",
        "round_report",
    }
    return made


def arguments(other: Other) -> dict[str, list[Any]]:
    """What to put for each parameter of an opener; a new one has to be named here."""
    return {
        "item_id": [other.item],
        "measure_id": [other.measure],
        "report_id": [other.report],
        "result_id": [other.mresult, other.result],
        "media_id": [other.media],
        "inbox_id": [other.inbox],
        "person_id": [other.person],
        "division_id": [other.division],
        "sure": ["no"],
        "switch": ["on", "off"],
        "row_id": [other.item, other.result, other.measure, other.mresult],
        "what": ["item", "result", "measure", "mresult", "report"],
        "subject_id": [other.item, other.measure, other.result, other.report],
        "page": [0],
        "days": [7],
        "quarter_code": [Q1.code],
        "round_code": [R6.code],
        "kind": ["measure_report"],
        "version": [1],
        "field": ["output"],
        "batch": [other.change],
        "code": ["placeholder", Q1.code, R6.code, ORDERED.code],
        "by": ["division", "person", "dimension", "report"],
        "key": [other.division, other.person],
        "number": [other.item, other.measure, other.acting],
        "year": [2570],
        "fiscal_year": [2570],
        "section": ["objectives"],
        "mark": [stamp((HIDDEN,)), stamp(())],
        "change_id": [other.change],
        "template_id": [other.template],
        "name": [part.value for part in Part],
        "place": [0, 1],
        "first": [1, 4],
    }


def tokens(other: Other) -> list[str]:
    """Every button that names something of the other agency."""
    known = arguments(other)
    found = [f"a.{other.report}.1.{act}" for act in ("submit", "approve", "return", "undo", "skip", "ask_submit")]
    found += ["r.hiddenid", "v.hiddenid", "1.hiddenid.1.save"]
    for name, opener in OPENERS.items():
        names = list(inspect.signature(opener).parameters)[1:]
        for values in itertools.product(*(known[parameter] for parameter in names)):
            found.append(".".join(("o", name, *map(str, values))))
    return found


@pytest.mark.parametrize("who", ["officer", "plan_owner", "clerk"])
async def test_no_button_reads_or_changes_another_agency(world, other, who):
    person = world.people()[who]
    before = other.everything()
    for token in tokens(other):
        said = await world.send(person, {"kind": "tap", "token": token, "label": ""})
        assert said, token
        assert HIDDEN not in str(said), token
    for words in ("เมนู", "สิ่งที่ต้องทำ", "ข้อความที่ติดค้าง", "โครงการในแผน"):
        assert HIDDEN not in str(await world.say(person, words))
    assert other.everything() == before


def forbidden(other: Other) -> list[Any]:
    """Every command, with numbers of the other agency."""
    own = date(2026, 10, 1), date(2027, 9, 30)
    item = {"version": 1, "mission": "1.1.1", "sub_mission": "", "kind": ItemKind.PROJECT, "title": "x"}
    item |= {"target_group": "x", "amounts": {2570: Decimal(1)}, "period": own, "outputs": ("x",), "outcomes": ("x",)}
    measure = {"version": 1, "fiscal_year": 2570, "name": "x", "practices": (), "procedure": (), "owner": "x"}
    result = {"round": R6, "version": None, "details": ("x",), "period": own, "output": "x", "outcome": "x"}
    return [
        c.SaveItem(item_id=other.item, division_id=1, **item),
        c.SaveItem(item_id=None, division_id=other.division, **item),
        c.RecordResult(other.item, Q1, None, State.DONE),
        c.RecordResult(other.item, Q1, 1, State.DONE),
        c.SaveMeasure(measure_id=other.measure, monitoring="", rounds=(6,), **measure),
        c.RecordMeasureResult(measure_id=other.measure, **result),
        *(kind("item", other.item) for kind in (c.AskDelete, c.Delete, c.Restore, c.Accept)),
        *(kind("measure", other.measure) for kind in (c.AskDelete, c.Delete, c.Restore, c.Accept)),
        *(kind("result", other.result) for kind in (c.AskDelete, c.Delete, c.Restore)),
        *(kind("mresult", other.mresult) for kind in (c.AskDelete, c.Delete, c.Restore)),
        SaveSingleMeasure(other.measure, 1, ("x",)),
        c.Keep(other.mresult, "output:placeholder"),
        *(
            d.Decide(other.report, 1, act, "เหตุผล")
            for act in ("submit", "approve", "return", "undo", "skip", "ask_submit")
        ),
        d.NameActing(Post(Role.CLERK), other.person, own[0], own[1]),
        d.EndActing(other.acting),
        d.EndActing(other.acting, back=True),
        c.RetryParked(other.inbox),
        pc.SaveSection(other.item, "rationale", ("x",), stamp((HIDDEN,))),
        pc.CopySheet(other.item, 1),
        pc.CopySheet(1, other.item),
        pc.MoveItem(other.item, 1),
        pc.AssignItem(other.item, 1, None),
        pc.AssignItem(1, other.person, None),
        pc.SaveRow(Part.RISKS, None, RiskRow("x", (), (RiskControl("x", other.item),))),
        pc.SaveEmblem(other.media),
        pc.SavePaperwork(MEMO, ORDERED, {"division_id": other.division}, stamp(MEMO.blank(ORDERED))),
        SaveDivision(other.division, "x", "", stamp((other.division_name, ""))),
        DropDivision(other.division, 1),
        DropDivision(1, other.division),
        pc.Undo(other.change),
        c.SavePerson(other.person, "x", "x", Role.OFFICER, 1),
        c.SavePerson(None, "x", "x", Role.OFFICER, other.division),
        *(kind(other.person) for kind in (c.GiveCode, c.RevokeCode, c.EndDuty, c.ResumeDuty)),
        c.EndDuty(1, other.person),
        ChangeTemplate(ReportKind.MEASURE_REPORT, other.media),
        UseTemplate(ReportKind.MEASURE_REPORT, other.template),
        LookAt(other.report),
        VerifyFile(other.media),
        CheckResults(Q1, "x"),
        CheckResult(Q1, other.result, "x"),
        UndoCheck(other.change),
        g.SaveCaption(other.result, other.media, "x"),
        g.DropPhoto(other.result, other.media),
        g.PutBackPhoto(other.result, other.media, 0),
        Nudge("item", other.item, Q1),
        Nudge("measure", other.measure, R6),
        NudgeAll((Nudge("item", other.item, Q1), Nudge("measure", other.measure, R6))),
        AskHistory("item", other.item),
        AskHistory("measure", other.measure),
        AskHistory("result", other.result),
        AskHistory("report", other.report),
    ]


@pytest.mark.parametrize("who", ["plan_owner", "clerk"])
async def test_no_command_changes_another_agency(world, other, who):
    before = other.everything()
    tried = forbidden(other)
    harmless = {
        c.AskReport,
        c.SaveAnalysis,
        c.LeaveChannel,
        pc.SaveAgency,
        pc.StartPlan,
        ShowTemplate,
        MakeReports,
        MoveDueDay,
        Unlock,
        Quiet,
        VerifyCode,
        PutOff,
    }  # these name no row
    assert {type(command) for command in tried} == set(commands._COMMANDS) - harmless
    for command in tried:

        def run(connection, command=command) -> None:
            scope = Scope(connection, acting(connection, world.people()[who]), world.clock.now())
            commands.run(command, commands.From(scope, "local", "1", []))

        with pytest.raises(Problem):
            world.database.write_now(run)
    assert other.everything() == before


async def test_another_agencys_photo_is_no_evidence_and_its_files_are_not_handed_out(world, other):
    def run(connection) -> None:
        scope = Scope(connection, acting(connection, world.people()["plan_owner"]), world.clock.now())
        command = c.RecordResult(1, Q1, None, State.DONE, done="ทำแล้ว", media=(other.media,))
        commands.run(command, commands.From(scope, "local", "1", []))

    world.database.write_now(run)
    assert [row.agency_id for row in world.rows(select(t.evidence))] == [other.agency]
    assert await world.local.file(f"m{other.media}") is None
    assert await world.local.file("0" * 32) is None


async def test_a_reset_forgets_its_own_agency_only(world, other):
    before = other.everything()
    await world.say(world.people()["officer"], "เมนู")
    await world.local.reset()
    assert other.everything() == before
    assert world.people()


async def test_a_reset_leaves_no_photo_and_no_document(world):
    people_of = world.people()
    await world.local.store_media(people_of["officer"], world.key(), "", "a.jpg", "image/jpeg", b"not a picture", "")
    await world.tap(people_of["plan_owner"], f"o.ask_report.{ReportKind.MEASURE_REPORT}.{R6.code}")
    await world.service.settled()
    root = world.product.files.root
    assert [path for path in root.rglob("*") if path.is_file()]
    await world.local.reset()
    assert not [path for path in root.rglob("*") if path.is_file()]


async def test_a_report_asked_for_shows_its_own_agency(world, other):
    owner = world.people()["plan_owner"]
    await world.tap(owner, f"o.ask_report.{ReportKind.MEASURE_REPORT}.{R6.code}")
    row = world.rows(select(t.stored_file).where(t.stored_file.c.agency_id != other.agency))[0]
    assert HIDDEN.encode() not in await world.product.files.get(row.key)
    data = world.database.read_now(people.agency_of, other.agency)
    assert HIDDEN in data.name
