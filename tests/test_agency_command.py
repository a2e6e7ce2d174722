"""`sujarit agency`: a real agency from the command line, and its first plan owner in the chat."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot import sample
from bot.agencies import current_framework
from bot.cli import main
from bot.clock import SystemClock
from bot.domain.agency import full_name
from bot.problems import Problem
from storage import tables as t
from storage.database import Database
from storage.migrate import migrate

PLACE = ("--tambon", "ทุ่งใส", "--district", "เมืองใส", "--province", "ใสบุรี")
OWNER = ("--owner", "นางรอบรู้ วางแผน", "--position", "นักวิเคราะห์นโยบายและแผน")
DIVISIONS = ("--division", "สำนักปลัด", "--division", "กองคลัง")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A migrated database in the data folder of the command line."""
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    opened = Database(f"sqlite:///{tmp_path / 'sujarit.db'}")
    migrate(opened)
    yield opened
    opened.close()


def ask(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["agency", *arguments], input=typed)


def new(name: str = "ทุ่งใส", kind: str = "sao") -> Result:
    return ask("new", "--kind", kind, "--name", name, *PLACE, *OWNER, *DIVISIONS)


def test_a_new_agency_has_its_divisions_a_plan_and_a_plan_owner_who_can_join(database: Database):
    told = new()
    assert told.exit_code == 0, told.output
    assert "องค์การบริหารส่วนตำบลทุ่งใส" in told.output
    assert re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", told.output)
    with database.reader.connect() as c:
        agency = c.execute(select(t.agency)).one()
        assert (agency.name, agency.kind, agency.sample) == ("องค์การบริหารส่วนตำบลทุ่งใส", "sao", False)
        assert [r.name for r in c.execute(select(t.division).order_by(t.division.c.seq))] == ["สำนักปลัด", "กองคลัง"]
        owner = c.execute(select(t.person)).one()
        assert (owner.name, owner.role, owner.active) == ("นางรอบรู้ วางแผน", "plan_owner", True)
        plan, framework = c.execute(select(t.plan)).one(), current_framework(2570)
        assert plan.framework == framework.code
        assert c.execute(select(t.plan_item)).first() is None
        invite = c.execute(select(t.invite)).one()
        assert (invite.person_id, invite.invited_by) == (owner.id, None)
        assert c.execute(select(t.binding)).first() is None


def test_what_is_missing_is_asked_for(database: Database):
    typed = "sao\nบึงใส\nบึงใส\nเมืองใส\nใสบุรี\nนางรอบรู้\nนักวิเคราะห์\nสำนักปลัด, กองคลัง\n"
    told = ask("new", typed=typed)
    assert "องค์การบริหารส่วนตำบลบึงใส" in told.output
    with database.reader.connect() as c:
        assert len(c.execute(select(t.division)).all()) == 2


def test_a_real_agency_and_the_sample_do_not_mix(database: Database):
    new()
    now = SystemClock().now()
    made = database.write_now(sample.make, now)
    with database.reader.connect() as c:
        before = c.execute(select(t.person).where(t.person.c.agency_id != made)).all()
    database.write_now(sample.reset, made, now)
    with database.reader.connect() as c:
        assert before == c.execute(select(t.person).where(t.person.c.agency_id == 1)).all()
    with pytest.raises(ValueError, match="sample"):
        database.write_now(sample.reset, 1, now)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--kind", "sao", "--name", "เทศบาลตำบลทุ่งใส", *PLACE, *OWNER, *DIVISIONS), "เป็นหน่วยงานชนิดอื่น"),
        (("--kind", "sao", "--name", "อบต.", *PLACE, *OWNER, *DIVISIONS), "กรุณาระบุชื่อหน่วยงาน"),
        (("--kind", "sao", "--name", "อบต. ........", *PLACE, *OWNER, *DIVISIONS), "กรุณาระบุชื่อหน่วยงาน"),
        (("--kind", "sao", "--name", "ใส", *PLACE, "--owner", " ", "--position", "x", *DIVISIONS), "ผู้ดูแลแผนคนแรก"),
        (("--kind", "sao", "--name", "ใส", *PLACE, *OWNER, "--division", "…"), "ชื่อกองหรือสำนักยังไม่สมบูรณ์"),
        (("--kind", "sao", "--name", "ใส", *PLACE, *OWNER, *DIVISIONS, *DIVISIONS), "ซ้ำกัน"),
        (("--kind", "sao", "--name", "ย" * 201, *PLACE, *OWNER, *DIVISIONS), "เกิน 200 ตัวอักษร"),
        (("--kind", "village", "--name", "ใส", *PLACE, *OWNER, *DIVISIONS), "'village' is not one of"),
    ],
)
def test_bad_input_is_one_sentence_and_makes_nothing(database: Database, arguments: tuple[str, ...], says: str):
    told = ask("new", *arguments)
    assert told.exit_code != 0
    assert says in told.output
    assert "Traceback" not in told.output
    with database.reader.connect() as c:
        assert c.execute(select(t.agency)).first() is None


def test_the_same_agency_is_not_made_twice(database: Database):
    new()
    assert "ในระบบแล้ว" in new("อบต.ทุ่งใส").output


def test_an_unmigrated_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "sujarit migrate" in new().output


def test_a_lost_code_is_replaced(database: Database):
    new()
    told = ask("code", "1")
    assert "นางรอบรู้ วางแผน" in told.output
    with database.reader.connect() as c:
        first, second = c.execute(select(t.invite).order_by(t.invite.c.id)).all()
    assert first.revoked_at
    assert not second.revoked_at
    assert "ไม่พบหน่วยงานหมายเลข 7" in ask("code", "7").output


@pytest.mark.parametrize(
    ("kind", "given", "full"),
    [
        ("sao", "ทุ่งใส", "องค์การบริหารส่วนตำบลทุ่งใส"),
        ("sao", "อบต. ทุ่งใส", "องค์การบริหารส่วนตำบลทุ่งใส"),
        ("tambon_municipality", "เทศบาลตำบลใส", "เทศบาลตำบลใส"),
        ("town_municipality", "ทม.ใส", "เทศบาลเมืองใส"),
        ("pattaya", "เมืองพัทยา", "เมืองพัทยา"),
    ],
)
def test_the_full_name_from_what_is_given(kind: str, given: str, full: str):
    assert full_name(kind, given) == full


def test_a_name_of_another_kind_is_refused():
    with pytest.raises(Problem, match="agency_kind"):
        full_name("tambon_municipality", "อบต.ทุ่งใส")


def test_the_framework_of_a_year_and_of_one_that_none_covers():
    assert current_framework(2565).code == "2561-2565"
    assert current_framework(2570).code == "2566-2570"
    assert current_framework(2571).code == "2566-2570"
