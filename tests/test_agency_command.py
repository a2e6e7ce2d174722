"""`sujarit agency`: a real agency from the command line, and its first plan owner in the chat."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, insert, select

from bot import sample
from bot.agencies import kind_called
from bot.cli import main
from bot.clock import SystemClock
from bot.domain.agency import full_name
from bot.frameworks import current_framework
from bot.problems import Problem
from storage import people
from storage import tables as t
from storage.database import Database

PLACE = ("--tambon", "ทุ่งใส", "--district", "เมืองใส", "--province", "ใสบุรี")
OWNER = ("--owner", "นางรอบรู้ วางแผน", "--position", "นักวิเคราะห์นโยบายและแผน")
DIVISIONS = ("--division", "สำนักปลัด", "--division", "กองคลัง")


@pytest.fixture
def database(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A migrated database in the data folder of the command line."""
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    opened = Database(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'sujarit.db')}")
    yield opened
    opened.close()


def ask(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["agency", *arguments], input=typed)


def new(name: str = "ทุ่งใส", kind: str = "sao", place: tuple[str, ...] = PLACE) -> Result:
    return ask("new", "--yes", "--kind", kind, "--name", name, *place, *OWNER, *DIVISIONS)


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


def test_what_is_missing_is_asked_for_in_the_order_one_thinks_and_again_where_it_cannot_be_read(database: Database):
    typed = "บึงใส\nหมู่บ้าน\nอบต.\n\nเมืองใส\n....\nใสบุรี\nกองคลัง, กองคลัง\nสำนักปลัด, กองคลัง\nนางรอบรู้ ใจดี\nนักวิเคราะห์\ny\n"
    told = ask("new", typed=typed)
    assert "'หมู่บ้าน' is no kind of agency; these are: อบต. (sao)" in told.output
    assert "จังหวัดยังไม่สมบูรณ์" in told.output
    assert "ซ้ำกัน" in told.output
    assert "หน่วยงานหมายเลข 1: องค์การบริหารส่วนตำบลบึงใส" in told.output
    with database.reader.connect() as c:
        assert len(c.execute(select(t.division)).all()) == 2


def test_a_full_name_says_its_kind(database: Database):
    typed = "เทศบาลเมืองบึงใส\n\nเมืองใส\nใสบุรี\nกองคลัง\nนางรอบรู้ ใจดี\nนักวิเคราะห์\ny\n"
    assert "หน่วยงานหมายเลข 1: เทศบาลเมืองบึงใส" in ask("new", typed=typed).output
    assert kinds(database) == ["town_municipality"]


def test_an_agency_that_is_there_is_refused_before_its_people_are_asked_for(database: Database):
    new()
    told = ask("new", typed="อบต.ทุ่งใส\n\nเมืองใส\nใสบุรี\n")
    assert "ในระบบแล้ว" in told.output
    assert "Divisions" not in told.output


@pytest.mark.parametrize(
    ("owner", "answers", "kept"),
    [
        ("รอบรู้", "n\nนางรอบรู้ ใจดี\ny\n", "นางรอบรู้ ใจดี"),
        ("รอบรู้", "y\ny\n", "รอบรู้"),
        ("นักวิเคราะห์นโยบาย", "n\nนาย รู้\ny\ny\n", "นาย รู้"),
    ],
)
def test_a_plan_owner_whom_papers_could_not_print_is_asked_back(
    database: Database, owner: str, answers: str, kept: str
):
    told = ask("new", "--name", "อบต.ใส", *PLACE, "--owner", owner, "--position", "นัก", *DIVISIONS, typed=answers)
    assert "Keep it" in told.output
    assert told.exit_code == 0, told.output
    assert database.read_now(lambda c: c.scalar(select(t.person.c.name))) == kept


def test_with_yes_an_odd_name_is_told_and_taken(database: Database):
    told = ask("new", "--yes", "--name", "อบต.ใส", *PLACE, "--owner", "รอบรู้ ใจดี", "--position", "นัก", *DIVISIONS)
    assert "ไม่มีคำนำหน้า" in told.output
    assert told.exit_code == 0


def kinds(database: Database) -> list[str]:
    return database.read_now(lambda c: list(c.scalars(select(t.agency.c.kind))))


