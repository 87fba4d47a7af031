"""Which machines take no volume key, held against what EC2 says of them."""

from __future__ import annotations

import gzip
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import moto
import pytest
from botocore.loaders import Loader

from generator.iam.machines import LOCAL_DISKS
from products.environment.detective.inspector.machines import LOCAL_DISKS as INSPECTED

SHAPES = ("TrainingInstanceType", "ProcessingInstanceType", "TransformInstanceType")
UNKNOWN = {"p2", "p3", "p6e-gb200"}
"""Families that EC2's table does not hold any more, or not yet; p2 and p3 have no local disks."""


def families() -> set[str]:
    """The families of SageMaker's job machines."""
    shapes: dict[str, Any] = Loader().load_service_model("sagemaker", "service-2")["shapes"]
    return {each.split(".")[1] for shape in SHAPES for each in shapes[shape]["enum"]}


def with_disks() -> dict[str, bool]:
    """Whether a family of EC2 has encrypted NVMe storage: DescribeInstanceTypes as moto has recorded it."""
    table = Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz"
    rows = json.loads(gzip.decompress(table.read_bytes()))
    found: dict[str, bool] = {}
    for name, row in rows.items():
        storage = row.get("InstanceStorageInfo") or {}
        held = storage.get("NvmeSupport") == "required" and storage.get("EncryptionSupport") == "required"
        found[name.split(".")[0]] = held
    return found


DISKS = with_disks()


@pytest.mark.parametrize("family", sorted(families() - UNKNOWN))
def test_a_family_is_spared_where_ec2_says_that_it_has_encrypted_disks(family: str) -> None:
    spared = any(fnmatchcase(f"ml.{family}.large", pattern) for pattern in LOCAL_DISKS)
    assert spared is DISKS[family]


def test_what_nobody_knows_is_not_spared() -> None:
    assert families() - set(DISKS) == UNKNOWN
    assert not any(fnmatchcase(f"ml.{family}.large", pattern) for family in UNKNOWN for pattern in LOCAL_DISKS)


def test_the_detective_spares_the_same_machines() -> None:
    assert INSPECTED == LOCAL_DISKS
