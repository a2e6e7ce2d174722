"""การอนุมัติ: whose word the agency's documents need, and who decides in the place of whom for some days."""

from collections.abc import Sequence
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Choice, Facts, Option, Period, Picker
from bot.dialogs.session import Do, Screen
from bot.domain.agency import CHAINS, Act, Agency, require
from bot.domain.approval import ActingOfficer, Post
from bot.domain.decisions import EndActing, NameActing
from bot.domain.parts import stamp
from bot.domain.plan_commands import SaveAgency
from bot.messages import Button, Card
from bot.problems import Problem
from bot.thai import thai_period

OFFERED: Final = ("clerk", "clerk-mayor", "division_head-clerk", "division_head-clerk-mayor")
TITLE: Final = "ผู้รักษาราชการแทน"


def chain(facts: Facts) -> Dialog:
    """Set whose word documents need, one level after the other.

    Story: tests/stories/approval_chain.yaml
    """
    require(facts["who"], Act.SETTINGS)
    own: Agency = facts["who"].agency
    codes = dict.fromkeys((*OFFERED, own.chain))
    prompt = f"เอกสารต้องได้รับอนุมัติตามลำดับใด (ปัจจุบัน {CHAINS[own.chain]}) ใช้กับเอกสารที่ส่งขออนุมัติจากนี้ไป"
    return Dialog(
        name="chain",
        title="ลำดับการอนุมัติ",
        questions=(Choice("chain", prompt, tuple(Option(code, CHAINS[code]) for code in codes)),),
        finish=lambda a: SaveAgency({"chain": a["chain"]}, stamp(own)),
        review=False,
    )


def acting(facts: Facts) -> Screen:
    """Who decides in whose place, now and later on."""
    posts = [option.code for option in may_name(facts)]
    there: Sequence[ActingOfficer] = facts["acting_officers"]
    lines = tuple(f"{each.name} {described(each)}" for each in there) or ("ขณะนี้ไม่มีผู้รักษาราชการแทน",)
    ending = (each for each in there if each.post.code in posts)
    buttons = (
        Button(f"ตั้ง{TITLE}", "o.name_acting", "primary"),
        *(Button(f"ยกเลิก {each.name}", f"o.end_acting.{each.id}", "danger") for each in ending),
        MENU,
    )
    return Screen((Card(TITLE, lines, buttons=buttons),))


def described(each: ActingOfficer) -> str:
    """For whom and when."""
    return f"รักษาราชการแทน{each.office} {thai_period(each.first_day, each.last_day, digits='arabic')}"


def may_name(facts: Facts) -> Sequence[Option]:
    """The posts for which this person can name an acting officer."""
    if not (posts := facts["acting_posts"]):
        require(facts["who"], Act.SETTINGS)
        raise Problem("acting_no_level")
    return posts  # type: ignore[no-any-return]


def name_acting(facts: Facts) -> Dialog:
    """Let a colleague decide in the place of a post for some days.

    Story: tests/stories/approval_chain.yaml
    """
    posts = may_name(facts)
    today = facts["today"]
    return Dialog(
        name="name_acting",
        title=f"ตั้ง{TITLE}",
        questions=(
            Picker("post", "รักษาราชการแทนตำแหน่งใด", "acting_posts", label="ตำแหน่ง", when=lambda a: len(posts) > 1),
            Picker("person", "ให้ผู้ใดรักษาราชการแทน", "colleagues", label="ผู้รักษาราชการแทน"),
            Period("days", "ตั้งแต่วันใดถึงวันใด", label="ช่วงวันที่", default=lambda a: (today, today)),
        ),
        finish=lambda a: NameActing(Post.parse(a.get("post") or posts[0].code), int(a["person"]), *a["days"]),
    )


def end_acting(facts: Facts, number: str) -> Do:
    """Take it back before its last day; the answer carries the undo."""
    may_name(facts)
    return Do(EndActing(int(number)))


def resume_acting(facts: Facts, number: str) -> Do:
    """Undo that."""
    may_name(facts)
    return Do(EndActing(int(number), back=True))
