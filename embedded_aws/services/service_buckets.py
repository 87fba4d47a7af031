"""Buckets that AWS's services keep in an account of their own, and from which everybody may read by a URL."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.cloudformation.template.scope import partition_of

SERVICE_ACCOUNT = "777788889999"
"""The account that owns the services' buckets, as an AWS service's account would."""


def store_text(region: str, bucket: str, key: str, text: str, tags: Mapping[str, str]) -> str:
    """Store a text with tags; returns its URL.

    The service writes into its own account: directly into moto's backend, without a decision by any caller's IAM.
    """
    from moto.s3.models import s3_backends  # heavy, and only launches and stack sets need it

    partition, suffix = partition_of(region)
    backend = s3_backends[SERVICE_ACCOUNT][partition]
    if bucket not in backend.buckets:
        backend.create_bucket(bucket, region)
        backend.put_bucket_policy(bucket, json.dumps(_read_policy(partition, bucket)).encode())
    stored = backend.put_object(bucket, key, text.encode())
    if tags:
        backend.put_object_tagging(stored, dict(tags))
    return f"https://{bucket}.s3.{region}.{suffix}/{key}"


def _read_policy(partition: str, bucket: str) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:{partition}:s3:::{bucket}/*",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
