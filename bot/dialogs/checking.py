"""ตรวจผลรายไตรมาสของกอง."""

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts, first_few, shorten
from bot.dialogs.session import Do, Screen
from bot.domain.checking import Checkable, CheckResult, CheckResults, ResultsChecked, ToCheck, UndoCheck
from bot.domain.fiscal import Quarter
from bot.messages import Button, Card, Message, Note

SHOWN = 5
"""Doubtful results of one screen, each with its buttons; the next come when these are done."""


def check_results(facts: Facts, quarter_code: str, mark: str = "") -> Screen | Do:
    """What was recorded in a quarter of the own division and waits for its head: all that is clean by one tap.

    Story: tests/stories/checked_results.yaml
    """
    quarter = Quarter.parse(quarter_code)
    if mark:
        return Do(CheckResults(quarter, mark))
    found: Checkable = facts["to_check", quarter.code]
    lines = [f"ตรวจแล้ว {found.checked} รายการ รอตรวจ {len(found.waiting)} รายการ"]
    buttons: list[Button] = []
    if found.clean:
        lines += [f"ครบถ้วน {len(found.clean)} รายการ", *first_few([_named(one) for one in found.clean])]
        label = f"อนุมัติผลไตรมาสที่ครบถ้วน {len(found.clean)} รายการ"
        buttons.append(Button(label, f"o.check_results.{quarter.code}.{found.mark}", "primary"))
    for one in found.doubtful[:SHOWN]:
        lines += [f"ควรดู: {_named(one)}", *first_few(one.doubts)]
        buttons.append(
            Button(shorten(f"อนุมัติ: {one.title}", 60), f"o.check_result.{quarter.code}.{one.result_id}.{one.seal}")
        )
        buttons.append(Button(shorten(f"ดู: {one.title}", 60), f"o.item.{one.item_id}"))
    if more := len(found.doubtful) - SHOWN:
        lines += [f"และที่ควรดูอีก {more} รายการ"] if more > 0 else []
    return Screen((Card(f"ตรวจผล {quarter.label}", tuple(lines), buttons=(*buttons, MENU)),))


def _named(one: ToCheck) -> str:
    return f"{one.title} (แก้หลังตรวจ)" if one.again else one.title


def check_result(facts: Facts, quarter_code: str, result_id: str, mark: str) -> Do:
    """Approve one result in which there is something to look at."""
    return Do(CheckResult(Quarter.parse(quarter_code), int(result_id), mark))


def undo_check(facts: Facts, batch: str) -> Do:
    """Take back what one tap approved."""
    return Do(UndoCheck(int(batch)))


def checked(e: ResultsChecked) -> tuple[tuple[Message, ...], tuple[Note, ...]]:
    """What is said when results were approved, or that was taken back."""
    rest = Button("ผลที่รอตรวจ", f"o.check_results.{e.quarter.code}")
    lines = (f"{e.quarter.label} {len(e.titles)} รายการ", *first_few(e.titles))
    if e.undone:
        return (Card("เลิกทำการอนุมัติผลแล้ว", lines, buttons=(rest, MENU)),), ()
    return (Card("อนุมัติผลแล้ว", lines, buttons=(Button("เลิกทำ", f"o.undo_check.{e.batch}"), rest, MENU)),), ()
