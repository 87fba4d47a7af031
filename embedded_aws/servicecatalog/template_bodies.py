"""Template bodies: read from S3 with the caller's own permissions, and stored where a launch role can read them.

AWS quirk: Service Catalog gives CloudFormation a URL into a bucket of its own, whose objects carry the tag
`servicecatalog:provisioning`, so that a launch role needs `s3:GetObject` under that tag ("AWS Service Catalog launch
constraints", section on the launch role's permissions).
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.cloudformation.operations.request_context import split_url
from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import invalid
from embedded_aws.servicecatalog.request_context import RequestContext
from embedded_aws.services.service_buckets import store_text


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
    """Store a body, tagged, where a launch role may read it; returns the URL for CloudFormation."""
    tags = {"servicecatalog:provisioning": "true"}
    return store_text(region, f"sc-bodies-{region}", f"{account}/{name}.template", body, tags)
