"""How large the head of a request may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.errors import HeadTooLarge, UrlTooLong


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """`url_bytes` of the address, `head_bytes` of it and all header fields, `fields` their number."""

    url_bytes: int = 16_384
    head_bytes: int = 32_768
    fields: int = 100

    def check(self, url_bytes: int, headers: Sequence[tuple[bytes | str, bytes | str]]) -> None:
        """
        Raises:
            UrlTooLong, HeadTooLarge: it is larger.
        """
        if url_bytes > self.url_bytes:
            raise UrlTooLong(self.url_bytes)
        if len(headers) > self.fields:
            raise self.too_large()
        if url_bytes + sum(len(name) + len(value) for name, value in headers) > self.head_bytes:
            raise self.too_large()

    def too_large(self) -> HeadTooLarge:
        return HeadTooLarge(self.head_bytes, self.fields)
