"""Documents: parsed and validated once, then remembered, refusals too."""

from gateway.documents.store import Document, Documents

__all__ = ["Document", "Documents"]
