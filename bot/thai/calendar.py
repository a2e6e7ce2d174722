"""The words of the calendar, and the shape they give an answer.

An answer is cut into tokens, and each token has one letter, so that an answer has a shape such as "nMy" (15 มกราคม 2568). The
grammar is a regular expression over shapes: what has no known shape is refused.
"""

import re
from typing import Final, NamedTuple

from bot.thai.lexicon import DIGITS, SCALES
from bot.thai.numbers import chain, tokens_of
from bot.thai.text import MARK, THAI_WORD, one_away, words_pattern

MONTHS: Final = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT_MONTHS: Final = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_SPOKEN = ("มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา")
_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

_KINDS: Final = {
    "d": "วันที่ ที่ ณ",
    "o": "เดือน",
    "P": "ปี ประจำปี",
    "F": "ปีงบประมาณ ปีงบ ปีงบฯ ประจำปีงบประมาณ งบประมาณปี งบปี งบประมาณ งบ fy",
    "B": "พ.ศ. พ.ศ พศ. พศ พุทธศักราช be b.e.",
    "C": "ค.ศ. ค.ศ คศ. คศ คริสต์ศักราช ad a.d. ce",
    "z": "นี้ ปัจจุบันนี้ เดียวกัน",
    "k": "หน้า ถัดไป ต่อไป",
    "t": "ที่แล้ว ก่อน ที่ผ่านมา กลาย",
    "e": "สิ้น วันสิ้น วันสุดท้ายของ สุดท้ายของ",
    "b": "ต้น กลาง ปลาย",
    ">": "ถึง จนถึง ไปจนถึง to ~",
    "&": "และ กับ",
    "|": "หรือ",
    "N": "ปัจจุบัน บัดนี้ ขณะนี้",
    "O": "เป็นต้นไป เป็นต้นมา",
    "f": "แรก",
    "l": "หลัง ท้าย",
    "L": "สุดท้าย",
    "h": "ครึ่ง",
    "a": "ตลอด ทั้ง ตลอดทั้ง",
    "q": "ไตรมาส ไตรมาสที่ q",
    "r": "รอบ รอบที่",
    "v": "ตั้งแต่ ระหว่าง เริ่ม เริ่มตั้งแต่ จาก นับตั้งแต่ เริ่มจาก",
    "i": "ภายใน ไม่เกิน",
    "A": "ประมาณ ราว ราวๆ คาดว่า น่าจะ คาดว่าจะ",
    "!": "ไม่ ไม่ใช่ ยกเว้น เว้น แต่ ทุก ทุกๆ ยัง เลื่อน ยกเลิก ถ้า หาก ไม่มี ละ ค่ำ แรม ปฏิทิน",
    "?": "ไหม มั้ย หรือเปล่า รึเปล่า หรือไม่ เหรอ หรอ ?",
    "j": "อีก",
    "w": "วัน",
    "g": "วันที่แล้ว วันก่อน วันที่ผ่านมา",
    "": (
        "เมื่อ ลง ลงวันที่ ประกาศ สั่ง เมื่อวันที่ ให้ไว้ ใน ของ ประจำ ช่วง ระยะเวลา ระยะ "
        "ดำเนินการ เวลา ตรงกับ จัด ห้วง "
        "ประจำเดือน ประจำไตรมาส th ในช่วง ช่วงเวลา การ วันที่จัด โครงการ กำหนด กำหนดการ"
    ),
}
_RELATIVE: Final = {
    **dict.fromkeys(("วันนี้", "today"), 0),
    **dict.fromkeys(("เมื่อวาน", "เมื่อวานนี้", "วานนี้", "yesterday"), -1),
    **dict.fromkeys(("พรุ่งนี้", "วันพรุ่งนี้", "tomorrow"), 1),
    **dict.fromkeys(("มะรืน", "มะรืนนี้", "วันมะรืน", "วันมะรืนนี้"), 2),
    **dict.fromkeys(("เมื่อวานซืน", "วานซืน", "เมื่อวานซืนนี้", "วานซืนนี้"), -2),
}

