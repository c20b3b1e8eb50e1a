"""docs/configuration.md has the settings of every process, their defaults, and no other."""

import dataclasses
import re
from typing import Any

import pytest

import run
from gateway.schema.services import DEFAULT_ADDRESSES
from gateway.settings import Settings as GatewaySettings
from inventory_service.settings import Settings as InventorySettings
from storefront.live_settings import FOLLOWED
from storefront.settings import NAMES
from storefront.settings import Settings as StorefrontSettings
from tests.docs.pages import REPOSITORY, rows
from user_service.settings import Settings as UserSettings

PAGE = "docs/configuration.md"
Said = tuple[str, str, str]
"""A setting's default, the name of its secret's file, whether it follows the file: as the table has them."""

FILE: Said = ("`/config/config.cfg`", "no", "no")


def written(default: Any) -> str:
    if default in (None, "", (), dataclasses.MISSING):
        return "–"
    return f"`{int(default) if isinstance(default, bool) else default}`"


def documented(process: str) -> dict[str, Said]:
    return {row[0].strip("`"): (row[1], row[3], row[4]) for row in rows(PAGE, process)}


def of_gateway() -> dict[str, Said]:
    fields = dataclasses.fields(GatewaySettings)
    settings = {
        field.metadata["name"]: (written(field.default), _secret(field.metadata), "no") for field in fields
    }
    return settings | {f"{n.upper()}_URL": (f"`{url}`", "no", "yes") for n, url in DEFAULT_ADDRESSES.items()}


def _secret(metadata: Any) -> str:
    return f"`{metadata['name']}_FILE`" if metadata["secret"] else "no"


def of_service(settings: Any) -> dict[str, Said]:
    said = {"CONFIG_FILE": FILE}
    for field in dataclasses.fields(settings):
        name, metadata = field.name.upper(), field.metadata
        secret = f"`{name}_FILE`" if metadata["secret"] else "no"
        said[name] = (written(field.default), secret, "yes" if metadata["live"] else "no")
    return said


def of_storefront() -> dict[str, Said]:
    said = {"CONFIG_FILE": FILE}
    for field in dataclasses.fields(StorefrontSettings):
        name = field.name.upper()
        secret = f"`{name}_FILE`" if f"{name}_FILE" in NAMES else "no"
        said[name] = (written(field.default), secret, "yes" if field.name in FOLLOWED else "no")
    return said


PROCESSES = {
    "gateway": of_gateway(),
    "user_service": of_service(UserSettings),
    "inventory_service": of_service(InventorySettings),
    "storefront": of_storefront(),
}


@pytest.mark.parametrize("process", PROCESSES)
def test_the_table_of_a_process_is_what_its_code_reads(process: str) -> None:
    assert documented(process) == PROCESSES[process]


def test_the_table_of_make_run_is_what_it_reads() -> None:
    ports = {
        variable: (f"`{port}`", "no", "no") for variable, port in (run.PROCESSES | run.FAULT_PROXIES).values()
    }
    source = (REPOSITORY / "run.py").read_text(encoding="utf-8")
    read = re.findall(r'environment\.get\("([A-Z_]+)", "([^"]+)"\)', source)

    assert documented("make run") == ports | {name: (f"`{default}`", "no", "no") for name, default in read}
