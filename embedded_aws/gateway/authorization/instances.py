"""Instances and volumes: what EC2 asks about when it makes them, and the condition keys that say what they are like.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2", `RunInstances`: an
image, an instance, its network interfaces and volumes, a subnet, security groups and a key pair are each asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from embedded_aws.gateway.moto_instances import ROOT_SIZE, ROOTS
from embedded_aws.gateway.moto_network import find_subnet
from embedded_aws.gateway.moto_state import ec2_of, find_profile
from embedded_aws.service import PARTITION
from generator.iam import actions
from generator.iam.on_behalf import find_texts

Params = Mapping[str, Any]
Values = dict[str, str | Sequence[str]]
MAKING = "ec2:RunInstances"
USUAL_TYPE = "m1.small"
"""The instance type where nobody says one ("RunInstances", EC2 API Reference)."""
METADATA = ("HttpTokens", "HttpEndpoint", "HttpPutResponseHopLimit")
SINGLE_VOLUME: Mapping[str, Any] = {"DeviceName": ROOTS[0], "Ebs": {}}


def launched_arns(params: Params, region: str, account: str) -> Iterator[str]:
    """What starting instances asks about, but their volumes and their second network interfaces (`launch_parts`)."""
    prefix = f"arn:{PARTITION}:ec2:{region}:{account}"
    yield f"{prefix}:instance/*"
    yield f"arn:{PARTITION}:ec2:{region}::image/{params.get('ImageId') or '*'}"
    if params.get("KeyName"):
        yield f"{prefix}:key-pair/{params['KeyName']}"
    interfaces = params.get("NetworkInterfaces") or [{}]
    yield f"{prefix}:network-interface/{interfaces[0].get('NetworkInterfaceId') or '*'}"
    backend = ec2_of(account, region)
    for subnet in _subnets(params, backend):
        yield f"{prefix}:subnet/{subnet}"
    for group in dict.fromkeys(_groups(params, backend)):
        yield f"{prefix}:security-group/{group}"


def launch_parts(params: Params, region: str, account: str) -> Iterator[tuple[str, Params]]:
    """Each volume, and each network interface but the first, with the parameters that are its own."""
    prefix = f"arn:{PARTITION}:ec2:{region}:{account}"
    for one in (params.get("NetworkInterfaces") or [])[1:]:
        yield (
            f"{prefix}:network-interface/{one.get('NetworkInterfaceId') or '*'}",
            {**params, "NetworkInterfaces": [one]},
        )
    devices = [one for one in params.get("BlockDeviceMappings") or () if "Ebs" in one]
    root = [] if any(one.get("DeviceName") in ROOTS for one in devices) else [SINGLE_VOLUME]
    for one in (*root, *devices):
        yield f"{prefix}:volume/*", {**params, "BlockDeviceMappings": [one]}


def _subnets(params: Params, backend: Any) -> list[str]:
    named = [*find_texts(params, "SubnetId"), *find_texts(params, "NetworkInterfaces[].SubnetId")]
    if not named:
        named = [backend.enis[one].subnet.id for one in _there(params) if one in backend.enis]
    return named or [subnet.id for subnet in list(backend.get_default_subnets().values())[:1]]


def _there(params: Params) -> list[str]:
    return find_texts(params, "NetworkInterfaces[].NetworkInterfaceId")


def _groups(params: Params, backend: Any) -> Iterator[str]:
    """The groups that are named, those of a name in the subnet's VPC, else the default one there."""
    named = [*find_texts(params, "SecurityGroupIds[]"), *find_texts(params, "NetworkInterfaces[].Groups[]")]
    names = find_texts(params, "SecurityGroups[]")
    usual = not (named or names or _there(params))
    vpcs = {getattr(find_subnet(backend, one), "vpc_id", None) for one in _subnets(params, backend)}
    for vpc, groups in list(backend.groups.items()):
        held = list(groups.values()) if vpc in vpcs else []
        named += [group.id for group in held if group.name in names or (usual and group.is_default)]
    return iter(named)


def describe_instance(region: str, account: str, action: str, resource: str, params: Params) -> Values:
    """The condition keys that the action carries of an instance, a volume, an image, a key pair or an interface."""
    kind, _, name = resource.rpartition(":")[2].partition("/")
    found: Values = {}
    if name == "*" and kind in _NEW:
        found = _NEW[kind](params, ec2_of(account, region), account)
    elif name != "*" and kind in _HELD:
        found = _HELD[kind](name, ec2_of(account, region), params)
    return {key: value for key, value in found.items() if value != "" and actions.carries(action, key)}


