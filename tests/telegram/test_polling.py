"""Fetching updates: stored before they are confirmed, by one copy at a time."""


async def test_words_are_answered(phones):
    phones.poll()
    said = await phones.types("officer", "/start")
    assert "เมนู" in [shown.text.split("\n")[0].split(" ")[0] for shown in said]
    question = await phones.taps("officer", "บันทึกผลตามมาตรการ")
    assert question.buttons
