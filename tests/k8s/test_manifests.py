"""Every manifest is what Kubernetes knows, alone and built into an overlay."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.k8s import manifests
from tests.support.processes import REPOSITORY

KUBERNETES = "1.34"
OLDEST_KUBECTL = (1, 27)
OVERLAYS = ["dev", "production"]


def complaints(*paths: Path) -> list[str]:
    """What the schemas of Kubernetes say against the files; an unknown kind is only warned of, and counts."""
    command = [sys.executable, "-m", "kubernetes_validate", "--strict", "-k", KUBERNETES, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    said = [line for line in lines if not line.startswith("INFO")]
    assert len(said) < len(lines) or done.returncode, "nothing was validated"
    return said


def test_every_manifest_is_valid() -> None:
    assert complaints(*manifests.files()) == []


@pytest.mark.parametrize(
    "wrong",
    ["replicas: three", "readynessProbe: {}", "apiVersion: apps/v7"],
    ids=lambda line: line.split(":")[0],
)
def test_a_mistake_is_found(wrong: str, tmp_path: Path) -> None:
    manifest = tmp_path / "gateway.yaml"
    key, indent = wrong.split(":")[0], "  " if wrong.startswith("re") else ""
    text = (manifests.K8S / "base/gateway.yaml").read_text()
    changed, count = re.subn(rf"(?m)^ *{key}: .*$", indent + wrong, text, count=1)
    manifest.write_text(changed if count else text.replace("spec:\n", f"spec:\n{indent}{wrong}\n", 1))

    assert complaints(manifest)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_overlay_builds_and_every_object_is_valid(overlay: str, tmp_path: Path) -> None:
    skip_without_kubectl()
    copy = tmp_path / "k8s"
    shutil.copytree(manifests.K8S, copy, ignore=shutil.ignore_patterns("secrets"))
    folder = copy / "overlays" / overlay
    make_secrets(folder / "secrets")

    built = subprocess.run(
        ["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert built.returncode == 0, built.stderr
    (tmp_path / "built.yaml").write_text(built.stdout)
    assert complaints(tmp_path / "built.yaml") == []


def make_secrets(folder: Path) -> None:
    subprocess.run([sys.executable, REPOSITORY / "k8s/make_secrets.py", folder], check=True)


def skip_without_kubectl() -> None:
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("kubectl is not installed here")
    said = subprocess.run(
        [program, "version", "--client", "-o", "json"], capture_output=True, text=True, check=True
    )
    version = json.loads(said.stdout)["clientVersion"]["gitVersion"]
    major, minor = map(int, version.removeprefix("v").split(".")[:2])
    if (major, minor) < OLDEST_KUBECTL:
        pytest.skip(f"kubectl is {version}, older than {OLDEST_KUBECTL[0]}.{OLDEST_KUBECTL[1]}")
