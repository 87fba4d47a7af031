"""Volumes under a customer managed key: EC2 takes it into use as whoever makes the volume or starts the instance."""

from __future__ import annotations

from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.on_behalf.row import Row, Source

KEY = Source("Amazon EBS User Guide, Requirements for Amazon EBS encryption: permissions for users", "D")
ROWS = tuple(
    Row(operation, action, f"{{key {path}}}", KEY, keys=keys, through="ec2")
    for operation, path in (
        ("ec2:RunInstances", "BlockDeviceMappings[].Ebs.KmsKeyId"),
        ("ec2:CreateVolume", "KmsKeyId"),
    )
    for action, keys in (
        ("kms:CreateGrant", {GRANT_FOR_AWS_RESOURCE: "true"}),
        ("kms:GenerateDataKeyWithoutPlaintext", {}),
    )
)
"""The guide names `Decrypt`, `DescribeKey` and `ReEncrypt*`, too: the grant has the first, and an encrypted image or
snapshot needs the last, of which the embedded AWS has none."""
