"""The project's pages, and what is written in them."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def rows(page: str, heading: str | None = None) -> list[list[str]]:
    """The cells of every table row of a page, or of the section below one heading; heads and rules left out."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    if heading is not None:
        level, text = re.split(rf"(?m)^(##+) {re.escape(heading)}\n", text, maxsplit=1)[1:]
        text = re.split(rf"(?m)^#{{2,{len(level)}}} ", text, maxsplit=1)[0]
    tables = re.findall(r"(?m)^\|.*\|\n\|[-| ]+\|\n((?:\|.*\|\n?)+)", text)
    lines = [line for table in tables for line in table.splitlines()]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def snippets(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text)
