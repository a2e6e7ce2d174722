"""Everything that is wrong with a file is told at once, with its place; and then nothing is loaded."""

import pytest
from sqlalchemy import func, insert, select
from world import NOW

from bot.agencyfile import check, fetch, store
from bot.problems import Problem
from storage import bindings, measures, people, plan, tables

WRONG = """\
version: 1
agency:
  kind: เทศบาลตำบล
  name: อบต.เมือง
  digits: โรมัน
  colour: แดง
divisions:
  - กองคลัง
  - กองคลัง
  - {telephone: 1}
people:
  - {name: นาย ก, role: ปลัด, division: กองช่าง}
  - {name: นาย ก, role: เจ้าหน้าที่}
  - นาย ข
plans:
  - framework: 2571-2575
  - framework: 2566-2570
    first_year: 2570
    last_year: 2569
  - framework: 2566-2570
    items:
      - kind: งาน
        mission: 9.9
        title: ""
        period: มกราคม ถึง มีนาคม
        owner: กองช่าง
        officer: นาย ค
        years: {2571: 1, 2570: 20บาทกว่า, สอง: 1}
        sheet:
          steps: [{text: ก, steps: [{text: ข, steps: [{text: ค, steps: [ง]}]}]}]
          costs: [{label: ก, price: สองหมื่นห้า, heads: -1}]
        results:
          - {fiscal_year: 2569, quarter: 5, state: เสร็จ}
          - {fiscal_year: 2570, quarter: 1, state: done, held_on: 31 กุมภาพันธ์ 2570, reporter: นาย ง}
          - {fiscal_year: 2570, quarter: ๑, state: done, disbursed: "20,0000", recorded: เมื่อวาน}
    risks:
      - {step: ก, issues: [{text: ก, score: 26}], controls: [{text: ข, item: ไม่มี}]}
measures:
  - fiscal_year: 2570
    measures: {name: ก}
    single: [{measure: ไม่มี, cases: [{label: ก, total: 1, first: 2}]}]
  - fiscal_year: ๒๕๗๐
notes:
  - {fiscal_year: 2570, round: 7}
acting:
  - {person: นาย ง, level: division_head, first_day: 1/10/2569, last_day: 2/10/2569}
"""
FOUND = [
    (4, "agency.name", "agency_kind"),
    (5, "agency.digits", "file_word"),
    (6, "agency.colour", "file_unknown"),
    (9, "divisions[2]", "file_twice"),
    (10, "divisions[3].name", "file_missing"),
    (12, "people[1].division", "file_reference"),
    (13, "people[2]", "file_twice"),
    (14, "people[3]", "file_mapping"),
    (16, "plans[1].framework", "file_framework"),
    (19, "plans[2].last_year", "file_years_reversed"),
    (20, "plans[3]", "file_twice"),
    (22, "plans[3].items[1].kind", "file_word"),
    (23, "plans[3].items[1].mission", "file_mission"),
    (24, "plans[3].items[1].title", "file_empty"),
    (25, "plans[3].items[1].period", "file_year_wanted"),
    (26, "plans[3].items[1].owner", "file_reference"),
    (27, "plans[3].items[1].officer", "file_reference"),
    (28, "plans[3].items[1].years.2571", "file_year_outside"),
    (28, "plans[3].items[1].years.2570", ""),
    (28, "plans[3].items[1].years.สอง", "file_whole"),
    (30, "plans[3].items[1].sheet.steps", "file_steps_too_deep"),
    (31, "plans[3].items[1].sheet.costs[1].price", "file_doubtful"),
    (31, "plans[3].items[1].sheet.costs[1].heads", "file_whole"),
    (33, "plans[3].items[1].results[1].quarter", "file_value"),
    (33, "plans[3].items[1].results[1].state", "file_word"),
    (34, "plans[3].items[1].results[2].held_on", "invalid_date"),
    (34, "plans[3].items[1].results[2].reporter", "file_reference"),
    (35, "plans[3].items[1].results[3]", "file_twice"),
    (35, "plans[3].items[1].results[3].disbursed", "bad_grouping"),
    (35, "plans[3].items[1].results[3].recorded", "file_moment"),
    (37, "plans[3].risks[1].issues[1].score", "file_value"),
    (37, "plans[3].risks[1].controls[1].item", "file_reference"),
    (40, "measures[1].measures", "file_list"),
    (41, "measures[1].single[1].measure", "file_word"),
    (41, "measures[1].single[1].cases[1]", "file_cases"),
    (42, "measures[2]", "file_twice"),
    (44, "notes[1].round", "file_value"),
    (46, "acting[1].person", "file_reference"),
    (46, "acting[1].division", "file_missing"),
]


