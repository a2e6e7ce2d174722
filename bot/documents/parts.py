"""What several kinds of document share: their version, lists, signatures, marks, file names, and the head of a plan."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.documents.pictures import Pictures
from bot.documents.text import clean, lines
from bot.domain.agency import KINDS, Digits
from bot.domain.checks import says_nothing
from bot.domain.fiscal import Round
from bot.domain.plan_document import Signatory, WholePlan
from bot.thai import document_digits, thai_date_long

NOTHING: Final = "ไม่มี"
BLANK: Final = "-"
NOT_REPORTED: Final = "ยังไม่มีการรายงานผล"
ROOM: Final = "\u00a0" * 40
"""What stands in brackets for a post without a holder: room to write the name by hand."""
_POSITION_BY_HAND: Final = "ตำแหน่ง" + ROOM
_PHOTO_BOX_CM: Final = (7.6, 5.7)
_FILE_NAME_BYTES: Final = 200  # of the 255 most file systems allow; a Thai letter takes three


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Which version of a document this is, and when it was approved; it is a draft until then."""

    prepared_on: date
    version: int = 1
    approved_on: date | None = None
    approver: Signatory | None = None
    """Whose word approved it, where that is known."""

    @property
    def draft(self) -> bool:
        return self.approved_on is None

    def approval_by(self, signer: Signatory, digits: Digits) -> str:
        """The day of the approval under the name of this signer; nothing while it was not this one's word, which leaves the
        line open for the pen."""
        theirs = self.approver is None or self.approver.name == signer.name
        return thai_date_long(self.approved_on, digits) if self.approved_on and theirs else ""


def span(round_: Round, prepared_on: date, digits: Digits) -> str:
    """From when to when a round goes; a report made before its end says of which day it is."""
    days = f"{thai_date_long(round_.first_day, digits)} – {thai_date_long(round_.last_day, digits)}"
    return days if prepared_on > round_.last_day else f"{days} ข้อมูล ณ วันที่ {thai_date_long(prepared_on, digits)}"


def items(texts: Iterable[str], otherwise: str = BLANK) -> list[dict[str, str]]:
    """Answers as the items of a list: numbered when there are several; `otherwise` when there are none."""
    given = [text for text in ("\n".join(lines(text)) for text in texts) if text]
    if len(given) < 2:
        return [{"mark": "-", "text": given[0]}] if given else [{"mark": "", "text": otherwise}]
    return [{"mark": f"{number})", "text": text} for number, text in enumerate(given, 1)]


def reported(told: Sequence[str], own: Sequence[str] = ()) -> tuple[str, ...] | None:
    """The answers to a question that may be left out: none when everybody said that there is nothing, None when nobody was
    heard about it, which is not the same. `own`: what was said of the whole decides alone."""
    found = tuple(text for text in (*own, *told) if text.strip() and not says_nothing(text))
    return found or (() if own or (told and all(told)) else None)


def told(texts: Sequence[str] | None) -> list[dict[str, str]]:
    """Them as the items of a list: a document says "ไม่มี" only where somebody did."""
    return items(texts or (), BLANK if texts is None else NOTHING)


def marks(*, draft: bool, version: int, sample: bool) -> dict[str, str]:
    """The words on every page of what is a draft or a sample."""
    words = [*(["ตัวอย่าง"] if sample else []), *([f"ร่าง ฉบับที่ {version}"] if draft else [])]
    return {"marks": " · ".join(words), "watermark": "ร่าง" if draft else "ตัวอย่าง" if sample else ""}


def signatory(who: Signatory) -> dict[str, Any]:
    """Who signs: the name in brackets, and the lines under it."""
    return {"name": who.name or ROOM, "lines": under_the_name(who)}


def under_the_name(who: Signatory) -> list[str]:
    """The position, with room to write one that nobody wrote down, and whose place is taken."""
    return [line or _POSITION_BY_HAND for line in who.lines]


def plan_head(plan: WholePlan, issue: Issue) -> dict[str, Any]:
    """What every document of a plan may name: agency, place, years, who signs, when, marks."""
    own = plan.agency
    return {
        "agency": own.name,
        "place": place(own.district, own.province),
        "words": {"staff": own.words.staff, "council": own.words.council, "mayor": own.mayor_title},
        "plan_years": years_text(plan.plan.years),
        "prepared_on": thai_date_long(issue.prepared_on, own.digits),
        "approved_on": issue.approval_by(plan.mayor, own.digits),
        "clerk": signatory(plan.clerk),
        "mayor": signatory(plan.mayor),
        **marks(draft=issue.draft, version=issue.version, sample=own.sample),
    }


def place(district: str, province: str) -> str:
    """ "อำเภอ… จังหวัด…", as far as it is known."""
    return " ".join(f"{word}{name}" for word, name in (("อำเภอ", district), ("จังหวัด", province)) if name)


