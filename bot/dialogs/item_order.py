"""ย้ายลำดับ: an item's place among those of its mission."""

from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Facts, Number, first_few, shorten
from bot.dialogs.session import Do
from bot.domain.agency import Act, require
from bot.domain.plan import PlanItem
from bot.domain.plan_commands import MoveItem
from bot.problems import Problem


def move_item(facts: Facts, item_id: str, place: str = "") -> Dialog | Do:
    """Put an item at another place in the documents; with a place at once.

    Story: tests/stories/plan_order.yaml
    """
    require(facts["who"], Act.CHANGE_PLAN, division_id=None)
    item: PlanItem | None = facts["item", int(item_id)]
    if item is None:
        raise Problem("item_gone")
    if place:
        return Do(MoveItem(item.id, int(place)))
    beside: list[str] = facts["beside", item.id]
    listed = "\n".join(first_few([shorten(title, 60) for title in beside], 20))
    return Dialog(
        name="move_item",
        title=f"ย้ายลำดับ {shorten(item.title, 80)}",
        questions=(Number("place", f"ให้อยู่ลำดับที่เท่าใด (1 ถึง {len(beside)})\n{listed}", label="ลำดับที่", whole=True),),
        finish=lambda a: MoveItem(item.id, int(a["place"])),
        review=False,
    )
