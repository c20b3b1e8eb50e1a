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
        raise BodyTooLarge(limit)
    stream, parts, size = environ["wsgi.input"], [], 0
    wanted = int(length) if length.isdigit() else limit + 1
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    while (length.isdigit() or chunked) and size < wanted and (part := stream.read(wanted - size)):
        parts.append(part)
        size += len(part)
    if size > limit:
        raise BodyTooLarge(limit)
    return b"".join(parts)
