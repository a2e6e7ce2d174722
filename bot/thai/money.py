"""Reading one amount, count or percentage out of an answer.

Rule 8: of several numbers the one after the strongest marker counts; the same marker twice with different amounts, a product
or range without a marker, or "A หรือ B" is refused; words in brackets after a figure are the same amount and must agree; "no
budget" with a figure is a mismatch. Rule 9: about gives a value to confirm, an open amount is refused, a bound is the value
(silently for a count, since it is a target; to be confirmed for money). Rule 11: a lone dash is no money, to be confirmed.
Rule 12: money over ten billion and counts over ten million are out of range, a percentage over a hundred is to be confirmed,
foreign currency is refused. Rule 13: anything else is not a number. Rule 14: numbers compare as decimals.
"""

from contextlib import suppress
from decimal import Decimal
from typing import Final

from bot.problems import Problem
from bot.thai.amounts import amounts_of, only_blank, stray
from bot.thai.lexicon import DIGITS, SCALES, WORDS
from bot.thai.numbers import CHAIN, Amount, Token, tokens_of
from bot.thai.text import one_away

MOST_MONEY: Final = Decimal(10_000_000_000)
MOST_NUMBER: Final = Decimal(10_000_000)

_MENDABLE: Final = (
    *DIGITS,
    *SCALES,
    "เอ็ด",
    "ศูนย์",
    "บาท",
    "ถ้วน",
    "สตางค์",
    "คน",
    "ครั้ง",
    "ร้อยละ",
    "เปอร์เซ็นต์",
    "จำนวน",
    "คะแนน",
    "ไม่มี",
)
_ZERO = Decimal(0)


def read_amount(text: str, kind: str) -> tuple[Decimal, bool]:
    """The value and whether to confirm it; `kind` is money, number or percent; `text` is repaired and without endings."""
    tokens = tokens_of(text)
    strange = [at for at, token in enumerate(tokens) if token.kind == "u"]
    if len(strange) == 1:
        mended = _mend(text, tokens, strange[0], kind)
        if mended is not None:
            return mended, True
    return _choose(tokens, kind)


def _mend(text: str, tokens: list[Token], at: int, kind: str) -> Decimal | None:
    """Rule 10: the one strange word replaced by a known one that is a letter away, when all such readings agree."""
    if not _touches(tokens, at):
        return None
    word = tokens[at]
    first, last = at, at
    while first and tokens[first - 1].kind in "sSL" and tokens[first - 1].end == tokens[first].start:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind in "sSL" and tokens[last + 1].start == tokens[last].end:
        last += 1
    found: set[Decimal] = set()
    for start, end in {(word.start, word.end), (tokens[first].start, tokens[last].end)}:
        typed = text[start:end]
        if not 2 <= len(typed) <= 12:
            continue
        for known in _MENDABLE:
            if one_away(typed, known):
                again = tokens_of(text[:start] + known + text[end:])
                if all(token.kind != "u" for token in again):
                    with suppress(Problem):
                        found.add(_choose(again, kind)[0])
    if len(found) > 1:
        raise Problem("not_a_number")
    return found.pop() if found else None


def _touches(tokens: list[Token], at: int) -> bool:
    """Whether a strange word stands next to an amount, or there is no amount at all."""
    near = [token.kind for token in tokens[max(0, at - 2) : at + 3] if token.kind != " "]
    return any(kind in CHAIN for kind in near) or not any(token.kind in CHAIN for token in tokens)


def _choose(tokens: list[Token], kind: str) -> tuple[Decimal, bool]:
    kinds = {token.kind for token in tokens}
    amounts = amounts_of(tokens)
    if "Z" in kinds or "z" in kinds:
        return _nothing(tokens, kinds, amounts, kind)
    if "N" in kinds:
        raise Problem("not_a_number")
    if "$" in kinds:
        raise Problem("not_a_number")
    if ">" in kinds:
        raise Problem("approximate" if amounts else "not_a_number")
    confirm = bool(kinds & {"~", "S", "?"}) or (kind == "money" and "b" in kinds)
    left = stray(tokens, amounts)
    if set(left) & set("KGTC"):
        raise Problem("not_a_number")
    confirm = confirm or left != "" or (kind != "money" and "B" in kinds)
    usable = [amount for amount in amounts if not amount.labelled and amount.unit != "D"]
    confirm = confirm or len(usable) != len(amounts)
    if not usable:
        raise Problem("range_given" if len(amounts) > 1 else "not_a_number")
    for amount in usable:
        if amount.code:
            raise Problem(amount.code)
    usable = _same_in_brackets(tokens, usable)
    counted = [amount for amount in usable if not (amount.words and amount.value == 0)]
    if counted and len(counted) < len(usable):  # ศูนย์ is also a place
        usable, confirm = counted, True
    fitting = _of_kind(tokens, usable, kind)
    if len(fitting) < len(usable):
        kept = {amount.first for amount in fitting}
        confirm = confirm or any(amount.rank for amount in usable if amount.first not in kept)
    usable = fitting
    if len(usable) == 1:
        amount = usable[0]
        _leftover(tokens, amount)
    else:
        amount = _marked(tokens, usable)
    confirm = confirm or (len(usable) > 1 and not amount.rank)
    return _checked(tokens, amount, kind), confirm or _doubtful(tokens, amount, kind)