VOCABULARY: Final[dict[str, tuple[str, int]]] = {
    **{word: (kind, 0) for kind, words in _KINDS.items() for word in words.split()},
    **{word: ("R", days) for word, days in _RELATIVE.items()},
    **{word: ("M", at + 1) for at, word in enumerate(MONTHS)},
    **{word: ("M", at + 1) for at, word in enumerate(_SPOKEN)},
    **{word: ("M", at + 1) for at, word in enumerate(_ENGLISH)},
    **{word[:3]: ("M", at + 1) for at, word in enumerate(_ENGLISH)},
    "sept": ("M", 9),
    **{"วัน" + word: ("W", at) for at, word in enumerate(_WEEKDAYS)},
    **{word: ("W", at) for at, word in enumerate(_WEEKDAYS[:6])},
    **dict.fromkeys(("พฤหัส", "วันพฤหัส", "วันพฤหัสฯ", "พฤหัสฯ"), ("W", 3)),
    **{"เมื่อ" + day + word: ("Y", at) for at, word in enumerate(_WEEKDAYS) for day in ("วัน", "")},
    "อาทิตย์": ("S", 6),  # Sunday, or a week
    "สัปดาห์": ("!", 0),
    "เดือนเดียวกัน": ("!", 0),
    "เมื่อวันนี้": ("!", 0),
}
_LATIN = {word: VOCABULARY[word] for word in VOCABULARY if word.isascii()}
_THAI = [word for word in VOCABULARY if not word.isascii() and word]
_MENDABLE: Final = tuple(word for word in _THAI if len(word) >= 4 and VOCABULARY[word][0] in "MWFRqdoNO")


def _short(at: int) -> str:
    first, second = SHORT_MONTHS[at].split(".")[:2]
    return rf"(?P<m{at + 1}>{first}(?:\. ?| )?{second}(?:\.|(?![{MARK}ก-ฮฯ])|(?=ถึง)))"


_LEX: Final = re.compile(
    r"(?P<clock>(?:เวลา ?)?[0-9]{1,2}[.:][0-9]{2}(?: ?(?:-|ถึง) ?[0-9]{1,2}[.:][0-9]{2})? ?น(?:\.|(?![ก-๎])))"
    r"|(?P<n>[0-9]+)"
    r"|(?P<blank> +)"
    rf"|{'|'.join(_short(at) for at in range(12))}"
    r"|(?P<B>พ\.? ?ศ\.?(?![ก-ฮะ-ฺ็-๎]))|(?P<C>ค\.? ?ศ\.?(?![ก-ฮะ-ฺ็-๎])|[bc]\.e\.|a\.d\.)"
    r"|(?P<W>(?<![ก-๎])(?:จ|อ|พฤ|พ|ศ|ส|อา)\.(?= ?(?:ที่ ?)?[0-9]))"
    rf"|(?P<w>{THAI_WORD % words_pattern(_THAI)})"
    r"|(?P<latin>[a-z]+)"
    r"|(?P<s>[/.,()-])"
    r"|(?P<u>.)",
    re.DOTALL,
)
_SHORT_WEEKDAYS = {"จ.": 0, "อ.": 1, "พ.": 2, "พฤ.": 3, "ศ.": 4, "ส.": 5, "อา.": 6}


class Piece(NamedTuple):
    """A token: its letter in the shape, its number, and where it stands."""

    kind: str
    value: int
    text: str
    start: int
    end: int


class Sketch(NamedTuple):
    """An answer as a shape with the number behind each letter, and whether something in it wants confirming."""

    shape: str
    values: list[int]
    confirm: bool
    prose: bool = False  # strange words were left out


def pieces_of(text: str) -> list[Piece]:
    """The answer cut into tokens of the calendar."""
    out: list[Piece] = []
    for match in _LEX.finditer(text):
        group, piece, start, end = str(match.lastgroup), match[0], match.start(), match.end()
        kind, value = group, 0
        if group == "n":
            size = end - start
            kind = "n" if size <= 2 else "y" if size == 4 else "x"
            value = int(piece) if size <= 8 else 0
        elif group == "blank":
            continue
        elif group == "clock":
            kind = ""
        elif group == "w":
            kind, value = VOCABULARY[piece]
        elif group[0] == "m":
            kind, value = "M", int(group[1:])
        elif group == "W":
            value = _SHORT_WEEKDAYS[piece]
        elif group == "latin":
            kind, value = _LATIN.get(piece, ("u", 0))
        elif group == "s":
            kind = piece
        elif piece == "–":
            kind = "-"
        if kind == "u" and out and out[-1].end == start and out[-1].kind in ("u", "M", "F"):
            start, piece = out[-1].start, out[-1].text + piece
            out.pop()
        if kind == "C" and piece.startswith("b"):
            kind = "B"
        out.append(Piece(kind, value, piece, start, end))
    return out


