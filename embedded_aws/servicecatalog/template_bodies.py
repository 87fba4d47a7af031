"""Template bodies: read from S3 with the caller's own permissions, and stored where a launch role can read them.

AWS quirk: Service Catalog gives CloudFormation a URL into a bucket of its own, whose objects carry the tag
`servicecatalog:provisioning`, so that a launch role needs `s3:GetObject` under that tag ("AWS Service Catalog launch
constraints", section on the launch role's permissions).
"""

from __future__ import annotations

import json

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.cloudformation.operations.request_context import split_url
from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import invalid
from embedded_aws.servicecatalog.request_context import RequestContext, partition_of

SERVICE_ACCOUNT = "777788889999"
"""The account that owns the service's buckets, as an AWS service's account would."""


def fetch_body(context: RequestContext, url: str) -> str:
    """The text behind a URL, read on behalf of the caller; raises InvalidParametersException."""
    place = split_url(url, context.gateway.endpoint)
    if place is None:
        raise invalid(f"Invalid templateBody. S3 error: {url} is no S3 object's URL.")
    try:
        with context.unlocked():
            keys = context.gateway.forward(context.call.keys, "servicecatalog.amazonaws.com")
            found = context.gateway.client(keys, "s3", context.call.region).get_object(**place)
            raw: bytes = found["Body"].read()
        return raw.decode("utf-8")
    except (ClientError, BotoCoreError, ServiceError, UnicodeError) as error:
        # AWS quirk: an unreadable object and a broken template get the same message.
        raise invalid(f"Invalid templateBody. Cannot read {url}: {error}") from error


def store_body(region: str, account: str, name: str, body: str) -> str:
    """Store a body, tagged, where a launch role may read it; returns the URL for CloudFormation.

    The service writes into its own account: directly into moto's backend, without a decision by any caller's IAM.
    """
    from moto.s3.models import s3_backends  # heavy, and only launches need it

    backend = s3_backends[SERVICE_ACCOUNT][partition_of(region)]
    bucket, key = f"sc-bodies-{region}", f"{account}/{name}.template"
    if bucket not in backend.buckets:
        backend.create_bucket(bucket, region)
        backend.put_bucket_policy(bucket, json.dumps(_read_policy(region, bucket)).encode())
    stored = backend.put_object(bucket, key, body.encode())
    backend.put_object_tagging(stored, {"servicecatalog:provisioning": "true"})
    suffix = "amazonaws.com.cn" if partition_of(region) == "aws-cn" else "amazonaws.com"
    return f"https://{bucket}.s3.{region}.{suffix}/{key}"


def _read_policy(region: str, bucket: str) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:{partition_of(region)}:s3:::{bucket}/*",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
