"""Sockets that are listened on: asyncio sends what is written to them at once only when they say that they are TCP."""

import socket
from contextlib import closing

from bot.loopback import Loopback
from bot.run import _listen


def test_an_answer_does_not_wait_for_more():
    with closing(Loopback()._socket) as listener:
        assert listener.proto == socket.IPPROTO_TCP
    with closing(_listen("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
