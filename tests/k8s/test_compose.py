"""compose.yaml."""

import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.k8s import manifests, settings
from tests.support.processes import REPOSITORY

COMPOSE = REPOSITORY / "compose.yaml"


def composed() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return content


def networks(service: str) -> set[str]:
    return set(composed()["services"][service]["networks"])


def test_it_is_what_compose_understands() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(COMPOSE),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", manifests.PROCESSES)
def test_every_variable_that_a_process_is_given_is_one_that_it_reads(service: str) -> None:
    given = set(composed()["services"][service]["environment"])

    assert given - settings.variables(manifests.PROCESSES[service]) == set()


@pytest.mark.parametrize("name", composed()["services"])
def test_every_container_is_hardened(name: str) -> None:
    service = composed()["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", composed()["services"])
def test_every_secret_that_a_container_uses_is_a_file(name: str) -> None:
    declared = composed()["secrets"]

    for secret in composed()["services"][name].get("secrets", []):
        assert declared[secret]["file"].startswith("var/")


@pytest.mark.parametrize("service", ["users", "inventory"])
def test_a_service_is_reached_by_its_equals_and_the_gateway_only(service: str) -> None:
    reach_it = {name for name in composed()["services"] if networks(name) & networks(service)} - {service}

    assert reach_it == {"users", "inventory", "gateway", f"{service}-db", f"{service}-migration"} - {service}
    assert "ports" not in composed()["services"][service]


def test_what_is_published_is_published_to_this_machine_only() -> None:
    published = {
        name: service["ports"] for name, service in composed()["services"].items() if "ports" in service
    }

    assert published == {"gateway": ["127.0.0.1:8080:8080"], "storefront": ["127.0.0.1:8083:8083"]}
