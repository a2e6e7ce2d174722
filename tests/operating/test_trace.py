"""What is said of a photo or document names the update that brought or asked for it."""

from sqlalchemy import select

from storage.tables import inbox, outbox


async def test_what_is_said_of_a_photo(world):
    officer = world.people()["officer"]
    await world.say(officer, "เมนู")
    await world.local.store_media(officer, key := world.key(), "", "broken.jpg", "image/jpeg", b"no photo", "")
    await world.service.settled()
    update = world.one(select(inbox.c.id).where(inbox.c.key == key))
    said = world.rows(select(outbox.c.inbox_id, outbox.c.message).order_by(outbox.c.id.desc()).limit(1))[0]
    assert "broken.jpg" in str(said.message)
    assert said.inbox_id == update


async def test_what_is_said_of_a_document(world):
    owner = world.people()["plan_owner"]
    await world.tap(owner, "o.ask_report.measure_report.2570-r6", key="asked")
    update = world.one(select(inbox.c.id).where(inbox.c.key == "asked"))
    rows = world.rows(select(outbox.c.inbox_id, outbox.c.message))
    assert "file" in {row.message["kind"] for row in rows}
    assert {row.inbox_id for row in rows} == {update}