def _nothing(tokens: list[Token], kinds: set[str], amounts: list[Amount], kind: str) -> tuple[Decimal, bool]:
    """No money (rule 8), or none at all: ไม่ใช้งบประมาณ, ไม่มี."""
    if kinds & set("N?$>r") or (kind != "money" and "Z" in kinds) or sum(t.kind in "Zz" for t in tokens) > 1:
        raise Problem("not_a_number")
    if any(amount.value != 0 or amount.code for amount in amounts):
        raise Problem("text_mismatch")
    strange = bool(kinds & set("uUSL~bDM%"))
    if "z" in kinds and strange:
        raise Problem("not_a_number")
    unsure = any(part in token.text for token in tokens for part in ("ตั้ง", "เบิก"))
    unsure = unsure or any(token.text == "ของ" for token in tokens)  # of this office; others may pay
    return _ZERO, strange or unsure or bool(amounts) or bool(kinds & set("j-"))


def _same_in_brackets(tokens: list[Token], amounts: list[Amount]) -> list[Amount]:
    """Rule 8: words in brackets after a figure (or the other way round) are the same amount, or a mismatch."""
    out: list[Amount] = []
    for amount in amounts:
        before = out[-1] if out else None
        if before is None or before.words == amount.words:
            out.append(amount)
            continue
        between = [token.kind for token in tokens[before.last : amount.first] if token.kind != " "]
        bracketed = between == ["("]
        if not bracketed and between:
            out.append(amount)
            continue
        spoken, typed = (amount, before) if amount.words else (before, amount)
        if typed.value not in (spoken.value, spoken.formal):
            raise Problem("text_mismatch")
        if {before.unit, amount.unit} - {""} not in ({"B"}, {"c"}, {"%"}, {"p"}, set()):
            raise Problem("range_given")
        before.value, before.hangs = typed.value, False
        before.confirm = typed.confirm or spoken.confirm or not bracketed
        before.unit = before.unit or amount.unit
        before.last = amount.last
        before.loose = before.loose or amount.loose
    return out


def _ties(token: Token) -> bool:
    return (token.kind == "j" and token.text not in (":", "=", ";")) or token.kind == "-"


def _next(tokens: list[Token], at: int, step: int) -> Token | None:
    while 0 <= at < len(tokens):
        if tokens[at].kind != " ":
            return tokens[at]
        at += step
    return None


def _leftover(tokens: list[Token], amount: Amount) -> None:
    """Refuse a single amount with an operator that makes it something else: -500, 500/, 10+."""
    before, after = _next(tokens, amount.first - 1, -1), _next(tokens, amount.last, 1)
    if before is not None and (before.kind == "-" or before.text == "-"):
        place = tokens.index(before)
        start = place == 0 or (_next(tokens, place - 1, -1) or before).kind in "sq:MBR"
        if start or before.end == tokens[amount.first].start:
            raise Problem("negative")
        amount.confirm = True
    elif before is not None and before.kind == "j" and before.text not in (":", "=", "และ", "ใน", "ต่อ"):
        raise Problem("range_given" if before.text != "+" else "not_a_number")
    if after is not None and after.kind == "-":
        raise Problem("not_a_number")
    if after is not None and after.kind == "j":
        if after.text in ("*", "x", "×", "/", "+", "คูณ", "หรือ", "ถึง", "บวก"):
            raise Problem("range_given")
        amount.confirm = True


def _marked(tokens: list[Token], amounts: list[Amount]) -> Amount:
    """Rule 8: the amount after the strongest marker."""
    for token in tokens:
        if token.text == "หรือ":
            raise Problem("range_given")
    best = max(amount.rank for amount in amounts)
    if not best:
        return _unmarked(amounts)
    chosen = [amount for amount in amounts if amount.rank == best]
    if len({amount.value for amount in chosen}) > 1:
        raise Problem("range_given")
    amount = chosen[0]
    place = amounts.index(amount)
    after = _next(tokens, amount.last, 1)
    if after is not None and _ties(after) and place + 1 < len(amounts):
        between = tokens[amount.last : amounts[place + 1].first]
        if all(token.kind in " j-R" for token in between):
            raise Problem("range_given")
    before = _next(tokens, amount.first - 1, -1)
    if before is not None and _ties(before):
        raise Problem("range_given")
    if place + 1 < len(amounts) and only_blank(tokens, amount.last, amounts[place + 1].first):
        other = amounts[place + 1]
        if other.first == amount.last or not amount.unit or other.unit in ("", amount.unit):
            raise Problem("range_given")  # รวม 2 500
    largest = max(other.value for other in amounts if other.unit in ("", amount.unit) or not amount.unit)
    amount.confirm = amount.confirm or _misspelt(tokens, best) or amount.value < largest  # less than one of its parts
    amount.confirm = amount.confirm or (not amount.unit and any(other.unit == "B" for other in amounts))
    amount.confirm = amount.confirm or amount.gap or _whole_of_part(tokens, amounts, amount)
    amount.anchored = True
    return amount


