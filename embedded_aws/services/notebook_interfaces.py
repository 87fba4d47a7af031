"""A notebook's network interface: SageMaker makes it with the notebook's own role, which must be allowed to.

Source: SageMaker AI Developer Guide, "Connect a Notebook Instance in a VPC to External Resources" and "CreateNotebook
Instance API: Execution Role Permissions". As on AWS the notebook itself ends Failed where the role falls short.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.gateway.service_principals import refusal_of_need
from embedded_aws.service import Call
from embedded_aws.services.notebook_network import SAGEMAKER
from generator.iam.on_behalf import Need, Place, needs_of


def connect(description: dict[str, Any], call: Call) -> str:
    """Give a notebook in a subnet its network interface; returns the status that it is on its way to."""
    description.pop("FailureReason", None)
    if not description.get("SubnetId") or description.get("NetworkInterfaceId"):
        return "InService"
    needs = [need for need in _needs(description, call) if need.role is not None]
    placing = [need for need in needs if need.action == "ec2:CreateNetworkInterface"]
    refusal = _refusal(placing, {"SubnetId": description["SubnetId"]}, call)
    if refusal is None:
        description["NetworkInterfaceId"] = name = _make(description, call)
        made = [
            replace(need, resource=need.resource.replace("/*", f"/{name}")) for need in needs if need not in placing
        ]
        lent = {"NetworkInterfaceId": name, "AwsService": SAGEMAKER, "Permission": "INSTANCE-ATTACH"}
        refusal = _refusal(made, lent, call)
    if refusal is None:
        return "InService"
    disconnect(description, call)
    description["FailureReason"] = f"The notebook's role cannot make its network interface. {refusal}"
    return "Failed"


def disconnect(description: dict[str, Any], call: Call) -> None:
    """Delete the notebook's network interface, where it has one."""
    ec2_of(call.account, call.region).enis.pop(description.pop("NetworkInterfaceId", ""), None)


def _needs(description: dict[str, Any], call: Call) -> Iterator[Need]:
    given = {**description, "SecurityGroupIds": list(description.get("SecurityGroups") or ())}
    return needs_of("sagemaker:StartNotebookInstance", given, Place(call.region, call.account))


def _refusal(needs: list[Need], params: dict[str, Any], call: Call) -> str | None:
    refusals = (refusal_of_need(need, SAGEMAKER, params, call.region) for need in needs)
    return next((refusal for refusal in refusals if refusal is not None), None)


def _make(description: dict[str, Any], call: Call) -> str:
    backend = ec2_of(call.account, call.region)
    interface = backend.create_network_interface(
        backend.get_subnet(description["SubnetId"]),
        None,
        group_ids=list(description.get("SecurityGroups") or ()),
        description=f"[Do not delete] SageMaker notebook {description['NotebookInstanceName']}",
    )
    return str(interface.id)
