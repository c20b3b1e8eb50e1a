"""Free TCP ports on the loopback interface."""

import random
import socket
from contextlib import closing

# Below the kernel's ephemeral range: no outgoing connection can take the port while its owner restarts.
LOWEST, HIGHEST = 12_000, 32_000


def free_port() -> int:
    """A port nobody listens on now."""
    for _ in range(200):
        port = random.randint(LOWEST, HIGHEST)
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"No free port found between {LOWEST} and {HIGHEST}.")


def accepts_connections(port: int) -> bool:
    """Whether a server listens on the port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
