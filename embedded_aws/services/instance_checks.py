"""What EC2 refuses of instances, their key pairs and volumes, and moto (5.2) takes.

The sentences are AWS's own, as others' logs and issues have them; the codes are those of "Error codes", EC2 API
Reference. Of images nobody knows here which there are: every id that is one is taken.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from embedded_aws.gateway.moto_instances import ROOTS
from embedded_aws.gateway.moto_network import find_group, find_subnet
from embedded_aws.gateway.moto_state import ec2_of, find_profile, role_of_profile
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.network_checks import check_addresses
from generator.cloudformation.template.entity_forms import FORMS
from generator.iam.on_behalf import find_texts

KEPT = frozenset(
    [
        "BlockDeviceMappings",
        "ClientToken",
        "DisableApiStop",
        "DisableApiTermination",
        "DryRun",
        "EbsOptimized",
        "IamInstanceProfile",
        "ImageId",
        "InstanceInitiatedShutdownBehavior",
        "InstanceMarketOptions",
        "InstanceType",
        "Ipv6AddressCount",
        "KeyName",
        "MaxCount",
        "MetadataOptions",
        "MinCount",
        "Monitoring",
        "NetworkInterfaces",
        "Placement",
        "PrivateIpAddress",
        "SecurityGroupIds",
        "SecurityGroups",
        "SubnetId",
        "TagSpecifications",
        "UserData",
    ]
)
KEPT_OF_VOLUMES = frozenset(["DeleteOnTermination", "Encrypted", "KmsKeyId", "SnapshotId", "VolumeSize", "VolumeType"])
"""What moto (5.2) carries out of a request that starts instances."""
USER_DATA = 16_384
"""Bytes, before they are encoded ("Run commands on your instance at launch", EC2 User Guide)."""
RUNNING, STOPPED, TERMINATED = 16, 80, 48
WHILE_STOPPED = ("InstanceType", "UserData", "Kernel", "Ramdisk", "EbsOptimized", "SriovNetSupport", "EnaSupport")
"""Attributes that change while the instance is stopped only ("ModifyInstanceAttribute", EC2 API Reference)."""
SHOWN = timedelta(hours=1)
ENDED = re.compile(r"\((\S+ \S+) UTC\)")
"""When moto's instance came to its state."""
STATES = {"StartInstances": "started", "StopInstances": "stopped", "RebootInstances": "rebooted"}


def _launch(call: Call) -> None:
    _check_kept(call.params)
    _check_count(call.params)
    _check_image(call.params)
    _check_devices(call.params)
    _check_type(call)
    _check_key(call)
    _check_user_data(call.params)
    _check_profile(call)
    _check_network(call)


def _check_kept(params: Mapping[str, Any]) -> None:
    """What moto would pass over is refused by its name."""
    left = [name for name, value in params.items() if value and name not in KEPT]
    left += [f"Placement.{name}" for name in params.get("Placement") or () if name != "AvailabilityZone"]
    for one in params.get("BlockDeviceMappings") or ():
        left += [f"BlockDeviceMappings.Ebs.{name}" for name in one.get("Ebs") or () if name not in KEPT_OF_VOLUMES]
    if left:
        said = f"RunInstances with {', '.join(dict.fromkeys(left))} is not part of the embedded AWS"
        raise ServiceError("NotImplemented", said, 501)


def _check_count(params: Mapping[str, Any]) -> None:
    least, most = int(params.get("MinCount") or 1), int(params.get("MaxCount") or 1)
    if least < 1 or most < least:
        said = f"Value ({most if least > most else least}) for parameter {'maxCount' if least > most else 'minCount'}"
        raise _invalid(f"{said} is invalid.")
    if least != most:
        raise ServiceError(
            "NotImplemented", "RunInstances with a MinCount and another MaxCount is not part of the embedded AWS", 501
        )


def _check_image(params: Mapping[str, Any]) -> None:
    image = params.get("ImageId")
    if not image:
        raise ServiceError("MissingParameter", "The request must contain the parameter ImageId", 400)
    if not FORMS["AWS::EC2::Image::Id"].fullmatch(str(image)):
        raise ServiceError("InvalidAMIID.Malformed", f'Invalid id: "{image}"', 400)


def _check_type(call: Call) -> None:
    """The region offers the type; which zone does, the embedded AWS does not look at."""
    kind = call.params.get("InstanceType")
    if kind and str(kind) not in _offered(call.region):
        raise _invalid(f"Invalid value '{kind}' for InstanceType.")


def _offered(region: str) -> set[str]:
    from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

    return {str(one["InstanceType"]) for one in INSTANCE_TYPE_OFFERINGS["region"].get(region, ())}


def _check_key(call: Call) -> None:
    name = call.params.get("KeyName")
    if name and name not in ec2_of(call.account, call.region).key_pairs:
        raise ServiceError("InvalidKeyPair.NotFound", f"The key pair '{name}' does not exist", 400)


def _check_user_data(params: Mapping[str, Any]) -> None:
    text = params.get("UserData")
    if not text:
        return
    try:
        content = text if isinstance(text, bytes) else base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("Invalid BASE64 encoding of user data.") from None
    if len(content) > USER_DATA:
        raise _invalid(f"User data is limited to {USER_DATA} bytes")


