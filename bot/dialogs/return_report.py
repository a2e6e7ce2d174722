"""ส่งกลับ: why a report is sent back, and which of its items must be mended."""

from dataclasses import dataclass
from typing import Any, Final

from bot.dialogs.doubts import about_reason
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Answers, Choice, Context, Facts, LongText, Option, Picker, Read, shorten
from bot.dialogs.reports import ACT_LABELS
from bot.domain.decisions import Decide
from bot.domain.marks import MOST, can_mark
from bot.domain.report import Report, check_version, demand
from bot.problems import Problem
from bot.thai import clean

RETURN_REASONS = (
    Option("incomplete", "ข้อมูลยังไม่ครบ"),
    Option("wrong", "ข้อมูลไม่ถูกต้อง"),
    Option("wording", "ถ้อยคำยังไม่เหมาะสม"),
    Option("evidence", "หลักฐานหรือภาพยังไม่พอ"),
    Option("items", "บางรายการต้องแก้ (ระบุรายการ)"),
    Option("other", "เหตุผลอื่น"),
)

REASON_LIMIT: Final = 1000
"""Characters of a reason typed instead of a usual one; what needs more is asked for by itself."""


@dataclass(slots=True, eq=False)
class Reason(Choice):
    """Why a report is sent back: one of the usual reasons, or any other words. Words that begin with ส่งกลับ may have been
    meant otherwise, so they are asked back."""

    def read(self, text: str, ctx: Context) -> Read:
        words = clean(text).strip()
        reason = words.removeprefix(ACT_LABELS["return"]).removeprefix("เพราะ").strip(" :-–")
        if not reason:
            raise Problem("reason_wanted")
        try:
            found = Choice.read(self, reason, ctx)
        except Problem:
            found = LongText.read(LongText(self.key, self.prompt, limit=REASON_LIMIT), reason, ctx)
        return found._replace(confirm=found.confirm or words.startswith(ACT_LABELS["return"]))

    def show(self, value: str, ctx: Context) -> str:
        reason = next((option.label for option in self.options(ctx) if option.code == value), value)
        return f"ส่งกลับ เหตุผล: {shorten(reason)}"

    def dump(self, value: str) -> Any:
        return value if any(option.code == value for option in RETURN_REASONS) else {"words": value}

    def load(self, data: Any) -> str:
        return str(data["words"] if isinstance(data, dict) else Choice.load(self, data))


def spoken(facts: Facts, text: str) -> Open | None:
    """What an approver types about a waiting report instead of tapping: ส่งกลับ and the reason."""
    if not text.startswith(ACT_LABELS["return"]) or not (waiting := facts["awaiting"]):
        return None
    first: Report = waiting[0]
    return Open("return_report", (str(first.id), str(first.version))) if len(waiting) == 1 else Open("todo")


def return_report(facts: Facts, report_id: str, version: str) -> Dialog:
    """Send a report back: a reason is required.

    Story: tests/stories/report_sent_back.yaml
    """
    found: Report | None = facts["report", int(report_id)]
    if found is None:
        raise Problem("report_gone")
    check_version(found, int(version), facts["who"])
    demand(found, "return", facts["who"], facts["posts"], facts["now"])

    def finish(a: Answers) -> Decide:
        labels = {option.code: option.label for option in RETURN_REASONS}
        reason = a.get("text") or labels.get(a["reason"], a["reason"])
        marks = dict.fromkeys(a[f"item{n}"] for n in range(1, MOST + 1) if f"item{n}" in a)
        return Decide(found.id, found.version, "return", reason, marks=tuple(marks))

    offered = RETURN_REASONS if can_mark(found) else [option for option in RETURN_REASONS if option.code != "items"]
    return Dialog(
        name="return_report",
        title=f"ส่งกลับ {found.title}",
        questions=(
            Reason(
                "reason",
                f"ส่งกลับ {found.title} เพราะเหตุใด (เลือก หรือพิมพ์เหตุผล)",
                offered,
                label="เหตุผล",
                doubt=lambda v, a: about_reason(v),
            ),
            *(_marked(found, number) for number in range(1, MOST + 1)),
            LongText(
                "text",
                "โปรดบอกสิ่งที่ต้องแก้",
                label="สิ่งที่ต้องแก้",
                when=lambda a: a.get("reason") in {"other", "items"},
                doubt=lambda v, a: about_reason(v),
            ),
        ),
        finish=finish,
        review=False,
        leave="ไม่ส่งกลับ",
        left=Open("report", (report_id,)),
    )


def _marked(found: Report, number: int) -> Picker:
    """One of the items that come back to be mended; the next is asked for until one is skipped."""
    first = number == 1
    return Picker(
        f"item{number}",
        "รายการใดต้องแก้" if first else f"รายการที่ {number} ที่ต้องแก้ (ไม่มีแล้วแตะ ข้าม)",
        ("marks_offered", found.id),
        label=f"รายการที่ {number}",
        optional=not first,
        when=lambda a: a.get("reason") == "items" and (first or f"item{number - 1}" in a),
    )
