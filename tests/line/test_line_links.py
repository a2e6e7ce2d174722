"""Addresses of files: for one person, for a week, on one phone; whatever else is tried has its answer and opens nothing."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.problems import Problem
from storage import links, tables


@pytest.fixture
async def page(lines) -> str:
    """The address behind the button of a document."""
    await lines.types("officer", "เมนู")
    await lines.api.tap(lines.users["officer"], "o.ask_report.measure_report.2570-r3")
    await lines.settled()
    return next(uri for shown in lines.api.shown(lines.users["officer"]) for uri in shown.uris if "/files/" in uri)


@pytest.fixture
async def browser():
    async with httpx.AsyncClient(trust_env=False) as made:
        yield made


def here(shown: httpx.Response) -> str:
    """Where the page's own button leads."""
    found = re.search(r'class="first" href="([^"]+)"', shown.text)
    assert found
    return str(shown.url.join(found[1]))


async def test_it_opens_under_its_thai_name_and_is_kept_in_the_audit(lines, page, browser):
    shown = await browser.get(page)
    assert shown.status_code == 200
    file = await browser.get(here(shown))
    stored = lines.rows(select(tables.stored_file))[0]
    assert len(file.content) == stored.size
    assert file.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert "attachment; filename*=UTF-8''%E0%B8" in file.headers["content-disposition"]
    acts = [
        (row.act, row.details["file"]) for row in lines.rows(select(tables.audit)) if row.act.endswith("file:opened")
    ]
    assert acts == [("officer:file:opened", stored.id)]
    assert stored.name in shown.text


async def test_the_phones_own_browser_takes_over_for_five_minutes(lines, page, browser):
    shown = await browser.get(page)
    outside = re.search(r'class="second" href="([^"]+)"', shown.text)[1].replace("&amp;", "&")
    assert "openExternalBrowser=1" in outside
    async with httpx.AsyncClient(trust_env=False) as other:
        there = await other.get(str(shown.url.join(outside)))
        assert (await other.get(here(there))).content[:2] == b"PK"
    lines.clock.at += timedelta(minutes=6)
    async with httpx.AsyncClient(trust_env=False) as late:
        assert (await late.get(str(shown.url.join(outside)))).status_code == 403


async def test_passed_on_it_opens_nothing(lines, page, browser):
    shown = await browser.get(page)
    with capture_logs() as logged:
        async with httpx.AsyncClient(trust_env=False) as other:
            passed_on = await other.get(page)
            assert passed_on.status_code == 403
            assert Problem("link_elsewhere").sentence in passed_on.text
            assert (await other.get(here(shown))).status_code == 404  # the file without the page
    assert [line["problem"] for line in logged] == ["link_elsewhere", "link_wrong"]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x" + t, lambda t: t.split(".")[0]]
)
async def test_a_guess_is_not_even_looked_up(lines, page, browser, change, monkeypatch):
    monkeypatch.setattr(links, "opened", lambda *a, **k: pytest.fail("looked up"))
    token = page.rpartition("/")[2]
    shown = await browser.get(page.replace(token, change(token)))
    assert (shown.status_code, Problem("link_wrong").sentence in shown.text) == (404, True)


async def test_nothing_is_listed(lines, page, browser):
    for path in ("/files", "/files/", "/pictures/", "/line", "/"):
        assert (await browser.get(lines.door.url + path)).status_code == 404


async def test_after_a_week_it_is_over(lines, page, browser):
    lines.clock.at += timedelta(days=7, seconds=1)
    shown = await browser.get(page)
    assert (shown.status_code, Problem("link_expired").sentence in shown.text) == (410, True)


async def test_who_has_left_opens_nothing(lines, page, browser):
    opened = await browser.get(page)
    lines.do(tables.person.update().where(tables.person.c.id == lines.people()["officer"]).values(active=False))
    for address in (page, here(opened)):
        shown = await browser.get(address)
        assert (shown.status_code, Problem("link_revoked").sentence in shown.text) == (403, True)


async def test_a_file_whose_bytes_are_gone_is_told(lines, page, browser):
    shown = await browser.get(page)
    await lines.product.files.drop(lines.rows(select(tables.stored_file))[0].key)
    answer = await browser.get(here(shown))
    assert (answer.status_code, Problem("link_no_file").sentence in answer.text) == (404, True)


async def test_a_look_ahead_by_a_machine_binds_nobody(lines, page, browser):
    assert (await browser.head(page)).status_code == 404
    assert (await browser.get(page)).status_code == 200


async def test_the_page_lets_nothing_else_in(lines, page, browser):
    headers = (await browser.get(page)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "httponly" in headers["set-cookie"].casefold()