def _check_profile(call: Call) -> None:
    """An instance profile is there, and has a role."""
    named = call.params.get("IamInstanceProfile") or {}
    if not named:
        return
    profile = find_profile(named, call.account)
    if profile is None:
        field = "name" if named.get("Name") else "arn"
        said = f"Value ({named.get('Name') or named.get('Arn')}) for parameter iamInstanceProfile.{field} is invalid."
        raise _invalid(f"{said} Invalid IAM Instance Profile {'name' if field == 'name' else 'ARN'}")
    if role_of_profile(profile) is None:
        raise _invalid(f'IAM Instance Profile "{profile.arn}" has no associated IAM Roles')


def _check_network(call: Call) -> None:
    params = call.params
    if params.get("NetworkInterfaces") and (params.get("SecurityGroupIds") or params.get("SecurityGroups")):
        said = "Network interfaces and an instance-level security groups may not be specified on the same request"
        raise ServiceError("InvalidParameterCombination", said, 400)
    if params.get("SubnetId") and params.get("SecurityGroups"):
        said = "The parameter groupName cannot be used with the parameter subnet"
        raise ServiceError("InvalidParameterCombination", said, 400)
    for one in (params, *(params.get("NetworkInterfaces") or ())):
        if one.get("SubnetId"):
            _check_groups(
                call, str(one["SubnetId"]), [*find_texts(one, "SecurityGroupIds[]"), *find_texts(one, "Groups[]")]
            )
            check_addresses(call, one)


def _check_groups(call: Call, subnet: str, groups: list[str]) -> None:
    """The groups are of the subnet's VPC."""
    backend = ec2_of(call.account, call.region)
    vpc = getattr(find_subnet(backend, subnet), "vpc_id", None)
    for name in groups:
        held = find_group(backend, name)
        if vpc is not None and held is not None and held.vpc_id != vpc:
            said = f"Security group {name} and subnet {subnet} belong to different networks."
            raise ServiceError("InvalidParameter", said, 400)


def _check_devices(params: Mapping[str, Any]) -> None:
    """A volume has a size or a snapshot; a root device has its image's."""
    for one in params.get("BlockDeviceMappings") or ():
        ebs = one.get("Ebs")
        if ebs is None and "VirtualName" not in one and "NoDevice" not in one:
            raise ServiceError("MissingParameter", "The request must contain the parameter ebs", 400)
        if ebs is not None and one.get("DeviceName") not in ROOTS and not {"VolumeSize", "SnapshotId"} & ebs.keys():
            raise ServiceError("MissingParameter", "The request must contain the parameter size or snapshotId", 400)


def _state(call: Call) -> None:
    """What is terminated stays so."""
    for held in _instances(call):
        if held.state_code == TERMINATED:
            said = f"The instance '{held.id}' is not in a state from which it can be {STATES[call.operation]}."
            raise ServiceError("IncorrectInstanceState", said, 400)


def _modification(call: Call) -> None:
    params = call.params
    named = {str(params.get("Attribute", "")).lower(), *(name.lower() for name in params)}
    for held in _instances(call):
        if held.state_code != STOPPED and any(name.lower() in named for name in WHILE_STOPPED):
            said = f"The instance '{held.id}' is not in the 'stopped' state."
            raise ServiceError("IncorrectInstanceState", said, 400)
    if params.get("InstanceType"):
        kind = params["InstanceType"].get("Value")
        if str(kind) not in _offered(call.region):
            raise _invalid(f"Invalid value '{kind}' for InstanceType.")


def _attachment(call: Call) -> None:
    """A volume goes to one instance of its own zone, to a device that is free."""
    backend, name = ec2_of(call.account, call.region), str(call.params["VolumeId"])
    volume, device = backend.volumes.get(name), call.params["Device"]
    if volume is not None and volume.attachment is not None:
        raise ServiceError("VolumeInUse", f"{name} is already attached to an instance", 400)
    for held in _instances(call):
        if held.state_code not in (RUNNING, STOPPED):
            raise ServiceError("IncorrectState", f"Instance '{held.id}' is not 'running'.", 400)
        if volume is not None and volume.availability_zone != held.placement.zone:
            said = f"The volume '{name}' is not in the same availability zone as instance '{held.id}'"
            raise ServiceError("InvalidVolume.ZoneMismatch", said, 400)
        if device in held.block_device_mapping:
            said = f"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use"
            raise _invalid(said)


def _forget(call: Call) -> None:
    """An instance that is terminated is shown for an hour ("Terminate Amazon EC2 instances", EC2 User Guide)."""
    backend = ec2_of(call.account, call.region)
    for name, reservation in list(backend.reservations.items()):
        reservation.instances = [held for held in reservation.instances if not _is_forgotten(held, call.now)]
        if not reservation.instances:
            del backend.reservations[name]


def _is_forgotten(held: Any, now: datetime) -> bool:
    ended = ENDED.search(held.state_transition_reason or "") if held.state_code == TERMINATED else None
    return ended is not None and now - datetime.fromisoformat(f"{ended[1]}+00:00") > SHOWN


def _instances(call: Call) -> Iterator[Any]:
    """moto's instances that the call names; of one that is not there moto says so."""
    named = {*find_texts(call.params, "InstanceIds[]"), *find_texts(call.params, "InstanceId")}
    for reservation in list(ec2_of(call.account, call.region).reservations.values()):
        yield from (held for held in list(reservation.instances) if held.id in named)


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message, 400)


CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    ("ec2", "AssociateIamInstanceProfile"): _check_profile,
    ("ec2", "AttachVolume"): _attachment,
    ("ec2", "DescribeInstances"): _forget,
    ("ec2", "ModifyInstanceAttribute"): _modification,
    ("ec2", "ReplaceIamInstanceProfileAssociation"): _check_profile,
    ("ec2", "RunInstances"): _launch,
    **{("ec2", name): _state for name in STATES},
}