def test_what_will_be_made_is_shown_first_and_made_only_on_a_yes(database: Database):
    told = ask("new", "--kind", "ทต.", "--name", "ใส", *PLACE, *OWNER, *DIVISIONS, typed="n\n")
    for line in (
        "ชื่อ: เทศบาลตำบลใส",
        "อำเภอ: เมืองใส",
        "กอง/สำนัก: สำนักปลัด, กองคลัง",
        "ผู้ดูแลแผน: นางรอบรู้ วางแผน (นักวิเคราะห์",
    ):
        assert line in told.output
    assert told.exit_code == 1
    assert kinds(database) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(
            ("อบต.", "sao"),
            ("อบต", "sao"),
            ("sao", "sao"),
            ("องค์การบริหารส่วนตำบล", "sao"),
            ("ทต.", "tambon_municipality"),
        ),
        *(("เทศบาลเมือง", "town_municipality"), ("ทน.", "city_municipality"), ("อบจ.", "pao"), ("เมืองพัทยา", "pattaya")),
        *(("เทศบาล", None), ("", None), ("ทุ่งใส", None)),
    ],
)
def test_a_kind_in_thai_words(said: str, code: str | None):
    assert kind_called(said) == code


@pytest.mark.parametrize(
    ("tambon", "district", "province"),
    [
        ("ตำบลทุ่งใส", "อำเภอเมืองใส", "จังหวัดใสบุรี"),
        ("ต.ทุ่งใส", "อ. เมืองใส", "จ.ใสบุรี"),
        ("ตำบล ทุ่งใส", "กิ่งอำเภอเมืองใส", "จังหวัด  ใสบุรี"),
    ],
)
def test_the_word_before_a_place_is_not_kept_so_that_documents_do_not_double_it(
    database: Database, tambon: str, district: str, province: str
):
    assert new(place=("--tambon", tambon, "--district", district, "--province", province)).exit_code == 0
    agency = database.read_now(lambda c: people.agency_of(c, 1))
    assert (agency.tambon, agency.district, agency.province) == ("ทุ่งใส", "เมืองใส", "ใสบุรี")
    assert "ในระบบแล้ว" in new().output


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
        (("--kind", "village", "--name", "ใส", *PLACE, *OWNER, *DIVISIONS), "'village' is no kind of agency"),
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


def test_two_of_one_name_in_a_province_lie_in_districts_of_their_own(database: Database):
    new()
    assert new(place=("--tambon", "", "--district", "บึงใส", "--province", "ใสบุรี")).exit_code == 0
    assert "ในระบบแล้ว" in new(place=("--tambon", "", "--district", "", "--province", "ใสบุรี")).output


def test_agencies_are_listed_and_shown(database: Database):
    assert "no agency yet" in ask("list").output
    database.write_now(sample.make, SystemClock().now())
    new()
    first, second = ask("list").output.splitlines()
    assert first.count("ตัวอย่าง") == 1
    assert "โครงการ " in first
    assert second.strip() == "2  องค์การบริหารส่วนตำบลทุ่งใส  จังหวัดใสบุรี"
    shown = ask("show", "2").output
    for line in ("อำเภอ: เมืองใส", "ตัวเลขในเอกสาร: เลขไทย", "ผู้ดูแลแผน: นางรอบรู้ วางแผน", "คน: 1", "ข้อมูล: -"):
        assert line in shown
    assert "ไม่พบหน่วยงานหมายเลข 7" in ask("show", "7").output


def test_an_agency_is_mended_and_the_audit_keeps_what_was(database: Database):
    new()
    told = ask("edit", "1", "--kind", "ทต.", "--district", "อำเภอบึงใส", "--digits", "arabic", typed="y\n")
    assert "ชื่อ: องค์การบริหารส่วนตำบลทุ่งใส → เทศบาลตำบลทุ่งใส" in told.output
    agency = database.read_now(lambda c: people.agency_of(c, 1))
    assert (agency.name, agency.kind, agency.district) == ("เทศบาลตำบลทุ่งใส", "tambon_municipality", "บึงใส")
    assert agency.digits == "arabic"
    written = database.read_now(lambda c: c.execute(select(t.audit.c.act, t.audit.c.details)).one())
    assert written.act == "operator:agency:changed"
    assert written.details["district"] == ["เมืองใส", "บึงใส"]
    assert written.details.keys() == {"name", "kind", "district", "digits"}


