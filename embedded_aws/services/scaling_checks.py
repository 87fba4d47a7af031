"""The service-linked role of Application Auto Scaling: the first scalable target of an account makes it, as its caller.

moto makes none. Source: Application Auto Scaling User Guide, "Service-linked roles".
"""

from __future__ import annotations

from moto.iam.models import iam_backends

from embedded_aws.gateway.authorization.properties import SCALING_SERVICE, scaling_role_is_there
from embedded_aws.gateway.callers import PARTITION
from embedded_aws.service import Call


def make_linked_role(call: Call) -> None:
    """Make the role where it is missing; whether the caller may, IAM has said before."""
    if call.params.get("ServiceNamespace") == "sagemaker" and not scaling_role_is_there(call.account):
        iam_backends[call.account][PARTITION].create_service_linked_role(SCALING_SERVICE, "", "")
