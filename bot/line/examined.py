"""What `sujarit doctor` says about the account at LINE: a state, what was found, and what to do."""

from collections.abc import Iterator
from typing import Literal

from linebot.v3.messaging import ApiException, TestWebhookEndpointRequest

from bot.line.account import TIMEOUT, Account
from bot.line.menus import PREFIX
from bot.line.webhook import PATH

Line = tuple[Literal["ok", "note", "WRONG"], str, str]


async def examined(account: Account, public_url: str) -> list[Line]:
    """Token, webhook, quota and menus. Raises what the library raises when LINE is not reached."""
    ask = account.messaging
    me = await ask.get_bot_info(_request_timeout=TIMEOUT)
    quota = await ask.get_message_quota(_request_timeout=TIMEOUT)
    used = (await ask.get_message_quota_consumption(_request_timeout=TIMEOUT)).total_usage
    menus = (await ask.get_rich_menu_list(_request_timeout=TIMEOUT)).richmenus
    return [
        ("ok", f"{me.display_name} ({me.basic_id})", ""),
        *_chat(me.chat_mode),
        *await _webhook(account, public_url),
        *_pushes(used, quota.value if quota.type == "limited" else None),
        *_menus(sum(menu.name.startswith(f"{PREFIX}.") for menu in menus)),
    ]


def _chat(mode: str) -> Iterator[Line]:
    if mode != "bot":
        yield (
            "WRONG",
            "people are answered by hand (chat mode)",
            "Official Account Manager: Response settings, Chat off",
        )


async def _webhook(account: Account, public_url: str) -> list[Line]:
    """Where LINE brings events, and whether it is answered there: the signature is checked too, so that a wrong secret shows."""
    wanted = public_url.rstrip("/") + PATH if public_url else ""
    try:
        found = await account.messaging.get_webhook_endpoint(_request_timeout=TIMEOUT)
    except ApiException as fault:
        if fault.status != 404:
            raise
        return [("WRONG", "no webhook is set", "set SUJARIT_PUBLIC_URL and start `sujarit web` or `sujarit run`")]
    if not wanted:
        return [("WRONG", f"the webhook is {found.endpoint}", "set SUJARIT_PUBLIC_URL: links to files need it too")]
    if found.endpoint != wanted:
        todo = "start `sujarit web` or `sujarit run`: it tells LINE the address"
        return [("WRONG", f"the webhook is {found.endpoint or 'not set'}, not {wanted}", todo)]
    if not found.active:
        return [("WRONG", f"webhook {wanted}, switched off", "LINE's console, Messaging API: Use webhook on")]
    request = TestWebhookEndpointRequest.from_dict({})
    tried = await account.messaging.test_webhook_endpoint(request, _request_timeout=TIMEOUT)
    if tried.status_code == 403:
        return [
            (
                "WRONG",
                f"webhook {wanted}: the signature is not ours",
                "copy LINE_CHANNEL_SECRET anew from LINE's console",
            )
        ]
    if not tried.success:
        said = f"webhook {wanted}: LINE was answered {tried.status_code} ({tried.reason})"
        return [("WRONG", said, "is `sujarit web` or `sujarit run` reachable from outside under it?")]
    redelivery = "LINE does not tell whether Webhook redelivery is on: see that it is (docs/line.md)"
    return [
        ("ok", f"webhook {wanted}, answered", ""),
        ("note", redelivery, "without it a message that meets a fault is lost"),
    ]


def _pushes(used: int, limit: int | None) -> Iterator[Line]:
    if limit is None:
        yield "ok", f"{used} messages counted this month, no limit", ""
    elif used >= limit:
        todo = "reminders wait until people write themselves; a larger plan ends that"
        yield "WRONG", f"all {limit} messages of this month are used up", todo
    else:
        yield "ok", f"{used} of {limit} messages of this month used", ""


def _menus(ours: int) -> Iterator[Line]:
    if ours:
        yield "ok", f"{ours} rich menus", ""
    else:
        yield "note", "no rich menus", "`sujarit line setup` puts them up"
