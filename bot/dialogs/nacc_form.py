"""ข้อความสำหรับ e-PlanNACC: what the NACC's web form asks about an item, in its order, to be copied there."""

from decimal import Decimal
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts, baht
from bot.dialogs.session import Screen
from bot.domain.fiscal import Quarter, Round, quarters_to_record
from bot.domain.plan import PlanItem
from bot.domain.progress import ItemProgress, progress
from bot.messages import Button, Card, Text
from bot.problems import Problem

ROUNDS: Final = (6, 12)
"""What the form knows."""


def nacc_form(facts: Facts, item_id: str, round_code: str = "") -> Screen:
    """One item's progress in a round as a message to be copied; without a round, in that of the newest result.

    Story: tests/stories/nacc_form.yaml
    """
    item: PlanItem | None = facts["item", int(item_id)]
    if item is None:
        raise Problem("item_gone")
    recorded = [q for q in quarters_to_record(facts["today"]) if facts["result", item.id, q.code]]
    if not recorded:
        raise Problem("nothing_recorded")
    round_ = Round.parse(round_code) if round_code else _round_of(recorded[-1])
    results = [result for quarter in round_.quarters if (result := facts["result", item.id, quarter.code])]
    found = progress((item,), results, round_)
    if not found:
        raise Problem("not_active", year=round_.fiscal_year)
    told = "\n".join(_lines(found[0], facts["who"].agency.words.ordinance))
    others = dict.fromkeys(_round_of(quarter) for quarter in recorded)
    buttons = (
        *(Button(f"รอบ {r.months}/{r.fiscal_year}", f"o.nacc_form.{item.id}.{r.code}") for r in others if r != round_),
        Button("ดูโครงการ", f"o.item.{item.id}"),
        MENU,
    )
    card = Card("ข้อความสำหรับ e-PlanNACC", (item.title, "คัดลอกข้อความข้างบนไปวางได้เลย"), buttons=buttons)
    return Screen((Text(told, copy=told), card))


def _round_of(quarter: Quarter) -> Round:
    """The form's round that a quarter is reported in."""
    return Round(quarter.fiscal_year, ROUNDS[quarter.number > 2])


def _lines(found: ItemProgress, ordinance: str) -> tuple[str, ...]:
    """The form's fields in its order; what nobody recorded is left open."""
    budget, listed = found.last("ordinance"), found.last("in_ordinance")
    done = " ".join(text for _, text in found.done[-1:])
    return (
        f"ปีงบประมาณ: {found.round.fiscal_year}",
        f"รอบ: {found.round.months} เดือน",
        f"งบประมาณตาม{ordinance}: {baht(Decimal(budget)) if budget is not None else '-'}",
        f"เบิกจ่าย: {baht(found.used)}",
        f"อยู่ใน{ordinance}: {'-' if listed is None else 'ใช่' if listed else 'ไม่ใช่'}",
        f"สถานะ: {found.state.label}",
        f"เหตุผล: {found.why or '-'}",
        f"หมายเหตุ: {done or '-'}",
    )
