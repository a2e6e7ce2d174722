"""The last lines of an approved document: in every kind at its end, and never alone on a page."""

from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn

from bot.documents.endorsement import Endorsement, endorsed
from bot.documents.reading import text_of
from bot.domain.verification import Approval

from .gallery import SOUND, sound
from .plans import full_plan
from .structure import faults, opened

AT = datetime(2024, 4, 24, 3, tzinfo=UTC)
WORD = Endorsement(full_plan().agency, 3, (Approval("นายทดสอบ ระบบดี", "นายก อบต.", AT),), "ABCDEFGHJK")


@pytest.mark.parametrize("name", [name for name in SOUND if "200" not in name])
def test_the_lines_are_the_last_and_what_stands_above_comes_along(name: str) -> None:
    document = endorsed(sound(name), WORD)
    assert faults(document) == []
    said = [text for _, text in text_of(document) if text.strip()]
    assert said == [*(text for _, text in text_of(sound(name)) if text.strip()), *WORD.lines]
    *above, last = [block for block in opened(document).element.body if list(block.iter(qn("w:t")))]
    if last.tag == qn("w:tbl"):  # of signatures or photos
        *above, row = last.tr_lst
        assert "".join(t.text for t in row.iter(qn("w:t"))) == "".join(WORD.lines)
        assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    else:
        above = above[: 1 - len(WORD.lines)]
        above = above[-1].tr_lst if above[-1].tag == qn("w:tbl") else above[-3:]
    for paragraph in above[-1].iter(qn("w:p")):
        assert paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
