"""What AWS refuses of groups, NAT gateways and routes, and moto (5.2) takes.

moto deletes a group with members, keeps the interface of a NAT gateway that is deleted, so that its subnet could not be
deleted, and makes a route to a NAT gateway that is none.
"""

from __future__ import annotations

from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import PARTITION, Call, ServiceError


def check_nat(call: Call) -> None:
    """A NAT gateway that is deleted gives up its interface and its address."""
    backend = ec2_of(call.account, call.region)
    gateway = _nat(call, "NatGatewayNotFound")
    if gateway.state == "deleted":
        return
    for address in gateway.address_set:
        if address.get("associationId"):
            backend.disassociate_address(association_id=address["associationId"])
        backend.enis.pop(address["networkInterfaceId"], None)


def check_new_nat(call: Call) -> None:
    """A public NAT gateway has an address ("CreateNatGateway", EC2 API Reference, `AllocationId`)."""
    public = call.params.get("ConnectivityType", "public") == "public"
    if public and not call.params.get("AllocationId"):
        raise ServiceError("MissingParameter", "The request must include the AllocationId parameter.", 400)


def check_route(call: Call) -> None:
    """A route leads to a NAT gateway that is there."""
    if call.params.get("NatGatewayId"):
        _nat(call, "InvalidNatGatewayID.NotFound")


def _nat(call: Call, code: str) -> Any:
    name = str(call.params.get("NatGatewayId"))
    found = ec2_of(call.account, call.region).nat_gateways.get(name)
    if found is None:
        raise ServiceError(code, f"The Nat Gateway {name} was not found", 400)
    return found


def check_group_deletion(call: Call) -> None:
    """A group has neither members nor policies when it is deleted ("DeleteGroup", IAM API Reference)."""
    group = iam_backends[call.account][PARTITION].groups.get(str(call.params.get("GroupName")))
    if group is None:
        return
    held = [("remove users from group", group.users), ("detach all policies", group.managed_policies)]
    held.append(("delete policies", group.policies))
    if said := next((words for words, members in held if members), None):
        raise ServiceError("DeleteConflict", f"Cannot delete entity, must {said} first.", 409)
