"""The page on which anybody who holds an approved document can verify it, over HTTP."""

import httpx
import pytest
from sqlalchemy import select

from bot import verifying
from bot.documents.reading import text_of
from bot.domain.verification import SAME, spell
from bot.loopback import Loopback
from bot.problems import Problem
from storage import guesses
from storage.tables import report, stored_file

UNKNOWN = "BBBB-BBBB-BBBB"


@pytest.fixture
async def door(world):
    """The routes of the web process, on this machine."""
    opened = Loopback()
    await opened.open(world.product.verify.routes())
    world.product.papers.public_url = opened.url
    yield opened.url
    await opened.close()


@pytest.fixture
async def browser():
    async with httpx.AsyncClient(trust_env=False) as made:
        yield made


@pytest.fixture
async def address(world, door) -> str:
    """The address printed in a report that was just approved."""
    people = world.people()
    await world.tap(people["plan_owner"], "o.ask_report.measure_report.2570-r6")
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await world.tap(people["clerk"], "a.1.1.approve-sure")
    (row,) = world.rows(select(report))
    return f"{door}/verify/{spell(row.code)}"


async def final(world) -> bytes:
    (row,) = world.rows(select(report))
    (stored,) = world.rows(select(stored_file).where(stored_file.c.id == row.final_file))
    return await world.product.files.get(stored.key)


async def send(browser: httpx.AsyncClient, address: str, content: bytes) -> httpx.Response:
    return await browser.post(address, files={"file": ("รายงาน.docx", content, "application/octet-stream")})


async def test_the_printed_address_tells_what_the_document_is(world, address, browser):
    document = await final(world)
    page = await browser.get(address)
    assert page.status_code == 200
    for told in (
        "รายงานผลตามมาตรการ รอบ 6 เดือน ปีงบประมาณ 2570",
        "ฉบับที่ 1",
        "ฉบับที่อนุมัติและใช้อยู่ในปัจจุบัน",
        "อนุมัติเมื่อวันที่ 20 พฤศจิกายน 2569",
        "ตัวอย่าง",
    ):
        assert told in page.text
    assert "นำทางสว่าง" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert address in " ".join(text for _, text in text_of(document))


async def test_a_file_is_the_approved_one_to_the_last_byte(world, address, browser):
    document = await final(world)
    before = world.rows(select(stored_file))
    assert SAME in (await send(browser, address, document)).text
    for other in (document + b"\n", document[:-1], b"\r\n" + document, b"x"):
        assert Problem("verification_differs").sentence in (await send(browser, address, other)).text
    assert world.rows(select(stored_file)) == before


@pytest.mark.parametrize("body", [b"", b"\xff\x00--", b"--x\r\n\r\nfile"], ids=["empty", "bytes", "no name"])
async def test_what_is_no_form_or_brings_no_file_is_told(address, browser, body):
    shown = await browser.post(address, content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert (shown.status_code, Problem("verification_no_file").sentence in shown.text) == (400, True)
    assert (await browser.post(address, data={"file": "x"})).status_code == 400


async def test_a_file_may_only_be_so_large(address, browser, monkeypatch):
    monkeypatch.setattr(verifying, "MAX_FILE", 1000)
    shown = await send(browser, address, bytes(200_000))
    assert shown.status_code == 413


async def test_an_unknown_code_is_one_sentence_and_nothing_is_listed(door, browser):
    for code in (UNKNOWN, "x", "%00", "1" * 500):
        shown = await browser.get(f"{door}/verify/{code}")
        assert (shown.status_code, Problem("verification_unknown").sentence in shown.text) == (404, True)
        assert "<li>" not in shown.text
    assert (await send(browser, f"{door}/verify/{UNKNOWN}", b"x")).status_code == 404
    assert "<li>" not in (await browser.get(f"{door}/verify")).text


async def test_a_code_can_be_typed(world, door, address, browser):
    shown = await browser.get(f"{door}/verify", params={"code": address.rpartition("/")[2].lower().replace("-", " ")})
    assert "ฉบับที่อนุมัติและใช้อยู่ในปัจจุบัน" in shown.text


async def test_who_tries_codes_is_made_to_wait(world, door, address, browser, monkeypatch):
    monkeypatch.setattr(verifying, "TRIES", 3)
    for _ in range(3):
        assert (await browser.get(f"{door}/verify/{UNKNOWN}")).status_code == 404
    for tried in (f"{door}/verify/{UNKNOWN}", address):
        shown = await browser.get(tried)
        assert (shown.status_code, "Retry-After" in shown.headers) == (429, True)
    world.clock.at += guesses.PAUSE
    assert (await browser.get(address)).status_code == 200
