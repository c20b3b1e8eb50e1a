"""The list of trusted documents: made of a folder of operations, read from a file."""

import json
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    ExecutableDefinitionNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    Visitor,
    parse,
    visit,
)

from gateway.documents.persisted import BadManifest, document_id_of

APOLLO = "apollo-persisted-query-manifest"
SUFFIXES = {".graphql", ".gql"}


def read_manifest(file: Path) -> dict[str, str]:
    """Texts by id. Two forms are read: `{"sha256:…": "query …"}`, and Apollo's persisted query manifest.

    Raises:
        BadManifest: it is neither, or the hash in an id is not the text's.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadManifest(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise BadManifest(f"{file} is not JSON: {error}.") from None
    if isinstance(content, dict) and content.get("format") == APOLLO:
        listed = _of_apollo(content, file)
    elif isinstance(content, dict) and all(isinstance(text, str) for text in content.values()):
        listed = content
    else:
        raise BadManifest(f"{file} must be an object of ids and documents, or a manifest of Apollo's.")
    for name, text in listed.items():
        if name.startswith("sha256:") and name != document_id_of(text):
            raise BadManifest(f"{file} says {name} of a document whose id is {document_id_of(text)}.")
    return listed


def _of_apollo(content: dict[str, object], file: Path) -> dict[str, str]:
    """Each document under its id there, and under the one that we would give it."""
    listed: dict[str, str] = {}
    operations = content.get("operations")
    for operation in operations if isinstance(operations, list) else ():
        match operation:
            case {"id": str(name), "body": str(text)}:
                listed |= {name: text, document_id_of(text): text}
            case _:
                raise BadManifest(f"{file} has an operation without `id` and `body`.")
    return listed


def manifest_of(folder: Path) -> dict[str, str]:
    """Texts by id of all operations in a folder's files: each with the fragments that it reaches, by name, whichever
    file they stand in; definitions are taken as they are written, with an empty line between.

    Raises:
        BadManifest: a file cannot be parsed, a fragment is missing or there twice, there is no operation.
    """
    operations: list[OperationDefinitionNode] = []
    fragments: dict[str, FragmentDefinitionNode] = {}
    for definition in _definitions(folder):
        if isinstance(definition, OperationDefinitionNode):
            operations.append(definition)
        elif isinstance(definition, FragmentDefinitionNode):
            if definition.name.value in fragments:
                raise BadManifest(f"The fragment {definition.name.value} is there twice.")
            fragments[definition.name.value] = definition
    if not operations:
        raise BadManifest(f"{folder} has no operations in files that end with .graphql or .gql.")
    texts = [_with_fragments(operation, fragments) for operation in operations]
    return {document_id_of(text): text for text in texts}


def _definitions(folder: Path) -> Iterator[ExecutableDefinitionNode]:
    for file in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        try:
            document = parse(file.read_text(encoding="utf-8"))
        except (GraphQLError, ValueError, OSError) as error:
            raise BadManifest(f"{file} cannot be read: {error}") from None
        yield from (d for d in document.definitions if isinstance(d, ExecutableDefinitionNode))


def _with_fragments(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> str:
    reached: dict[str, FragmentDefinitionNode] = {}
    to_look_at: list[ExecutableDefinitionNode] = [operation]
    while to_look_at:
        for name in _spread_in(to_look_at.pop()) - reached.keys():
            if name not in fragments:
                raise BadManifest(f"The fragment {name} is in no file.")
            reached[name] = fragments[name]
            to_look_at.append(fragments[name])
    return "\n\n".join(_source(d) for d in (operation, *(reached[name] for name in sorted(reached)))) + "\n"


def _source(definition: ExecutableDefinitionNode) -> str:
    at = definition.loc
    assert at is not None
    return at.source.body[at.start : at.end]


def _spread_in(definition: ExecutableDefinitionNode) -> set[str]:
    names: set[str] = set()

    class Spreads(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            names.add(node.name.value)

    visit(definition, Spreads())
    return names
