"""Role 7, endpoint invocation: an application asks endpoints of this environment, and does nothing else."""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import keys
from generator.iam.conditions import string_not_equals
from generator.iam.statements import allow, deny, only_if
from products.environment.estate import Estate, When
from products.environment.places import INVOKE, sagemaker


def invocation_invoking(estate: Estate) -> list[Statement]:
    """Invoke endpoints of this environment, where it was asked for only through our own VPC endpoint."""
    elsewhere = string_not_equals(keys.SOURCE_VPCE, estate.endpoints.runtime)
    return [
        allow("InvokeOurEndpoints", INVOKE, sagemaker("endpoint")),
        only_if(When.INVOKE_THROUGH_ENDPOINT, deny("ThroughOurEndpointOnly", INVOKE, "*", elsewhere)),
    ]
