"""Request bodies under WSGI, read up to a limit."""

from typing import Any

from gateway.errors import BodyTooLarge


def read_body(environ: dict[str, Any], limit: int) -> bytes:
    """The whole body. A chunked one has no length, so it is read until it is over, or too long.

    Raises:
        BodyTooLarge: it has more than `limit` bytes.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > limit:
        _read_on(environ["wsgi.input"], limit)
        raise BodyTooLarge(limit)
    stream, parts, size = environ["wsgi.input"], [], 0
    wanted = int(length) if length.isdigit() else limit + 1
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    while (length.isdigit() or chunked) and size < wanted and (part := stream.read(wanted - size)):
        parts.append(part)
        size += len(part)
    if size > limit:
        _read_on(stream, limit)
        raise BodyTooLarge(limit)
    return b"".join(parts)


def _read_on(stream: Any, left: int) -> None:
    """Read on a while: an answer that comes while the client still sends is lost with the connection."""
    while left > 0 and (part := stream.read(min(left, 65_536))):
        left -= len(part)
