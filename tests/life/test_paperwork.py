"""Signatories, emblem, ITA items, memos, notes and single measures come back as they were written, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.documents import progress_report
from bot.documents.measure_report import fields
from bot.documents.parts import Issue
from bot.documents.pictures import Pictures
from bot.domain.ita import ItaItems
from bot.domain.paperwork import MemoText, RoundNote, Term, signs
from bot.domain.plan_document import Signatory
from bot.domain.report import About, ReportKind
from bot.domain.single_measure import Cases, Process, SingleMeasure
from bot.problems import Problem
from bot.reporting.kinds import gathered
from storage import evidence, expired, paperwork, single_measures
from storage.tables import person

MAYOR, CLERK = Signatory("นาย ก", "นายก"), Signatory("นาง ข", "ปลัด")
ACTING = Signatory("นาย ค", "รองปลัด", "ปลัด")
TERMS = [
    Term("mayor", MAYOR),
    Term("clerk", CLERK, first_day=date(2025, 10, 1)),
    Term("clerk", ACTING, date(2026, 11, 1), date(2026, 11, 30)),
]


@pytest.mark.parametrize(
    ("post", "day", "who"),
    [
        ("mayor", date(2020, 1, 1), MAYOR),
        ("clerk", date(2025, 9, 30), None),
        ("clerk", date(2025, 10, 1), CLERK),
        ("clerk", date(2026, 11, 1), ACTING),
        ("clerk", date(2026, 11, 30), ACTING),
        ("clerk", date(2026, 12, 1), CLERK),
    ],
)
def test_an_acting_officer_signs_while_the_holder_is_away(post, day, who):
    assert signs(TERMS, post, day) is who


def test_a_measure_report_is_signed_by_who_acts_on_that_day(world):
    world.database.write_now(paperwork.save_terms, 1, [Term("clerk", ACTING, date(2027, 4, 1), date(2027, 4, 30))])

    def signature(day):
        found = world.database.read_now(gathered, 1, ReportKind.MEASURE_REPORT, About(2570, 6), day)
        return fields(found.fill(Issue(prepared_on=day), {}, None), Pictures())["approver"]

    assert signature(date(2027, 4, 15)) == {"name": "นาย ค", "position": "รองปลัด\nรักษาราชการแทน ปลัด"}
    assert signature(date(2027, 5, 1))["name"] not in {"นาย ค", ""}


def test_who_has_no_position_signs_with_room_for_one_and_not_with_a_word_of_ours(world):
    owner = world.people()["plan_owner"]
    world.database.write_now(lambda c: c.execute(update(person).where(person.c.id == owner).values(position="")))
    day = date(2027, 4, 15)
    for kind, drawn in ((ReportKind.MEASURE_REPORT, fields), (ReportKind.FOLLOW_UP, progress_report.fields)):
        found = world.database.read_now(gathered, 1, kind, About(2570, 6), day)
        signer = drawn(found.fill(Issue(prepared_on=day), {}, None), Pictures())["reporter"]
        under = signer.get("position") or signer["lines"][0]
        assert under.replace("\u00a0", "") == "ตำแหน่ง"


def test_paperwork_comes_back(world):
    write, read = world.database.write_now, world.database.read_now
    for terms in (TERMS, TERMS[:1], []):
        write(paperwork.save_terms, 1, terms)
        assert read(paperwork.terms, 1) == terms
    items = ItaItems(plan="O21", yearly="O22")
    for given in (ItaItems(), items):
        write(paperwork.save_ita_items, 1, 2570, given)
    assert read(paperwork.ita_items, 1) == {2570: items}
    write(paperwork.save_ita_items, 1, 2570, None)
    assert read(paperwork.ita_items, 1) == {}
    memo = MemoText(submits="follow_up", fiscal_year=2570, round=6, number="ก 1/2", dated=date(2027, 4, 9))
    for given in (memo, replace(memo, facts=("หนึ่ง", "สอง"), division_id=1)):
        write(paperwork.save_memo, 1, given)
        assert read(paperwork.memos, 1) == [given]
        assert read(paperwork.memo_about, 1, "follow_up", 2570, 6) == given
    assert read(paperwork.memo_about, 1, "follow_up", 2570, 12).number == ""
    for note in (RoundNote(2570, 6, ("ปัญหา",)), RoundNote(2570, 6, (), ("เสนอ",))):
        write(paperwork.save_note, 1, note)
        assert read(paperwork.notes, 1) == [note] == [read(paperwork.note, 1, 2570, 6)]
    assert read(paperwork.note, 1, 2570, 12) == RoundNote(2570, 12)
    for nothing in (paperwork.terms, paperwork.ita_items, paperwork.memos, paperwork.notes):
        assert not read(nothing, 2)


def test_a_single_measure_is_written_once_a_version(world):
    write, read = world.database.write_now, world.database.read_now
    empty, version = read(single_measures.one, 1, 2570, "discretion")
    assert (empty, version) == (SingleMeasure(code="discretion", fiscal_year=2570), 0)
    full = replace(empty, processes=(Process("อนุญาต", "นายช่าง"),), cases=(Cases("อนุญาต", 9, 5, 2, 1),))
    write(single_measures.save, 1, full, 0)
    write(single_measures.save, 1, replace(full, background=("มา",)), 1)
    assert read(single_measures.one, 1, 2570, "discretion") == (replace(full, background=("มา",)), 2)
    assert len(read(single_measures.of_agency, 1)) == 1
    with pytest.raises(Problem, match="changed_meanwhile"):
        write(single_measures.save, 1, full, 1)
    assert read(single_measures.of_agency, 2) == []


def test_the_emblem_is_a_picture_of_the_agency_and_is_kept(world):
    write, read, now = world.database.write_now, world.database.read_now, world.clock.at
    values = {"agency_id": 1, "mime": "image/jpeg", "key": "media/1", "width": 40, "height": 50, "created_at": now}
    first, second = (write(evidence.add_media, {**values, "state": "ready"}) for _ in range(2))
    for picture in (first, second):
        write(paperwork.save_emblem, 1, picture)
    assert tuple(read(paperwork.emblem_of, 1)) == ("media/1", 40, 50)
    unused = expired.by_real_clock(now + timedelta(days=1), now)["media"]
    assert list(read(expired.found, unused)) == [first]
    with pytest.raises(Problem, match="not_yours"):
        write(paperwork.save_emblem, 2, first)
    write(paperwork.save_emblem, 1, None)
    assert read(paperwork.emblem_of, 1) is None