def test_every_problem_is_told_with_its_place():
    with pytest.raises(check.Refused) as refused:
        check.read(WRONG.encode())
    told = {(found.line, found.place) for found in refused.value.found}
    assert told == {(line, place) for line, place, _ in FOUND}
    sentences = {found.place: found.sentence for found in refused.value.found}
    for _, place, code in FOUND:
        words = Problem(code).sentence.split()[0].split("“")[0] if code else ""
        assert words in sentences[place], place


@pytest.mark.parametrize(
    ("code", "place"), [("framework: 2566-2570", "framework"), ("mission: 1.1.1", "items[1].mission")]
)
def test_an_empty_code_is_none(example, code, place):
    with pytest.raises(check.Refused) as refused:
        check.read(example.replace(code, f'{code.partition(":")[0]}: ""').encode())
    assert [(found.place, found.sentence) for found in refused.value.found] == [
        (f"plans[1].{place}", Problem("file_empty").sentence)
    ]


def count(database) -> int:
    return database.read_now(lambda c: sum(c.scalar(select(func.count()).select_from(t)) for t in ALL))


ALL = tables.metadata.sorted_tables


def test_what_fails_while_it_is_stored_leaves_nothing(empty, example, monkeypatch):
    file = check.read(example.encode())
    before = count(empty)
    monkeypatch.setattr(measures, "save_result", lambda *_: 1 / 0)  # nearly at the end
    with pytest.raises(ZeroDivisionError):
        empty.write_now(store.new, file, NOW)
    assert count(empty) == before


def test_an_agency_is_made_once(empty, example):
    file = check.read(example.encode())
    empty.write_now(store.new, file, NOW)
    with pytest.raises(Problem, match="agency_exists"):
        empty.write_now(store.new, file, NOW)


def test_an_agency_is_the_same_with_the_word_before_its_place_and_another_in_a_district_of_its_own(empty, example):
    text = example.replace("district: เมือง,", "district: อำเภอเมือง,")
    empty.write_now(store.new, check.read(example.encode()), NOW)
    with pytest.raises(Problem, match="agency_exists"):
        empty.write_now(store.new, check.read(text.encode()), NOW)
    other = example.replace("district: เมือง,", "district: อ. บ้านอื่น,")
    assert empty.write_now(store.new, check.read(other.encode()), NOW) == 2
    assert "district: บ้านอื่น" in empty.write_now(fetch.dump, 2, NOW)


def test_nobody_makes_an_agency_that_nobody_can_enter(empty, example):
    with pytest.raises(Problem, match="agency_ownerless"):
        empty.write_now(store.new, check.read(example.replace("ผู้ดูแลแผน", "เจ้าหน้าที่").encode()), NOW)
    assert count(empty) == 0


def test_a_file_goes_into_an_agency_that_is_empty_and_its_people_keep_their_chats(empty, example):
    bare = "\n".join(example.split("\n")[:8])
    agency = empty.write_now(store.new, check.read(bare.encode()), NOW)
    (owner,) = empty.read_now(people.with_roles, agency, ["plan_owner"])
    empty.write_now(bindings.bind, owner, "telegram", "77")
    file = check.read(example.encode())
    empty.write_now(store.into, agency, file, NOW)
    assert empty.read_now(bindings.bound, "telegram", "77") == owner
    assert [name for _, name in empty.read_now(people.divisions, agency)] == ["สำนักปลัด", "กองคลัง"]
    with pytest.raises(Problem, match="agency_not_empty"):
        empty.write_now(store.into, agency, file, NOW)
    again = check.read(example.replace("โครงการอบรมประมวลจริยธรรม", "โครงการอบรมกฎหมาย").encode())
    empty.write_now(store.into, agency, again, NOW, replacing=True)
    assert next(title for _, title, *_ in empty.read_now(plan.titles, agency)) == "โครงการอบรมกฎหมาย"
    assert empty.read_now(bindings.bound, "telegram", "77") == owner
    values = {"agency_id": agency, "kind": "order", "fiscal_year": 2570, "round": 0, "version": 1, "state": "draft"}
    made = {**values, "fingerprint": "", "requested_by": owner, "created_at": NOW}
    empty.write_now(lambda c: c.execute(insert(tables.report).values(made)))
    with pytest.raises(Problem, match="agency_in_use"):
        empty.write_now(store.into, agency, file, NOW, replacing=True)
    with pytest.raises(Problem, match="file_agency_other"):
        empty.write_now(store.into, agency, check.read(bare.replace("ตัวอย่างไทย", "อื่น").encode()), NOW)
    with pytest.raises(Problem, match="agency_gone"):
        empty.write_now(store.into, 99, file, NOW)
