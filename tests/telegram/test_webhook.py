"""The webhook: secret, store, 200; what is not stored is brought again."""

import asyncio

import httpx
import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.settings import Settings
from bot.telegram import trouble
from bot.telegram.webhook import unreachable
from storage.database import Unavailable
from storage.tables import inbox

WORDS = {"message_id": 5, "date": 1_795_140_000, "text": "เมนู"}


@pytest.fixture
async def door(phones):
    """The address of `sujarit web`, told to Telegram."""
    app = Starlette(routes=[phones.telegram.route()])
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    telling = asyncio.create_task(phones.telegram.bring_to(f"http://127.0.0.1:{port}", phones.stop))
    while not phones.api.webhook:
        await asyncio.sleep(0.005)
    yield phones.api.webhook
    phones.stop.set()
    await telling
    server.should_exit = True
    await serving


def brought(phones, number: int) -> dict:
    return {"update_id": number, "message": {**WORDS, "chat": {"id": phones.chats["officer"], "type": "private"}}}


async def post(door: str, content, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(door, content=content, headers=headers)


async def test_words_and_taps_are_answered(phones, door):
    assert door.endswith("/telegram/4200")
    said = await phones.types("officer", "/start")
    assert said[0].text.startswith("เมนู (ตัวอย่าง)")
    question = await phones.taps("officer", "บันทึกผลตามมาตรการ")
    assert question.buttons[-1]["text"] == "ออกจากรายการ"
    assert len(phones.api.answered) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "\xe9"])
async def test_without_the_secret_nothing_is_stored(phones, door, secret):
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1")}
    assert (await post(door, b'{"update_id": 1}', **headers)).status_code == 403
    assert phones.rows(select(inbox)) == []


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"{}", b'{"update_id": "x"}', b"\xff"])
async def test_a_body_that_is_no_update_is_refused(phones, door, body):
    secret = phones.telegram.account.secret
    assert (await post(door, body, **{"X-Telegram-Bot-Api-Secret-Token": secret})).status_code == 400


async def test_while_the_database_is_down_telegram_is_asked_to_come_again(phones, door, monkeypatch):
    store, answers = phones.telegram.intake.take, []

    async def down(*given, **more):
        answers.append(True)
        if len(answers) < 3:
            raise Unavailable("stopped")
        await store(*given, **more)

    monkeypatch.setattr(phones.telegram.intake, "take", down)
    assert await phones.types("officer", "เมนู")
    assert len(answers) == 3
    answers.clear()
    headers = {"X-Telegram-Bot-Api-Secret-Token": phones.telegram.account.secret}
    answer = await post(door, b'{"update_id": 1}', **headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_what_is_brought_twice_is_answered_once(phones, door):
    for _ in range(2):
        await phones.api.put(brought(phones, 901), ("message", 1))
    phones.api.chats[phones.chats["officer"]] = {}
    await phones.settled()
    assert len(phones.rows(select(inbox))) == 1
    assert len([s for s in phones.api.shown(phones.chats["officer"]) if s.text.startswith("เมนู")]) == 1


async def test_polling_takes_the_webhook_away_and_is_told_of_it(phones, door):
    phones.stop.clear()
    phones.poll()
    assert await phones.types("officer", "เมนู")
    phones.api.webhook = door
    with capture_logs() as lines:
        while not lines:
            await asyncio.sleep(0.01)
    assert lines[0]["event"] == trouble.OTHER_COPY
    phones.api.webhook = ""


async def test_without_a_public_address_it_is_said(phones):
    phones.stop.set()
    with capture_logs() as lines:
        telling = asyncio.create_task(phones.telegram.bring_to("", asyncio.Event()))
        while not lines:
            await asyncio.sleep(0)
    telling.cancel()
    assert "SUJARIT_PUBLIC_URL" in lines[0]["event"]


@pytest.mark.parametrize(
    ("address", "api", "refused"),
    [
        ("https://a.example", "", False),
        ("https://a.example:8443", "", False),
        ("https://a.example:9000", "", True),
        ("https://a.example:9000", "http://127.0.0.1:8081", False),  # a server of one's own goes anywhere
        ("http://127.0.0.1:8000", "", False),
        ("", "", False),
    ],
)
def test_an_address_at_a_port_where_telegram_does_not_come(address, api, refused):
    settings = Settings(public_url=address, **({"telegram_api": api} if api else {}))
    assert bool(unreachable(settings)) is refused
