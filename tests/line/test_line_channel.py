"""What the outbox says stands in the chat, as a reply while there is a token for it, else as a push."""


async def test_words_are_answered_by_a_reply(lines):
    shown = await lines.types("officer", "เมนู")
    assert "เมนู" in shown[0].text
    assert [s.push for s in shown] == [False] * len(shown)
    assert lines.pushes() == 0
    shown = await lines.taps("officer", "บันทึกผลตามมาตรการ")
    assert shown[-1].actions
    assert lines.pushes() == 0
