"""Every GraphQL operation of the shop, one a file beside this one; fragments stand in `fragments/`."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
_SPREAD = re.compile(r"\.\.\.(\w+)")


@dataclass(frozen=True)
class Document:
    """One operation with the fragments it spreads, ready to be sent."""

    name: str
    text: str

    @property
    def id(self) -> str:
        """Its id in the list that `gateway documents` makes of this folder."""
        return f"sha256:{hashlib.sha256(self.text.encode()).hexdigest()}"

    @property
    def is_mutation(self) -> bool:
        """Whether it writes, and so must not be sent a second time unasked."""
        return self.text.startswith("mutation")


def _load(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    fragments = sorted(set(_SPREAD.findall(text)))
    parts = [text, *((_FOLDER / "fragments" / f"{name}.graphql").read_text("utf-8") for name in fragments)]
    return Document(path.stem, "\n".join(parts))


ALL = {path.stem: _load(path) for path in sorted(_FOLDER.glob("*.graphql"))}
