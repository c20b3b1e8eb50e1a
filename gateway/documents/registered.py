"""Texts that clients registered by their hash (automatic persisted queries): bounded by number and by size."""

from collections import OrderedDict

MAX_TEXTS = 1_000
MAX_CHARACTERS = 10_000_000


class Registered:
    """Texts by the SHA-256 of each, in hexadecimal; the one that was not asked for longest is forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    def get(self, sha256: str) -> str | None:
        """The text, if it is known."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def put(self, sha256: str, text: str) -> None:
        """Know the text, which must have this hash."""
        if sha256 in self._texts:
            return
        self._texts[sha256] = text
        self._characters += len(text)
        while len(self._texts) > MAX_TEXTS or self._characters > MAX_CHARACTERS:
            _, dropped = self._texts.popitem(last=False)
            self._characters -= len(dropped)
