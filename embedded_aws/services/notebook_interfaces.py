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


def connect(facts: dict[str, Any], call: Call) -> str:
    """Give a notebook in a subnet its network interface; returns the status that it is on its way to."""
    facts.pop("FailureReason", None)
    if not facts.get("SubnetId") or facts.get("NetworkInterfaceId"):
        return "InService"
    wanted = {"SubnetId": facts["SubnetId"], "Groups": list(facts.get("SecurityGroups") or ())}
    refusal = _refusal(facts, "CreateNetworkInterface", wanted, call)
    if refusal is None:
        facts["NetworkInterfaceId"] = name = _make(facts, call)
        lent = {"NetworkInterfaceId": name, "AwsService": SAGEMAKER, "Permission": "INSTANCE-ATTACH"}
        refusal = _refusal(facts, "CreateNetworkInterfacePermission", lent, call)
    if refusal is None:
        return "InService"
    disconnect(facts, call)
    facts["FailureReason"] = f"The notebook's role cannot make its network interface. {refusal}"
    return "Failed"


def disconnect(facts: dict[str, Any], call: Call) -> None:
    """Delete the notebook's network interface, where it has one."""
    ec2_of(call.account, call.region).enis.pop(facts.pop("NetworkInterfaceId", ""), None)


def _refusal(facts: dict[str, Any], operation: str, params: dict[str, Any], call: Call) -> str | None:
    role = find_role(str(facts["RoleArn"]))
    return refusal_of_role(role, SAGEMAKER, f"ec2:{operation}", params, call.region)


def _make(facts: dict[str, Any], call: Call) -> str:
    backend = ec2_of(call.account, call.region)
    interface = backend.create_network_interface(
        backend.get_subnet(facts["SubnetId"]),
        None,
        group_ids=list(facts.get("SecurityGroups") or ()),
        description=f"[Do not delete] SageMaker notebook {facts['NotebookInstanceName']}",
    )
    return str(interface.id)
