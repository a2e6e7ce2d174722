"""A day chosen in LINE's calendar is an answer like a typed one, and too late once the question has moved."""

from lines import Lines


async def test_a_day_from_the_calendar(lines: Lines):
    user = lines.users["officer"]
    await lines.types("officer", "เมนู")
    shown = await lines.taps("officer", "บันทึกผลรายไตรมาส")
    await lines.taps("officer", next(a["displayText"] for one in shown for a in one.actions if ".=" in a["data"]))
    await lines.taps("officer", "อยู่ระหว่างดำเนินการ")
    await lines.types("officer", "ประชุมเตรียมงานแล้ว 2 ครั้ง")
    await lines.types("officer", "1000")
    for label in ("+ เพิ่มข้อมูลอื่น", "+ วันที่จัด"):
        shown = await lines.taps("officer", label)
    (calendar,) = [action for one in shown for action in one.actions if action["type"] == "datetimepicker"]
    before = len(lines.api.shown(user))
    await lines.api.tap(user, calendar["data"], date="2026-11-12")
    await lines.settled()
    assert "12 พฤศจิกายน 2569" in lines.api.shown(user)[-1].text
    await lines.api.tap(user, calendar["data"], date="2026-11-13")
    await lines.settled()
    said = "\n".join(one.text for one in lines.api.shown(user)[before:])
    assert "13 พฤศจิกายน 2569" not in said
