"""The faults by name."""

from gateway.faults import rows, wire
from gateway.faults.wire import Behaviour, body_of, status_of

#: Nothing listens at the address while this is on; there is no request that it could be done to.
REFUSE = "refuse"

_DESCRIBED: dict[str, Behaviour] = {
    "reset": wire.reset,
    "reset-mid-body": wire.reset_mid_body,
    "hang": wire.hang,
    "slow": wire.slow,
    "drip": wire.drip,
    "truncated-gzip": wire.truncated_gzip,
    "gzip-bomb": wire.gzip_bomb,
    "big": wire.big,
    "redirect-loop": wire.redirect_loop,
    "redirect-away": wire.redirect_away,
}

_OF_ROWS = {
    "shuffled": rows.reversed_rows,
    "missing-rows": rows.missing_rows,
    "duplicate-rows": rows.duplicate_rows,
    "foreign-rows": rows.foreign_rows,
    "wrong-types": rows.wrong_types,
    "null-members": rows.null_members,
    "missing-members": rows.missing_members,
}

FAULTS: dict[str, Behaviour] = {
    **_DESCRIBED,
    "500": status_of(500),
    "503": status_of(503, retry_after="1"),
    "429": status_of(429, retry_after="1"),
    "malformed": body_of(b'{"items": [{"id":'),
    "html": body_of(b"<!doctype html><title>Welcome to nginx!</title>", "text/html"),
    "empty": body_of(b""),
    "wrong-shape": body_of(b'{"result": "fine"}'),
    **{name: rows.rows_changed(change) for name, change in _OF_ROWS.items()},
}

#: What each does, in a line.
MEANINGS: dict[str, str] = {
    REFUSE: "Connections are refused",
    **{name: str(behaviour.__doc__) for name, behaviour in _DESCRIBED.items()},
    "500": "500 Internal Server Error",
    "503": "503 Service Unavailable with Retry-After: 1",
    "429": "429 Too Many Requests with Retry-After: 1",
    "malformed": "JSON that ends in the middle",
    "html": "A page of HTML with status 200",
    "empty": "An empty body with status 200",
    "wrong-shape": "JSON of another shape",
    **{name: str(change.__doc__) for name, change in _OF_ROWS.items()},
}
