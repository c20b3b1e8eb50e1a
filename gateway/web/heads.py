"""The head of a request: how large it may be, and how it is read."""

from dataclasses import dataclass
from operator import methodcaller

from gateway.errors import HeadTooLarge, MalformedRequest, UrlTooLong
from gateway.web.messages import joined

EMPTY_LINE = b"\r\n\r\n"
UNREADABLE = "The request is not HTTP that can be read."

_NAME_AND_VALUE = methodcaller("split", ":", 1)


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """`url_bytes` of the address, `head_bytes` of it and all header fields, `fields` their number."""

    url_bytes: int = 16_384
    head_bytes: int = 32_768
    fields: int = 100

    def check(self, url_bytes: int, head_bytes: int, fields: int) -> None:
        """
        Raises:
            UrlTooLong, HeadTooLarge: it is larger.
        """
        if url_bytes > self.url_bytes:
            raise UrlTooLong(self.url_bytes)
        if head_bytes > self.head_bytes or fields > self.fields:
            raise self.too_large()

    def too_large(self) -> HeadTooLarge:
        return HeadTooLarge(self.head_bytes, self.fields)

    def read(self, head: bytes) -> tuple[list[str], dict[str, str]]:
        """Method, target and version, and the headers, of a head whose syntax a parser found sound, down to its empty line.

        Raises:
            UrlTooLong, HeadTooLarge: it is too large.
            MalformedRequest: it is not of HTTP/1, or does not name one host, or something else than this was found sound.
        """
        first_line, *fields, blank, end = head.lstrip(b"\r\n").decode("latin-1").split("\r\n")
        request = first_line.split()
        if len(request) != 3 or blank or end:
            raise MalformedRequest(UNREADABLE)
        _, target, version = request
        # In a head that is shorter than an address may be, no address is too long.
        if len(head) > min(self.url_bytes, self.head_bytes) or len(fields) > self.fields:
            self.check(len(target), len(head), len(fields))
        headers = joined(map(_NAME_AND_VALUE, fields))
        if (version != "HTTP/1.1" or "," in headers.get("host", ",")) and version != "HTTP/1.0":
            raise MalformedRequest("The request must be of HTTP/1.1 and name one host, or of HTTP/1.0.")
        return request, headers
