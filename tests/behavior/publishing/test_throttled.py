"""Publishing over HTTP to the embedded AWS, with half of all calls throttled, and answers lost: it converges."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import pytest

from embedded_aws.embedded import REGION, Embedded, embedded
from generator.apply import apply_plan
from generator.aws.artifacts import Artifacts
from generator.aws.catalog import Writer, leased, plan_catalog
from generator.aws.session import Connection
from generator.planning import CatalogState, Plan
from tests.behavior.publishing.sized import Size, write_bodies

SIZE = Size(2, 4, 2)
TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": {"Service": "servicecatalog.amazonaws.com"}}]}"""


def connect(aws: Embedded) -> Connection:
    """The administrator's connection, as a command opens one."""
    keys = aws.keys("admin")
    return Connection(boto3.Session(keys.access_key, keys.secret_key, region_name=REGION), aws.endpoint)


def publish(aws: Embedded, project: Path, wanted: CatalogState) -> tuple[Plan, Connection]:
    """One run of the publisher."""
    connection = connect(aws)
    artifacts = Artifacts(connection, project)
    with leased(connection, artifacts, wanted.catalog) as lease:
        plan, observed = plan_catalog(connection, wanted)
        for _ in apply_plan(plan, observed, Writer(connection, wanted.catalog, artifacts, lease)):
            pass
    return plan, connection


def names(aws: Embedded) -> Counter[tuple[str, ...]]:
    """Every product and version there is, by its names."""
    client = aws.client("servicecatalog")
    found: Counter[tuple[str, ...]] = Counter()
    for page in client.get_paginator("search_products_as_admin").paginate():
        for row in page["ProductViewDetails"]:
            summary: Any = row["ProductViewSummary"]
            found[summary["Name"],] += 1
            listed = client.list_provisioning_artifacts(ProductId=summary["ProductId"])
            found.update((summary["Name"], each["Name"]) for each in listed["ProvisioningArtifactDetails"])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.5, 0.0])
def test_a_first_publish_converges_with_half_of_all_calls_throttled(tmp_path: Path, rate: float) -> None:
    wanted = SIZE.catalog()
    write_bodies(tmp_path, wanted)
    with embedded() as aws:
        fault = {"kind": "throttle", "service": "servicecatalog", "rate": rate, "seed": 7}
        aws.gateway.fault_injection.add(fault)
        # A launch constraint's local role must be there.
        aws.client("iam").create_role(RoleName="ds-launch", AssumeRolePolicyDocument=TRUST)
        plan, connection = publish(aws, tmp_path, wanted)
        assert len(plan.steps) > SIZE.products * SIZE.versions
        assert (connection.pacer.rate < connection.pacer.most) is (rate > 0)
        aws.gateway.fault_injection.clear()
        assert plan_catalog(connect(aws), wanted, deep=True)[0].steps == ()
        found = names(aws)
    assert len(found) == SIZE.products * (1 + SIZE.versions)
    assert set(found.values()) == {1}