def test_nothing_is_mended_without_a_yes_or_a_difference(database: Database):
    new()
    ask("edit", "1", "--province", "อื่น", typed="n\n")
    assert "Nothing to change" in ask("edit", "1", "--province", "จังหวัดใสบุรี").output
    assert "Say what to change" in ask("edit", "1").output
    told = ask("edit", "1", "--chain", "clerk-mayor", "--approve-own", "--yes").output
    assert "ลำดับการอนุมัติ: ปลัด → ปลัด → นายก" in told and "ผู้ส่งอนุมัติเอง: ไม่ได้ → ได้" in told
    assert "เป็นหน่วยงานชนิดอื่น" in ask("edit", "1", "--yes", "--name", "เทศบาลตำบลใส").output
    assert ask("edit", "1", "--yes", "--name", "อบต.บึงใส").exit_code == 0
    new()
    assert "ในระบบแล้ว" in ask("edit", "2", "--yes", "--name", "บึงใส").output
    assert database.read_now(lambda c: people.agency_of(c, 1)).province == "ใสบุรี"


def test_divisions_are_added_changed_and_joined(database: Database):
    new()
    assert ask("division", "1", "กองสาธารณสุข", "--telephone", " ๐๒ ๓๔๕").output.strip() == "กองสาธารณสุข · ๐๒ ๓๔๕"
    assert (
        "กองสาธารณสุขและสิ่งแวดล้อม · ๐๒ ๓๔๕"
        in ask("division", "1", "กองสาธารณสุข", "--name", "กองสาธารณสุขและสิ่งแวดล้อม").output
    )
    assert "ไม่มีกองหรือสำนักชื่อ กองสาธารณสุข" in ask("division", "1", "กองสาธารณสุข", "--drop").output
    names = [name for _, name in database.read_now(people.divisions, 1)]
    assert "Removed: กองสาธารณสุขและสิ่งแวดล้อม" in ask("division", "1", names[-1], "--into", names[0]).output
    for name in names[1:-1]:
        assert f"Removed: {name}" in ask("division", "1", name, "--drop").output
    assert "อย่างน้อยหนึ่งแห่ง" in ask("division", "1", names[0], "--drop").output
    acts = database.read_now(lambda c: c.scalars(select(t.audit.c.act)).all())
    assert set(acts) == {"operator:division:changed"}


def rows(database: Database) -> dict[str, int]:
    count = select(func.count())
    tables = [table for table in t.metadata.sorted_tables if table.name != "agency"]
    return database.read_now(lambda c: {table.name: c.scalar(count.select_from(table)) for table in tables})


def test_an_empty_agency_is_removed_when_its_name_is_typed(database: Database):
    new()
    before = rows(database)
    new("บึงใส")
    assert "another name; nothing was deleted" in ask("remove", "2", typed="อบต.บึงใส\n").output
    assert kinds(database) == ["sao", "sao"]
    assert ask("remove", "2", typed="องค์การบริหารส่วนตำบล บึงใส\n").exit_code == 0
    assert rows(database) == before


def test_an_agency_with_data_is_removed_only_when_that_is_said(database: Database, tmp_path: Path):
    new()
    before = rows(database)
    number = database.write_now(sample.make, SystemClock().now())
    name = database.read_now(people.agency_of, number).name
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "k").write_bytes(b"x")
    kept = {"agency_id": number, "key": "k", "name": "a.docx", "mime": "x", "size": 1, "sha256": "0"}
    columns = t.stored_file.c.keys()
    values = {"id": "f" * 32, "created_at": SystemClock().now(), **{k: v for k, v in kept.items() if k in columns}}
    database.write_now(lambda c: c.execute(insert(t.stored_file).values(**values)))
    refused = ask("remove", str(number), typed=f"{name}\n")
    assert "มีข้อมูลอยู่" in refused.output
    assert "--with-data" in refused.output
    assert ask("remove", str(number), "--with-data", typed=f"{name}\n").exit_code == 0
    assert rows(database) == before
    assert not (tmp_path / "files" / "k").exists()


def test_an_unmigrated_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "sujarit migrate" in new().output
    told = ask("new", typed="อบต.ใส\n")
    assert "sujarit migrate" in told.output
    assert "Name" not in told.output


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


def test_the_board_counts_real_agencies(database: Database) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["board", *arguments])

    database.write_now(sample.make, SystemClock().now())
    assert "0 หน่วยงาน" in run().output
    database.write_now(lambda c: c.execute(t.agency.update().values(sample=False)))
    assert re.search(r"1 หน่วยงาน  บันทึกแล้ว 0 จาก [1-9]\d* รายการ", run().output)
    assert "เทศบาลตำบลสุจริตธรรม" in run().output
    assert "เทศบาลตำบลสุจริตธรรม" not in run("--least", "0").output
    refused = run("2570")
    assert refused.exit_code and "2570-1" in refused.output
