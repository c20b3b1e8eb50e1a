"""Runs suites written as functions within functions (`describe_x` holds its specifications), as graphql-core's are."""

import asyncio
import importlib.util
import inspect
import itertools
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest


@dataclass(frozen=True)
class Specification:
    """One test, with the arguments of one of its cases."""

    name: str
    function: Callable[..., Any]
    arguments: Mapping[str, Any]

    def run(self) -> None:
        wanted = inspect.signature(self.function).parameters
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            arguments = {**self.arguments, **({"monkeypatch": patch} if "monkeypatch" in wanted else {})}
            done = self.function(**arguments)
            if inspect.isawaitable(done):
                asyncio.run(_awaited(done))


async def _awaited(done: Any) -> None:
    await done


def loaded(folder: Path, package: str, module: str) -> ModuleType:
    """A module of a folder of tests, imported under a package name of our choice."""
    if package not in sys.modules:
        spec = importlib.util.spec_from_file_location(package, folder / "__init__.py")
        assert spec is not None
        assert spec.loader is not None
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    return importlib.import_module(f"{package}.{module}")


def specifications(module: ModuleType) -> Iterator[Specification]:
    """All of a module's, in order."""
    for name, value in list(vars(module).items()):
        if name.startswith("describe_"):
            yield from _described(name.removeprefix("describe_"), value)


def _described(name: str, block: Callable[[], Any]) -> Iterator[Specification]:
    for inner, value in _locals_of(block).items():
        if inner.startswith("describe_"):
            yield from _described(f"{name} / {inner.removeprefix('describe_')}", value)
        elif inspect.isfunction(value) and not inner.startswith("_"):
            yield from _cases(f"{name} / {inner}", value)


def _cases(name: str, function: Callable[..., Any]) -> Iterator[Specification]:
    """A test once for each combination of its parameters' values."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    choices = [[(mark.args[0], value) for value in mark.args[1]] for mark in marks]
    for chosen in itertools.product(*choices):
        arguments = dict(chosen)
        suffix = f" {list(arguments.values())}" if arguments else ""
        yield Specification(name + suffix, function, arguments)


def _locals_of(block: Callable[[], Any]) -> dict[str, Any]:
    """What a function has defined when it returns."""
    found: dict[str, Any] = {}

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is block.__code__:
            found.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        block()
    finally:
        sys.setprofile(before)
    return found
