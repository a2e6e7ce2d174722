"""An approved document can be verified by whoever holds it: by the code it prints, or by its bytes."""

from sqlalchemy import insert, select, update

from bot.documents.reading import text_of
from bot.documents.structure import faults
from bot.domain import verification
from bot.domain.verification import Standing
from storage import verification as verified
from storage.tables import agency, measure, report, stored_file

ASK = "o.ask_report.measure_report.2570-r6"


async def approved(world) -> str:
    """The code of a report that was just approved."""
    people = world.people()
    await world.tap(people["plan_owner"], ASK)
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await world.tap(people["clerk"], "a.1.1.approve-sure")
    return world.rows(select(report))[0].code


async def final(world) -> bytes:
    row = world.rows(select(report))[0]
    stored = world.rows(select(stored_file).where(stored_file.c.id == row.final_file))[0]
    return await world.product.files.get(stored.key)


def by_code(world, code: str) -> verification.Verified | None:
    return world.database.read_now(verified.by_code, code)


async def test_the_final_document_says_who_approved_it_and_how_it_is_verified(world):
    code = await approved(world)
    document = await final(world)
    said = [text for _, text in text_of(document)][-3:]
    assert said[0].startswith("บันทึกการอนุมัติในระบบสุจริต (ตัวอย่าง) ฉบับที่ ๑")
    assert said[1].endswith("อนุมัติเมื่อวันที่ ๒๐ พฤศจิกายน ๒๕๖๙")
    assert "ปลัด" in said[1]
    assert said[2] == f"รหัสตรวจสอบ {verification.spell(code)} ตรวจสอบได้ในแชตสุจริต พิมพ์ ตรวจสอบเอกสาร"
    assert faults(document) == []


async def test_a_draft_has_neither_words_nor_code(world):
    owner = world.people()["plan_owner"]
    await world.tap(owner, ASK)
    row = world.rows(select(report))[0]
    stored = world.rows(select(stored_file).where(stored_file.c.id == row.draft_file))[0]
    text = " ".join(said for _, said in text_of(await world.product.files.get(stored.key)))
    assert (row.code, "รหัสตรวจสอบ" in text) == (None, False)


async def test_code_and_bytes_find_the_same_document(world):
    code = await approved(world)
    found = by_code(world, code)
    (sha,) = found.sha256
    assert world.database.read_now(verified.by_file, sha) == found
    assert found.standing is Standing.CURRENT
    assert sha == found.word_sha256
    assert "รายงานผลตามมาตรการ รอบ 6 เดือน ปีงบประมาณ 2570" in found.title
    draft = world.rows(select(stored_file).where(stored_file.c.sha256 != sha))[0]
    assert world.database.read_now(verified.by_file, draft.sha256) is None


async def test_the_pdf_that_is_made_of_it_is_known_too(world):
    code = await approved(world)
    final_file = world.rows(select(report))[0].final_file
    values = {"id": f"p{final_file}", "agency_id": 1, "name": "x.pdf", "mime": "application/pdf", "size": 1, "key": "x"}
    world.do(insert(stored_file).values(**values, sha256="ab" * 32, created_at=world.clock.now()))
    assert world.database.read_now(verified.by_file, "ab" * 32) == by_code(world, code)
    assert by_code(world, code).word_sha256 != "ab" * 32


async def test_what_holds_no_longer_says_so(world):
    code = await approved(world)
    world.do(update(measure).where(measure.c.id == 1).values(name="มาตรการที่เปลี่ยนชื่อแล้ว"))
    await world.tap(world.people()["plan_owner"], ASK)
    assert by_code(world, code).standing is Standing.SUPERSEDED


async def test_what_was_undone_says_so_and_a_second_approval_keeps_the_code(world):
    people = world.people()
    code = await approved(world)
    (old,) = by_code(world, code).sha256
    await world.tap(people["clerk"], "a.1.1.undo")
    undone = by_code(world, code)
    assert (undone.standing, undone.approvals, undone.sha256) == (Standing.WITHDRAWN, (), frozenset())
    world.clock.at = world.clock.at.replace(day=23)
    await world.tap(people["clerk"], "a.1.1.approve-sure")
    assert world.rows(select(report))[0].code == code
    assert old not in by_code(world, code).sha256
    assert world.database.read_now(verified.by_file, old) is None


async def test_what_is_told_names_positions_and_no_person(world):
    world.do(update(agency).values(name="เทศบาลตำบลแห่งหนึ่ง"))
    code = await approved(world)
    told = " ".join(by_code(world, code).lines)
    assert "เทศบาลตำบลแห่งหนึ่ง (ตัวอย่าง)" in told
    assert "ปลัด" in told
    assert not {row.name for row in by_code(world, code).approvals} & set(told.split(" "))
    assert "นำทางสว่าง" not in told


def test_a_code_is_found_however_it_is_typed():
    for typed in ("bcdf-ghjk mnpq", "BCDFGHJKMNPQ", "https://x.go.th/verify/BCDF-GHJK-MNPQ", "รหัส BCDF – GHJK–MNPQ ค่ะ"):
        assert verification.find(typed) == "BCDFGHJKMNPQ"
    for other in ("ABCDE-FGHJK", "BCDF-GHJK", "สวัสดี", "BCDF-GHJK-MNPQR", ""):
        assert verification.find(other) == ""