def _numeral(text: str) -> int | None:
    """A whole number in words: สิบห้า, สองพันห้าร้อยหกสิบแปด."""
    tokens = tokens_of(text)
    amount = chain(tokens, 0)
    if amount.last != len(tokens) or amount.code or amount.confirm or not amount.words:
        return None
    return int(amount.formal) if amount.formal == int(amount.formal) and amount.formal < 10_000 else None


_NUMERAL: Final = re.compile(f"(?:{'|'.join((*DIGITS, *SCALES, 'เอ็ด', 'ยี่'))})+(?![{MARK}])")


def sketches(text: str) -> list[Sketch]:
    """The ways an answer may be seen: as it stands, or, when one word is strange, with each word it may be (rule 10)."""
    pieces = pieces_of(text)
    strange = [piece for piece in pieces if piece.kind == "u"]
    if not strange:
        return [_sketch(pieces, text)]
    if any(_NUMERAL.match(piece.text) for piece in strange):
        spoken = _NUMERAL.sub(lambda match: f" {_numeral(match[0]) or match[0]} ", text)
        counted = pieces_of(spoken)
        if not any(piece.kind == "u" for piece in counted):
            return [_sketch(counted, spoken)._replace(confirm=True)]
    if len(strange) == 1:
        found = _mended(pieces, pieces.index(strange[0]), text)
        if found:
            return found
    return [_sketch(pieces, text)]


def _mended(pieces: list[Piece], at: int, text: str) -> list[Sketch]:
    """The strange word, alone or with the words it touches, replaced by each known word a letter away."""
    first, last = at, at
    while first and pieces[first - 1].end == pieces[first].start and "ก" <= pieces[first - 1].text[0] <= "๎":
        first -= 1
    while last + 1 < len(pieces) and pieces[last + 1].start == pieces[last].end and pieces[last + 1].kind in "zkt":
        last += 1
    found = []
    for start, end in {(pieces[at].start, pieces[at].end), (pieces[first].start, pieces[last].end)}:
        typed = text[start:end]
        for known in _MENDABLE if 3 <= len(typed) <= 14 else ():
            if one_away(typed, known):
                mended = f"{text[:start]}{known}{text[end:]}"
                again = pieces_of(mended)
                if not any(piece.kind == "u" for piece in again):
                    found.append(_sketch(again, mended)._replace(confirm=True))
    return found


def _sketch(pieces: list[Piece], text: str) -> Sketch:
    """Leave out what carries no meaning; strange words only at either end, and not against a number."""
    confirm = prose = False
    first, last = 0, len(pieces)
    while first < last and _loose(pieces[first], text):
        confirm = confirm or pieces[first].kind != ""
        prose = prose or pieces[first].kind == "u"
        first += 1
    while last > first and (pieces[last - 1].kind in ".,d" or _loose(pieces[last - 1], text)):
        confirm = confirm or pieces[last - 1].kind not in ".,"
        prose = prose or pieces[last - 1].kind == "u"
        last -= 1
    kept = [piece for piece in pieces[first:last] if piece.kind]
    shape = "".join(piece.kind for piece in kept)
    if len(shape) > 1 and shape[0] == "Y":
        shape = "W" + shape[1:]  # เมื่อวันศุกร์ที่ 17: a day of the week like any other
    return Sketch(shape, [piece.value for piece in kept], confirm, prose)


def _loose(piece: Piece, text: str) -> bool:
    """Whether a piece at an end may be left out: a word without meaning here, a strange word that does not touch a digit,
    about (rule 9), or a question."""
    if piece.kind != "u":
        return piece.kind in "A?"
    before = text[piece.start - 1 : piece.start]
    after = text[piece.end : piece.end + 1]
    return piece.text[0].isalpha() and not before.isdigit() and not after.isdigit() and "\ufffd" not in piece.text
