"""Small dialogs of every question kind, for tests of the engine."""

from typing import Any

from bot.dialogs.engine import Dialog
from bot.dialogs.kit import (
    Choice,
    Date,
    Doubt,
    Facts,
    Files,
    Hidden,
    LongText,
    Money,
    MultiChoice,
    Number,
    Option,
    Percent,
    Period,
    Photos,
    Picker,
    Question,
    Rows,
    Text,
    TextList,
    YesNo,
)
from dialogs.chat import Chat

COLOURS = (Option("red", "สีแดง"), Option("green", "สีเขียว"), Option("blue", "สีน้ำเงิน"))
DIVISIONS = [Option(str(n), f"กองที่ {n} {'การช่าง' if n % 2 else 'การคลัง'}") for n in range(1, 21)]
STATES = (
    Option("not_started", "ยังไม่ดำเนินการ"),
    Option("in_progress", "อยู่ระหว่างดำเนินการ"),
    Option("done", "ดำเนินการแล้วเสร็จ"),
    Option("cannot", "ไม่สามารถดำเนินการได้"),
)


def shades(a: dict[str, Any]) -> tuple[Option, ...]:
    return tuple(Option(f"{a['colour']}_{n}", f"เฉดที่ {n} ของ {a['colour']}") for n in (1, 2))


def chat(*questions: Question, review: bool = True, initial: dict[str, Any] | None = None, **facts: Any) -> Chat:
    """A chat that has just opened a dialog of these questions; it decides its answers."""

    def opener(given: Facts) -> Dialog:
        return Dialog("open", "เรื่องทดสอบ", questions, lambda a: dict(a), lambda: initial or {}, review)

    opened = Chat({"open": opener}, {"divisions": DIVISIONS, **facts})
    opened.open("o.open")
    return opened


def doubted(word: str, code: str = "odd") -> Any:
    """A doubt about values that hold a word."""
    return lambda value, a: [Doubt(code, "ข้อความนี้แปลก")] if word in str(value) else []


EVERY: tuple[Question, ...] = (
    Hidden("version"),
    Choice("colour", "สีอะไร", COLOURS, label="สี"),
    Choice("shade", "เฉดไหน", shades, label="เฉด", when=lambda a: "colour" in a),
    YesNo("paid", "ใช้เงินหรือไม่", label="ใช้เงิน"),
    Money("amount", "กี่บาท", label="เงิน", when=lambda a: bool(a.get("paid"))),
    Text("title", "ชื่ออะไร", label="ชื่อ", doubt=doubted("แปลก")),
    LongText("story", "ทำอะไรบ้าง", label="เรื่อง", doubt=doubted("แปลก"), limit=2000),
    TextList("list", "มีข้อใดบ้าง", label="ข้อ", default=lambda a: ["ข้อเดิม"]),
    Number("count", "กี่คน", label="จำนวน", unit="คน", whole=True),
    Percent("share", "ร้อยละเท่าใด", label="ร้อยละ", optional=True),
    Date("day", "วันที่เท่าใด", label="วัน", when=lambda a: a.get("count", 0) > 5),
    Period("period", "ช่วงใด", label="ช่วง", optional=True),
    MultiChoice("marks", "เลือกสีใดบ้าง", COLOURS, label="หลายสี", start=("red",)),
    Picker("owner", "กองใด", "divisions", label="กอง"),
    Picker("helper", "ใครช่วย", "divisions", label="ผู้ช่วย", free=True, optional=True),
    Photos("photos", "ส่งภาพ", label="ภาพ", optional=True, when=lambda a: bool(a.get("paid"))),
    Rows(
        "rows",
        "มีรายการใดบ้าง",
        (Text("what", "รายการใด"), Number("many", "กี่ชิ้น", optional=True)),
        label="รายการ",
        optional=True,
        limit=3,
    ),
    Files("files", "ส่งไฟล์", label="ไฟล์", optional=True, later=True),
    LongText("note", "หมายเหตุว่าอะไร", label="หมายเหตุ", optional=True, later=True),
)
