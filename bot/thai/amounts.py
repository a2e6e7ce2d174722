"""The amounts of an answer with what stands around them: units, markers, labels (rules 1 and 8)."""

from bot.thai.numbers import CHAIN, Amount, Token, chain


def amounts_of(tokens: list[Token]) -> list[Amount]:
    """Every amount with its unit; words that only look like numbers inside other words are left out."""
    out: list[Amount] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind not in CHAIN or tokens[at].kind == ".":
            at += 1
            continue
        amount = chain(tokens, at)
        at = max(amount.last, at + 1)
        amount.last = at
        tight_before = amount.first > 0 and tokens[amount.first - 1].kind == "u"
        tight_after = at < len(tokens) and tokens[at].kind == "u"
        if tight_after and tokens[at - 1].kind == "m":
            amount.loose = True  # 5 พันธุ์
        if amount.words and (tight_before or tight_after):
            if at - amount.first < 2 and not (at < len(tokens) and tokens[at].kind in "BGc%"):
                continue  # สามัคคี, สัมพันธ์, ศูนย์พัฒนา
            amount.loose = True
        _unit(tokens, amount)
        at = amount.last
        _before(tokens, amount, out[-1].last if out else 0)
        if out and out[-1].unit == "D" and not amount.unit and only_blank(tokens, out[-1].last, amount.first):
            amount.labelled = True  # the year of a date
        out.append(amount)
    return _with_satang(tokens, out)


def _unit(tokens: list[Token], amount: Amount) -> None:
    """Take in the unit after an amount."""
    at = amount.last
    while at < len(tokens):
        token = tokens[at]
        kind = token.kind
        if kind == " " and at + 1 < len(tokens) and tokens[at + 1].kind in "BTGCcp%K$DL":
            at += 1
            continue
        if kind == "T":
            amount.write_out()
        elif kind == "K" and not amount.unit:
            amount.value *= token.value
            amount.formal *= token.value
            amount.confirm = True
            amount.unit = "B" if token.text.startswith("ลบ") else amount.unit
        elif kind == "C" and amount.unit in ("", "B"):
            amount.confirm = amount.confirm or token.text != ".-"
            amount.unit = "B"
        elif kind in "Bcp%$GD" and (not amount.unit or (kind == "B" and amount.unit == "B")):
            amount.unit = kind
        elif (kind == "L" and token.value and not amount.unit and not _label_ahead(tokens, at)) or (
            kind == "." and not amount.unit
        ):
            amount.unit = "c"
        else:
            odd = kind in "cs" and token.start == tokens[at - 1].end and (kind == "c" or amount.words) and at > 0
            amount.confirm = amount.confirm or (odd and (kind == "c" or not amount.unit))
            return
        at += 1
        amount.last = at


def _label_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a word such as ปี or ข้อ labels the figure after it instead of counting the one before."""
    after = [token.kind for token in tokens[at + 1 : at + 3]]
    return bool(after) and (after[0] == "F" or (after[0] == " " and after[1:] == ["F"]))


def _before(tokens: list[Token], amount: Amount, start: int) -> None:
    """What stands before an amount: its marker, its label, a percent word, the baht sign."""
    near = amount.first - 1
    if near >= start and tokens[near].kind == " ":
        near -= 1
    if near < start:
        return
    token = tokens[near]
    tight = token.end == tokens[amount.first].start
    if tight and amount.words and (token.kind == "c" or (token.kind == "s" and tokens[amount.first].kind == "m")):
        amount.confirm = True  # กองร้อย
    if token.kind == "R":
        amount.confirm = amount.confirm or amount.unit not in ("", "%")
        amount.unit = amount.unit or "%"
    elif token.kind in "B$" and not amount.unit and token.text != "บาท":
        amount.unit = token.kind
    elif token.kind in "qM":
        amount.anchored = True
    elif token.kind == "L":
        year = token.value == 2
        plausible = amount.value == int(amount.value) and (amount.value < 100 or 1900 <= amount.value <= 2700)
        amount.labelled = amount.unit in ("", "D") and (plausible or not year)
        amount.confirm = True
    elif token.kind == "D" and not amount.unit:
        amount.labelled = True
    elif token.kind == "u" and token.text.isascii() and tight:
        amount.labelled = True  # a code: O43
    elif token.kind == "c" and not amount.unit:
        amount.confirm = True
    for back in range(near, start - 1, -1):
        kind = tokens[back].kind
        if kind == "M":
            amount.rank = max(amount.rank, tokens[back].value)
        elif kind not in " sqBR~b:=jc" and not amount.rank:
            amount.gap = True


def _with_satang(tokens: list[Token], amounts: list[Amount]) -> list[Amount]:
    """150 บาท 50 สตางค์ is one amount (rule 8); satang alone are hundredths."""
    out: list[Amount] = []
    for amount in amounts:
        if amount.unit == "G":
            whole = (
                not amount.decimals and amount.value == int(amount.value) and amount.value < 100 and not amount.hangs
            )
            if not whole and not amount.code:
                amount.code = "out_of_range"
            amount.value /= 100
            amount.formal = amount.value
            before = out[-1] if out else None
            if before is not None and before.unit == "B" and only_blank(tokens, before.last, amount.first):
                before.write_out()
                if before.value != int(before.value) or before.decimals:
                    before.code = before.code or "range_given"
                before.value += amount.value
                before.formal = before.value
                before.code = before.code or amount.code
                before.confirm = before.confirm or amount.confirm
                before.words = before.words and amount.words
                before.last = amount.last
                before.decimals = 2
                continue
            amount.unit = "B"
            if any(token.kind == "B" for token in tokens[max(0, amount.first - 2) : amount.first]):
                amount.code = amount.code or "not_a_number"  # the baht before the satang could not be read
        out.append(amount)
    return out


def only_blank(tokens: list[Token], start: int, end: int) -> bool:
    return all(token.kind == " " for token in tokens[start:end])


def stray(tokens: list[Token], amounts: list[Amount]) -> str:
    """The kinds of number words and units that belong to no amount."""
    taken = {at for amount in amounts for at in range(amount.first, amount.last)}
    led = {at for amount in amounts for at in (amount.first - 1, amount.first - 2)}
    return "".join(
        token.kind
        for at, token in enumerate(tokens)
        if token.kind in "KGTCBR%.dmh120"
        and at not in taken
        and not (at in led and token.kind in "BR" and token.text != "บาท")
    )
