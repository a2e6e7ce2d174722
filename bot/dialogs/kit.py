"""The question kinds a dialog is made of.

A question knows how to read a typed answer, which buttons answer it, how its value is shown and how it is kept as JSON.
It is a declaration: no state, no I/O, and nothing changes it (that it is not frozen makes it three times as quick to
declare, and every turn declares a dialog's dozen anew). Everything that varies comes with the `Context`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, NamedTuple

from bot.domain.fiscal import bangkok_day
from bot.messages import Media
from bot.problems import Problem
from bot.thai import clean, read
from bot.thai.text import strip_polite
from bot.thai.writers import arabic_digits, money_text, thai_date_long, thai_period

TEXT_LIMIT: Final = 300
"""Characters of a one-line answer: a project's title in the longest known plan has 190."""
LONG_TEXT_LIMIT: Final = 20_000
PAGE: Final = 8
"""Options of a picker on one page."""
LINES: Final = 10
"""Lines of a list shown in a review."""
DASHES: Final = frozenset("-–—")
BUTTON_TEXT: Final = 40
"""Characters of a button's label that a phone shows on one or two lines."""


class Answers(dict[str, Any]):
    """Values by question key; unanswered and skipped questions are absent. `kept` names doubts kept on purpose."""

    kept: dict[str, tuple[str, ...]]

    def __init__(self, values: Mapping[str, Any] = {}, kept: Mapping[str, tuple[str, ...]] = {}) -> None:
        super().__init__(values)
        self.kept = dict(kept)


