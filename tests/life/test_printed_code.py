"""The page with an invitation's QR code: right, only while the code is open, only for the agency's plan owner."""

from datetime import timedelta
from io import BytesIO

import segno
from PIL import Image
from sqlalchemy import select
from test_people import STRANGE, invite, said

from bot.domain import codes
from bot.messages import File
from storage import accounts, invites
from storage import tables as t


def introduce(world, **names: str) -> None:
    for channel, name in names.items():
        world.database.write_now(accounts.introduce, channel, f"{channel}-id", name, world.clock.now())


def modules(page: bytes, link: str) -> bool:
    """Whether the page shows exactly the QR code of this link."""
    made = segno.make_qr(link, error="m")
    size = made.symbol_size(border=4)[0]
    scale = 900 // size
    picture = Image.open(BytesIO(page)).convert("L")
    left = picture.width // 2 - size * scale // 2
    return all(
        (picture.getpixel((left + (4 + x) * scale + scale // 2, 240 + (4 + y) * scale + scale // 2)) < 128)
        == bool(dark)
        for y, row in enumerate(made.matrix)
        for x, dark in enumerate(row)
    )


async def test_the_plan_owner_gets_a_page_that_joins_on_line(world):
    introduce(world, telegram="nathotlong_bot", line="@123abcde")
    owner = world.people()["plan_owner"]
    person, code = await invite(world)
    (file,) = await world.tap(owner, world.button(owner, "QR ไว้พิมพ์").token)
    assert isinstance(file, File)
    stored = await world.local.file(file.file)
    assert (stored.mime, stored.name, file.name) == ("image/png", file.name, "QR_นายมาใหม่ ตั้งใจจริง.png")
    bare = code.replace("-", "")
    assert modules(stored.data, f"https://line.me/R/oaMessage/@123abcde/?{bare}")
    assert not modules(stored.data, f"https://line.me/R/oaMessage/@123abcde/?{bare[::-1]}")
    await world.say(STRANGE, code)
    assert await world.local.file(file.file) is None
    assert said("code_gone") in str(await world.tap(owner, f"o.print_code.{person}.{bare}"))


async def test_without_line_the_page_joins_on_telegram(world):
    introduce(world, telegram="nathotlong_bot")
    owner = world.people()["plan_owner"]
    _, code = await invite(world)
    (file,) = await world.tap(owner, world.button(owner, "QR ไว้พิมพ์").token)
    stored = await world.local.file(file.file)
    assert modules(stored.data, f"https://t.me/nathotlong_bot?start={code.replace('-', '')}")


async def test_where_no_link_joins_no_page_is_offered(world):
    await invite(world)
    owner = world.people()["plan_owner"]
    assert "QR ไว้พิมพ์" not in {button.label for button in world.said(owner)[-1].buttons}


async def test_who_may_not_invite_gets_no_page(world):
    introduce(world, line="@123abcde")
    person, code = await invite(world)
    bare = code.replace("-", "")
    answer = await world.tap(world.people()["officer"], f"o.print_code.{person}.{bare}")
    assert "ไม่มีสิทธิ์" in str(answer)
    assert not any(isinstance(message, File) for message in answer)


async def test_another_agency_finds_no_page_of_ours(world):
    introduce(world, line="@123abcde")
    agency = world.one(select(t.agency.c.id))
    _, code = await invite(world)
    file_id = invites.PRINTED + code.replace("-", "")
    assert world.database.read_now(invites.printed, agency, file_id, world.clock.now())
    assert world.database.read_now(invites.printed, agency + 1, file_id, world.clock.now()) is None


async def test_an_older_code_has_no_page(world):
    introduce(world, line="@123abcde")
    owner = world.people()["plan_owner"]
    person, code = await invite(world)
    world.clock.at += timedelta(minutes=1)
    await world.tap(owner, f"o.give_code.{person}")
    answer = await world.tap(owner, f"o.print_code.{person}.{code.replace('-', '')}")
    assert said("code_gone") in str(answer)


async def test_a_code_that_has_run_out_has_no_page(world):
    introduce(world, line="@123abcde")
    owner = world.people()["plan_owner"]
    person, code = await invite(world)
    (file,) = await world.tap(owner, world.button(owner, "QR ไว้พิมพ์").token)
    world.clock.at += codes.VALID
    assert await world.local.file(file.file) is None
    assert said("code_gone") in str(await world.tap(owner, f"o.print_code.{person}.{code.replace('-', '')}"))
