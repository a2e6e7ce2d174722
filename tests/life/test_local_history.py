"""The page of the local chat misses nothing that is said while it opens."""

from pathlib import Path

import pytest

from bot.localchat import LocalChannel
from bot.play import Stage
from storage.mail import Outgoing


async def test_what_is_told_but_not_yet_marked_as_sent_is_in_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = LocalChannel.send
    missing: list[int] = []

    async def send(channel: LocalChannel, message: Outgoing) -> str:
        sent_as = await tell(channel, message)
        entries = await stage.product.local.history(int(message.address))
        missing.extend([message.id] * (f"b:{message.id}" not in {entry.id for entry in entries}))
        return sent_as

    monkeypatch.setattr(LocalChannel, "send", send)
    async with Stage.of({}, tmp_path, tmp_path) as stage:
        played = await stage.play([{"as": "officer", "say": "เมนู", "see": ["บันทึกผล ไตรมาส"]}])
    assert played.interactions == 1
    assert missing == []