_SPENT: Final = ("เบิก", "ใช้ไป", "ใช้จ่าย", "ใช้เงิน", "จ่าย")


def _whole_of_part(tokens: list[Token], amounts: list[Amount], chosen: Amount) -> bool:
    """Whether another amount may be meant, of which the chosen one is the whole: ใช้ไป 12,000 จากทั้งหมด 25,000."""
    parts = sum(amount.value for amount in amounts if amount is not chosen)
    for at, token in enumerate(tokens):
        after = next((amount for amount in amounts if amount.first > at), chosen)
        spent = token.text.startswith(_SPENT) or token.text == "ใช้"
        led = after is chosen is not amounts[0] and all(each.kind in " Msq" for each in tokens[at + 1 : after.first])
        if (spent and after.value != chosen.value != parts) or (token.text == "จาก" and led):
            return True
    return False


def _misspelt(tokens: list[Token], rank: int) -> bool:
    """Whether some strange word may be a stronger marker with a slip in it."""
    stronger = [word for word, known in WORDS.items() if known.kind == "M" and known.value > rank]
    return any(one_away(token.text, word) for token in tokens if token.kind in "uU" for word in stronger)


def _of_kind(tokens: list[Token], amounts: list[Amount], kind: str) -> list[Amount]:
    """Without the counts in an answer about money, and the sums in an answer about a count, if that leaves any amount.

    Unless a marker then decides, what is left is to be confirmed.
    """
    other = "c" if kind == "money" else "B"
    if kind == "money" and len(amounts) == 2 and amounts[1].unit == "%" and all(t.kind not in "SjM-" for t in tokens):
        amounts[0].confirm = True  # 12,500 บาท คิดเป็นร้อยละ 50
        return amounts[:1]
    left = [amount for amount in amounts if amount.unit != other]
    named = any(amount.unit for amount in left)
    if not named or len(left) == len(amounts) or any(_ties(token) for token in tokens):
        return amounts
    if not any(amount.rank for amount in left):
        for amount in left:
            amount.confirm = True
    return left


def _unmarked(amounts: list[Amount]) -> Amount:
    """Several amounts and no marker: one amount only if all are the same, and then to be confirmed."""
    if len({amount.value for amount in amounts}) == 1 and len({amount.unit for amount in amounts} - {""}) < 2:
        amounts[0].confirm = True
        return amounts[0]
    raise Problem("range_given")


def _checked(tokens: list[Token], amount: Amount, kind: str) -> Decimal:
    """The value inside its limits (rule 12) and of the unit that was asked for."""
    rate = next((token for token in tokens if token.kind == "r"), None)
    if rate is not None and not amount.rank and not (kind == "number" and rate.value):
        raise Problem("approximate")
    value = amount.value
    if kind == "money":
        if amount.unit in ("c", "p", "%"):
            raise Problem("not_a_number")
        if value > MOST_MONEY:
            raise Problem("out_of_range")
        if value != value.quantize(Decimal("0.01")):
            raise Problem("too_many_decimals")
        after = tokens[amount.last :]
        strange = next((token.kind for token in after if token.kind != " "), "") == "u"
        if strange and value < 1000 and not amount.unit:
            raise Problem("not_a_number")
    elif kind == "percent" and amount.unit in ("c", "B"):
        raise Problem("not_a_number")
    elif value > MOST_NUMBER:
        raise Problem("out_of_range")
    sign = _next(tokens, amount.last, 1)
    if sign is not None and sign.kind == "U" and sign.text != "." and sign.start == tokens[amount.last - 1].end:
        raise Problem("not_a_number")
    sign = _next(tokens, amount.first - 1, -1)
    if sign is not None and sign.kind == "U" and sign.end == tokens[amount.first].start:
        raise Problem("not_a_number")
    after_text = tokens[amount.last] if amount.last < len(tokens) else None
    if after_text is not None and after_text.kind == "u" and after_text.text.isascii():
        raise Problem("not_a_number")
    return value


def _doubtful(tokens: list[Token], amount: Amount, kind: str) -> bool:
    """Whether the chosen amount must be confirmed."""
    value = amount.value
    if amount.confirm or amount.hangs or amount.loose:
        return True
    if any(token.kind == "r" for token in tokens) and not amount.rank:
        return True
    if kind != "money" and (amount.unit == "B" or (amount.unit == "%" and value > 100)):
        return True
    if kind == "percent" and value > 100:
        return True
    if amount.unit == "c" and (amount.decimals or value != int(value)):
        return True
    if kind == "money" and amount.decimals == 1 and value < 100_000:
        return True
    if kind != "money" and amount.rank in (1, 2):
        return True
    after = tokens[amount.last :]
    if any(token.kind in "uU" for token in after) and not (amount.unit and len(after) == 1 and after[0].text == "."):
        return True
    if amount.first and tokens[0].kind == "(":
        return True
    if amount.anchored or (kind == "money" and amount.unit == "B" and tokens[0].text.startswith("ค่า")):
        return False
    return any(token.kind in "uU" for token in tokens[: amount.first])
