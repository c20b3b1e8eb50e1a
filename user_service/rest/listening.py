"""Whether an address can be had: granian shares a port with whoever has it already, and each would get some of the requests."""

import errno
import socket
import time

# A process that was killed just now may have the port a moment longer.
_FREE_WITHIN_S, _LOOKS_EVERY_S = 2.0, 0.05


def cannot_listen(host: str, port: int) -> str | None:
    """Why not, as a sentence; `None`: nothing is in the way."""
    ends_at = time.monotonic() + _FREE_WITHIN_S
    while (error := _refused(host, port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > ends_at:
            return f"HTTP_HOST and HTTP_PORT: {host} port {port} cannot be listened on: {error.strerror}."
        time.sleep(_LOOKS_EVERY_S)
    return None


def _refused(host: str, port: int) -> OSError | None:
    """Why the system gives this address to nobody now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
