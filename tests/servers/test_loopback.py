"""The stand-ins leave nothing open behind them: an open socket would fail whichever test runs when it is collected."""

import gc
import socket

import pytest

from tests.servers.threads import ThreadsServer


@pytest.mark.parametrize("way_out", ["exit", "close_door"])
def test_who_comes_in_as_the_server_closes_is_let_in_and_hung_up_on(way_out: str, recwarn: pytest.WarningsRecorder) -> None:
    for _ in range(20):
        with ThreadsServer() as server, socket.create_connection(("127.0.0.1", server.port)):
            if way_out == "close_door":
                server.close_door()
        del server
    gc.collect()

    assert [str(one.message) for one in recwarn] == []
