"""The account at LINE: its secret, the library's client, and what LINE's answers mean to us."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import aiohttp
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
)
from pydantic.v1 import ValidationError

from bot.send import Busy, Later, OurFault

NAME: Final = "line"
TIMEOUT: Final = 10.0
"""Seconds for a call; the library would wait five minutes."""
CONTENT_TIMEOUT: Final = 40.0
REFUSED: Final = 600.0
"""Seconds until a message is tried again after LINE did not accept our token."""
TOKEN_GONE: Final = "invalid reply token"
LIMIT_REACHED: Final = "monthly limit"
UNKNOWN: Final = (TimeoutError, aiohttp.ClientError, ValidationError, ValueError)
"""No answer, or none that can be read: what was asked for may have happened."""


class TokenGone(Exception):  # noqa: N818 - an answer of the platform
    """The reply token was used, or is too old."""


class Spent(Exception):  # noqa: N818
    """The month's pushes are used up."""


class Account:
    """A channel's secret, and its client, which is made when it is first needed (on the running loop)."""

    def __init__(self, secret: str, token: str, api: str = "") -> None:
        self._secret = secret.encode()
        # Without an address of one's own the library knows LINE's two: one for calls, one for what people sent.
        self._configuration = Configuration(host=api.rstrip("/") or None, access_token=token)
        self._client: AsyncApiClient | None = None

    @property
    def client(self) -> AsyncApiClient:
        if self._client is None:
            self._client = AsyncApiClient(self._configuration)
        return self._client

    @property
    def messaging(self) -> AsyncMessagingApi:
        """What can be asked of LINE."""
        return AsyncMessagingApi(self.client)

    @property
    def blob(self) -> AsyncMessagingApiBlob:
        """What people sent, and pictures of menus."""
        return AsyncMessagingApiBlob(self.client)

    def signed(self, body: bytes, signature: str) -> bool:
        """Whether these bytes come from LINE."""
        made = base64.b64encode(hmac.new(self._secret, body, hashlib.sha256).digest())
        return hmac.compare_digest(made, signature.encode())

    def key(self, purpose: str) -> bytes:
        """A key of our own for something else, which every process with the secret has."""
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    async def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> list[str]:
        """Answer with up to five messages, at no charge; LINE's ids of them. Asked again at once when LINE did not answer:
        a token that is gone then was used by the first call."""
        request = ReplyMessageRequest.from_dict({"replyToken": token, "messages": list(messages)})
        try:
            return await self._reply(request)
        except UNKNOWN:
            try:
                return await self._reply(request)
            except TokenGone:
                return [""] * len(messages)

    async def _reply(self, request: ReplyMessageRequest) -> list[str]:
        try:
            answer = await self.messaging.reply_message(request, _request_timeout=TIMEOUT)
        except ApiException as fault:
            if fault.status == 400 and TOKEN_GONE in said(fault):
                raise TokenGone from fault
            raise
        return [message.id for message in answer.sent_messages]

    async def push(self, to: str, messages: Sequence[Mapping[str, Any]], key: str) -> list[str]:
        """Say up to five messages, which counts as one of the month's; the same key is never said twice within a day."""
        request = PushMessageRequest.from_dict({"to": to, "messages": list(messages)})
        try:
            answer = await self.messaging.push_message(request, key, _request_timeout=TIMEOUT)
        except ApiException as fault:
            if fault.status == 409:  # an earlier try has come through
                return [""] * len(messages)
            raise
        return [message.id for message in answer.sent_messages]

    async def show_loading(self, to: str, seconds: int) -> None:
        """Three dots in the chat until something is said; up to a minute."""
        request = ShowLoadingAnimationRequest.from_dict({"chatId": to, "loadingSeconds": seconds})
        await self.messaging.show_loading_animation(request, _request_timeout=TIMEOUT)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


def said(fault: ApiException) -> str:
    """LINE's words, for comparing."""
    return str(fault.body or "").casefold()


@contextmanager
def answers() -> Iterator[None]:
    """What LINE answers to a message, in the terms of the sender."""
    try:
        yield
    except ApiException as fault:
        match fault.status:
            case 429 if LIMIT_REACHED in said(fault):
                raise Spent from fault
            case 401 | 403:
                raise Later(REFUSED) from fault
            case 429:
                raise Busy from fault
            case status if status >= 500:
                raise Later from fault
        raise OurFault from fault
    except UNKNOWN as fault:
        raise Later from fault
