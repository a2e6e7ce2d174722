"""Changes of sheets, lists and the items' order: nothing is written over unseen, and each can be taken back; on both databases."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from life.test_plan_parts import ORDER, RISKS, SHEET
from sqlalchemy import select

from bot import commands
from bot.domain import plan_commands as c
from bot.domain.paperwork import Paperwork, Term
from bot.domain.parts import Part, stamp
from bot.domain.plan import years_of_next
from bot.domain.plan_document import Announcement, Indicator, Signatory
from bot.domain.report import About, ReportKind
from bot.domain.sheet import ProjectSheet
from bot.facts.scope import Scope
from bot.frameworks import current_framework
from bot.messages import File
from bot.problems import Problem
from bot.reporting import kinds
from storage import paperwork, parts, people, plan, plan_parts, tables

TWO: dict[Part, tuple[Any, ...]] = {
    Part.INDICATORS: (Indicator("ก", "ร้อยละ", {2570: Decimal("1.5")}, "ปี 2568"), Indicator("ข", "เรื่อง", {})),
    Part.RISKS: RISKS,
    Part.ORDER: (replace(ORDER, signed_on=date(2026, 10, 1)),),
    Part.ANNOUNCEMENT: (Announcement("ใช้แผน", ("ตามที่",), date(2026, 10, 1)),),
    Part.SIGNATORIES: (
        Term("clerk", Signatory("นายหนึ่ง ทดสอบ", "ปลัด")),
        Term("clerk", Signatory("นายสอง ทดสอบ", "รองปลัด", "ปลัด"), date(2026, 10, 1), date(2027, 1, 31)),
    ),
}
SECTIONS = [field.name for field in fields(ProjectSheet) if field.name not in {"item_id", "version"}]


class Owner:
    """The plan owner, ordering."""

    def __init__(self, world: Any) -> None:
        self.world, self.id = world, world.people()["plan_owner"]

    def order(self, command: Any, notes: list[Any] | None = None) -> Any:
        def run(connection: Any) -> Any:
            scope = Scope(connection, people.acting(connection, self.id), self.world.clock.now())
            return commands.run(command, commands.From(scope, "local", "1", [] if notes is None else notes))

        return self.world.database.write_now(run)

    def told(self, command: Any) -> list[int]:
        """Whom else the command told."""
        notes: list[Any] = []
        self.order(command, notes)
        return [note.person_id for note in notes]

    def refused(self, command: Any) -> str:
        with pytest.raises(Problem) as problem:
            self.order(command)
        return problem.value.code

    def rows(self, part: Part) -> tuple[Any, ...]:
        row = self.world.rows(select(tables.plan.c.agency_id, tables.plan.c.id))[0]
        return self.world.database.read_now(parts.rows, row[0], row[1], part)

    def sheet(self, item_id: int) -> ProjectSheet:
        found = self.world.database.read_now(plan_parts.sheets, 1, [item_id])
        return replace(found.get(item_id) or ProjectSheet(item_id), version=0)


@pytest.fixture
async def owner(world: Any) -> Owner:
    return Owner(world)


@pytest.mark.parametrize("part", Part)
async def test_a_row_is_added_changed_taken_out_and_brought_back(owner: Owner, part: Part):
    for row in TWO[part]:
        owner.order(c.SaveRow(part, None, row))
    assert owner.rows(part) == TWO[part]
    first = TWO[part][0]
    if part.single:
        assert owner.refused(c.SaveRow(part, None, first)) == "changed_meanwhile"
    assert owner.refused(c.SaveRow(part, 0, first, "")) == "changed_meanwhile"
    gone = owner.order(c.SaveRow(part, 0, None, stamp(first)))
    assert (gone.removed, gone.row, owner.rows(part)) == (True, first, TWO[part][1:])
    assert owner.refused(c.SaveRow(part, 0, None, stamp(first))) == ("already_gone" if part.single else "changed_since")
    owner.order(c.Undo(gone.change_id))
    assert owner.rows(part) == TWO[part]
    assert owner.refused(c.Undo(gone.change_id)) == "place_taken"


SAYS: list[tuple[Paperwork, About, dict[str, Any], str]] = [
    (Paperwork.MEMO, About(2570, 6, "follow_up"), {"number": "ก 1/2", "facts": ("ก", "ข")}, "memo"),
    (Paperwork.MEMO, About(2570, 6, "single_measure_report-intent"), {"dated": date(2027, 4, 9)}, "memo"),
    (Paperwork.NOTE, About(2570, 12), {"problems": ("ก", "ข")}, "round_note"),
    (Paperwork.ITA, About(2570), {"yearly": "O26"}, "ita_item"),
]


@pytest.mark.parametrize(("what", "about", "says", "table"), SAYS)
async def test_paperwork_is_written_forgotten_and_brought_back(owner: Owner, what, about, says, table):
    def now() -> Any:
        return owner.world.database.read_now(paperwork.written, 1, what, about)

    blank = what.blank(about)
    written = replace(blank, **says)
    first = owner.order(c.SavePaperwork(what, about, says, stamp(blank)))
    assert (first.forgotten, now()) == (False, written)
    assert owner.refused(c.SavePaperwork(what, about, {}, stamp(blank))) == "changed_meanwhile"
    gone = owner.order(c.SavePaperwork(what, about, {}, stamp(written)))
    assert (gone.forgotten, now()) == (True, blank)
    assert not owner.world.rows(select(tables.metadata.tables[table]))
    assert owner.refused(c.Undo(first.change_id)) == "place_taken"
    owner.order(c.Undo(gone.change_id))
    assert now() == written


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (Paperwork.MEMO, "2570-r6"),
        (Paperwork.MEMO, "2570_count_summary"),
        (Paperwork.NOTE, "2570"),
        (Paperwork.NOTE, "2570-r3"),
        (Paperwork.ITA, "2570-r6"),
    ],
)
def test_nothing_is_written_about_what_there_never_is(what: Paperwork, code: str):
    with pytest.raises(ValueError):
        what.blank(About.parse(code))


@pytest.mark.parametrize("section", SECTIONS)
async def test_a_section_is_cleared_and_brought_back(owner: Owner, section: str):
    value, nothing = getattr(SHEET, section), getattr(ProjectSheet(1), section)
    owner.order(c.SaveSection(1, section, value, stamp(nothing)))
    assert owner.refused(c.SaveSection(1, section, value, stamp(nothing))) == "changed_meanwhile"
    cleared = owner.order(c.SaveSection(1, section, None, stamp(value)))
    assert owner.sheet(1) == ProjectSheet(1)
    owner.order(
        c.SaveSection(1, "place" if section != "place" else "objectives", None, stamp("" if section != "place" else ()))
    )
    owner.order(c.Undo(cleared.change_id))
    assert getattr(owner.sheet(1), section) == value


async def test_two_people_write_different_sections_at_once(owner: Owner):
    owner.order(c.SaveSection(1, "place", "วัด", stamp("")))
    owner.order(c.SaveSection(1, "objectives", ("เพื่อ",), stamp(())))
    assert owner.sheet(1) == ProjectSheet(1, objectives=("เพื่อ",), place="วัด")


async def test_copying_fills_what_is_empty_and_can_be_undone(owner: Owner):
    owner.world.database.write_now(plan_parts.save_sheet, 1, replace(SHEET, item_id=2))
    item = owner.world.database.read_now(plan.item, 1, 1)
    elsewhere = next(year for year in range(2566, 2571) if not item.active_in(year))
    strange = replace(SHEET.costs[1], fiscal_year=elsewhere)
    owner.world.database.write_now(
        plan_parts.save_sheet, 1, replace(SHEET, item_id=2, version=1, costs=(*SHEET.costs, strange))
    )
    owner.order(c.SaveSection(1, "place", "ที่อื่น", stamp("")))
    before = owner.sheet(1)
    copied = owner.order(c.CopySheet(1, 2))
    assert owner.sheet(1) == replace(SHEET, place="ที่อื่น")
    assert owner.refused(c.CopySheet(1, 2)) == "nothing_to_copy"
    owner.order(c.Undo(copied.change_id))
    assert owner.sheet(1) == before


async def test_nothing_but_a_change_can_be_undone(owner: Owner):
    saved = owner.order(c.SaveAgency({"digits": "arabic"}, stamp(owner.world.database.read_now(people.agency_of, 1))))
    assert saved.agency.digits == "arabic"
    newest = owner.world.one(select(tables.audit.c.id).order_by(tables.audit.c.id.desc()))
    assert owner.refused(c.Undo(newest)) == "already_gone"
    assert owner.refused(c.SaveAgency({"digits": "thai"}, "old")) == "changed_meanwhile"


async def test_an_item_is_given_to_somebody_who_can_report_it(owner: Owner):
    def now() -> int | None:
        return owner.world.database.read_now(plan.item, 1, 1).officer_id

    people_of, before = owner.world.people(), now()
    mine, other = people_of["officer"], people_of["finance_officer"]
    owner.order(c.AssignItem(1, None, before))
    assert owner.told(c.AssignItem(1, mine, None)) == [mine]
    assert now() == mine
    assert owner.refused(c.AssignItem(1, None, None)) == "changed_meanwhile"
    assert owner.refused(c.AssignItem(1, other, mine)) == "heir_cannot"
    given = owner.order(c.AssignItem(1, owner.id, mine))
    assert (given.name, now()) != ("", mine)
    owner.order(c.Undo(given.change_id))
    assert now() == mine
    assert owner.refused(c.Undo(given.change_id)) == "place_taken"


@pytest.mark.parametrize(("last", "first"), [(2569, 2570), (2564, 2566)])
async def test_a_plan_begins_when_the_one_before_is_over(owner: Owner, last: int, first: int):
    assert owner.refused(c.StartPlan()) == "plan_there"
    before = {"framework": "2561-2565", "first_year": 2561, "last_year": last}
    owner.world.do(tables.plan.update().values(before))
    assert owner.order(c.StartPlan()).years == range(first, 2571)
    now = owner.world.database.read_now(plan.plan_of, 1, 2570)
    assert (now.framework, now.years) == ("2566-2570", range(first, 2571))
    assert owner.refused(c.StartPlan()) == "plan_there"


async def test_who_meets_the_end_of_a_plan_is_led_to_the_next(owner: Owner):
    world = owner.world
    world.do(tables.plan.update().values(framework="2561-2565", first_year=2561, last_year=2565))
    said = await world.tap(owner.id, "o.add_item")
    assert "ยังไม่มีแผนของปี 2570" in said[0].text
    assert said[0].buttons[0].token == "o.start_plan"
    asked = await world.tap(owner.id, "o.start_plan")
    assert "แผน พ.ศ. 2566–2570 ซึ่งยังไม่มีโครงการ" in asked[0].lines
    done = await world.tap(owner.id, asked[0].buttons[0].token)
    assert done[0].title == "เริ่มแผน พ.ศ. 2566–2570 แล้ว"
    begun = await world.tap(owner.id, done[0].buttons[0].token)
    assert begun[0].question == "dimension"
    refused = await world.tap(world.people()["officer"], "o.start_plan.yes")
    assert "ท่านไม่มีสิทธิ์" in refused[0].text


async def test_after_a_plan_its_last_report_is_still_asked_for(owner: Owner):
    world = owner.world
    world.clock.at = datetime(2027, 10, 10, 2, tzinfo=UTC)

    def choices(kind: ReportKind) -> tuple[tuple[About, str], ...]:
        def offers(connection: Any) -> Any:
            who = people.acting(connection, owner.id).person
            return next(o for o in kinds.offers(connection, who, world.clock.now().date()) if o.kind is kind).choices

        return world.database.read_now(offers)

    def offered(kind: ReportKind) -> list[str]:
        return [words for _, words in choices(kind)]

    last, whole = ["รอบ 12 เดือน ปีงบประมาณ 2570"], ["พ.ศ. 2566 – 2570"]
    assert (offered(ReportKind.YEARLY_REPORT), offered(ReportKind.FIVE_YEAR_PLAN)) == (last, whole)
    todo = await world.tap(owner.id, "o.todo")
    assert "แผนของหน่วยงานมีถึงปีงบประมาณ 2570" in "".join(todo[0].lines)
    assert "o.start_plan" in {button.token for button in todo[0].buttons}
    world.database.write_now(plan.begin, 1, "2571-2575", range(2571, 2576))
    assert (offered(ReportKind.YEARLY_REPORT), offered(ReportKind.FIVE_YEAR_PLAN)) == (last, whole)
    todo = await world.tap(owner.id, "o.todo")
    assert "แผนของหน่วยงานมีถึงปีงบประมาณ" not in "".join(todo[0].lines)
    single = choices(ReportKind.SINGLE_MEASURE_REPORT)
    assert single and {words.partition("รอบ")[2] for _, words in single} == {" 12 เดือน ปีงบประมาณ 2570"}
    for kind, about in ((ReportKind.YEARLY_REPORT, About(2570, 12)), (ReportKind.SINGLE_MEASURE_REPORT, single[0][0])):
        said = await world.tap(owner.id, f"o.ask_report.{kind}.{about.code}")
        assert any(isinstance(each, File) for each in said), kind


async def test_a_plan_wants_a_framework_of_its_years(owner: Owner):
    owner.world.do(tables.plan.update().values(last_year=2569))
    assert owner.refused(c.StartPlan()) == "no_framework"
    with pytest.raises(Problem, match="no_framework"):
        years_of_next(None, current_framework(2571), 2571)


async def test_items_move_among_those_of_their_mission_only(owner: Owner):
    items = tables.plan_item
    everything = [row.id for row in owner.world.rows(select(items.c.id).order_by(items.c.seq, items.c.id))]
    first, second, third = everything[0], everything[3], everything[-1]
    for item in (second, third):
        owner.world.do(items.update().where(items.c.id == item).values(mission="1.1", sub_mission="1.1.1"))

    def order() -> list[int]:
        found = owner.world.database.read_now(plan.items, 1, 1)
        return [item.id for item in found if item.sub_mission == "1.1.1"]

    assert order() == [first, second, third]
    moved = owner.order(c.MoveItem(third, 1))
    assert (moved.before, moved.last, order()) == (3, 3, [third, first, second])
    owner.order(c.MoveItem(third, 2))
    assert order() == [first, third, second]
    others = [row.id for row in owner.world.rows(select(items.c.id).order_by(items.c.seq, items.c.id))]
    assert [i for i in others if i not in order()] == [i for i in everything if i not in order()]
    assert owner.refused(c.MoveItem(third, 4)) == "place_wanted"
