"""The variables of a shell in which a person runs a client of AWS."""

from __future__ import annotations

from embedded_aws import REGION, Embedded
from tests.e2e.world import clean_environment


def variables_of(aws: Embedded, user: str = "admin", **more: str) -> dict[str, str]:
    """Where the embedded AWS is, and the keys of a user in it."""
    keys = aws.keys(user)
    return clean_environment(
        AWS_ENDPOINT_URL=aws.endpoint,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID=keys.access_key,
        AWS_SECRET_ACCESS_KEY=keys.secret_key,
        **more,
    )
