"""What is said after something happened: from a domain event to messages, for the person who did it and for others."""

from collections.abc import Callable
from typing import Any

from bot.dialogs import cycle_outcomes, decision_outcomes, plan_outcomes
from bot.dialogs.around import MENU
from bot.dialogs.checking import checked
from bot.dialogs.gallery import gallery_changed
from bot.dialogs.kit import shorten
from bot.dialogs.people import CHANNELS, approverless
from bot.dialogs.reports import voids
from bot.dialogs.templates import template_shown, template_used, waited
from bot.dialogs.verification import code_verified
from bot.domain import commands as c
from bot.domain import gallery as g
from bot.domain import templates as t
from bot.domain.checking import ResultsChecked
from bot.domain.codes import spell
from bot.domain.duty import Duty
from bot.domain.fiscal import bangkok_day, short_label
from bot.domain.verification import CodeVerified
from bot.messages import Button, Card, Message, Note, Progress, Text
from bot.thai import thai_date_short

WHAT = {"item": "โครงการ", "result": "ผลรายไตรมาส", "measure": "มาตรการ", "mresult": "ผลตามมาตรการ"}

Told = tuple[tuple[Message, ...], tuple[Note, ...]]


def tell(event: Any) -> Told:
    """The messages for the actor, and the notes for others."""
    return _TELLERS[type(event)](event)


def next_duty(found: Duty | None) -> tuple[Button, ...]:
    """The button that goes on with the next result that is open."""
    if found is None:
        return ()
    part = short_label(found.period, found.period.fiscal_year)
    return (Button(f"ถัดไป {part}: {shorten(found.title, 28)}", f"o.{found.recorded_by}", "primary"),)


def item_saved(e: c.ItemSaved) -> Told:
    buttons = (
        *next_duty(e.next),
        Button("แบบโครงการ", f"o.sheet.{e.item_id}"),
        Button("แก้ไข", f"o.add_item.{e.item_id}"),
        *((Button("ลบ", f"o.delete.item.{e.item_id}", "danger"),) if e.draft or not e.owners else ()),
        MENU,
    )
    lines = (e.title,) if not e.draft else (e.title, "เป็นร่างจนกว่าผู้ดูแลแผนจะรับเข้าแผน จึงยังไม่ต้องบันทึกผล")
    card = Card(
        ("เสนอเข้าแผนแล้ว" if e.draft else "เพิ่มในแผนแล้ว") if e.new else "แก้ไขแล้ว",
        lines,
        "ร่าง" if e.draft else "",
        buttons=buttons,
    )
    return (card,), plan_notes(e, "item", e.item_id, e.title)


def plan_notes(e: c.ItemSaved | c.MeasureSaved, what: str, row_id: int, title: str) -> tuple[Note, ...]:
    """Tell the plan owners what an officer added or changed, with one button to take a draft in."""
    accept = (Button("รับเข้าแผน", f"o.accept.{what}.{row_id}", "primary"),) if e.draft else ()
    verb = "เพิ่ม" if e.new else "แก้ไข"
    buttons = (*accept, Button("ดู", f"o.{what}.{row_id}"))
    card = Card(f"{e.author} {verb}{WHAT[what]}", (title,), "ร่าง" if e.draft else "", buttons=buttons)
    return tuple(Note(owner, message=card) for owner in e.owners)


def attached(e: c.ResultRecorded | c.MeasureResultRecorded, what: str, unit: str) -> tuple[str, ...]:
    """How many photos and files stand with a result, as far as there are any."""
    later = " กำลังเตรียม หากใช้ไม่ได้จะแจ้งให้ทราบ" if e.pending_media else ""
    return (f"แนบ{what} {e.attached} {unit}{later}",) if e.attached else ()


def result_recorded(e: c.ResultRecorded) -> Told:
    lines = [e.title, f"{e.quarter.label}: {e.state.label}"]
    lines.extend(attached(e, "ภาพและไฟล์", "รายการ"))
    lines.append(f"ยังเหลืออีก {e.left} รายการ" if e.left else "บันทึกผลครบทุกโครงการแล้ว")
    buttons = (
        *next_duty(e.next),
        *((Button("ดูภาพ", f"o.gallery.{e.result_id}"),) if e.attached else ()),
        Button("แก้ไข", f"o.record_result.{e.item_id}.{e.quarter.code}"),
        Button("ลบ", f"o.delete.result.{e.result_id}", "danger"),
        MENU,
    )
    correction = Card(
        f"{e.by} แก้ผลที่พ้นกำหนดแล้ว",
        (e.title, f"{e.quarter.label}: {e.state.label}", f"เหตุผล: {e.because}"),
        buttons=(Button("ดูโครงการ", f"o.item.{e.item_id}"),),
    )
    notes = tuple(Note(owner, message=correction, waits=True) for owner in e.owners)
    return (Card("บันทึกผลแล้ว" if e.new else "แก้ไขผลแล้ว", tuple(lines), buttons=buttons),), notes


