"""A port that cannot be had is named before a child stumbles over it."""

import socket
from collections.abc import Iterator

import pytest

from backend.core.errors import SetupError
from backend.launch.ports import require_free


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody else's server."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - what LAN=1 asks for
def test_require_free__something_listens__port_taken_and_which_option_helps(listener: socket.socket, host: str) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(SetupError) as refused:
        require_free(host, port, option="RPC_PORT")
    assert refused.value.code == "port_taken"
    assert refused.value.params == {"port": str(port), "option": "RPC_PORT"}


def test_require_free__address_that_is_not_ours__port_forbidden() -> None:
    with pytest.raises(SetupError) as refused:
        require_free("192.0.2.1", 8000, option="PORT")
    assert refused.value.code == "port_forbidden"
    assert refused.value.params == {"port": "8000", "option": "PORT"}


def test_require_free__free_port__stays_free(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    require_free("127.0.0.1", port, option="PORT")
    require_free("127.0.0.1", port, option="PORT")


def test_require_free__port_cooling_down_after_the_last_run__is_free(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)):
        served, _ = listener.accept()
        # Who closes first keeps the port in TIME_WAIT.
        served.close()
        listener.close()
    require_free("127.0.0.1", port, option="PORT")
