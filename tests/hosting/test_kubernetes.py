"""The manifests for a cluster: valid by Kubernetes' own schemas, made of what the containers are, and confined."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "hosting" / "kubernetes"
VERSIONS = ("1.29", "1.37")  # the oldest that is meant, and the newest whose schemas are known here
LIST = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))


def manifest(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def test_the_list_has_every_file() -> None:
    assert sorted(LIST["resources"]) == sorted(
        file.name for file in FOLDER.iterdir() if file.name != "kustomization.yaml"
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [file.removesuffix(".yaml") for file in LIST["resources"]])
def test_a_manifest_is_valid(name: str, version: str) -> None:
    kubernetes_validate.validate(manifest(name), version, strict=True)


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kustomize_gives_everything_one_namespace_and_selectors_that_fit() -> None:
    made = subprocess.run(["kubectl", "kustomize", str(FOLDER)], check=True, capture_output=True, text=True).stdout
    parts = {part["kind"]: part for part in yaml.safe_load_all(made)}
    assert len(parts) == len(LIST["resources"])
    assert {part["metadata"].get("namespace", "hidden-layers") for part in parts.values()} == {"hidden-layers"}
    labels = parts["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert labels == parts["Service"]["spec"]["selector"]
    assert labels == parts["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]


def test_a_pod_is_what_the_container_is() -> None:
    dockerfile = (ROOT / "hosting" / "app.Dockerfile").read_text(encoding="utf-8")
    (container,) = manifest("deployment")["spec"]["template"]["spec"]["containers"]
    (port,) = container["ports"]
    assert re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE) == [str(port["containerPort"])]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": "/_stcore/health", "port": port["name"]}
    compose = yaml.safe_load((ROOT / "hosting" / "compose.yaml").read_text(encoding="utf-8"))
    limit = compose["services"]["app"]["deploy"]["resources"]["limits"]["memory"]
    assert container["resources"]["limits"]["memory"] == f"{limit}i"
    written = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert written == set(compose["services"]["app"]["tmpfs"])


def test_a_pod_has_no_rights() -> None:
    pod = manifest("deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert manifest("network-policy")["spec"]["egress"] == []


def test_everything_speaks_of_the_same_deployment_and_port() -> None:
    name = manifest("deployment")["metadata"]["name"]
    (port,) = manifest("service")["spec"]["ports"]
    (path,) = manifest("ingress")["spec"]["rules"][0]["http"]["paths"]
    assert manifest("autoscaler")["spec"]["scaleTargetRef"]["name"] == name
    assert path["backend"]["service"] == {
        "name": manifest("service")["metadata"]["name"],
        "port": {"name": port["name"]},
    }
    assert manifest("service")["spec"]["sessionAffinity"] == "ClientIP"
    assert manifest("autoscaler")["spec"]["minReplicas"] > manifest("disruption-budget")["spec"]["maxUnavailable"]