def measure_saved(e: c.MeasureSaved) -> Told:
    buttons = (
        Button("เพิ่มมาตรการอื่น", "n.add_measure"),
        Button("แก้ไข", f"o.add_measure.{e.measure_id}"),
        *((Button("ลบ", f"o.delete.measure.{e.measure_id}", "danger"),) if e.draft or not e.owners else ()),
        MENU,
    )
    lines = (e.name,) if not e.draft else (e.name, "เป็นร่างจนกว่าผู้ดูแลแผนจะรับเข้าแผน")
    card = Card("เพิ่มมาตรการแล้ว" if e.new else "แก้ไขมาตรการแล้ว", lines, "ร่าง" if e.draft else "", buttons=buttons)
    return (card,), plan_notes(e, "measure", e.measure_id, e.name)


def analysis_saved(e: c.AnalysisSaved) -> Told:
    buttons = (Button("ขอรายงาน", "o.ask_report"), Button("แก้ไข", f"o.ita_analysis.{e.fiscal_year}"), MENU)
    return (Card("บันทึกผลวิเคราะห์ ITA แล้ว", (f"ปีงบประมาณ {e.fiscal_year}",), buttons=buttons),), ()


def measure_result_recorded(e: c.MeasureResultRecorded) -> Told:
    lines = [e.name, e.round.label]
    lines.extend(attached(e, "ภาพ", "ภาพ"))
    lines.append(f"ยังเหลืออีก {e.left} มาตรการ" if e.left else "บันทึกผลครบทุกมาตรการแล้ว")
    report = Button("ขอรายงานรอบนี้", f"o.ask_report.measure_report.{e.round.code}", "" if e.next else "primary")
    buttons = (
        *next_duty(e.next),
        report,
        Button("แก้ไข", f"o.record_measure.{e.measure_id}.{e.round.code}"),
        Button("ลบ", f"o.delete.mresult.{e.result_id}", "danger"),
        MENU,
    )
    return (Card("บันทึกผลแล้ว" if e.new else "แก้ไขผลแล้ว", tuple(lines), buttons=buttons),), ()


def delete_asked(e: c.DeleteAsked) -> Told:
    sure = Button("ยืนยันลบ", f"o.delete.{e.what}.{e.id}.yes", "danger")
    return (
        Card(f"ต้องการลบ{WHAT[e.what]}นี้หรือไม่", (e.title, *voids(e.voids)), buttons=(sure, Button("ไม่ลบ", "o.menu"))),
    ), ()


def deleted(e: c.Deleted) -> Told:
    undo = Button("เลิกทำ", f"o.restore.{e.what}.{e.id}", "primary")
    return (Card(f"ลบ{WHAT[e.what]}แล้ว", (e.title,), buttons=(undo, MENU)),), ()


def restored(e: c.Restored) -> Told:
    return (Card(f"นำ{WHAT[e.what]}กลับมาแล้ว", (e.title,), buttons=(MENU,)),), ()


def accepted(e: c.Accepted) -> Told:
    card = Card(f"รับ{WHAT[e.what]}เข้าแผนแล้ว", (e.title,), buttons=(MENU,))
    notes = (Note(e.author_id, message=card),) if e.author_id else ()
    return (card,), notes


def kept(e: c.Kept) -> Told:
    again = Button("ตรวจรายงานอีกครั้ง", f"o.ask_report.measure_report.{e.round.code}")
    return (Text("คงข้อความไว้ตามเดิม จะไม่นับเป็นข้อที่ควรตรวจอีก", buttons=(again, MENU)),), ()


def report_asked(e: c.ReportAsked) -> Told:
    return (Progress(f"กำลังจัดทำ{e.title}", replace=f"doc.{e.request_id}"),), ()


def retried(e: c.Retried) -> Told:
    return (Text(f"ลองส่งข้อความของ {e.name} เข้าระบบอีกครั้งแล้ว", (MENU,)),), ()


# --- people -----------------------------------------------------------------------------------------------------------------
def code_given(e: c.CodeGiven) -> Told:
    """The code stands in a message of its own, to be passed on as it is."""
    who = e.member
    until = thai_date_short(bangkok_day(e.until), digits="arabic")
    lines = [
        f"รหัสสำหรับ {who.name} เข้าใช้ผู้ช่วยสุจริต {e.agency}",
        spell(e.code),
        f"ใช้ได้ครั้งเดียว ถึง {until} เปิดแชตสุจริตแล้วพิมพ์รหัสนี้",
    ]
    lines += [f"หรือแตะลิงก์นี้ใน {CHANNELS[channel]} {link}" for channel, link in e.links.items()]
    passed_on = Text("\n".join(lines), copy="\n".join(lines))
    if e.own:
        card = Card("รหัสเพิ่มช่องทางของท่าน", ("พิมพ์รหัสข้างบนในแชตของช่องทางใหม่ อย่าส่งต่อให้ผู้อื่น",), buttons=(MENU,))
        return (passed_on, card), ()
    title = "เชิญแล้ว" if e.new else "กลับเข้าทำหน้าที่แล้ว" if e.back else "ออกรหัสใหม่แล้ว"
    place = " ".join((who.role.label, who.division)).strip()
    told = [who.name, place, "ส่งต่อข้อความข้างบนให้เจ้าของรหัสได้เลย"]
    if e.back and who.items:
        told.insert(2, f"รับผิดชอบ {who.items} โครงการ")
    page = (Button("QR ไว้พิมพ์", f"o.print_code.{who.id}.{e.code}"),) if e.links else ()
    buttons = (*page, Button("เชิญคนอื่น", "n.invite"), Button("ดูข้อมูล", f"o.person.{who.id}"), MENU)
    return (passed_on, Card(title, tuple(told), buttons=buttons)), ()


