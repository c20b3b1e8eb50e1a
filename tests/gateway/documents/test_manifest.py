"""`gateway documents FOLDER`: the list of trusted documents made of a folder of operations."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import main
from gateway.documents.persisted import document_id_of

BROKEN = {
    "a missing fragment": ({"a.graphql": "{ ...Gone }"}, "The fragment Gone is in no file."),
    "no operation": ({"readme.md": "{ version }"}, "has no operations"),
    "a fragment twice": (
        {f"{name}.gql": "fragment F on Query { version }" for name in "ab"} | {"c.gql": "{ ...F }"},
        "The fragment F is there twice.",
    ),
    "no GraphQL": ({"a.graphql": "query {"}, "a.graphql cannot be read: Syntax Error"),
    "another schema": ({"a.graphql": "{ missing }"}, "cannot be executed: Cannot query field 'missing'"),
}


def made(folder: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Any:
    """What the command prints about these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert main(["documents", str(folder)]) == 0
    return json.loads(capsys.readouterr().out)


def test_each_operation_is_listed_with_the_fragments_it_reaches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "b.graphql": "# two in one file\nquery B { ...Outer }\n\nquery A { version }\n",
        "parts/inner.graphql": "fragment Inner on Query { version }\n",
        "parts/outer.gql": "fragment Outer on Query {\n  ...Inner\n}\n",
        "parts/unused.gql": "fragment Unused on Query { version }\n",
    }
    texts = [
        "query A { version }\n",
        "query B { ...Outer }\n\nfragment Inner on Query { version }\n\n"
        "fragment Outer on Query {\n  ...Inner\n}\n",
    ]

    assert made(tmp_path, files, capsys) == {document_id_of(text): text for text in texts}


def test_fragments_may_spread_each_other_only_where_graphql_allows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    (tmp_path / "circle.graphql").write_text(circle)

    assert main(["documents", str(tmp_path)]) == 2
    assert "Cannot spread fragment" in capsys.readouterr().err


def test_the_list_is_written_the_same_every_time(tmp_path: Path) -> None:
    folder = tmp_path / "operations"
    folder.mkdir()
    for name in "cab":
        (folder / f"{name}.graphql").write_text(f"{{ {name}: version }}")

    for out in ("first.json", "second.json"):
        assert main(["documents", str(folder), "--out", str(tmp_path / out)]) == 0

    first = (tmp_path / "first.json").read_bytes()
    assert first == (tmp_path / "second.json").read_bytes()
    assert list(json.loads(first)) == sorted(json.loads(first))


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_listed_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    files, said = BROKEN[case]
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    assert main(["documents", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