class Facts(dict[Any, Any]):
    """What a dialog may know of the world, by name or (name, ids ...). The turn gives one that loads what is asked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """The world at the moment of a step."""

    now: datetime
    fiscal_year: int
    """Buddhist Era; the one the answers are read against."""
    facts: Facts
    answers: Answers

    @property
    def today(self) -> date:
        """The day it is in Thailand."""
        return bangkok_day(self.now)


class Option(NamedTuple):
    """One button that answers a question. `code` is ASCII, at most 40 characters, and never changes its meaning."""

    code: str
    label: str
    detail: str = ""

    @property
    def adds(self) -> bool:
        """Whether it leads to something new instead of being one of the list."""
        return self.label.startswith("+")


class Doubt(NamedTuple):
    """A value that can be right but probably is not; asked back, and kept only on purpose."""

    code: str
    sentence: str
    look: tuple[str, ...] = ()
    """What can be looked at before deciding: the name of an opener and its arguments."""


class Read(NamedTuple):
    """A typed answer as understood. `literal`: the person sees in the chat what was taken, so it need not be repeated."""

    value: Any
    confirm: bool = False
    literal: bool = True


Condition = Callable[[Answers], bool]


@dataclass(slots=True, eq=False)
class Question:
    """What all kinds share. `later` questions are not asked in turn: they wait as buttons on the review."""

    key: str
    prompt: str
    label: str = field(default="", kw_only=True)
    when: Condition | None = field(default=None, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    later: bool = field(default=False, kw_only=True)
    default: Callable[[Answers], Any] | None = field(default=None, kw_only=True)
    """Offered as a button; None means nothing to offer."""
    doubt: Callable[[Any, Answers], Iterable[Doubt]] | None = field(default=None, kw_only=True)
    help: str = field(default="", kw_only=True)

    hint: ClassVar[str] = ""
    """How to answer, for the help text of the kind."""
    expects: ClassVar[str] = "text"

    @property
    def name(self) -> str:
        """Its short name on the review."""
        return self.label or self.prompt

    def is_empty(self, words: str) -> bool:
        """Whether typed words hold nothing to keep. A dash stands for "none" in documents: it is taken where it is asked back."""
        return not any(map(str.isalnum, words)) and not (self.doubt and words and set(words) <= DASHES)

    def read(self, text: str, ctx: Context) -> Read:
        """The value typed; raises Problem (as here: a question that nothing typed can answer)."""
        raise Problem("not_understood")

    def options(self, ctx: Context) -> Sequence[Option]:
        """The buttons that answer it."""
        return ()

    def pick(self, code: str, ctx: Context) -> Any:
        """The value of a tapped option; raises Problem for one that is not offered (any more)."""
        if any(option.code == code for option in self.options(ctx)):
            return code
        raise Problem("button_gone")

    def show(self, value: Any, ctx: Context) -> str:
        """The value as the person reads it in chat (Arabic digits)."""
        return str(value)

    def dump(self, value: Any) -> Any:
        """The value as JSON."""
        return value

    def load(self, data: Any) -> Any:
        """The value that `dump` wrote; raises ValueError when it cannot be one (stored by an older version)."""
        return data


@dataclass(slots=True, eq=False)
class Hidden(Question):
    """Never asked nor shown: travels from `Dialog.initial` to `finish` (the version that is being mended)."""

    prompt: str = ""
    later: bool = field(default=True, kw_only=True)


@dataclass(slots=True, eq=False)
class Text(Question):
    """One line of words."""

    limit: int = field(default=TEXT_LIMIT, kw_only=True)
    hint: ClassVar[str] = "พิมพ์ข้อความสั้น ๆ แล้วส่ง"

    def read(self, text: str, ctx: Context) -> Read:
        value = " ".join(clean(text).split())
        if self.is_empty(value):
            raise Problem("empty")
        if len(value) > self.limit:
            raise Problem("too_long", length=len(value), limit=self.limit)
        return Read(value)

    def load(self, data: Any) -> Any:
        return _words(data)


_LINK = re.compile(
    r"(?:https?://)?(?:[\w\u0e31-\u0e4e-]+\.)+(?:[a-z][a-z0-9-]+|ไทย)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)


@dataclass(slots=True, eq=False)
class Link(Text):
    """An address in the web, by its form: it is never fetched. Without its beginning it is given one."""

    limit: int = field(default=2000, kw_only=True)
    hint: ClassVar[str] = "คัดลอกลิงก์มาวาง เช่น https://lin.ee/abc"

    def read(self, text: str, ctx: Context) -> Read:
        value = clean(text).strip()
        if not _LINK.fullmatch(value):
            raise Problem("link_wanted")
        if len(value) > self.limit:
            raise Problem("too_long", length=len(value), limit=self.limit)
        whole = value if re.match("https?:", value, re.IGNORECASE) else f"https://{value}"
        return Read(whole, literal=whole == value)


@dataclass(slots=True, eq=False)
class LongText(Question):
    """Words of any length; may come in several messages, joined by line breaks."""

    limit: int = field(default=LONG_TEXT_LIMIT, kw_only=True)
    hint: ClassVar[str] = "พิมพ์ได้หลายบรรทัด ถ้ายาวมากส่งต่อเป็นหลายข้อความได้"

    def read(self, text: str, ctx: Context) -> Read:
        value = "\n".join(line.rstrip() for line in clean(text).strip().splitlines())
        if self.is_empty(value):
            raise Problem("empty")
        if len(value) > self.limit:
            raise Problem("too_long", length=len(value), limit=self.limit)
        return Read(value)

    def show(self, value: Any, ctx: Context) -> str:
        return shorten(str(value))

    def load(self, data: Any) -> Any:
        return _words(data)


_NUMBERING = re.compile(r"^\s*(?:[-•*–]|\(?[0-9๐-๙]{1,2}(?:[.)]+(?![0-9๐-๙.)])|\s+\)))\s*")
"""A dash or a number with dot or bracket; not 1.2, not a number that counts something (10 คน)."""


@dataclass(slots=True, eq=False)
class TextList(LongText):
    """Several short texts, one a line; pasted numbering and dashes fall away (documents number by themselves)."""

    hint: ClassVar[str] = "พิมพ์หนึ่งข้อต่อหนึ่งบรรทัด ไม่ต้องใส่เลขข้อ"

    def read(self, text: str, ctx: Context) -> Read:
        words = LongText.read(self, text, ctx).value
        lines = (_NUMBERING.sub("", line).strip() for line in words.splitlines())
        items = [line for line in lines if any(map(str.isalnum, line))]
        if not items and not set(words) <= DASHES:
            raise Problem("empty")
        return Read(items or [words])

    def show(self, value: Any, ctx: Context) -> str:
        return shorten(str(value[0])) if len(value) == 1 else numbered(value)

    def load(self, data: Any) -> Any:
        return [_words(line) for line in data]


_NOT_HEADS: Final = re.compile(r"ร้อยละ|เปอร์เซ|%|[0-9]\s*(?!คน|ราย|ท่าน|นาย|รูป|หัว)[ก-ฮเ-ไ]")
"""A unit that counts no people, where people are asked for: 80 %, 2 รุ่น."""


@dataclass(slots=True, eq=False)
class Number(Question):
    """A count or quantity as Decimal, with its unit."""

    unit: str = field(default="", kw_only=True)
    whole: bool = field(default=False, kw_only=True)
    kind: ClassVar[str] = "number"
    hint: ClassVar[str] = "พิมพ์เป็นตัวเลขหรือตัวหนังสือก็ได้ เช่น 50 หรือ ห้าสิบ"

    def read(self, text: str, ctx: Context) -> Read:
        reading = read(self.kind, text, today=ctx.today, fiscal_year=ctx.fiscal_year)
        if self.whole and reading.value != int(reading.value):
            raise Problem("not_whole")
        confirm = reading.confirm or (self.unit == "คน" and _NOT_HEADS.search(arabic_digits(strip_polite(text))))
        return Read(reading.value, bool(confirm), arabic_digits(text.strip()).replace(",", "") == f"{reading.value:f}")

    def show(self, value: Any, ctx: Context) -> str:
        return f"{plain(value)} {self.unit}".rstrip()

    def dump(self, value: Any) -> Any:
        return str(value)

    def load(self, data: Any) -> Any:
        return _decimal(data)


@dataclass(slots=True, eq=False)
class Percent(Number):
    """A percentage as the bare Decimal (80 is 80 %)."""

    kind: ClassVar[str] = "percent"
    hint: ClassVar[str] = "พิมพ์ร้อยละ เช่น 80 หรือ ร้อยละ 80"

    def show(self, value: Any, ctx: Context) -> str:
        return f"ร้อยละ {plain(value)}"


@dataclass(slots=True, eq=False)
class Money(Number):
    """Baht as Decimal with at most two decimals."""

    kind: ClassVar[str] = "money"
    hint: ClassVar[str] = "พิมพ์จำนวนเงิน เช่น 25,000 หรือ 2 หมื่นห้าพัน ถ้าไม่ใช้เงินพิมพ์ 0"

    def show(self, value: Any, ctx: Context) -> str:
        return baht(value)


def _far_ahead(day: date, ctx: Context) -> bool:
    """Whether a day lies more than ten years ahead: two digits of its year may have been swapped (2596)."""
    return day.year > ctx.today.year + 10


@dataclass(slots=True, eq=False)
class Date(Question):
    """One day."""

    expects: ClassVar[str] = "date"
    hint: ClassVar[str] = "พิมพ์วันที่ เช่น 15 ม.ค. 2570 หรือ 15/1/70"

    def read(self, text: str, ctx: Context) -> Read:
        reading = read("date", text, today=ctx.today, fiscal_year=ctx.fiscal_year)
        return Read(reading.value, reading.confirm or _far_ahead(reading.value, ctx), literal=False)

    def pick(self, code: str, ctx: Context) -> Any:
        """The day chosen in a calendar, where a channel has one."""
        try:
            return date.fromisoformat(code)
        except ValueError as strange:
            raise Problem("button_gone") from strange

    def show(self, value: Any, ctx: Context) -> str:
        return thai_date_long(value, digits="arabic")

    def dump(self, value: Any) -> Any:
        return value.isoformat()

    def load(self, data: Any) -> Any:
        return date.fromisoformat(data)


@dataclass(slots=True, eq=False)
class Period(Question):
    """First and last day."""

    hint: ClassVar[str] = "พิมพ์ช่วงเวลา เช่น ต.ค. 69 - มี.ค. 70 หรือ ไตรมาส 2 หรือ ตลอดปีงบประมาณ"

    def read(self, text: str, ctx: Context) -> Read:
        reading = read("period", text, today=ctx.today, fiscal_year=ctx.fiscal_year)
        return Read(reading.value, reading.confirm or _far_ahead(reading.value[1], ctx), literal=False)

    def show(self, value: Any, ctx: Context) -> str:
        first, last = value
        return f"{thai_period(first, last, digits='arabic')}{' วันเดียว' if first == last else ''}"

    def dump(self, value: Any) -> Any:
        return [day.isoformat() for day in value]

    def load(self, data: Any) -> Any:
        first, last = data
        return date.fromisoformat(first), date.fromisoformat(last)


@dataclass(slots=True, eq=False)
class Choice(Question):
    """One of a few options, which may depend on the answers before. `reads` names a reader of bot.thai whose values
    are the codes."""

    choices: Sequence[Option] | Callable[[Answers], Sequence[Option]]
    reads: str = field(default="", kw_only=True)
    hint: ClassVar[str] = "แตะปุ่มที่ต้องการ หรือพิมพ์ข้อความตามปุ่ม"

    def offered(self, answers: Answers) -> Sequence[Option]:
        """The options as the answers before make them."""
        return self.choices(answers) if callable(self.choices) else self.choices

    def options(self, ctx: Context) -> Sequence[Option]:
        return self.offered(ctx.answers)

    def read(self, text: str, ctx: Context) -> Read:
        options = self.options(ctx)
        if (option := by_label(options, text)) is not None:
            return Read(option.code)
        if (option := by_number(options, text)) is not None:
            return Read(option.code, literal=False)
        if self.reads and not squeeze(text).isdigit():
            reading = read(self.reads, text, today=ctx.today, fiscal_year=ctx.fiscal_year)
            if any(option.code == reading.value for option in options):
                return Read(reading.value, reading.confirm, literal=False)
        return Read(nearest(options, text).code, confirm=True, literal=False)

    def show(self, value: Any, ctx: Context) -> str:
        return next(option.label for option in self.options(ctx) if option.code == value)

    def load(self, data: Any) -> Any:
        if not callable(self.choices) and all(option.code != data for option in self.choices):
            raise ValueError(data)
        return data


@dataclass(slots=True, eq=False)
class YesNo(Question):
    """Yes or no, as bool."""

    yes: str = field(default="ใช่", kw_only=True)
    no: str = field(default="ไม่ใช่", kw_only=True)
    hint: ClassVar[str] = "แตะปุ่ม หรือพิมพ์ ใช่ / ไม่ใช่"

    def options(self, ctx: Context) -> Sequence[Option]:
        return (Option("yes", self.yes), Option("no", self.no))

    def pick(self, code: str, ctx: Context) -> Any:
        return Question.pick(self, code, ctx) == "yes"

    def read(self, text: str, ctx: Context) -> Read:
        if (option := by_label(self.options(ctx), text)) is not None:
            return Read(option.code == "yes")
        if (option := placed(self.options(ctx), text)) is not None:
            return Read(option.code == "yes", confirm=True)
        reading = read("yesno", text, today=ctx.today, fiscal_year=ctx.fiscal_year)
        return Read(reading.value, reading.confirm, literal=False)

    def show(self, value: Any, ctx: Context) -> str:
        return self.yes if value else self.no

    def load(self, data: Any) -> Any:
        if not isinstance(data, bool):
            raise ValueError(data)
        return data


@dataclass(slots=True, eq=False)
class MultiChoice(Question):
    """Some of a few fixed options, as a list of codes in their order; at least one."""

    choices: Sequence[Option]
    reads: str = field(default="", kw_only=True)
    start: Sequence[str] = field(default=(), kw_only=True)
    """Codes already marked when the question is asked."""
    hint: ClassVar[str] = "แตะเลือกได้หลายข้อ แล้วแตะ เสร็จแล้ว"

    def options(self, ctx: Context) -> Sequence[Option]:
        return self.choices

    def ordered(self, codes: Iterable[str]) -> list[str]:
        """The codes in the order of the options, each once."""
        wanted = set(codes)
        return [option.code for option in self.choices if option.code in wanted]

    def read(self, text: str, ctx: Context) -> Read:
        if squeeze(strip_polite(text)) in EVERY:
            return Read([option.code for option in self.choices], confirm=bool(self.reads), literal=False)
        if self.reads:
            reading = read(self.reads, text, today=ctx.today, fiscal_year=ctx.fiscal_year)
            codes = self.ordered(str(value) for value in reading.value)
            if len(codes) != len(reading.value):
                raise Problem("out_of_range")
            return Read(codes, reading.confirm, literal=False)
        named, doubtful = set[str](), False
        if _YEARS.fullmatch(text):
            text = re.sub(r"(?<=\d)(\s*(?:และ|กับ|,|/)|\s)\s*(?=(?:ปี[ก-๙]*\s*)?(?:พ\.?ศ\.?\s*)?\d)", ",", text)
        for words in filter(str.strip, re.split(r"[,\n/]| และ | กับ ", text)):
            spanned = [words] if by_label(self.choices, words) else re.split(r"-|–|ถึง", words)
            ends = [self.named(end) for end in spanned]
            places = [place for place, _ in ends]
            named.update(option.code for option in self.choices[min(places) : max(places) + 1])
            doubtful = doubtful or len(ends) > 2 or any(unsure for _, unsure in ends)
        if not named:
            raise self.unclear()
        return Read(self.ordered(named), doubtful, literal=False)

    def named(self, words: str) -> tuple[int, bool]:
        """The place of the option that is meant by its label, its year or otherwise; the last is not sure."""
        year = _YEAR.sub("", squeeze(strip_polite(words)))
        year = f"25{year}" if len(year) == 2 else year
        option = by_label(self.choices, words) or next((o for o in self.choices if o.code == year), None)
        try:
            found = option or nearest(self.choices, words)
        except Problem:
            raise self.unclear() from None
        return self.choices.index(found), found is not option

    def unclear(self) -> Problem:
        """What is said to words that name none of the options."""
        named = " และ ".join(option.label for option in self.choices[-2:])
        return Problem("not_understood", example=f"เช่น {named} หรือแตะปุ่มที่ต้องการ")

    def show(self, value: Any, ctx: Context) -> str:
        return ", ".join(option.label for option in self.choices if option.code in value)

    def load(self, data: Any) -> Any:
        if len(self.ordered(data)) != len(data):
            raise ValueError(data)
        return list(data)


@dataclass(slots=True, eq=False)
class Picker(Question):
    """One of a list that may be long: pages, and typing searches. The list is the fact `source`.

    `free` also takes the words typed, for lists that only suggest (who is responsible, for instance).
    """

    source: Any
    free: bool = field(default=False, kw_only=True)
    empty: str = field(default="ยังไม่มีรายการให้เลือก", kw_only=True)
    hint: ClassVar[str] = "แตะเลือก หรือพิมพ์คำบางคำเพื่อค้นหา"

    def options(self, ctx: Context) -> Sequence[Option]:
        options: Sequence[Option] = ctx.facts[self.source]
        return options

    def search(self, words: str, ctx: Context) -> Sequence[Option]:
        """The options that hold every word, ignoring spaces and the form of digits."""
        wanted = [word for word in map(squeeze, words.split()) if word]
        if not wanted:
            raise Problem("empty")
        return [o for o in self.options(ctx) if all(word in squeeze(o.label + o.detail) for word in wanted)]

    def numbered(self, text: str, words: str, ctx: Context) -> Option | None:
        """The option whose number in the list was typed."""
        options = self.search(words, ctx) if words else self.options(ctx)
        return placed([option for option in options if not option.adds], text)

    def pick(self, code: str, ctx: Context) -> Any:
        value = Question.pick(self, code, ctx)
        return self.show(value, ctx) if self.free else value

    def read(self, text: str, ctx: Context) -> Read:
        """Only an exact label (or, if `free`, any words) is an answer; the engine takes the rest as a search."""
        if (option := by_label(self.options(ctx), text)) is not None:
            return Read(option.label if self.free else option.code)
        if self.free:
            return Text.read(Text(self.key, self.prompt), text, ctx)
        raise Problem("not_understood")

    def show(self, value: Any, ctx: Context) -> str:
        return next((option.label for option in self.options(ctx) if option.code == value), str(value))


@dataclass(slots=True, eq=False)
class Photos(Question):
    """Photos, as a list of media ids. Several may come, in one album or one after the other."""

    limit: int = field(default=6, kw_only=True)
    expects: ClassVar[str] = "photos"
    hint: ClassVar[str] = "ส่งได้หลายภาพ พิมพ์คำบรรยายไปกับภาพได้ แล้วแตะ เสร็จแล้ว"
    unit: ClassVar[str] = "ภาพ"
    refused: ClassVar[str] = "not_a_photo"
    at_once: ClassVar[bool] = False
    """Whether the first that comes is the whole answer."""

    def accepts(self, media: Media) -> bool:
        """Whether it may be one of these by its type and name; its content is looked at later."""
        return media.mime.startswith("image/") or suffix(media.name) in IMAGE_SUFFIXES

    def read(self, text: str, ctx: Context) -> Read:
        raise Problem("photo_wanted")

    def show(self, value: Any, ctx: Context) -> str:
        return f"{len(value)} {self.unit}"

    def load(self, data: Any) -> Any:
        return [int(media) for media in data]


IMAGE_SUFFIXES: Final = frozenset({"jpg", "jpeg", "png", "webp", "gif", "heic", "heif"})
FILE_SUFFIXES: Final = frozenset({"pdf", "docx", "xlsx", "doc", "xls", "odt", "ods"})


@dataclass(slots=True, eq=False)
class Files(Photos):
    """Documents as evidence (PDF, Word, Excel); pictures too."""

    expects: ClassVar[str] = "photos"
    hint: ClassVar[str] = "ส่งได้หลายไฟล์ แล้วแตะ เสร็จแล้ว"
    unit: ClassVar[str] = "ไฟล์"
    refused: ClassVar[str] = "not_a_document"

    def accepts(self, media: Media) -> bool:
        return suffix(media.name) in FILE_SUFFIXES or Photos.accepts(self, media)


@dataclass(slots=True, eq=False)
class Rows(Question):
    """A small form repeated: a list of values by key. `line` shows one of them."""

    form: tuple[Question, ...]
    line: Callable[[Mapping[str, Any]], str] = field(
        default=lambda row: ", ".join(map(str, row.values())), kw_only=True
    )
    paste: Callable[[str], Sequence[Mapping[str, Any]]] | None = field(default=None, kw_only=True)
    """Reads whole rows out of what is typed, many at once; none where the words are only the first cell of one."""
    limit: int = field(default=20, kw_only=True)
    hint: ClassVar[str] = "แตะ เพิ่มรายการ หรือพิมพ์ทีละรายการ แล้วแตะ เสร็จแล้ว"

    def __post_init__(self) -> None:
        strange = [q.key for q in self.form if q.when or isinstance(q, MultiChoice | Picker | Photos | Rows | Hidden)]
        if strange:
            raise ValueError(f"{self.key}: {strange} cannot be asked in a row")

    def show(self, value: Any, ctx: Context) -> str:
        return numbered([self.line(row) for row in value])

    def dump(self, value: Any) -> Any:
        by_key = {question.key: question for question in self.form}
        return [{key: by_key[key].dump(cell) for key, cell in row.items()} for row in value]

    def load(self, data: Any) -> Any:
        by_key = {question.key: question for question in self.form}
        return [{key: by_key[key].load(cell) for key, cell in row.items()} for row in data]


def plain(value: Decimal) -> str:
    """A number with grouping and without trailing zeros: 1,250 or 85.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def baht(value: Decimal) -> str:
    """An amount as chat writes it: 25,000 บาท."""
    return money_text(value, digits="arabic")


