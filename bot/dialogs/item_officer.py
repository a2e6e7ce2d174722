"""ผู้รายงานผล: whose duty an item's results are, where it is not that of all officers of its division."""

from collections.abc import Sequence
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Facts, Option, Picker, shorten
from bot.domain.agency import Act, Person, Role, only_as_draft, require
from bot.domain.plan import PlanItem
from bot.domain.plan_commands import AssignItem, ItemAssigned
from bot.messages import Button, Card
from bot.problems import Problem

EVERY: Final = "all"
ALL: Final = "เจ้าหน้าที่ทุกคนของกอง"


def report_by(facts: Facts, item_id: str) -> Dialog:
    """Give an item to one person who reports it, or to all officers of its division.

    Story: tests/stories/plan_order.yaml
    """
    item: PlanItem | None = facts["item", int(item_id)]
    if item is None:
        raise Problem("item_gone")
    require(facts["who"], Act.CHANGE_PLAN, division_id=item.division_id)
    if only_as_draft(facts["who"], Act.CHANGE_PLAN):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    now = f"ขณะนี้: {named(facts, item) or ALL}"
    prompt = f"ใครรายงานผลของ {shorten(item.title, 80)}\n{now}"
    return Dialog(
        name="report_by",
        title=f"ผู้รายงานผล {shorten(item.title, 80)}",
        questions=(Picker("officer", prompt, ("reporter_options", item.id), label="ผู้รายงานผล"),),
        finish=lambda a: AssignItem(item.id, None if a["officer"] == EVERY else int(a["officer"]), item.officer_id),
        review=False,
    )


def reporter_options(able: Sequence[Person]) -> list[Option]:
    """Who an item can be given to; the first option is all officers of its division."""
    return [Option(EVERY, ALL), *(Option(str(person.id), person.name, person.role.label) for person in able)]


def named(facts: Facts, item: PlanItem) -> str:
    """The name of who reports an item; nothing where its division does."""
    if item.officer_id is None:
        return ""
    able: list[Person] = facts["reporters", item.id]
    return next((person.name for person in able if person.id == item.officer_id), "")


def item_assigned(e: ItemAssigned) -> tuple[tuple[Card, ...], tuple[()]]:
    """What is said afterwards; the answer carries the undo."""
    buttons = (
        Button("เลิกทำ", f"o.undo.{e.change_id}"),
        Button("ดูโครงการ", f"o.item.{e.item_id}"),
        MENU,
    )
    return (Card("กำหนดผู้รายงานผลแล้ว", (e.title, f"ผู้รายงานผล: {e.name or ALL}"), buttons=buttons),), ()
