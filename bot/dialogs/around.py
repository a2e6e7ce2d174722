"""What is said around the dialogs: when nothing is under way, about drafts, buttons of any age and refusals."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from bot.dialogs.drawing import MESSAGE_TEXT
from bot.dialogs.engine import control_word, set_aside
from bot.dialogs.kit import Facts, Option, shorten, suffix
from bot.dialogs.session import Session
from bot.domain.agency import Act, may
from bot.domain.report import ReportKind
from bot.messages import Button, Card, Event, Media, Message, Text
from bot.problems import Problem

MENU: Final = Button("เมนู", "o.menu")
"""The way out of everything."""
LATE_DRAFT: Final = "รายการ “{title}” ค้างไว้เกิน 7 วัน คำตอบเดิมยังอยู่ครบ ต้องการทำต่อหรือไม่"
DRAFT: Final = "มีร่าง “{title}” ที่ทำค้างไว้ ต้องการทำต่อหรือเริ่มใหม่"
KEPT_TEXT: Final = "ข้อความ “{text}” เก็บไว้กับร่างนี้แล้ว"
NOT_ATTACHED: Final = "ภาพหรือไฟล์ยังไม่ได้แนบ กรุณาแตะปุ่มด้านล่างก่อน แล้วส่งอีกครั้ง"
CHANGED: Final = "ระบบมีการปรับปรุง รายการที่ทำค้างไว้ใช้ต่อไม่ได้ คำตอบเดิมยังเก็บไว้ครบ ต้องการทำอย่างไร"
FINISHED: Final = "รายการนี้บันทึกเสร็จแล้ว"
PUT_BY: Final = "เก็บ “{title}” เป็นร่างไว้ให้แล้ว กลับมาทำต่อได้จากเมนู"
GONE: Final = "ปุ่มนี้ใช้ไม่ได้แล้ว กรุณาเลือกจากเมนู"
ELSEWHERE: Final = "ปุ่มนั้นใช้ไม่ได้แล้ว ขณะนี้กำลังทำรายการนี้"
NO_DIALOG: Final = "ยังไม่ได้เลือกรายการที่จะทำ กรุณาเลือกจากเมนู"
NOT_RECORDED: Final = "ข้อความนี้ยังไม่ได้บันทึก เพราะไม่ได้อยู่ในรายการใด"
NOT_RECORDED_MEND: Final = f"{NOT_RECORDED} หากต้องการแก้ที่บันทึกไว้ล่าสุด แตะปุ่มด้านล่างแล้วพิมพ์อีกครั้ง"
SENTENCE: Final = 20
"""Characters from which on a text is taken for something to be recorded, not for a greeting."""
NO_DIALOG_MEDIA: Final = "ได้รับภาพหรือไฟล์แล้ว แต่ยังไม่ได้เลือกว่าจะแนบกับรายการใด กรุณาเลือกรายการก่อน แล้วส่งอีกครั้ง"
UNASKED: Final = "media."
"""The `replace` key of that; the photos of an album, which it ends with, get one answer."""
WORD_FILE: Final = "ได้รับไฟล์ Word แล้ว แต่ยังไม่ได้เลือกรายการ หากเป็นแม่แบบที่แก้แล้ว กรุณาแตะปุ่มด้านล่าง"
WELCOME: Final = "ยินดีต้อนรับกลับ ขณะนี้กำลังทำรายการนี้"
RESUMED: Final = "ทำต่อจากเดิม"
SET_ASIDE: Final = "ออกจากรายการแล้ว คำตอบเก็บเป็นร่างไว้ให้ กลับมาทำต่อได้จากเมนู"
LEFT: Final = "ออกจากรายการแล้ว"
NOTHING_TO_CANCEL: Final = "ไม่มีรายการที่ทำค้างอยู่"

REMEDIES: Final = {
    "results_changed": Button("ดูรายการล่าสุด", "o.check_results.{quarter}", "primary"),
    "data_changed": Button("ขอฉบับใหม่", "o.ask_report.{kind}.{about}", "primary"),
    "already_decided": Button("ดูรายงาน", "o.report.{report}"),
    "newer_version": Button("รายงานและการอนุมัติ", "o.reports"),
    "report_gone": Button("รายงานและการอนุมัติ", "o.reports"),
    "item_gone": Button("โครงการในแผน", "o.items"),
    "measure_gone": Button("มาตรการของปีนี้", "o.measures"),
    "plan_over": Button("เริ่มแผนช่วงใหม่", "o.start_plan", "primary"),
    "no_plan": Button("เริ่มแผนช่วงใหม่", "o.start_plan", "primary"),
    "no_measures": Button("เพิ่มมาตรการ", "o.add_measure", "primary"),
    "no_items": Button("เพิ่มโครงการ", "o.add_item", "primary"),
    "no_order": Button("เพิ่มคำสั่งแต่งตั้ง", "o.edit_part.order", "primary"),
    "no_announcement": Button("เพิ่มประกาศใช้แผน", "o.edit_part.announcement", "primary"),
    "no_classical": Button("เพิ่มมาตรการ", "o.add_measure", "primary"),
    "nothing_to_submit": Button("ขอรายงาน", "o.ask_report", "primary"),
    "item_not_in_plan": Button("โครงการในแผน", "o.items"),
    "period_locked": Button("ปฏิทินรายงาน", "o.calendar.{year}"),
    "person_gone": Button("คนในหน่วยงาน", "o.people"),
    "code_gone": Button("คนในหน่วยงาน", "o.people"),
    "last_plan_owner": Button("เชิญคน", "n.invite", "primary"),
}
"""The button that leads to what a problem's sentence asks for; its blanks are filled by the problem's details."""


def refusal(problem: Problem) -> Text:
    """A problem said outside a dialog, with the button that mends it, and the menu."""
    buttons = [MENU]
    if found := REMEDIES.get(problem.code):
        with suppress(KeyError):
            buttons.insert(0, replace(found, token=found.token.format_map(problem.details)))
    return Text(problem.sentence, tuple(buttons))


def not_recorded(facts: Facts) -> Text:
    """What is said to a whole sentence that answers no question: it probably belongs to what was recorded last."""
    recorded: list[Option] = facts["recorded"] if may(facts["who"], Act.RECORD_RESULT) else []
    if not recorded:
        return Text(NOT_RECORDED)
    what, *ids = recorded[0].code.split("_")
    dialog = "record_result" if what == "item" else "record_measure"
    mend = Button(shorten(f"แก้ {recorded[0].label}", 60), ".".join(("o", dialog, *ids)), "primary")
    return Text(NOT_RECORDED_MEND, (mend,))


def sent_unasked(facts: Facts, sent: Media, album: str) -> Text:
    """What is said to a photo or file that nothing had asked for: a Word file may be a changed template, and need not be sent
    again."""
    if suffix(sent.name) != "docx" or not may(facts["who"], Act.SETTINGS):
        return Text(NO_DIALOG_MEDIA, (Button("เมนู", "o.menu", "primary"),), UNASKED + album)
    named = [kind for kind in ReportKind if f"แม่แบบ{kind.label}" in sent.name]
    offered = Button("ใช้เป็นแม่แบบเอกสาร", f"o.templates.{sent.id}", "primary")
    if named:
        kind = max(named, key=lambda each: len(each.label))
        offered = Button(f"ใช้เป็นแม่แบบ{kind.label}", f"o.change_template.{kind}.{sent.id}", "primary")
    return Text(WORD_FILE, (offered, MENU), UNASKED + album)


def with_event(session: Session, event: Event) -> tuple[Session, list[str]]:
    """A session that cannot take what was just sent: a text stays with it, and what became of it is said."""
    if event.kind == "media":
        return session, [NOT_ATTACHED]
    if event.kind != "text" or not event.text.strip() or control_word(event.text):
        return session, []
    return set_aside(session, event.text, event.message_id), [KEPT_TEXT.format(text=shorten(event.text))]


def draft_buttons(draft: Session) -> tuple[Button, ...]:
    """Go on with a draft, or begin anew."""
    return (
        Button("ทำต่อ", f"r.{draft.id}", "primary"),
        Button("เริ่มใหม่", ".".join(("n", draft.dialog, *draft.args))),
        MENU,
    )


def in_full(lines: Sequence[str]) -> tuple[Message, ...]:
    """Answers without a word left out, in as many messages as that takes."""
    text = "\n".join(lines)
    pages = [text[at : at + MESSAGE_TEXT] for at in range(0, len(text), MESSAGE_TEXT)]
    return (*map(Text, pages[:-1]), Card("คำตอบเดิม", (pages[-1],), buttons=(MENU,)))
