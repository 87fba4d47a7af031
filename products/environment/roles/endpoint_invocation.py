"""Role 7, endpoint invocation: an application asks endpoints of this environment, and does nothing else."""

from __future__ import annotations

from troposphere.iam import Role

from generator.blueprint import Canvas
from generator.iam import keys
from generator.iam.conditions import string_not_equals
from generator.iam.statements import allow, deny, only_if
from products.environment.estate import Estate, When
from products.environment.roles.drawing import Shared, draw_policy, draw_role
from products.environment.roles.places import sagemaker
from products.environment.roles.trust import application_trust

INVOKE = (
    "sagemaker:InvokeEndpoint",
    "sagemaker:InvokeEndpointAsync",
    "sagemaker:InvokeEndpointWithResponseStream",
)


def build_endpoint_invocation(canvas: Canvas, estate: Estate, shared: Shared) -> Role:
    """Draw the role with its policy."""
    invoking = draw_policy(
        canvas,
        "EndpointInvocationInvoking",
        "endpoint-invocation-invoking",
        "Invoke endpoints of this environment.",
        [
            allow("InvokeOurEndpoints", INVOKE, sagemaker("endpoint")),
            only_if(
                When.INVOKE_THROUGH_ENDPOINT,
                deny(
                    "ThroughOurEndpointOnly", INVOKE, "*", string_not_equals(keys.SOURCE_VPCE, estate.endpoints.runtime)
                ),
            ),
        ],
    )
    return draw_role(
        canvas,
        "EndpointInvocationRole",
        "endpoint-invocation",
        "Invokes endpoints of this environment, for the applications that were named.",
        application_trust(),
        [invoking],
        boundary=shared.boundary,
    )
