"""What `sujarit doctor` finds at LINE, what is asked of LINE now and then, and what LINE costs where it is off."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import sample
from bot.doctor import examine
from bot.lineapi import SECRET, TOKEN
from bot.phones import platform
from bot.play import play_file
from bot.settings import Settings
from storage import accounts


async def found(lines, **changed: str) -> list[str]:
    chosen = {
        "line_channel_secret": SECRET,
        "line_channel_access_token": TOKEN,
        "line_api": lines.api.url,
        "public_url": lines.door.url,
        **changed,
    }
    settings = Settings(data_dir=lines.folder, database_url=lines.url, **chosen)
    checks = await asyncio.to_thread(lambda: [check for check in examine(settings) if check.what == "LINE"])
    return [str(check) for check in checks]


async def test_all_is_well(lines):
    lines.api.used = 12
    account, webhook, redelivery, pushes, menus = await found(lines)
    assert account == "ok     LINE         สุจริต (@sujarit)"
    assert webhook == f"ok     LINE         webhook {lines.door.url}/line/webhook, answered"
    assert redelivery.startswith("note   LINE         LINE does not tell whether Webhook redelivery is on")
    assert pushes == "ok     LINE         12 of 300 messages of this month used"
    assert menus.endswith("no rich menus → `sujarit line setup` puts them up")


async def test_what_is_wrong_is_named_with_what_to_do(lines):
    lines.api.limit = lines.api.used = 300
    assert any("all 300 messages of this month are used up" in line for line in await found(lines))
    (refused,) = await found(lines, line_channel_access_token="other")
    assert "WRONG  LINE         the token is refused → copy LINE_CHANNEL_ACCESS_TOKEN" in refused
    assert any(
        "not https://a.example/line/webhook" in line for line in await found(lines, public_url="https://a.example")
    )
    assert any("set SUJARIT_PUBLIC_URL" in line for line in await found(lines, public_url=""))
    (half,) = await found(lines, line_channel_secret="")
    assert half.startswith("note   LINE         off:")
    lines.line.account._secret = b"another"
    assert any("the signature is not ours → copy LINE_CHANNEL_SECRET" in line for line in await found(lines))
    (gone,) = await found(lines, line_api="http://127.0.0.1:9")
    assert "WRONG  LINE         not reached" in gone


async def test_line_is_told_where_to_bring_events_and_what_it_says_of_the_account_is_kept(lines):
    lines.api.webhook, lines.api.used = "https://old.example/", 5
    with capture_logs() as logged:
        assert await lines.line.upkeep.look()
        assert await lines.line.upkeep.look()
    assert [line["event"] for line in logged] == ["line: ready"]
    assert lines.api.webhook == f"{lines.door.url}/line/webhook"
    assert lines.database.read_now(accounts.names) == {"line": "@sujarit"}
    assert lines.database.read_now(accounts.counts, "line") == (5, 300)
    lines.api.limit = None
    await lines.line.upkeep.look()
    assert lines.database.read_now(accounts.counts, "line") is None


@pytest.mark.parametrize(
    ("code", "line"),
    [(401, "line: the token is refused; see LINE_CHANNEL_ACCESS_TOKEN"), (500, "line: not reached, trying on")],
)
async def test_trouble_is_told_once_and_that_it_is_over(lines, code, line):
    lines.api.fail("/info", code, times=2)
    with capture_logs() as logged:
        assert [await lines.line.upkeep.look() for _ in range(3)] == [False, False, True]
    assert [entry["event"] for entry in logged] == [line, "line: ready"]


# --- what it costs ------------------------------------------------------------------------------------------------------
async def test_an_officers_quarter_costs_nothing_and_the_supervisor_one_message(empty_database_url):
    """One officer, one round, report and approval: nobody is told anything that is counted but who has to approve."""
    story = Path(__file__).parent.parent / "stories" / "report_approved.yaml"
    async with platform("line") as api:
        await play_file(story, database_url=empty_database_url, channel="line", api=api)
    pushed = Counter(body["to"] for _, path, body in api.calls if path == "/message/push")
    keys = dict(enumerate(sample.keys().values(), 1))
    assert {keys[int(user[1:], 16)]: count for user, count in pushed.items()} == {"clerk": 1, "plan_owner": 1}
    assert api.used == 2


def test_the_library_is_not_loaded_where_line_is_off(tmp_path):
    code = (
        "import sys; import bot.run, bot.cli; from bot.bootstrap import build; from bot.settings import Settings;"
        f"build(Settings(data_dir={str(tmp_path)!r}, database_url=''));"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'linebot', 'aiohttp', 'requests', 'urllib3'}),"
        " [m for m in sys.modules if m.startswith('bot.line')])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[] []"
