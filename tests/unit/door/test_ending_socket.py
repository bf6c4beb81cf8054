"""The end of a WebSocket's connection: what was written last arrives."""

from __future__ import annotations

import socket

import pytest

from slackapp.door.socket_mode import _EndingSocket


@pytest.mark.parametrize("is_reading", [True, False])
def test_the_last_ack_arrives_though_more_had_come_that_nobody_reads(is_reading: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = _EndingSocket(socket.create_connection(server.getsockname()))
        theirs, _ = server.accept()
    with theirs:
        theirs.settimeout(5)
        theirs.sendall(b"one more request" * 1_000)
        ours.send(b"the last ack")
        assert ours.recv(1) == b"o"
        if not is_reading:
            ours.stop_reading()
        ours.close()

        read = b"".join(iter(lambda: theirs.recv(100), b""))  # raises where it was reset
        assert read == b"the last ack"
