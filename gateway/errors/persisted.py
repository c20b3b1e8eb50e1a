"""Refusals of documents by their id, their hash, or for not being listed."""

from collections.abc import Mapping

from gateway.errors.requests import RequestError


class PersistedQueryNotFound(RequestError):
    """Message and status are the ones that clients look for before they send the text; see documents/persisted.py."""

    status = 200
    code = "PERSISTED_QUERY_NOT_FOUND"
    message = "PersistedQueryNotFound"
    headers: Mapping[str, str] = {"Cache-Control": "no-store"}


class PersistedQueryNotSupported(RequestError):
    """As PersistedQueryNotFound, before they stop sending hashes."""

    status = 200
    code = "PERSISTED_QUERY_NOT_SUPPORTED"
    message = "PersistedQueryNotSupported"
    headers: Mapping[str, str] = {"Cache-Control": "no-store"}


class HashMismatch(RequestError):
    code = "PERSISTED_QUERY_HASH_MISMATCH"
    message = "provided sha does not match query"


class DocumentNotListed(RequestError):
    status = 404
    code = "PERSISTED_QUERY_NOT_IN_LIST"
    message = "No persisted document has this id."


class DocumentIdRequired(RequestError):
    code = "PERSISTED_QUERY_ID_REQUIRED"
    message = "Only persisted documents are executed here; send a `documentId` in place of the `query`."


class DocumentIdAndText(RequestError):
    code = "CANNOT_SEND_PQ_ID_AND_BODY"
    message = "Send either a `documentId` or a `query`, not both."


class TextNotListed(RequestError):
    status = 403
    code = "QUERY_NOT_IN_SAFELIST"
    message = "Only persisted documents are executed here, and this is none of them."
