"""Whether a port is free, before a child stumbles over it."""

import errno
import socket

from backend.core.errors import SetupError


def require_free(host: str, port: int, *, option: str) -> None:
    """Raise SetupError `port_taken` when something listens there; `option` is the make variable that chooses another."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port that is only cooling down after the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            # As text: numbers get separators for thousands, and no port is called 8,000.
            if error.errno == errno.EADDRINUSE:
                raise SetupError("port_taken", port=str(port), option=option) from None
            raise SetupError("port_forbidden", port=str(port), option=option) from None


def lan_address() -> str:
    """This machine's address in the local network, as other phones see it. Raises SetupError `no_network`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only asks the routing table.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            raise SetupError("no_network") from None