def _new_instance(params: Params, backend: Any, account: str) -> Values:
    placement, metadata = params.get("Placement") or {}, params.get("MetadataOptions") or {}
    profile = find_profile(params.get("IamInstanceProfile") or {}, account)
    return {
        "ec2:InstanceType": str(params.get("InstanceType") or USUAL_TYPE),
        "ec2:EbsOptimized": str(bool(params.get("EbsOptimized"))).lower(),
        "ec2:RootDeviceType": "ebs",
        "ec2:Tenancy": str(placement.get("Tenancy") or "default"),
        "ec2:InstanceProfile": profile.arn if profile is not None else "",
        "ec2:AvailabilityZone": _zone(params, backend),
        **{f"ec2:Metadata{name}": str(metadata.get(name) or "") for name in METADATA},
    }


def _zone(params: Params, backend: Any) -> str:
    placement = params.get("Placement") or {}
    zone = placement.get("AvailabilityZone") or params.get("AvailabilityZone")
    for subnet in () if zone else _subnets(params, backend)[:1]:
        zone = getattr(find_subnet(backend, subnet), "availability_zone", "")
    return str(zone or "")


def _new_volume(params: Params, backend: Any, _: str) -> Values:
    """Of an instance's volume, or of one by itself."""
    one = (params.get("BlockDeviceMappings") or [{"Ebs": params}])[0]["Ebs"]
    return {
        "ec2:Encrypted": str(bool(one.get("Encrypted"))).lower(),
        "ec2:VolumeSize": str(one.get("VolumeSize") or one.get("Size") or ROOT_SIZE),
        "ec2:VolumeType": str(one.get("VolumeType") or "gp2"),
        "ec2:VolumeIops": str(one.get("Iops") or ""),
        "ec2:KmsKeyId": str(one.get("KmsKeyId") or ""),
        "ec2:AvailabilityZone": _zone(params, backend),
    }


def _new_interface(params: Params, backend: Any, _: str) -> Values:
    one = (params.get("NetworkInterfaces") or [{}])[0]
    shown = one.get("AssociatePublicIpAddress")
    return {
        "ec2:AssociatePublicIpAddress": "" if shown is None else str(bool(shown)).lower(),
        "ec2:AvailabilityZone": _zone(params, backend),
    }


def _held_instance(name: str, backend: Any, _: Params) -> Values:
    for reservation in list(backend.reservations.values()):
        for held in reservation.instances:
            if held.id == name:
                options = held.metadata_options
                return {
                    "ec2:InstanceID": name,
                    "ec2:InstanceType": str(held.instance_type),
                    "ec2:EbsOptimized": str(bool(held.ebs_optimized)).lower(),
                    "ec2:RootDeviceType": str(held.root_device_type),
                    "ec2:Tenancy": str(held.placement.tenancy),
                    "ec2:InstanceProfile": str((held.iam_instance_profile or {}).get("Arn", "")),
                    "ec2:AvailabilityZone": str(held.placement.zone),
                    "ec2:MetadataHttpTokens": options.http_tokens,
                    "ec2:MetadataHttpEndpoint": options.http_endpoint,
                    "ec2:MetadataHttpPutResponseHopLimit": str(options.http_put_response_hop_limit),
                }
    return {}


def _held_volume(name: str, backend: Any, _: Params) -> Values:
    held = backend.volumes.get(name)
    if held is None:
        return {}
    return {
        "ec2:VolumeID": name,
        "ec2:Encrypted": str(bool(held.encrypted)).lower(),
        "ec2:VolumeSize": str(held.size or ""),
        "ec2:VolumeType": str(held.volume_type),
        "ec2:AvailabilityZone": str(held.availability_zone or ""),
    }


def _image(name: str, backend: Any, _: Params) -> Values:
    """Of an image the embedded AWS knows no more than its id."""
    return {"ec2:ImageID": name, "ec2:ImageType": "machine", "ec2:RootDeviceType": "ebs"}


def _key_pair(name: str, backend: Any, params: Params) -> Values:
    held = backend.key_pairs.get(name)
    kind = held.key_type if held is not None else params.get("KeyType") or ""
    return {"ec2:KeyPairName": name, "ec2:KeyPairType": str(kind)}


_NEW = {"instance": _new_instance, "network-interface": _new_interface, "volume": _new_volume}
_HELD = {"image": _image, "instance": _held_instance, "key-pair": _key_pair, "volume": _held_volume}
