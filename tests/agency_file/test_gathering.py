"""A plan that was loaded gives the same documents as the plan it was made of, with as many statements whatever its items."""

from dataclasses import replace

import pytest
from agency_file.full import OWNER, full_file
from documents import single, year
from documents.plans import APPROVED, DRAFT, full_plan
from life.plans import whole_tables
from life.test_statements import asked
from sqlalchemy import insert, select
from world import NOW

from bot.agencyfile import check, fetch, store
from bot.documents import (
    count_summary,
    five_year_plan,
    memo,
    order,
    plan_targets,
    progress_report,
    single_measure_report,
)
from bot.documents.count_summary import CountSummary
from bot.documents.five_year_plan import FiveYearPlan
from bot.documents.order import OrderDocument
from bot.documents.plan_flat import YearPlan
from bot.domain.fiscal import Round
from bot.domain.ita import ItaItems
from bot.domain.plan_document import Signatory
from bot.domain.progress import progress
from bot.domain.tally import outline
from bot.problems import Problem
from bot.reporting import data_now, document, gathering
from storage import evidence, paperwork, tables


@pytest.fixture
def loaded(empty):
    """A database with the full plan as agency 1."""
    assert empty.write_now(store.new, check.read(full_file().encode()), NOW) == 1
    return empty


def test_the_full_plan_comes_back_the_same(loaded, sqlite):
    text = loaded.write_now(fetch.dump, 1, NOW)
    other = sqlite()
    assert other.write_now(fetch.dump, other.write_now(store.new, check.read(text.encode()), NOW), NOW) == text


def test_the_documents_are_those_of_the_plan_it_was_made_of(loaded):
    plan = loaded.read_now(gathering.whole_plan, 1, 2567, APPROVED.prepared_on)
    same = full_plan()
    in_order = outline(same.framework, same.items, same.plan.years).items
    assert [(item.title, item.years) for item in plan.items] == [(item.title, item.years) for item in in_order]
    for make in (
        lambda plan: five_year_plan.render(FiveYearPlan(plan=plan, issue=APPROVED)),
        lambda plan: plan_targets.render(YearPlan(plan=plan, fiscal_year=2567, issue=APPROVED)),
        lambda plan: count_summary.render(CountSummary(plan=plan, issue=APPROVED)),
        lambda plan: order.render(OrderDocument(plan=plan, issue=APPROVED)),
    ):
        assert make(plan) == make(same)


@pytest.mark.parametrize("months", [6, 12])
def test_a_report_on_the_plan(loaded, months):
    wanted = replace(year.follow_up() if months == 6 else year.yearly_report(), photos=(), files={}, problems=())
    report, photos = loaded.read_now(gathering.progress_report, 1, Round(year.YEAR, months), wanted.issue)
    assert photos == ()
    assert report.ita_item == ("O33" if months == 12 else None)
    assert progress_report.render(report) == progress_report.render(wanted)


def test_what_belongs_to_a_result_stands_with_its_item(loaded):
    def attach(connection) -> int:
        result = connection.execute(select(tables.quarter_result).order_by(tables.quarter_result.c.id)).first()
        values = {"agency_id": 1, "state": "ready", "key": "k", "width": 4, "height": 3, "created_at": NOW}
        picture = evidence.add_media(connection, {**values, "mime": "image/jpeg"})
        file = evidence.add_media(connection, {**values, "mime": "application/pdf", "name": "รายงาน.pdf"})
        evidence.attach(connection, 1, "quarter_result", result.id, [picture, file])
        return result.item_id

    item = loaded.write_now(attach)
    report, photos = loaded.read_now(gathering.progress_report, 1, Round(year.YEAR, 6), DRAFT)
    title = next(one.title for one in report.plan.items if one.id == item)
    assert [(number, photo.caption) for number, photo in photos] == [(item, title)]
    assert report.files == {item: ("รายงาน.pdf",)}


def test_a_single_measure_and_its_memo(loaded):
    wanted = replace(single.full(), photos=())
    report, photos = loaded.read_now(
        gathering.single_measure_report, 1, "discretion", Round(single.YEAR, 6), wanted.issue
    )
    assert photos == ()
    assert single_measure_report.render(report) == single_measure_report.render(wanted)
    made = loaded.read_now(gathering.memo, 1, "single_measure_report", single.YEAR, DRAFT, months=6, about="discretion")
    assert (made.name, made.division, made.writer.name) == (single.DISCRETION.title, "สำนักปลัด", OWNER)
    assert made.head == Signatory("", "หัวหน้าสำนักปลัด")