def person_changed(e: c.PersonChanged) -> Told:
    who = e.member
    lines = [who.name, who.position, " ".join((who.role.label, who.division)).strip()]
    mine = Card("ท่านได้รับหน้าที่ในระบบใหม่", tuple(lines[1:]), buttons=(MENU,))
    notes = (Note(who.id, message=mine),) if e.new_duty and who.id != e.by_id else ()
    if e.released:
        lines.append(f"โครงการที่เคยรับผิดชอบ {e.released} รายการ กลับไปเป็นของกองเดิม")
    buttons = (Button("คนในหน่วยงาน", "o.people"), MENU)
    return (Card("แก้ไขแล้ว", tuple(lines), buttons=buttons),), notes


def code_revoked(e: c.CodeRevoked) -> Told:
    again = Button("ออกรหัสใหม่", f"o.give_code.{e.member.id}")
    return (Card("ยกเลิกรหัสแล้ว", (e.member.name,), buttons=(again, MENU)),), ()


def duty_ended(e: c.DutyEnded) -> Told:
    who, heir = e.member, e.heir
    lines = (who.name, f"มอบ {who.items} โครงการให้ {heir.name}" if heir and who.items else "ไม่มีโครงการที่ต้องส่งมอบ")
    lines = (*lines, *((approverless(e.missing),) if e.missing else ()))
    card = Card("พ้นจากหน้าที่แล้ว", lines, buttons=(Button("เลิกทำ", f"o.resume_duty.{who.id}", "primary"), MENU))
    farewell = Text(f"ท่านพ้นจากหน้าที่ในระบบสุจริตของ {e.agency} แล้ว ขอบคุณที่ช่วยงานด้วยดีเสมอมา")
    notes = [Note(who.id, message=farewell, chat=chat) for chat in e.chats]
    if heir and who.items and heir.id != e.by_id:
        look = Button("สิ่งที่ต้องทำ", "o.todo", "primary")
        taken = Card("ได้รับมอบงานใหม่", (f"รับงานต่อจาก {who.name} {who.items} โครงการ",), buttons=(look, MENU))
        notes.append(Note(heir.id, message=taken))
    if e.missing:
        invite = (Button("เชิญคน", "n.invite", "primary"), MENU)
        gone = Card(f"{who.name} พ้นจากหน้าที่แล้ว", (approverless(e.missing),), buttons=invite)
        notes += [Note(owner, message=gone) for owner in e.owners if owner not in (e.by_id, who.id)]
    own = who.id == e.by_id
    return ((Text(f"{card.title} {lines[-1]}"),) if own else (card,)), tuple(notes)


def channel_left(e: c.ChannelLeft) -> Told:
    return (Text("ออกจากระบบในแชตนี้แล้ว หากต้องการกลับมา ขอรหัสใหม่จากผู้ดูแลแผนแล้วพิมพ์ที่นี่"),), ()


_TELLERS: dict[type[Any], Callable[[Any], Told]] = {
    c.ItemSaved: item_saved,
    c.ResultRecorded: result_recorded,
    c.MeasureSaved: measure_saved,
    c.AnalysisSaved: analysis_saved,
    c.MeasureResultRecorded: measure_result_recorded,
    c.DeleteAsked: delete_asked,
    c.Deleted: deleted,
    c.Restored: restored,
    c.Accepted: accepted,
    c.Kept: kept,
    c.ReportAsked: report_asked,
    c.Retried: retried,
    c.CodeGiven: code_given,
    c.PersonChanged: person_changed,
    c.CodeRevoked: code_revoked,
    c.DutyEnded: duty_ended,
    c.ChannelLeft: channel_left,
    t.TemplateShown: template_shown,
    t.TemplateUsed: template_used,
    t.Waited: waited,
    ResultsChecked: checked,
    CodeVerified: code_verified,
    g.GalleryChanged: gallery_changed,
    **decision_outcomes.TELLERS,
    **plan_outcomes.TELLERS,
    **cycle_outcomes.TELLERS,
}
