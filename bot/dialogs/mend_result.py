"""แก้ผลที่บันทึกแล้ว: what was recorded last, to be mended."""

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Answers, Facts, Picker
from bot.dialogs.session import Screen
from bot.domain.agency import Act, require
from bot.messages import Button, Card


def mend_result(facts: Facts) -> Dialog | Screen:
    """What was recorded last, of items and measures: one tap opens its review, the next one the answer to mend.

    Story: tests/stories/record_result_states.yaml
    """
    require(facts["who"], Act.RECORD_RESULT)
    if not facts["recorded"]:
        record = Button("บันทึกผลรายไตรมาส", "o.record_result", "primary")
        card = Card("ยังไม่มีผลที่บันทึกไว้", ("เมื่อบันทึกแล้วจะแก้ได้จากที่นี่",), buttons=(record, MENU))
        return Screen((card,))
    openers = {"item": "record_result", "measure": "record_measure"}

    def finish(a: Answers) -> Open:
        what, *ids = a["result"].split("_")
        return Open(openers[what], tuple(ids))

    return Dialog(
        name="mend_result",
        title="แก้ผลที่บันทึกแล้ว",
        questions=(Picker("result", "แก้ผลใด (ที่บันทึกล่าสุดอยู่บนสุด)", "recorded"),),
        finish=finish,
        review=False,
    )