def test_a_memo_tells_the_figures_of_its_report(loaded):
    agency, round_ = replace(full_plan().agency, chain="mayor"), year.follow_up().round
    found = progress(full_plan().items, year.follow_up().results, round_)
    reported = sum(bool(one.results) for one in found)
    due = sum(bool(one.results) or one.due(round_.last_day) for one in found)
    wanted = year.memo(agency=agency, telephone="", head=Signatory("", "หัวหน้าสำนักปลัด"), reported=reported, due=due)
    made = loaded.read_now(gathering.memo, 1, "follow_up", year.YEAR, wanted.issue, months=6)
    assert 0 < made.reported <= made.due <= len(full_plan().items)
    assert memo.render(made) == memo.render(wanted)


@pytest.mark.parametrize("submits", memo.SUBMITTED)
def test_every_document_has_its_memo_also_of_an_agency_that_has_nothing(loaded, submits):
    bare = "version: 1\nagency: {name: เทศบาลตำบลว่าง, kind: เทศบาลตำบล, sample: true}\nplans: [{framework: 2566-2570}]"
    assert loaded.write_now(store.new, check.read(bare.encode()), NOW) == 2
    about = "discretion" if submits == "single_measure_report" else ""
    months = 6 if "{of_round}" in memo.SUBMITTED[submits].subject else 0
    for agency, office in ((1, "สำนักปลัด"), (2, "")):
        made = loaded.read_now(gathering.memo, agency, submits, year.YEAR, DRAFT, months=months, about=about)
        assert (made.division, made.head.position) == (office, f"หัวหน้า{office or 'ส่วนราชการ'}")
        assert memo.render(made)


def test_the_agencys_own_ita_numbers_go_before_ours(loaded):
    loaded.write_now(paperwork.save_ita_items, 1, year.YEAR, ItaItems(yearly="O77"))
    report, _ = loaded.read_now(gathering.progress_report, 1, Round(year.YEAR, 12), DRAFT)
    assert report.ita_item == "O77"
    round_ = Round(year.YEAR, 6)
    before = loaded.read_now(data_now, 1, round_)
    assert document(before, [], 1, round_.last_day, None).ita_item == "O35"  # ours, where the agency says nothing
    loaded.write_now(paperwork.save_ita_items, 1, year.YEAR, ItaItems(measures_result="O78"))
    after = loaded.read_now(data_now, 1, round_)
    assert document(after, [], 1, round_.last_day, None).ita_item == "O78"
    assert after.fingerprint != before.fingerprint


def test_a_plan_that_ended_is_not_gathered(loaded):
    with pytest.raises(Problem, match="plan_over"):
        loaded.read_now(gathering.whole_plan, 1, 2571, DRAFT.prepared_on)


def test_drafts_are_left_out_and_no_control_names_them(loaded):
    first = loaded.read_now(lambda c: c.execute(select(tables.risk_control.c.item_id)).scalars().first())
    loaded.write_now(
        lambda c: c.execute(tables.plan_item.update().where(tables.plan_item.c.id == first).values(status="draft"))
    )
    plan = loaded.read_now(gathering.whole_plan, 1, 2567, DRAFT.prepared_on)
    assert first not in {item.id for item in plan.items}
    assert five_year_plan.render(FiveYearPlan(plan=plan, issue=DRAFT))


def test_as_many_statements_whatever_the_items(loaded):
    class Asked:
        database = loaded

    def gathered() -> tuple[int, int]:
        with asked(Asked) as statements:
            report, _ = loaded.read_now(gathering.progress_report, 1, Round(year.YEAR, 12), DRAFT)
            loaded.read_now(gathering.memo, 1, "yearly_report", year.YEAR, DRAFT, months=12)
            loaded.read_now(gathering.single_measure_report, 1, "discretion", Round(single.YEAR, 12), DRAFT)
            loaded.read_now(fetch.fetch, 1)
        if loaded.sqlite:  # PostgreSQL reads small tables from end to end
            for statement, parameters in statements:
                assert loaded.read_now(whole_tables, statement, parameters) == [], statement
        return len(statements), len(report.plan.items)

    few, items = gathered()

    def double(connection) -> None:
        for table, key in ((tables.plan_item, "id"), (tables.item_year, "item_id"), (tables.project_sheet, "item_id")):
            rows = [dict(row._mapping) for row in connection.execute(select(table))]
            connection.execute(insert(table), [{**row, key: row[key] + 1000} for row in rows])
        rows = [dict(row._mapping) for row in connection.execute(select(tables.quarter_result))]
        more = [{**row, "id": row["id"] + 1000, "item_id": row["item_id"] + 1000} for row in rows]
        connection.execute(insert(tables.quarter_result), more)

    loaded.write_now(double)
    assert gathered() == (few, 2 * items)