def numbered(lines: Sequence[str]) -> str:
    """A list for a review: a number before each line, the first ten of them."""
    rest = f"\n  … และอีก {len(lines) - LINES} ข้อ" if len(lines) > LINES else ""
    return "".join(f"\n  {n}. {shorten(line, 80)}" for n, line in enumerate(lines[:LINES], 1)) + rest


def first_few(lines: Sequence[str], most: int = 3, *, after: int = 0) -> tuple[str, ...]:
    """The first of a list with their numbers, `after` those of another list, and how many there are more."""
    rest = (f"และอีก {len(lines) - most} ข้อ",) if len(lines) > most else ()
    return (*(f"{number}. {line}" for number, line in enumerate(lines[:most], after + 1)), *rest)


def shorten(text: str, limit: int = 160) -> str:
    """The beginning of a long text, for a review line."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def squeeze(text: str) -> str:
    """For comparing labels: no spaces, no invisible characters, Arabic digits, lower case."""
    return re.sub(r"[\s\u200b-\u200d]+", "", arabic_digits(clean(text))).casefold()


def suffix(name: str) -> str:
    """The ending of a file's name, lower case."""
    return name.rpartition(".")[2].casefold()


def by_label(options: Sequence[Option], text: str) -> Option | None:
    """The one option whose label was typed."""
    wanted = {squeeze(text), squeeze(strip_polite(text))}
    found = [option for option in options if squeeze(option.label) in wanted]
    return found[0] if len(found) == 1 else None


