"""Pages whose prose is written by hand, their tables by the benchmarks, each between marks of its own."""

import re
from pathlib import Path

from benchmarks.places import DOCUMENT


def put(name: str, tables: str, page: Path = DOCUMENT) -> None:
    """Replace what stands between a page's marks of this name."""
    text = page.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not between.search(text):
        raise ValueError(f"{page} has no marks for {name}")
    page.write_text(between.sub(lambda found: f"{found[1]}{tables}\n{found[2]}", text), encoding="utf-8")
