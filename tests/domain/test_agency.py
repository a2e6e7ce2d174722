"""The words of each kind of agency, and the table of rights."""

from typing import get_args

import pytest

from bot.domain.agency import KINDS, RIGHTS, Act, Agency, Digits, Person, Role, may, only_as_draft, require
from bot.problems import Problem

SAO = Agency(1, "องค์การบริหารส่วนตำบลทุ่งสุจริต", "sao", "ทุ่งสุจริต", "เมืองคิด", "สมมุติบุรี")
MUNICIPALITY = Agency(2, "เทศบาลตำบลน้ำใจงาม", "tambon_municipality")


def person(role: Role, division_id: int | None = 1) -> Person:
    return Person(1, SAO, division_id, "สมมุติ ใจดี", "นักจัดการงานทั่วไป", role)


def test_titles_follow_the_kind() -> None:
    assert SAO.mayor_title == "นายกองค์การบริหารส่วนตำบลทุ่งสุจริต"
    assert SAO.clerk_title == "ปลัดองค์การบริหารส่วนตำบลทุ่งสุจริต"
    assert SAO.words.ordinance == "ข้อบัญญัติ"
    assert MUNICIPALITY.mayor_title == "นายกเทศมนตรีตำบลน้ำใจงาม"
    assert MUNICIPALITY.clerk_title == "ปลัดเทศบาลตำบลน้ำใจงาม"
    assert MUNICIPALITY.words.staff == "พนักงานเทศบาล"


def test_pattaya_has_no_proper_name_of_its_own() -> None:
    pattaya = Agency(3, "เมืองพัทยา", "pattaya")
    assert (pattaya.mayor_title, pattaya.clerk_title) == ("นายกเมืองพัทยา", "ปลัดเมืองพัทยา")


def test_every_kind_of_local_government_is_there() -> None:
    assert set(KINDS) == {"sao", "tambon_municipality", "town_municipality", "city_municipality", "pao", "pattaya"}
    assert get_args(Digits) == ("thai", "arabic")


@pytest.mark.parametrize(("name", "kind"), [("เทศบาลตำบลน้ำใจงาม", "village"), (" ", "sao")])
def test_an_agency_needs_a_name_and_a_known_kind(name: str, kind: str) -> None:
    with pytest.raises(ValueError):
        Agency(1, name, kind)


def test_roles_have_thai_labels() -> None:
    assert {role.value: role.label for role in Role} == {
        "officer": "เจ้าหน้าที่",
        "plan_owner": "ผู้ดูแลแผน",
        "division_head": "หัวหน้ากอง/ผู้อำนวยการกอง",
        "clerk": "ปลัด",
        "mayor": "นายก",
        "operator": "ผู้ดูแลระบบ",
    }


# Who may: on the own division's things, on another division's, on what belongs to the whole agency.
NEVER, EVERYWHERE, OWN, OWN_AND_WHOLE = (
    (False, False, False),
    (True, True, True),
    (True, False, False),
    (True, False, True),
)
TABLE = {
    # act: officer, plan owner, division head, clerk, mayor, operator
    Act.RECORD_RESULT: (OWN, EVERYWHERE, OWN, NEVER, NEVER, NEVER),
    Act.CHANGE_PLAN: (OWN, EVERYWHERE, OWN, NEVER, NEVER, NEVER),
    Act.ASK_DOCUMENT: (OWN_AND_WHOLE, EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE, NEVER),
    Act.ASK_ANY_DOCUMENT: (NEVER, EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE, NEVER),
    Act.SUBMIT: (NEVER, EVERYWHERE, NEVER, NEVER, NEVER, NEVER),
    Act.SETTINGS: (NEVER, EVERYWHERE, NEVER, NEVER, NEVER, NEVER),
    Act.INVITE: (NEVER, EVERYWHERE, NEVER, NEVER, NEVER, NEVER),
    Act.PARKED: (NEVER, EVERYWHERE, NEVER, NEVER, NEVER, NEVER),
    Act.APPROVE: (NEVER, NEVER, EVERYWHERE, EVERYWHERE, EVERYWHERE, NEVER),
    Act.COMPLETENESS: (OWN, EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE),
    Act.NUDGE: (NEVER, EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE, NEVER),
    Act.OPERATE: (NEVER, NEVER, NEVER, NEVER, NEVER, EVERYWHERE),
}


@pytest.mark.parametrize("act", Act)
def test_rights(act: Act) -> None:
    for role, expected in zip(Role, TABLE[act], strict=True):
        who = person(role)
        assert tuple(may(who, act, division_id=division) for division in (1, 2, None)) == expected, role
        assert may(who, act) == any(expected), role


def test_every_role_has_a_row_of_rights() -> None:
    assert set(RIGHTS) == set(Role)


def test_a_person_without_a_division_owns_no_division() -> None:
    drifter = person(Role.OFFICER, division_id=None)
    assert not may(drifter, "record_result", division_id=None)
    assert not may(drifter, "record_result", division_id=1)


def test_an_officer_changes_the_plan_as_a_draft() -> None:
    assert only_as_draft(person(Role.OFFICER), "change_plan")
    assert not only_as_draft(person(Role.PLAN_OWNER), "change_plan")
    assert not only_as_draft(person(Role.OFFICER), "record_result")


def test_require_says_who_can() -> None:
    require(person(Role.PLAN_OWNER), "submit")
    with pytest.raises(Problem) as refused:
        require(person(Role.OFFICER), "submit")
    assert refused.value.code == "no_right"
    assert "ผู้ดูแลแผน" in refused.value.sentence
    with pytest.raises(Problem) as refused:
        require(person(Role.OFFICER), "record_result", division_id=2)
    assert "ผู้ดูแลแผน" in refused.value.sentence
    assert "เจ้าหน้าที่ของกองเจ้าของเรื่อง" in refused.value.sentence


def test_an_unknown_act_is_a_fault() -> None:
    with pytest.raises(ValueError):
        may(person(Role.MAYOR), "fly")
