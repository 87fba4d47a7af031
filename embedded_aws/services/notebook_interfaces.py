"""A notebook's network interface: SageMaker makes it with the notebook's own role, which must be allowed to.

Source: SageMaker AI Developer Guide, "Connect a Notebook Instance in a VPC to External Resources" and "CreateNotebook
Instance API: Execution Role Permissions". As on AWS the notebook itself ends Failed where the role falls short.
"""

from __future__ import annotations

from typing import Any

from embedded_aws.gateway.callers import find_role
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.gateway.service_principals import refusal_of_role
from embedded_aws.service import Call
from embedded_aws.services.notebook_network import SAGEMAKER


def connect(description: dict[str, Any], call: Call) -> str:
    """Give a notebook in a subnet its network interface; returns the status that it is on its way to."""
    description.pop("FailureReason", None)
    if not description.get("SubnetId") or description.get("NetworkInterfaceId"):
        return "InService"
    wanted = {"SubnetId": description["SubnetId"], "Groups": list(description.get("SecurityGroups") or ())}
    refusal = _refusal(description, "CreateNetworkInterface", wanted, call)
    if refusal is None:
        description["NetworkInterfaceId"] = name = _make(description, call)
        lent = {"NetworkInterfaceId": name, "AwsService": SAGEMAKER, "Permission": "INSTANCE-ATTACH"}
        refusal = _refusal(description, "CreateNetworkInterfacePermission", lent, call)
    if refusal is None:
        return "InService"
    disconnect(description, call)
    description["FailureReason"] = f"The notebook's role cannot make its network interface. {refusal}"
    return "Failed"


def disconnect(description: dict[str, Any], call: Call) -> None:
    """Delete the notebook's network interface, where it has one."""
    ec2_of(call.account, call.region).enis.pop(description.pop("NetworkInterfaceId", ""), None)


def _refusal(description: dict[str, Any], operation: str, params: dict[str, Any], call: Call) -> str | None:
    role = find_role(str(description["RoleArn"]))
    return refusal_of_role(role, SAGEMAKER, f"ec2:{operation}", params, call.region)


def _make(description: dict[str, Any], call: Call) -> str:
    backend = ec2_of(call.account, call.region)
    interface = backend.create_network_interface(
        backend.get_subnet(description["SubnetId"]),
        None,
        group_ids=list(description.get("SecurityGroups") or ()),
        description=f"[Do not delete] SageMaker notebook {description['NotebookInstanceName']}",
    )
    return str(interface.id)
