"""What every channel keeps: the same acts lead to the same stored messages, each said once, in order, whatever happens between.

A channel is met here as people meet it (`bot.phones`); its own ways are tested beside it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path

import pytest
from combinations import CHANNELS
from PIL import Image
from sqlalchemy import select

from bot.messages import Card, Choices, File, Message, Text, dump
from bot.phones import platform
from bot.play import Stage
from storage import mail, tables


class Talk:
    """An officer on one channel."""

    def __init__(self, stage: Stage, channel: str) -> None:
        self.stage, self.channel = stage, channel
        self.product, self.phones = stage.product, stage.phones
        self.officer = stage.people["officer"]
        self.all: list[Message] = []
        self._known: set[str] = set()

    async def new(self) -> list[Message]:
        """What was said to the officer since it was last asked."""
        await self.phones.settled()
        found = [(key, m) for key, m in await self.phones.heard(self.officer) if key not in self._known]
        self._known |= {key for key, _ in found}
        self.all += [message for _, message in found]
        return [message for _, message in found]

    async def say(self, text: str) -> list[Message]:
        await self.phones.say(self.officer, text)
        return await self.new()

    async def tap(self, label: str) -> list[Message]:
        token = next(b.token for m in reversed(self.all) for b in getattr(m, "buttons", ()) if b.label == label)
        await self.phones.tap(self.officer, token, label)
        return await self.new()

    async def tell(self, *messages: Message) -> list[Message]:
        """Something that nobody asked for."""
        where = select(tables.binding.c.address).where(tables.binding.c.person_id == self.officer)
        address = self.rows(where)[0].address
        rows = [(self.channel, address, self.officer, dump(message)) for message in messages]
        self.product.database.write_now(mail.put, rows, None, self.stage.clock.now())
        self.product.service.wake_chats([(self.channel, address)])
        return await self.new()

    def rows(self, query) -> list:
        return self.product.database.read_now(lambda c: list(c.execute(query)))


@pytest.fixture(params=CHANNELS, ids="-".join)
def combination(request) -> tuple[str, str]:
    """A channel and a database."""
    return request.param


@pytest.fixture
def database_kind(combination: tuple[str, str]) -> str:
    return combination[1]


@pytest.fixture
async def talk(combination: tuple[str, str], empty_database_url: str, tmp_path: Path) -> AsyncIterator[Talk]:
    channel, _ = combination
    async with AsyncExitStack() as made:
        server = platform(channel)
        api = await made.enter_async_context(server) if server else None
        stage = Stage.of({}, tmp_path, tmp_path, empty_database_url, api)
        yield Talk(await made.enter_async_context(stage), channel)


async def to_photos(talk: Talk) -> Choices | Card:
    """To a question that takes words and keeps photos."""
    await talk.say("เมนู")
    await talk.tap("บันทึกผลตามมาตรการ")
    (question,) = await talk.tap(talk.all[-1].buttons[0].label)
    return question


def photo(shade: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (400, 300), (shade, 0, 0)).save(buffer, "JPEG")
    return buffer.getvalue()


async def test_words_and_taps_are_answered_with_buttons(talk):
    assert any(isinstance(m, Card) and m.title == "เมนู" for m in await talk.say("เมนู"))
    (question,) = await talk.tap("บันทึกผลตามมาตรการ")
    assert isinstance(question, Choices)
    assert question.buttons[-1].label == "ออกจากรายการ"


async def test_a_channels_own_command_is_a_control_word(talk):
    assert [m.title for m in await talk.say("/menu") if isinstance(m, Card)][:1] == ["เมนู"]
    await talk.tap("บันทึกผลตามมาตรการ")
    assert isinstance((await talk.say("/cancel"))[0], Text | Choices)


async def test_a_second_tap_changes_nothing(talk):
    question = await to_photos(talk)
    token = next(b.token for m in talk.all if getattr(m, "question", "") != question.question and m.buttons
                 for b in m.buttons if b.token.startswith("1."))  # fmt: skip
    await talk.phones.tap(talk.officer, token, "")
    again = await talk.new()
    assert [m.question for m in again if isinstance(m, Choices)] == [question.question]


async def test_photos_are_kept_under_their_name_and_bytes(talk):
    await to_photos(talk)
    for shade in (10, 90):
        await talk.phones.send(talk.officer, f"ภาพ{shade}.jpg", "image/jpeg", photo(shade))
        await talk.new()
    media = talk.rows(select(tables.media).order_by(tables.media.c.id))
    assert [(row.state, row.name, row.width) for row in media] == [
        ("ready", "ภาพ10.jpg", 400),
        ("ready", "ภาพ90.jpg", 400),
    ]
    assert len({row.key for row in media}) == 2
    assert talk.rows(select(tables.inbox).where(tables.inbox.c.state != "done")) == []


async def test_a_file_that_is_no_picture_is_told_by_its_name(talk):
    await to_photos(talk)
    await talk.phones.send(talk.officer, "เสีย.jpg", "image/jpeg", b"not a picture")
    said = [m.text for m in await talk.new() if isinstance(m, Text)]
    assert any("เสีย.jpg" in text for text in said)


async def test_a_document_comes_under_its_thai_name_and_whole(talk):
    await talk.say("เมนู")
    await talk.phones.tap(talk.officer, "o.ask_report.measure_report.2570-r3", "")
    (file,) = [m for m in await talk.new() if isinstance(m, File)]
    content = await talk.phones.file(talk.officer, file)
    (stored,) = talk.rows(select(tables.stored_file.c.size, tables.stored_file.c.name))
    assert (len(content), file.name) == tuple(stored)
    assert content[:2] == b"PK"


@pytest.mark.parametrize(
    "text",
    ["<b>1 & 2</b>", "*x* _y_ [z](http://a)", "บรรทัด\nสอง\n\nสาม", "น้ำใจ🙏🏽 ๑๒๓", "ก" * 9000],
)
async def test_words_arrive_as_they_were_said(talk, text):
    assert [m.text for m in await talk.tell(Text(text))] == [text]


async def test_messages_of_a_chat_keep_their_order(talk):
    texts = [f"ข้อความที่ {n}" for n in range(12)]
    assert [m.text for m in await talk.tell(*map(Text, texts))] == texts
    sent = talk.rows(select(tables.outbox.c.sent_as).order_by(tables.outbox.c.id))
    assert all(row.sent_as for row in sent)
    assert len({row.sent_as for row in sent}) == len(sent)
