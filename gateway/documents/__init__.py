"""Documents: parsed and validated once, then remembered, refusals too."""

from gateway.documents.store import Document, Documents
from gateway.documents.tokens import TokenLimit

__all__ = ["Document", "Documents", "TokenLimit"]
