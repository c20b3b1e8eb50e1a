"""Which documents are taken."""

from dataclasses import dataclass
from pathlib import Path

from gateway.settings.values import flag, one_of, setting


@dataclass(frozen=True, kw_only=True)
class DocumentSettings:
    """Which documents are taken."""

    persisted_documents: str = setting(
        "PERSISTED_DOCUMENTS",
        "off",
        one_of("off", "log", "safelist", "require"),
        "which texts are taken: off (all), log (all, unlisted ones logged), safelist (listed) or require (none: ids only)",
    )
    persisted_documents_file: Path | None = setting(
        "PERSISTED_DOCUMENTS_FILE",
        None,
        Path,
        "the list of trusted documents, as `gateway documents` makes it",
    )
    apq: bool = setting("APQ", True, flag, "whether clients may register documents by their hash")
