"""Inviting, joining by a code, several channels, leaving: through the real turn."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from bot.domain import codes
from storage import invites
from storage import tables as t

CODE = re.compile(r"[A-Z2-9]{5}-[A-Z2-9]{5}")
NAME = "นายมาใหม่ ตั้งใจจริง"


def code_in(messages) -> str:
    """The code shown in what was said."""
    found = CODE.findall(str(messages))
    assert len(found) == 1
    return found[0]


async def invite(world, *, name: str = NAME, role: str = "officer", division: str = "1") -> tuple[int, str]:
    """The plan owner invites somebody: the person, and the code."""
    owner = world.people()["plan_owner"]
    await world.tap(owner, "n.invite")
    await world.say(owner, name)
    await world.say(owner, "นักวิชาการ")
    await world.tap(owner, f"={role}")
    if role in {"officer", "division_head"}:
        await world.tap(owner, f"={division}")
    said = await world.tap(owner, "save")
    return world.one(select(t.person.c.id).where(t.person.c.name == name)), code_in(said)


def bindings(world, person: int) -> list[tuple[str, str]]:
    rows = world.rows(select(t.binding).where(t.binding.c.person_id == person).order_by(t.binding.c.id))
    return [(row.channel, row.address) for row in rows]


STRANGE = 9001
"""A chat that nobody has joined from."""


async def test_somebody_invited_joins_by_the_code_and_is_greeted(world):
    person, code = await invite(world)
    said = await world.say(STRANGE, f"/start {code.replace('-', '').lower()}")
    text = str(said)
    assert NAME in text
    assert "เจ้าหน้าที่" in text
    assert [m.title for m in said[1:]] == ["ความเป็นส่วนตัว", "เมนู"]
    assert bindings(world, person) == [("local", str(STRANGE))]
    assert NAME in str(world.said(world.people()["plan_owner"])[-1])  # who invited is told
    assert "เมนู" in str(await world.say(STRANGE, "เมนู"))
    assert world.one(select(t.inbox.c.lane).order_by(t.inbox.c.id.desc())) == f"p:{person}"
