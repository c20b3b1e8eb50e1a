"""The Kubernetes objects of k8s/, as data."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.support.processes import REPOSITORY

Object = dict[str, Any]

K8S = REPOSITORY / "k8s"
NOT_OBJECTS = {"kustomization.yaml"}
PROCESSES = {
    "users": "user_service",
    "inventory": "inventory_service",
    "gateway": "gateway",
    "storefront": "storefront",
}


def files() -> list[Path]:
    """Every plain manifest."""
    return sorted(path for path in K8S.rglob("*.yaml") if path.name not in NOT_OBJECTS)


def objects(paths: Sequence[Path]) -> list[Object]:
    """The objects that the files hold."""
    return [one for path in paths for one in yaml.safe_load_all(path.read_text())]


def base(kind: str, name: str) -> Object:
    """The object of this kind and name in base/."""
    found = [
        one
        for one in objects(sorted((K8S / "base").glob("*.yaml")))
        if one["kind"] == kind and one["metadata"]["name"] == name
    ]
    assert len(found) == 1, f"{len(found)} objects are {kind} {name}"
    return found[0]


def pod(workload: str) -> Object:
    """The pod that a workload of base/ describes."""
    spec: Object = base("Deployment", workload)["spec"]["template"]["spec"]
    return spec


def containers(workload: str) -> list[Object]:
    """Its containers, those that run first included."""
    spec = pod(workload)
    return [*spec.get("initContainers", []), *spec["containers"]]


def variables(workload: str) -> set[str]:
    """The environment variables that its containers are given, from config maps too."""
    return set(_variables(workload))


def _variables(workload: str) -> Iterator[str]:
    for container in containers(workload):
        yield from (variable["name"] for variable in container.get("env", []))
        for source in container.get("envFrom", []):
            yield from base("ConfigMap", source["configMapRef"]["name"])["data"]
