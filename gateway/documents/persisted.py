"""Documents by an id: those of the list (trusted documents), and those that clients register by their hash (APQ).

https://www.apollographql.com/docs/apollo-server/performance/apq says how clients register; `documentId` is that of the
appendix on persisted documents of GraphQL over HTTP.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gateway.documents.registered import Registered
from gateway.documents.store import Document, Documents
from gateway.errors import (
    DocumentIdAndText,
    DocumentIdRequired,
    DocumentNotListed,
    HashMismatch,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
    RequestError,
    TextNotListed,
)

CLIENT_NAME_HEADERS = ("graphql-client-name", "apollographql-client-name")

log = logging.getLogger("gateway.documents")

T = TypeVar("T")


class BadManifest(Exception):
    """The list of documents, or what it is made of, cannot be used; the message is sentences that say why."""


@dataclass(frozen=True, slots=True)
class PersistedRules:
    """What clients may send.

    `listed`: texts by id. `mode`: which texts are taken that are no ids: `off` all; `log` all, with a line in the log for one
    that is not listed; `safelist` listed ones; `require` none. `apq`: whether clients may register texts by their hash.
    """

    listed: Mapping[str, str] = field(default_factory=dict)
    mode: str = "off"
    apq: bool = True


class Persisted(Generic[T]):
    """The documents of a store, by text, by id or by hash.

    Raises:
        BadManifest: listed documents cannot be executed; all of them are named.
    """

    def __init__(self, documents: Documents[T], rules: PersistedRules) -> None:
        self._documents = documents
        self._mode = rules.mode
        # With texts refused there is nothing that could be registered.
        self._registered = Registered() if rules.apq and rules.mode != "require" else None
        self._takes_any_text = rules.mode == "off"
        self._listed_texts = frozenset(rules.listed.values())
        # Read now: what is listed is known to be sound, and never forgotten.
        self._listed = _read_all(documents, rules.listed)
        self._listed_by_hash = {name.removeprefix("sha256:"): d for name, d in self._listed.items()}

    def get(
        self, text: str, document_id: str | None, sha256: str | None, headers: Mapping[str, str]
    ) -> Document[T]:
        """The document of a text (empty: none was sent), of an id, or of a hash, which registers a text that is sent with it.

        Raises:
            RequestError: there is none, or it is not taken. DocumentRefused: it cannot be executed.
        """
        if document_id is None and sha256 is None and self._takes_any_text:
            return self._documents.get(text)
        if document_id is not None:
            if text:
                raise DocumentIdAndText()
            return self._by_id(document_id)
        if sha256 is None:
            self._check_text(text, headers)
            return self._documents.get(text)
        return self._register(text, sha256, headers) if text else self._by_hash(sha256)

    def _by_id(self, document_id: str) -> Document[T]:
        document = self._listed.get(document_id)
        if document is None:
            raise DocumentNotListed()
        return document

    def _by_hash(self, sha256: str) -> Document[T]:
        # Apollo's clients send the ids of their manifests this way, too.
        listed = self._listed_by_hash.get(sha256)
        if listed is not None:
            return listed
        if self._mode == "require":
            raise DocumentNotListed()
        if self._registered is None:
            raise PersistedQueryNotSupported()
        text = self._registered.get(sha256)
        if text is None:
            raise PersistedQueryNotFound()
        return self._documents.get(text)

    def _register(self, text: str, sha256: str, headers: Mapping[str, str]) -> Document[T]:
        self._check_text(text, headers)
        if self._registered is None:
            raise PersistedQueryNotSupported()
        if _sha256(text) != sha256:
            raise HashMismatch()
        document = self._documents.get(text)
        self._registered.put(sha256, text)
        return document

    def _check_text(self, text: str, headers: Mapping[str, str]) -> None:
        """
        Raises:
            DocumentIdRequired, TextNotListed: it is not taken.
        """
        if self._mode == "require":
            raise DocumentIdRequired()
        if self._takes_any_text or text in self._listed_texts:
            return
        if self._mode == "safelist":
            raise TextNotListed()
        client = next((headers[name] for name in CLIENT_NAME_HEADERS if name in headers), None)
        log.warning("a document is not listed", extra={"document_id": document_id_of(text), "client": client})


def _read_all(documents: Documents[T], listed: Mapping[str, str]) -> dict[str, Document[T]]:
    read, wrong = {}, []
    for name, text in listed.items():
        try:
            read[name] = documents.get(text)
        except RequestError as refused:
            head = " ".join(text.split())[:60]
            wrong.append(f"The document {name} ({head}…) cannot be executed: {refused.message}")
    if wrong:
        raise BadManifest("\n".join(wrong))
    return read


def document_id_of(text: str) -> str:
    """The id that the list gives to a text."""
    return f"sha256:{_sha256(text)}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
