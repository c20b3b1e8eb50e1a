"""docs/benchmarks.md: its prose is written by hand, its tables by the benchmarks, each between marks of its own."""

import re

from benchmarks.places import DOCUMENT


def put(name: str, tables: str) -> None:
    """Replace what stands between the marks of this name."""
    text = DOCUMENT.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not between.search(text):
        raise ValueError(f"{DOCUMENT} has no marks for {name}")
    DOCUMENT.write_text(between.sub(lambda found: f"{found[1]}{tables}\n{found[2]}", text), encoding="utf-8")