EVERY: Final = frozenset({"ทั้งหมด", "ทุกปี", "ทุกข้อ", "ทุกรอบ"})
_YEAR = re.compile(r"^(?:ปี(?:งบประมาณ|งบ)?)?(?:พ\.?ศ\.?)?")
_YEARS = re.compile(
    r"(?>\s*+(?:และ|กับ|[,/–-]|ถึง)?+\s*+(?:ปี(?:งบประมาณ|งบ)?+)?+\s*+(?:พ\.?ศ\.?)?+\s*+(?:25)?\d\d(?!\d))++\s*+(?:ครับ|ค่ะ)?"
)
"""Nothing but years, with or without words between them."""
_NUMBER = re.compile(
    r"(?:ข้อ|มิติ|ภารกิจ(?:ย่อย)?|รายการ|ลำดับ|ตัวเลือก|ปุ่ม|หมายเลข|เลข|อัน)?(?:ที่)?([0-9]{1,3}(?:\.[0-9]{1,3})*)\.?"
)


def number_in(text: str) -> str:
    """The number that is all of what was typed: "2", "ข้อ 2", "มิติที่ ๒ ครับ"."""
    found = _NUMBER.fullmatch(squeeze(strip_polite(text)))
    return found[1] if found else ""


def placed(options: Sequence[Option], text: str) -> Option | None:
    """The option whose place in the list was typed."""
    number = number_in(text)
    return options[int(number) - 1] if number.isdigit() and 1 <= int(number) <= len(options) else None


def by_number(options: Sequence[Option], text: str) -> Option | None:
    """The one option whose own number was typed ("1.2.3 …", not its place in the list)."""
    if not (wanted := number_in(text)):
        return None
    found = [option for option in options if arabic_digits(option.label).partition(" ")[0].rstrip(".") == wanted]
    return found[0] if len(found) == 1 else None


def nearest(options: Sequence[Option], text: str) -> Option:
    """The one option whose label holds the words typed, or whose place in the list was typed; raises Problem."""
    if (option := placed(options, text)) is not None:
        return option
    wanted = squeeze(strip_polite(text))
    found = [option for option in options if len(wanted) >= 3 and wanted in squeeze(option.label)]
    if len(found) != 1:
        raise Problem("not_understood" if wanted else "empty", example="หรือแตะปุ่มที่ต้องการ")
    return found[0]


def _words(data: Any) -> str:
    if not isinstance(data, str):
        raise ValueError(data)
    return data


def _decimal(data: Any) -> Decimal:
    if not isinstance(data, str):
        raise ValueError(data)
    return Decimal(data)
