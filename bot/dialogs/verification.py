"""ตรวจสอบเอกสาร."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Answers, Context, Facts, Photos, Read, suffix
from bot.dialogs.templates import WordFile
from bot.domain.agency import Act, require
from bot.domain.verification import SAME, CodeVerified, Verified, VerifyCode, VerifyFile, find, spell
from bot.messages import Button, Card, Media, Message, Note, Text
from bot.problems import Problem

AGAIN = Button("ตรวจสอบเอกสารอื่น", "o.verify")


@dataclass(slots=True, eq=False)
class CodeOrFile(WordFile):
    """The code printed in a document, or the document as a file."""

    hint: ClassVar[str] = "รับไฟล์ Word หรือ PDF ที่ระบบออกให้"
    refused: ClassVar[str] = "verification_file"

    def accepts(self, media: Media) -> bool:
        return suffix(media.name) in {"docx", "pdf"}

    def read(self, text: str, ctx: Context) -> Read:
        if not (code := find(text)):
            raise Problem("verification_code")
        return Read(code)

    def show(self, value: Any, ctx: Context) -> str:
        return spell(value) if isinstance(value, str) else Photos.show(self, value, ctx)

    def load(self, data: Any) -> Any:
        return data if isinstance(data, str) else Photos.load(self, data)


def verify(facts: Facts) -> Dialog:
    """Tell whether a document is the approved one, by its code or the file itself.

    Story: tests/stories/verify.yaml
    """
    require(facts["who"], Act.ASK_DOCUMENT)

    def finish(a: Answers) -> VerifyCode | VerifyFile:
        given = a["document"]
        return VerifyCode(given) if isinstance(given, str) else VerifyFile(given[0])

    return Dialog(
        name="verify",
        title="ตรวจสอบเอกสาร",
        questions=(
            CodeOrFile("document", "พิมพ์รหัสตรวจสอบท้ายเอกสาร หรือส่งไฟล์เอกสารที่ต้องการตรวจ", label="เอกสาร", limit=1),
        ),
        finish=finish,
        review=False,
    )


def spoken(text: str) -> Open | None:
    """A code that is typed, or an address that is pasted, while nothing is under way."""
    return Open("verify") if find(text) else None


# --- what is said afterwards ----------------------------------------------------------------------------------------------
def code_verified(e: CodeVerified) -> tuple[tuple[Message, ...], tuple[Note, ...]]:
    if e.found is None:
        return (Text(Problem("verification_unknown").sentence, (AGAIN, MENU)),), ()
    return (verified_card(e.found),), ()


def verified_card(found: Verified, said: str = "", key: str = "") -> Card:
    """What is told of an approved document, the same as on the page in the web."""
    lines = (said, *found.lines) if said else found.lines
    return Card(found.title, lines, found.standing.badge, buttons=(AGAIN, MENU), replace=key)


def file_verified(found: Verified | None, key: str) -> Message:
    """Whether the bytes that were sent are those of an approved document."""
    if found is None:
        return Text(Problem("verification_no_match").sentence, (AGAIN, MENU), key)
    return verified_card(found, SAME, key)
