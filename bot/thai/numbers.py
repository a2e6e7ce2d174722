"""Amounts inside an answer: its words, its figures, and chains such as 1 หมื่น 3 พัน or สองแสนห้าหมื่น.

Rule 1: the point is a decimal point, commas group by three, ".-" closes a baht amount. Rule 8: one unit chain is one amount.
Rule 9: two neighbouring digits in words (สองสาม, ห้าหก) are no exact number. A last digit that hangs after a large unit
(สองหมื่นห้า) is colloquial for a tenth of the unit; written out with ถ้วน or satang it is formal and means the digit itself.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from bot.problems import Problem
from bot.thai.lexicon import LATIN, WORDS, ZERO_BARE, Word
from bot.thai.text import MARK, THAI_WORD, words_pattern


class Token(NamedTuple):
    """A piece of an answer. Kinds: F figure; d 1 2 0 m h . words of a number; B T G K % R $ c p C units and closers;
    L D labels; M ~ > b markers; Z z no money at all; N ? r S words that forbid or weaken; q s words that change nothing;
    j joiner; ( ) brackets; blank; u unknown letters; U unknown sign."""

    kind: str
    text: str
    value: int
    start: int
    end: int


_ZERO = (
    r"(?:โดย ?)?ไม่ ?(?:ได้ ?|ต้อง ?|มีการ ?|ขอ ?)?(?:ใช้จ่าย|ใช้|มี|เสีย|เบิกจ่าย|เบิก|ตั้ง) ?(?:จ่าย ?)?(?:เงิน ?)?"
    r"(?:งบประมาณ|งบ|ค่าใช้จ่าย|เงิน)(?![ก-๎])|"
    r"(?:โดย ?)?ไม่ ?(?:ได้ ?|ต้อง ?|มีการ ?|ขอ ?)?(?:ใช้จ่าย|ใช้|มี|เสีย|เบิกจ่าย|เบิก|ตั้ง) ?(?:จ่าย ?)?(?:เงิน ?)?"
    r"(?:งบประมาณ|งบ|ค่าใช้จ่าย)"
)
_LEX: Final = re.compile(
    r"(?P<F>[0-9]+(?:[.,][0-9]+)*)"
    r"|(?P<C>[.,]-+(?![0-9]))"
    r"|(?P<blank> )"
    rf"|(?P<Z>{_ZERO})"
    rf"|(?P<z>(?:{'|'.join(sorted(ZERO_BARE, key=len, reverse=True))})(?![{MARK}]))(?!แน่|ทราบ|รู้|ใช่)"
    r"|(?P<B>฿|บ\.?(?![ก-๎]))"
    rf"|(?P<w>{THAI_WORD % words_pattern(word for word in WORDS if word not in ZERO_BARE)})"
    r"|(?P<latin>[a-z]+)"
    r"|(?P<j>[-–*+/=×:,;&])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<u>[ก-๎]+?(?=[ก-ฮเ-ไ0-9a-z ]|$)|[ก-๎])"
    r"|(?P<U>.)",
    re.DOTALL,
)


def tokens_of(text: str) -> list[Token]:
    """The answer cut into tokens; neighbouring unknown letters are one token."""
    out: list[Token] = []
    for match in _LEX.finditer(text):
        kind = str(match.lastgroup)
        piece, start, end, value = match[0], match.start(), match.end(), 0
        if kind == "w":
            kind, value = WORDS[piece]
        elif kind == "blank":
            kind = " "
        elif kind == "latin":
            kind, value = LATIN.get(piece, _UNKNOWN)
        elif kind in ("open", "close"):
            kind = "(" if kind == "open" else ")"
        if kind == "u" and out and out[-1].kind == "u" and out[-1].end == start:
            start, piece = out[-1].start, out[-1].text + piece
            out.pop()
        out.append(Token(kind, piece, value, start, end))
    return out


_UNKNOWN: Final = Word("u")
CHAIN: Final = frozenset("Fd120mh.")


@dataclass(slots=True)
class Amount:
    """One amount found: `formal` differs from `value` where a hanging digit has two readings."""

    value: Decimal
    formal: Decimal
    first: int  # index of its first token
    last: int  # index after its last token, unit included
    words: bool = False
    confirm: bool = False
    code: str = ""
    unit: str = ""
    decimals: int = 0
    rank: int = 0
    gap: bool = False
    anchored: bool = False
    loose: bool = False
    labelled: bool = False
    hangs: bool = False  # ends in a digit with two readings

    def write_out(self) -> None:
        """ถ้วน or satang follow: words are then formal, and a hanging digit means itself."""
        if self.words:
            self.value, self.hangs = self.formal, False


_PLAIN = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


def figure(text: str) -> tuple[Decimal, int, bool]:
    """The value of a figure, its decimals, and whether it looks odd enough to be confirmed (rule 1)."""
    match = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
    if match is None:
        raise Problem("bad_grouping")
    whole, part = match[1], match[2]
    if len(whole) > 20:
        raise Problem("out_of_range")
    odd = len(whole) > 1 and whole[0] == "0"
    if odd and len(whole) >= 9:  # a telephone number
        raise Problem("out_of_range")
    decimals = len(part) if part else 0
    if decimals > 6:
        raise Problem("too_many_decimals")
    return Decimal(text.replace(",", "")), decimals, odd


def _joins(before: str, after: str, pending: str, scale: int) -> bool:
    """Whether a blank inside an amount keeps it one amount (rule 8: one unit chain)."""
    if after == "m":
        return pending != ""
    if after in "F0":
        return pending == "" and scale > 0 and before != "."
    if after in "d12h":
        return pending != "F" and (pending != "" or scale > 0)
    return False


class _Chain:
    """The running value of a chain while its elements are read from the left."""

    def __init__(self) -> None:
        self.millions = Decimal(0)
        self.group = Decimal(0)
        self.scale = 0  # the last unit of the group
        self.pending = Decimal(0)
        self.kind = ""  # of the pending coefficient; empty: none
        self.size = 0
        self.hung = False
        self.bare = False  # begins with a unit: หมื่นห้า
        self.words = False
        self.confirm = False
        self.code = ""
        self.decimals = 0
        self.parted = False  # a coefficient had decimals: nothing smaller may follow

    def fault(self, code: str) -> None:
        self.code = self.code or code

    def coefficient(self, kind: str, value: Decimal) -> None:
        if self.parted:
            self.fault("range_given")
        if self.kind:
            self.fault("approximate" if kind == "d" and self.kind == "d" else "not_a_number")
        elif (kind == "1" and not self.scale) or (kind == "0" and self.size):
            self.fault("not_a_number")
        self.pending, self.kind = value, kind

    def unit(self, unit: int) -> None:
        if unit == 1_000_000:
            self._million()
            return
        kind, count = self.kind, self.pending
        if not kind:
            if self.size and not (unit == 10 and self.scale):
                self.fault("approximate" if self.scale and unit >= self.scale else "not_a_number")
            elif unit > 10:
                self.bare = True
            count = Decimal(1)
        elif (kind == "2" and unit != 10) or kind in "10":
            self.fault("not_a_number")
        elif kind == "F":
            if self.scale and count * unit >= self.scale:
                self.fault("range_given")
            self.confirm = self.confirm or count >= 10 or count == 0
        elif kind == "d" and unit == 10 and count <= 2:
            self.confirm = True  # หนึ่งสิบ, สองสิบ
        if self.scale and unit >= self.scale:
            self.fault("approximate" if self.words else "range_given")
        self.group += count * unit
        self.parted = self.parted or count != int(count)
        self.scale, self.kind = unit, ""

    def _million(self) -> None:
        count = self.group
        if self.kind:
            if self.kind == "2" or self.kind == "0":
                self.fault("not_a_number")
            self.confirm = self.confirm or (self.scale > 10 and self.kind == "F")
            self.hung = self.hung or (self.scale > 10 and self.kind == "d")  # สองร้อยห้าล้าน
            count += self.pending
        elif not count:
            self.bare = not self.size
            count = Decimal(0) if self.millions else Decimal(1)
        if self.millions and count:
            self.fault("range_given")
        self.parted = self.parted or count != int(count)
        self.millions = (self.millions + count) * 1_000_000
        self.group, self.scale, self.kind = Decimal(0), 1_000_000, ""

    def half(self) -> bool:
        """ครึ่ง before a unit or after one; whether the chain is closed by it."""
        self.confirm = True
        if not self.size:
            self.pending, self.kind = Decimal("0.5"), "h"
            return False
        if self.kind or not self.scale:
            self.fault("approximate")
        self.group += Decimal(self.scale) / 2
        return True

    def point(self, digits: list[int]) -> None:
        """สามจุดห้า: the digits after จุด are spoken one by one."""
        if self.kind == "F" or self.scale > 10 or self.millions or self.kind == "h":
            self.fault("not_a_number")
        part = Decimal("0." + "".join(map(str, digits)))
        self.pending = self.group + (self.pending if self.kind else 0) + part
        self.kind, self.group, self.scale, self.confirm, self.decimals = "p", Decimal(0), 0, True, len(digits)

    def close(self) -> tuple[Decimal, Decimal]:
        """The value and the formal value."""
        total = self.millions + self.group
        if not self.kind:
            self.confirm = self.confirm or (self.size == 1 and self.scale > 10)  # หมื่น alone
            return total, total
        if not self.scale:
            if self.kind in "h21":
                self.fault("approximate" if self.kind == "h" else "not_a_number")
            return total + self.pending, total + self.pending
        formal = total + self.pending
        if self.kind == "1":
            return formal, formal
        if self.kind == "2" or self.kind == "p":
            self.fault("not_a_number")
        if self.pending >= 10 or self.pending != int(self.pending) or self.pending == 0:
            self.confirm = True  # 2 หมื่น 500
            if self.bare:
                self.fault("approximate")  # ร้อย 80
            if self.pending >= self.scale or self.pending != int(self.pending) or self.pending == 0:
                self.fault("range_given")
            return formal, formal
        if self.scale == 10:
            self.confirm = self.confirm or self.pending == 1 or self.kind == "F"
            return formal, formal
        if self.bare and self.pending == 1 and self.size == 2:
            self.fault("approximate")  # พันหนึ่ง: one thousand, or one thousand one hundred
        return total + self.pending * self.scale / 10, formal


def chain(tokens: list[Token], at: int) -> Amount:
    """The amount that begins at a token, without its unit."""
    state, index, size = _Chain(), at, len(tokens)
    while index < size:
        token = tokens[index]
        kind = token.kind
        if kind == " ":
            after = tokens[index + 1].kind if index + 1 < size else ""
            if (
                after not in CHAIN
                or not state.size
                or not _joins(tokens[index - 1].kind, after, state.kind, state.scale)
            ):
                break
            index += 1
            continue
        if kind not in CHAIN:
            break
        if kind == "F":
            if state.kind or (state.size and not state.scale):
                break
            value, state.decimals, odd = figure(token.text)
            state.confirm = state.confirm or odd or (state.size > 0 and state.decimals > 0)
            state.coefficient("F", value)
        elif kind == ".":
            digits = []
            while index + 1 < size and tokens[index + 1].kind in "d0":
                index += 1
                digits.append(tokens[index].value)
            if not digits or not state.size:
                break
            state.point(digits)
        elif kind == "h":
            if state.half():
                state.size += 1
                index += 1
                break
        elif kind == "m":
            state.unit(token.value)
        else:
            if state.kind == "F":
                break
            state.coefficient(kind, Decimal(token.value))
        state.words = state.words or kind != "F"
        state.size += 1
        index += 1
    while index > at + 1 and tokens[index - 1].kind == " ":
        index -= 1
    value, formal = state.close()
    amount = Amount(
        value, formal, at, index, confirm=state.confirm, code=state.code, hangs=value != formal or state.hung
    )
    if state.scale == 100:  # สองร้อยห้า: here the digit itself is the likelier reading
        amount.value = formal
    amount.words = state.words and all(token.kind != "F" for token in tokens[at:index])
    amount.decimals = 0 if state.scale else state.decimals
    if state.decimals > 2 and not state.scale:
        amount.code = amount.code or "too_many_decimals"
    amount.confirm = amount.confirm or state.decimals > 2
    return amount
