"""The default door reads heads by itself, as lines. It reads what the parser reads, or refuses, however the bytes arrive."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.attacks.recorder import Message, read_by_the_door, read_by_the_parser
from tests.oracle.fuzzing import fuzzed

FIELDS = [
    b"Content-Type: application/json",
    b"ACCEPT:application/json",
    b"x-a: \t b:c \t",
    b"X-A: d, e",
    b"cookie: a=1",
    b"Cookie: b=2",
    b"X-Empty:",
    b"X-Blank: \t",
    b"X-High: \xe9\xff",
    b'!#$%&\'*+-.^_`|~1aZ: quoted "\\" (text)',
    b"Connection: close",
    b"Expect: 100-continue",
]
REQUEST_LINES = [
    b"POST /graphql HTTP/1.1",
    b"GET  /a?b=c#d  HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"GET /old HTTP/1.0",
]
SIZED = [b"", b"x", b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: b\r\n\r\n"]
CHUNKED = [
    b"0\r\n\r\n",
    b"1;a=b\r\nx\r\n0;c\r\nX-Trailer: d\r\nHost: e\r\n\r\n",
    b"4\r\n\r\n\r\n\r\n1e\r\nGET / HTTP/1.1\r\nHost: evil\r\n\r\n\r\n0\r\n\r\n",
]
#: What is put somewhere into sound messages, where it may be harmless, or change where something ends.
HARM = [
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\r\n\r\n",
    b"\r\n ",
    b" ",
    b"\t",
    b"\x0b",
    b"\x85",
    b":",
    b"\0",
    b"\xe9",
    b"0",
    b",",
]
HARM += [
    line + b"\r\n" for line in (b"Host: b", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"No colon")
]


def sized(body: bytes) -> tuple[bytes, bytes]:
    return b"Content-Length: %d\r\n" % len(body), body


def chunked(body: bytes) -> tuple[bytes, bytes]:
    return b"Transfer-Encoding: chunked\r\n", body


BODIES = st.one_of(
    st.just((b"", b"")), st.sampled_from(SIZED).map(sized), st.sampled_from(CHUNKED).map(chunked)
)


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A request, sound but for what may come before it."""
    between = draw(st.sampled_from([b"", b"", b"\r\n", b"\r\n\r\n", b"\n\r"]))
    framing, body = draw(BODIES)
    fields = draw(st.lists(st.sampled_from(FIELDS), max_size=5))
    lines = b"".join(field + b"\r\n" for field in fields)
    return (
        between + draw(st.sampled_from(REQUEST_LINES)) + b"\r\nHost: a\r\n" + lines + framing + b"\r\n" + body
    )


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """What a client sends: requests, with something in them or missing that makes them others."""
    data = b"".join(draw(st.lists(messages(), min_size=1, max_size=4)))
    for _ in range(draw(st.integers(0, 2))):
        place, missing = draw(st.integers(0, len(data))), draw(st.integers(0, 2))
        data = data[:place] + draw(st.sampled_from([b"", *HARM])) + data[place + missing :]
    return data


def cut(data: bytes, places: list[int]) -> list[bytes]:
    return [data[begin:end] for begin, end in pairwise([0, *sorted(places), len(data)])]


def may_be_refused(message: Message) -> bool:
    """Whether it is sound for the parser, but not for us."""
    _, _, version = message.request
    return version not in ("HTTP/1.0", "HTTP/1.1") or "," in message.headers.get("host", ",")


def check(data: bytes, segments: list[bytes]) -> None:
    expected, broken = read_by_the_parser(data)
    found, refused = read_by_the_door(segments)

    assert found == expected[: len(found)]
    assert refused or not broken
    if len(found) < len(expected):
        assert refused
        assert may_be_refused(expected[len(found)])
    elif refused:
        assert broken


@fuzzed(500)
@given(st.data())
def test_every_stream_is_read_as_the_parser_reads_it(data: st.DataObject) -> None:
    stream = data.draw(streams())
    check(stream, cut(stream, data.draw(st.lists(st.integers(0, len(stream)), max_size=6))))


@pytest.mark.parametrize("framing", [sized(SIZED[-1]), chunked(CHUNKED[-1]), chunked(CHUNKED[1])], ids=repr)
def test_it_does_not_matter_where_segments_end(framing: tuple[bytes, bytes]) -> None:
    first = b"\r\nPOST /graphql HTTP/1.1\r\nHost: a\r\nX-A: b\r\nx-a: c\r\n%b\r\n%b" % framing
    stream = first + b"\r\n" + b"GET /b HTTP/1.1\r\nHost: a\r\n\r\n" + first + first

    for size in range(1, len(stream) + 1):
        check(stream, [stream[n : n + size] for n in range(0, len(stream), size)])
        check(stream, cut(stream, [size]))
    assert [message.is_whole for message in read_by_the_door([stream])[0]] == [True] * 4


def test_each_harm_is_done_at_each_place() -> None:
    stream = (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        b"GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    for place in range(len(stream)):
        for harm in HARM:
            harmed = stream[:place] + harm + stream[place:]
            check(harmed, [harmed])
            check(harmed, [harmed[:place], harmed[place:]])
