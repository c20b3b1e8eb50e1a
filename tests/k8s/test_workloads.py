"""What each of the four workloads promises to the cluster, and the cluster to it."""

import pytest

import run
from tests.k8s import manifests, settings

WORKLOADS = list(manifests.PROCESSES)
pytestmark = pytest.mark.parametrize("workload", WORKLOADS)


def test_it_runs_as_nobody_in_particular(workload: str) -> None:
    spec = manifests.pod(workload)

    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] >= 10_000
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert manifests.base("ServiceAccount", workload)["automountServiceAccountToken"] is False


def test_its_containers_may_change_nothing_but_tmp(workload: str) -> None:
    for container in manifests.containers(workload):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        writable = [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")]
        assert writable == ["/tmp"]


def test_it_is_asked_how_it_is_and_limited_in_what_it_takes(workload: str) -> None:
    [container] = manifests.pod(workload)["containers"]

    assert container["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    for one in manifests.containers(workload):
        assert set(one["resources"]["requests"]) == set(one["resources"]["limits"]) == {"cpu", "memory"}


def test_it_is_given_time_to_end(workload: str) -> None:
    spec = manifests.pod(workload)
    pause_s = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert spec["terminationGracePeriodSeconds"] - pause_s >= 20


def test_its_port_is_the_one_that_the_process_listens_on(workload: str) -> None:
    [container] = manifests.pod(workload)["containers"]
    [port] = manifests.base("Service", workload)["spec"]["ports"]

    assert container["ports"] == [{"name": "http", "containerPort": port["port"]}]
    assert port["port"] == run.PROCESSES[manifests.PROCESSES[workload]][1]
    assert port["targetPort"] == "http"


def test_every_variable_that_it_is_given_is_one_that_it_reads(workload: str) -> None:
    assert manifests.variables(workload) - settings.variables(manifests.PROCESSES[workload]) == set()


def test_every_secret_file_that_it_is_told_of_is_mounted(workload: str) -> None:
    mounted = {
        f"/secrets/{item['path']}"
        for volume in manifests.pod(workload)["volumes"]
        if volume["name"] == "secrets"
        for item in volume["secret"]["items"]
    }
    told = {
        variable["value"]
        for container in manifests.containers(workload)
        for variable in container.get("env", [])
        if variable["name"].endswith("_FILE")
    }

    assert told == mounted
