"""Requests that a page of another site causes: which of them are executed (CSRF), and who may read answers (CORS)."""

from collections.abc import Iterable, Mapping

from gateway.errors import CrossSiteRequest
from gateway.web import media_types
from gateway.web.messages import Incoming

#: A page that sends one of these to another site is preceded by a question of its browser's, whether it may.
PREFLIGHT_HEADERS = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")

_MAY_SEND = (
    "Authorization, Content-Type, GraphQL-Require-Preflight, Apollo-Require-Preflight, X-Apollo-Operation-Name, "
    "ApolloGraphQL-Client-Name, ApolloGraphQL-Client-Version, X-Request-Id, traceparent, tracestate"
)
_MAY_READ = "RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"


class CrossSite:
    """The rule for pages of other sites. `origins` are trusted; everyone else's pages can neither ask nor read.

    `readers`: the headers that tell a browser so, by trusted origin.
    Credentials are never allowed: who asks is said by the `Authorization` header, which a page sets itself.
    """

    def __init__(self, origins: Iterable[str] = (), max_age_s: int = 0) -> None:
        self.readers = {o: {**_VARY, "Access-Control-Allow-Origin": o, **_EXPOSED} for o in origins}
        self._permission = {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": _MAY_SEND,
            "Access-Control-Max-Age": str(max_age_s),
        }

    def check(self, incoming: Incoming) -> None:
        """Let through what no page of another site can have sent without its browser asking first.

        Raises:
            CrossSiteRequest: it may have been one.
        """
        content_type = incoming.headers.get("content-type")
        if content_type and not media_types.is_simple(content_type):
            return
        if any(incoming.headers.get(name) for name in PREFLIGHT_HEADERS):
            return
        if content_type or incoming.method != "GET" or not self._vouched_for(incoming):
            raise CrossSiteRequest()

    def _vouched_for(self, incoming: Incoming) -> bool:
        """Whether the client itself says that no foreign page is behind it, in headers that no page can write.

        In mode `cors` a browser names the page's origin to every other site, so that without one it is our own page,
        or no browser. Older browsers, and all of them over plain http, say nothing: then this is not known.
        """
        origin = incoming.headers.get("origin", "")
        if origin in self.readers:
            return True
        site = incoming.headers.get("sec-fetch-site")
        if site:
            return site in ("same-origin", "none")
        return not origin and incoming.headers.get("sec-fetch-mode") == "cors"

    def permission(self, incoming: Incoming) -> Mapping[str, str] | None:
        """The headers that answer a browser's question whether a page may ask; `None`: it may not, or it is another question."""
        reader = self.readers.get(incoming.headers.get("origin", ""))
        if reader is None or not incoming.headers.get("access-control-request-method"):
            return None
        return {**reader, **self._permission}

    def headers(self, incoming: Incoming) -> Mapping[str, str]:
        """The headers of an answer that tell the browser who may read it, where anybody may."""
        return self.readers.get(incoming.headers.get("origin", ""), _VARY)


_VARY = {"Vary": "Origin"}
_EXPOSED = {"Access-Control-Expose-Headers": _MAY_READ}
