"""Question kinds of the plan's own lists: steps by number, factors of a cost, a risk's score, an item by its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from bot.dialogs.kit import (
    LINES,
    Context,
    LongText,
    Option,
    Question,
    Read,
    Text,
    TextList,
    by_label,
    number_in,
    shorten,
    squeeze,
)
from bot.domain import pasted
from bot.problems import Problem
from bot.thai import arabic_digits, clean


@dataclass(slots=True, eq=False)
class Outline(TextList):
    """Steps as a tree, by the numbers typed before them; kept as numbered lines."""

    hint: ClassVar[str] = "พิมพ์หรือวางทีละบรรทัด ขั้นย่อยใส่เลข 1.1 และ 1.1.1"

    def read(self, text: str, ctx: Context) -> Read:
        lines = pasted.step_lines(pasted.steps(LongText.read(self, text, ctx).value))
        if not lines:
            raise Problem("empty")
        return Read(lines)

    def show(self, value: Any, ctx: Context) -> str:
        shown = [f"\n  {shorten(line, 80)}" for line in value[: 3 * LINES]]
        rest = f"\n  … และอีก {len(value) - 3 * LINES} ขั้น" if len(value) > 3 * LINES else ""
        return "".join(shown) + rest


@dataclass(slots=True, eq=False)
class Factors(Text):
    """What a cost line is multiplied from; kept as it is shown: "60 คน × 1 มื้อ × 100 บาท"."""

    hint: ClassVar[str] = "พิมพ์ เช่น 60 คน x 1 มื้อ x 100 บาท หรือจำนวนเงินรวม"

    def read(self, text: str, ctx: Context) -> Read:
        cost = pasted.factors(Text.read(self, text, ctx).value)
        return Read(pasted.factors_text(cost), literal=False)


@dataclass(slots=True, eq=False)
class Score(Question):
    """A risk's score: likelihood × impact, each from 1 to 5."""

    hint: ClassVar[str] = "พิมพ์โอกาสเกิด x ผลกระทบ เช่น 4x3"

    def read(self, text: str, ctx: Context) -> Read:
        found = _SCORE.fullmatch(arabic_digits(clean(text)).strip())
        if found is None:
            raise Problem("score_wanted")
        return Read(int(found[1]) * int(found[2]), literal=False)

    def show(self, value: Any, ctx: Context) -> str:
        return f"{value} คะแนน"

    def load(self, data: Any) -> Any:
        if not isinstance(data, int) or not 1 <= data <= 25:
            raise ValueError(data)
        return data


_SCORE: Final = re.compile(r"([1-5])\s*(?:[x×*X,/ ]|คูณ)\s*([1-5])")


@dataclass(slots=True, eq=False)
class ItemNamed(Question):
    """A plan item by some words of its name, as its number; asked back."""

    hint: ClassVar[str] = "พิมพ์คำบางคำในชื่อโครงการ"

    def read(self, text: str, ctx: Context) -> Read:
        options: Sequence[Option] = ctx.facts["items"]
        wanted = squeeze(text)
        found = [o for o in options if wanted and wanted in squeeze(o.label)]
        if len(found) != 1:
            words = shorten(text, 40)
            raise (
                Problem("items_found", count=len(found), words=words)
                if found
                else Problem("nothing_found", words=words)
            )
        return Read(int(found[0].code), confirm=True)

    def show(self, value: Any, ctx: Context) -> str:
        options: Sequence[Option] = ctx.facts["items"]
        return next((option.label for option in options if option.code == str(value)), "–")

    def load(self, data: Any) -> Any:
        return int(data)


@dataclass(slots=True, eq=False)
class Suggested(Text):
    """One line of words; the usual ones are offered as buttons."""

    usual: tuple[str, ...] = field(default=(), kw_only=True)
    hint: ClassVar[str] = "แตะปุ่ม หรือพิมพ์เอง"

    def options(self, ctx: Context) -> Sequence[Option]:
        return tuple(Option(str(place), words) for place, words in enumerate(self.usual, 1))

    def pick(self, code: str, ctx: Context) -> Any:
        return self.usual[int(Question.pick(self, code, ctx)) - 1]

    def read(self, text: str, ctx: Context) -> Read:
        if (option := by_label(self.options(ctx), text)) is not None:
            return Read(option.label)
        if (number := number_in(text)).isdigit() and 1 <= int(number) <= len(self.usual):
            return Read(self.usual[int(number) - 1], confirm=True)
        return Text.read(self, text, ctx)