def years_text(years: Iterable[int]) -> str:
    """ "2566 – 2570"; "2566, 2568 และ 2570" when some are left out."""
    first, *rest = found = sorted(years)
    if not rest:
        return str(first)
    if found == list(range(first, found[-1] + 1)):
        return f"{first} – {found[-1]}"
    return f"{', '.join(map(str, found[:-1]))} และ {found[-1]}"


def plan_file_name(what: Iterable[str], plan: WholePlan, issue: Issue) -> str:
    """The name of a file of a plan's document."""
    own = plan.agency
    return file_name(
        what,
        agency=own.name,
        kind=own.kind,
        digits=own.digits,
        draft=issue.draft,
        version=issue.version,
        sample=own.sample,
    )


_SYLLABLE_GOES_ON: Final = re.compile("[ะ-ฺๅ-๎]")
_SYLLABLE_LACKS: Final = re.compile("(?:[ก-ฮ][ิ-ฺ็-๎]*[ัื็][ิ-ฺ็-๎]*|[เแโใไ]+)$")
"""A vowel that is read only with the letter after it."""


def _cut(text: str, room: int) -> str:
    """The beginning of a text in so many bytes: at a space if there is one, else where what stands can be read: Thai has no
    other sign between words."""
    begun = text.encode()[: max(room, 60)].decode(errors="ignore")
    if begun == text:
        return text
    if " " in begun:
        return begun.rpartition(" ")[0].rstrip()
    end = len(begun)
    while end and _SYLLABLE_GOES_ON.match(text, end):
        end -= 1
    while lacks := _SYLLABLE_LACKS.search(text, 0, end):
        end = lacks.start()
    return text[:end]


def file_name(
    what: Iterable[str], *, agency: str, kind: str, digits: Digits, draft: bool, version: int, sample: bool
) -> str:
    """The name of a file, of letters every system keeps. What would make it too long is cut: the longest of what it is about,
    never the agency while there is something else to cut."""
    known = [*what, f"ร่าง{version}" if draft else f"ฉบับที่{version}"]
    if sample:
        known.insert(0, "ตัวอย่าง")
    short = clean(agency).removesuffix("(ตัวอย่าง)")
    if short.startswith(KINDS[kind].prefix):
        short = KINDS[kind].short + short.removeprefix(KINDS[kind].prefix)
    short = "".join(letter for letter in short if letter not in '\\/:*?"<>|\n\t').strip(". ")
    longest = max(range(len(known)), key=lambda place: len(known[place]))
    others = [*known[:longest], *known[longest + 1 :]]
    known[longest] = _cut(known[longest], _FILE_NAME_BYTES - len("_".join([*others, "", short, ".docx"]).encode()))
    known.append(_cut(short, _FILE_NAME_BYTES - len("_".join([*known, "", ".docx"]).encode())))
    return document_digits("_".join(known), digits).replace(" ", "-") + ".docx"


def plan_title(plan: WholePlan) -> str:
    """The plan as running text calls it, with its years."""
    years = plan.plan.years
    period = f"(พ.ศ.\u00a0{years_text(years)})" if len(years) > 1 else f"ประจำปีงบประมาณ พ.ศ.\u00a0{years[0]}"
    return f"แผนปฏิบัติการป้องกันการทุจริต {period}"  # no line ends between พ.ศ. and the year


@dataclass(frozen=True)
class Emblem:
    """The agency's emblem as `bot.photos.ready_photo` gives it; its place stays empty until there is one."""

    jpeg: bytes
    width_px: int
    height_px: int


def emblem_run(emblem: Emblem | None, pictures: Pictures, height_cm: float) -> str:
    """The emblem as high as the kind of document asks, to print with `{{r emblem }}`; nothing without one."""
    if emblem is None:
        return ""
    return pictures.add(
        emblem.jpeg,
        width=emblem.width_px,
        height=emblem.height_px,
        box_cm=(2 * height_cm, height_cm),
        alt="ตราสัญลักษณ์",
    )


@dataclass(frozen=True)
class AnnexPhoto:
    """A photo as `bot.photos.ready_photo` gives it."""

    caption: str
    jpeg: bytes
    width_px: int
    height_px: int


def photo_rows(photos: Sequence[AnnexPhoto], pictures: Pictures) -> list[dict[str, Any]]:
    """Two photos a row, numbered in reading order; the last place may stay empty."""
    cells: list[dict[str, Any]] = []
    for number, photo in enumerate(photos, 1):
        caption = " ".join(photo.caption.split())
        drawing = pictures.add(
            photo.jpeg,
            width=photo.width_px,
            height=photo.height_px,
            box_cm=_PHOTO_BOX_CM,
            alt=caption or f"ภาพที่ {number}",
        )
        cells.append({"drawing": drawing, "caption": f"ภาพที่ {number} {caption}".strip()})
    cells.append({"drawing": "", "caption": ""})
    return [{"left": cells[place], "right": cells[place + 1]} for place in range(0, len(photos), 2)]
