"""A recorded quarter's result as answers: to be mended, or as the draft of the next quarter's."""

from decimal import Decimal
from typing import Any

from bot.dialogs.kit import Answers, Date, Facts, Option
from bot.domain.commands import RecordResult
from bot.domain.fiscal import Quarter
from bot.domain.plan import PlanItem, QuarterResult, Reason, State

MORE = (
    "held_on",
    "place",
    "planned",
    "took_part",
    "percent",
    "ordinance",
    "in_ordinance",
    "published",
    "problems",
    "suggestions",
    "next_step",
)
"""The optional fields of a result record, kept together."""
LASTING = ("place", "planned", "ordinance", "in_ordinance")
"""Those of them that do not change from quarter to quarter."""

UNMOVED = Option("unmoved", "ไม่มีความคืบหน้าในไตรมาสนี้")
"""Answers the state without words about it: it is as before, and why nothing moved."""
WHY_UNMOVED = (
    "ยังไม่ถึงกำหนดดำเนินการ",
    "รอการอนุมัติหรือเอกสาร",
    "ยังไม่ได้รับงบประมาณ",
    "บุคลากรไม่เพียงพอ",
)
BECAUSE = ("บันทึกผิดพลาด", "ได้ข้อมูลเพิ่มเติมภายหลัง", "แก้ตามที่ผู้ตรวจแจ้ง")
"""Why a result is changed after it was due."""


def differs(a: Answers, recorded: QuarterResult | None, facts: Facts) -> bool:
    """Whether the answers say something else than what is recorded."""
    was = as_answers(recorded, facts)
    told = a.keys() - {"because"}
    return any(a.get(key) != was.get(key) for key in told | was.keys())


def as_answers(recorded: QuarterResult | None, facts: Facts) -> dict[str, Any]:
    """A recorded result as answers."""
    if recorded is None:
        return {}
    media = facts["media", recorded.media]
    return {
        "version": recorded.version,
        **_words_of(recorded),
        "photos": [m.id for m in media if m.picture] or None,
        "files": [m.id for m in media if not m.picture] or None,
        **_more_of(recorded),
    }


def _words_of(recorded: QuarterResult) -> dict[str, Any]:
    """The answers that are always asked."""
    started = recorded.state in {State.IN_PROGRESS, State.DONE}
    return {
        "state": recorded.state.value,
        "reason": recorded.reason or None,
        "reason_text": recorded.reason_text or None,
        "done": recorded.done or None,
        "disbursed": recorded.disbursed if started else None,
        "output": recorded.output or None,
        "outcome": recorded.outcome or None,
    }


def _more_of(recorded: QuarterResult) -> dict[str, Any]:
    """The optional answers there are."""
    more = {key: value for key, value in recorded.more.items() if value is not None}
    for key in ("planned", "took_part", "percent", "ordinance"):
        if key in more:
            more[key] = Decimal(more[key])
    if "held_on" in more:
        more["held_on"] = Date("held_on", "").load(more["held_on"])
    return more


def plain(value: Any) -> Any:
    """An optional answer as JSON."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_draft(before: QuarterResult | None, quarter: Quarter) -> dict[str, Any]:
    """What of the quarter before may hold in this one as well; each year begins anew, evidence and days are the quarter's own."""
    if before is None or before.quarter.fiscal_year != quarter.fiscal_year:
        return {}
    found = {**_words_of(before), **{key: value for key, value in _more_of(before).items() if key in LASTING}}
    return {key: value for key, value in found.items() if value is not None}


def unmoved(a: Answers, item: PlanItem, quarter: Quarter, before: QuarterResult | None) -> RecordResult:
    """Nothing moved: all is as in the quarter before, and why stands with the problems, where reports show it."""
    same_year = before if before and before.quarter.fiscal_year == quarter.fiscal_year else None
    told = f"{quarter.label} ไม่มีความคืบหน้า เนื่องจาก{a['unmoved']}"
    more = {"problems": "\n".join(filter(None, (told, a.get("problems", ""))))}
    more |= {key: a[key] for key in ("suggestions", "next_step") if key in a}
    ids = (item.id, quarter, a.get("version"))
    if same_year is None:
        return RecordResult(*ids, State.NOT_STARTED, more=more)
    return RecordResult(
        *ids,
        same_year.state,
        reason=Reason(same_year.reason) if same_year.reason else None,
        reason_text=same_year.reason_text,
        done=same_year.done,
        disbursed=same_year.disbursed,
        output=same_year.output,
        outcome=same_year.outcome,
        more={**{key: same_year.more[key] for key in LASTING if key in same_year.more}, **more},
    )
