"""Media types: which answer is wanted, which body came. Few different headers are ever seen, so that verdicts are remembered."""

from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from gateway.errors import NotAcceptable

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"

#: Contents that a page of another site can send without asking first (Fetch standard, CORS-safelisted request headers).
_SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")


@lru_cache(maxsize=256)
def wanted(accept: str) -> str:
    """The media type that `Accept` likes best, `application/json` when both are alike to it.

    Raises:
        NotAcceptable: it accepts neither.
    """
    if not accept.strip():
        return JSON
    ranges = _ranges(accept)
    best: str | None = ranges.best_match([JSON, GRAPHQL_RESPONSE])
    if best is None:
        raise NotAcceptable()
    named = GRAPHQL_RESPONSE in {value for value, _ in ranges}
    return GRAPHQL_RESPONSE if named and ranges.quality(GRAPHQL_RESPONSE) >= ranges.quality(JSON) else best


@lru_cache(maxsize=256)
def prefers_page(accept: str) -> bool:
    """Whether it likes HTML better than any answer, as a browser's does that opens an address."""
    ranges = _ranges(accept)
    html: float = ranges.quality("text/html")
    return html > max(ranges.quality(JSON), ranges.quality(GRAPHQL_RESPONSE))


def _ranges(accept: str) -> MIMEAccept:
    """What is accepted; a range may say a charset or a version, which the answer's type does not depend on."""
    read = parse_accept_header(accept, MIMEAccept)
    return MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in read)


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """Whether it says JSON in UTF-8."""
    media_type, options = parse_options_header(content_type)
    return media_type.lower() == JSON and options.get("charset", "utf-8").lower() in ("utf-8", "utf8")


@lru_cache(maxsize=256)
def is_simple(content_type: str) -> bool:
    """Whether another site's page can send it without a preflight; nothing at all is simple, too."""
    media_type, _ = parse_options_header(content_type)
    return not media_type or media_type.lower() in _SIMPLE
