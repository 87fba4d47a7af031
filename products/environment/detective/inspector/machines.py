"""Machines with local disks, whose volumes take no key: a hardware module encrypts them."""

from __future__ import annotations

from fnmatch import fnmatchcase

from .facts import KeyUse
from .members import Description

LOCAL_DISKS = (
    "ml.g4dn.*",
    "ml.g5.*",
    "ml.g6.*",
    "ml.g6e.*",
    "ml.g7.*",
    "ml.g7e.*",
    "ml.p3dn.*",
    "ml.p4d*.*",
    "ml.p5*.*",
    "ml.p6-b*.*",
    "ml.r5d.*",
    "ml.trn*.*",
)
"""As in `generator.iam.machines`, which the function does not have with it; a test compares them."""


def volume_of(resources: Description) -> tuple[KeyUse, ...]:
    """Where a job's volume has a key or should have one; nowhere on local disks alone."""
    key = resources.get("VolumeKmsKeyId", "")
    groups = [*(resources.get("InstanceGroups") or ()), *(resources.get("InstanceConfigs") or ())]
    machines = [each.get("InstanceType", "") for each in (resources, *groups) if each.get("InstanceType")]
    if machines and not key and all(_has_local_disks(machine) for machine in machines):
        return ()
    return (KeyUse("volume", key, "data"),)


def _has_local_disks(machine: str) -> bool:
    return any(fnmatchcase(machine, pattern) for pattern in LOCAL_DISKS)
