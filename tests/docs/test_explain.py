"""docs/explain.md has every member of a described plan, and no other."""

import re
import shlex

import msgspec
import pytest

from gateway import cli
from gateway.planning import description
from tests.docs.pages import REPOSITORY, rows, snippets

SECTIONS: dict[str, type[msgspec.Struct]] = {
    "Plan": description.Description,
    "Stage": description.DescribedStage,
    "Below": description.Below,
    "Fetch": description.DescribedFetch,
    "Computation": description.Computation,
    "Keys": description.Keys,
    "At most": description.AtMost,
    "Permission": description.Permission,
    "Call": description.MadeCall,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_members_are_those_of_the_type(section: str) -> None:
    told = [name for row in rows("docs/explain.md", section) for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(told) == sorted(field.encode_name for field in msgspec.structs.fields(SECTIONS[section]))


def test_no_type_is_without_its_section() -> None:
    types = {type_ for type_ in vars(description).values() if isinstance(type_, type)}
    described = {type_ for type_ in types if type_.__module__ == description.__name__}
    assert described == set(SECTIONS.values())


def console(page: str) -> list[tuple[list[str], str]]:
    """The commands that a page shows, split into words, and what it says that they print."""
    shown = snippets((REPOSITORY / page).read_text(encoding="utf-8"), "console")
    return [(shlex.split(first[2:]), told) for first, told in (block.split("\n", 1) for block in shown)]


EXAMPLES = [*console("docs/explain.md"), *console("README.md")]


@pytest.mark.parametrize(("command", "told"), EXAMPLES)
def test_the_trees_are_what_the_command_prints(
    command: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["explain", command[2].removeprefix("q=")] if command[0] == "make" else command[3:]
    for name in ("CONFIG_FILE", "GATEWAY_SCHEMA"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out == told
