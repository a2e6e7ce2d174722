"""เริ่มแผนช่วงใหม่: the plan of the next period, once the one before is over."""

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, require
from bot.domain.plan_commands import PlanStarted, StartPlan
from bot.messages import Button, Card


def start_plan(facts: Facts, sure: str = "") -> Screen | Do:
    """Begin a plan, empty, once it was asked back: a period's plan stays."""
    require(facts["who"], Act.CHANGE_PLAN, division_id=None)
    years: range = facts["next_plan"]
    if sure == "yes":
        return Do(StartPlan())
    lines = (f"แผน พ.ศ. {years[0]}–{years[-1]} ซึ่งยังไม่มีโครงการ", "แผนและรายงานของช่วงก่อนยังอยู่ครบ")
    return Screen(
        (Card("เริ่มแผนช่วงใหม่หรือไม่", lines, buttons=(Button("เริ่มแผนใหม่", "o.start_plan.yes", "primary"), MENU)),)
    )


def plan_started(e: PlanStarted) -> tuple[tuple[Card, ...], tuple[()]]:
    """What is said afterwards."""
    buttons = (
        Button("เพิ่มโครงการ", "o.add_item", "primary"),
        Button("ข้อมูลประกอบแผน", "o.plan_parts"),
        MENU,
    )
    return (Card(f"เริ่มแผน พ.ศ. {e.years[0]}–{e.years[-1]} แล้ว", ("เริ่มจากการเพิ่มโครงการแรก",), buttons=buttons),), ()
