"""Reading a request's body: capped while it is read, decoded strictly."""

import json
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

from .problems import FieldError, Problem

_DEEPEST = 32
_INTEGER_LIMIT = 2**63
_MOST_FORM_FIELDS = 100


def read(environ: dict[str, Any], limit: int) -> bytes:
    """The whole body, or 413 past `limit` bytes: counted while read, as chunks announce no length."""
    announced = environ.get("CONTENT_LENGTH") or ""
    chunked = "HTTP_TRANSFER_ENCODING" in environ or environ.get("wsgi.input_terminated")
    if not announced and not chunked:
        return b""
    length = int(announced) if announced.isdigit() else None
    stream, parts, size = environ["wsgi.input"], [], 0
    if length is not None and length > limit:
        _read_on(stream, limit)
        raise _too_large(limit)
    wanted = limit + 1 if length is None else length
    while size < wanted and (part := stream.read(wanted - size)):
        parts.append(part)
        size += len(part)
    if size > limit:
        _read_on(stream, limit)
        raise _too_large(limit)
    if length is not None and size < length:
        raise Problem(400, "TRUNCATED_BODY", "The body ended before its announced length.")
    return b"".join(parts)


def _read_on(stream: Any, left: int) -> None:
    """Read on a while: an answer that comes while the client still sends is lost with the connection."""
    while left > 0 and (part := stream.read(min(left, 65_536))):
        left -= len(part)


def _too_large(limit: int) -> Problem:
    return Problem(
        413, "BODY_TOO_LARGE", f"A body has at most {limit} bytes.", headers={"Connection": "close"}
    )


def check_media_type(headers: Headers, wanted: str) -> None:
    media_type, options = parse_options_header(headers.get("Content-Type", ""))
    charset = options.get("charset", "utf-8").lower()
    encoding = headers.get("Content-Encoding", "identity").lower()
    if media_type.lower() != wanted or charset not in ("utf-8", "utf8") or encoding != "identity":
        raise Problem(415, "UNSUPPORTED_MEDIA_TYPE", f"The body must be {wanted} in UTF-8, not compressed.")


def decode_json(raw: bytes) -> Any:
    """Strict JSON: no NaN, no duplicate members, nothing that a database could not hold."""
    try:
        data = msgspec.json.decode(raw)
        json.loads(raw, object_pairs_hook=_refuse_duplicates)
    except RecursionError:
        raise _malformed(f"it is nested deeper than {_DEEPEST} levels") from None
    except UnicodeDecodeError:
        raise _malformed("it is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise _malformed(str(error)) from None
    refuse_unstorable(data)
    return data


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise _malformed("a member is there twice")


def refuse_unstorable(data: Any, pointer: str = "", depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise _malformed(f"it is nested deeper than {_DEEPEST} levels")
    if isinstance(data, str):
        _check_text(data, pointer)
    elif isinstance(data, int) and not -_INTEGER_LIMIT <= data < _INTEGER_LIMIT:
        raise _unstorable(pointer, "An integer here has at most 64 bits.")
    elif isinstance(data, list):
        for index, member in enumerate(data):
            refuse_unstorable(member, f"{pointer}/{index}", depth + 1)
    elif isinstance(data, dict):
        for name, member in data.items():
            _check_text(name, pointer)
            refuse_unstorable(member, f"{pointer}/{escape(name)}", depth + 1)


def _check_text(text: str, pointer: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _unstorable(pointer, "A text here holds no null character and no lone surrogate.")


def escape(name: str) -> str:
    """One member's name inside a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _malformed(why: str) -> Problem:
    return Problem(400, "MALFORMED_JSON", f"The body is no sound JSON: {why}.")


def _unstorable(pointer: str, detail: str) -> Problem:
    error = FieldError(pointer, "UNSTORABLE", detail)
    return Problem(400, "MALFORMED_BODY", "The body has not the shape that is wanted; see errors.", (error,))


def decode_form(raw: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FORM_FIELDS
        )
    except ValueError:
        raise Problem(400, "MALFORMED_FORM", "The body is no sound form.") from None
    if len(dict(pairs)) != len(pairs):
        raise Problem(400, "MALFORMED_FORM", "A field of the form is there twice.")
    refuse_unstorable(dict(pairs))
    return dict(pairs)
