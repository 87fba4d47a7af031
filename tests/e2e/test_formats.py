"""Every field of docs/reference/formats.md is printed by its command, and nothing is printed that is not there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.reference.formats import load_outputs
from tests.e2e.formats import Look
from tests.e2e.own_projects import build_generator
from tests.e2e.principals import client, staged
from tests.e2e.test_adopt import ids
from tests.e2e.test_prove_templates import ROLE
from tests.e2e.test_spokes import EVERYTHING, SHARE, make_hub, make_unit
from tests.e2e.world import ACCOUNT, CHECKOUT, ENVIRONMENT, REGION, World, ended, run, started

pytestmark = pytest.mark.slow
ADMIN, DANA, ELI = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("admin", "dana", "eli"))
ALLOWING = {"Version": "2012-10-17", "Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}]}
CASE = {
    "id": "one",
    "principal": DANA,
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::bucket/key",
    "resourceAccount": ACCOUNT,
    "identityPolicies": [ALLOWING],
    "expected": "Allowed",
}


def read(name: str, *documents: Any, never: Iterable[str] = ()) -> None:
    """Hold documents against the page; together they have every field but those that no run here has."""
    look = Look(load_outputs()[name])
    wrong = [line for document in documents for line in look.read(document)]
    assert wrong == []
    assert look.unseen() == sorted(never)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_a_data_scientist_reads(catalog: World) -> None:
    dana = catalog.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration").ended(0)
    for command in ("catalog", "changes", "notebooks"):
        read(command, dana.build(command, "--format", "json").ended(0).data)
    unknown = ("cost.unknown[].count", "cost.unknown[].type")  # the table has a price for everything that we make
    read("show", dana.build("show", "notebook", "--format", "json").ended(0).data, never=unknown)


def test_what_a_publisher_reads(catalog: World) -> None:
    _, product = ids(catalog)
    catalog.aws("servicecatalog", "update-product", "--id", product, "--name", "Theirs").ended(0)
    read("drift", catalog.build("drift", "--format", "json").ended(10).data)
    s3, bucket = client(catalog, "s3"), f"ds-artifacts-{ACCOUNT}-{REGION}"
    for row in s3.list_objects_v2(Bucket=bucket, Prefix="templates/")["Contents"]:
        s3.delete_object(Bucket=bucket, Key=row["Key"])
    read("verify", catalog.build("verify", "--format", "json").ended(1).data)
    catalog.edit(f"          - {ELI}\n", "")
    catalog.edit("name: Churn, development", "name: Churn, anew")
    catalog.edit("VolumeSize: { max: 100 }", "VolumeSize: { min: 10, max: 200 }")
    plan = catalog.build("plan", "--format", "json").ended(0).data
    read("plan", plan)
    read("step", *plan["steps"])
    read("plans", catalog.build("plan", "--all", "--format", "json").ended(0).data)
    applied = lines(catalog.build("apply", "--all", "--format", "ndjson", *EVERYTHING).ended(0).out)
    deploys = [row for row in applied if row.get("step") == "Deploy"]
    targets = [row for row in applied if row["event"] == "target"]
    read("apply-environment", *deploys)
    read("apply-target", *targets)
    read("apply-step", *(row for row in applied if row not in [*deploys, *targets]))
    asked = ("--only", "start-passes-role", "--patience", "0")
    read("probe", catalog.build("probe", ENVIRONMENT, "--yes", "--format", "json", *asked).ended(0).data)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "hub"
    folder.mkdir()
    yield from make_hub(folder)


def test_what_is_published_and_shared(hub: World, catalog: World) -> None:
    unit = make_unit(hub)
    hub.edit('        offer: { current: "1.0.0" }\n', f'        offer: {{ current: "1.0.0" }}\n{SHARE.format(unit)}')
    client(hub, "cloudformation").activate_organizations_access()
    client(hub, "servicecatalog").enable_aws_organizations_access()
    hub.build("apply", *EVERYTHING).ended(0)
    catalog.as_scientist("dana").build("launch", "notebook", "--name", "exploration").ended(0)
    read("status", *(world.build("status", "--format", "json").ended(0).data for world in (hub, catalog)))


def test_what_a_deployer_reads(world: World) -> None:
    world.edit("endpoints: [development]", "endpoints: [development, containers]")
    world.edit(f"          - {ELI}\n", "")
    unknown = ("cost.unknown[].count", "cost.unknown[].type")  # the table has a price for everything that we make
    read("preview", world.build("deploy", ENVIRONMENT, "--preview", "--format", "json").ended(0).data, never=unknown)


def test_what_an_account_needs(project: Path, tmp_path: Path) -> None:
    world = started(tmp_path / "aws", project)
    try:
        words = ("bootstrap", "dev", "--trust", ADMIN)
        preview = (*words, "--boundary", "Nowhere", "--preview", "--format", "json")
        read("bootstrap", world.build(*preview).ended(1).data)
        world.build(*words, "--yes").ended(0)
        read("acceptance", staged(world).build("bootstrap", "dev", "--accept", "--format", "json").data)
    finally:
        ended(world)


def test_what_an_author_reads(project: Path, tmp_path: Path) -> None:
    run(project, "new", "product", "shelf").ended(0)
    run(project, "release", "shelf").ended(0)
    read("allowed", run(project, "allowed", "environment", "--format", "json").ended(0).data)
    since = ("--since", "2.1.0"), ("--since", "1.0.1")
    told = [run(project, "allowed", "environment", *words, "--format", "json").ended(0).data for words in since]
    read("allowed-since", *told)
    worker = tmp_path / "worker.yaml"
    worker.write_text(ROLE, encoding="utf-8")
    read("prove-templates", run(project, "prove", "--templates", str(worker), "--format", "json").ended(0).data)
    read("prove", run(project, "prove", "environment", "--task", "notebook", "--format", "json").ended(0).data)
    page = project / "products" / "notebook" / "product.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    read("findings", run(project, "check", "--format", "json").ended(1).data)
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(json.dumps(row) for row in (CASE, {**CASE, "identityPolicies": []})), encoding="utf-8")
    read("decide", *lines(run(project, "decide", str(cases), "--format", "json").ended(1).out))
    read("ledger", json.loads((project / "dist" / "ledger.json").read_text(encoding="utf-8")))


def test_what_a_project_of_ones_own_reads(tmp_path: Path) -> None:
    generator, mine = build_generator(tmp_path / "wheel"), tmp_path / "mine"
    generator.run(tmp_path, "new", "project", str(mine), "--wheel", str(generator.wheel)).ended(0)
    words = ("--project", str(mine), "upgrade", "--wheel", str(generator.wheel), "--format", "json")
    read("upgrade", generator.run(mine, *words).ended(0).data)


def test_how_the_embedded_aws_is_reached(tmp_path: Path) -> None:
    where = ("--state", str(tmp_path / "aws"), "--format", "json")
    up = run(CHECKOUT, "local", "up", "--port", "0", *where).ended(0).data
    try:
        read("local", up, run(CHECKOUT, "local", "status", *where).ended(0).data)
    finally:
        run(CHECKOUT, "local", "down", "--state", str(tmp_path / "aws")).ended(0)
