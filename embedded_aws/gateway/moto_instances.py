"""What moto's (5.2) EC2 does otherwise with instances than AWS: interfaces and volumes that are made with one."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any

ROOTS = ("/dev/sda1", "/dev/xvda")
"""The names of root devices that Amazon's images have ("Device names for volumes", EC2 User Guide)."""
ROOT_SIZE = 8
"""GiB of a volume of which nobody says how large it is: those of Amazon's images; only AWS knows other images."""

METADATA = {
    "http_tokens": "http_tokens",
    "hop_limit": "http_put_response_hop_limit",
    "http_endpoint": "http_endpoint",
    "http_protocol": "http_protocol_ipv6",
    "metadata_tags": "instance_metadata_tags",
}
"""moto's parameters of a change of the metadata options, and its attributes of an instance's."""


def change_instances() -> None:
    """Put our own in the place of what moto does otherwise; once, and not before somebody asks EC2 for something."""
    from moto.ec2.models.instances import Instance, InstanceBackend
    from moto.ec2.responses import instances

    if hasattr(Instance.prep_nics, "__wrapped__"):
        return
    Instance.prep_nics = _prepare_interfaces(Instance.prep_nics)
    InstanceBackend.modify_instance_security_groups = _change_groups(InstanceBackend.modify_instance_security_groups)
    InstanceBackend.modify_instance_metadata_options = _change_metadata(
        InstanceBackend.modify_instance_metadata_options
    )
    instances.InstanceResponse._parse_block_device_mapping = _parse_devices
    instances.parse_user_data = _read_user_data(instances.parse_user_data)


def _prepare_interfaces(prepare: Any) -> Any:
    @wraps(prepare)
    def prepare_interfaces(instance: Any, nic_spec: list[dict[str, Any]], *values: Any, **named: Any) -> None:
        asked = {int(one.get("DeviceIndex", 0)): dict(one) for one in nic_spec}
        if not any("NetworkInterfaceId" in one for one in asked.values()):
            instance._subnet_id = instance._subnet_id or _usual_subnet(instance)
        if not named.get("security_groups") and not any(one.get("Groups") for one in asked.values()):
            named["security_groups"] = instance.security_groups = _usual_groups(instance)
        prepare(instance, nic_spec, *values, **named)
        instance.security_groups = instance.security_groups or list(instance.nics[0].group_set)
        for index, interface in instance.nics.items():
            _finish(instance, interface, index, asked.get(index, {}))

    return prepare_interfaces


def _change_groups(change: Any) -> Any:
    @wraps(change)
    def change_groups(backend: Any, instance_id: str, groups: list[str]) -> Any:
        """The groups are those of its first interface, too."""
        instance = change(backend, instance_id, groups)
        instance.nics[0]._group_set = []
        return instance

    return change_groups


def _change_metadata(change: Any) -> Any:
    @wraps(change)
    def change_metadata(backend: Any, instance_id: str, **asked: Any) -> Any:
        """What nobody names stays as it is."""
        held = backend.get_instance(instance_id).metadata_options
        kept = {name: getattr(held, place) for name, place in METADATA.items()}
        return change(backend, instance_id, **{**asked, **{name: asked[name] or kept[name] for name in METADATA}})

    return change_metadata


def _read_user_data(read: Any) -> Any:
    @wraps(read)
    def read_user_data(value: Any) -> Any:
        """Of a change it is a blob, which is decoded already and which moto would decode again."""
        return read(base64.b64encode(value).decode() if isinstance(value, bytes) else value)

    return read_user_data


def _parse_devices(handler: Any) -> list[dict[str, Any]]:
    given = handler._get_param("BlockDeviceMappings", [])
    return list(_volumes(given)) if given else []


def _usual_subnet(instance: Any) -> str | None:
    """The default subnet of the instance's zone; moto takes it, and gives the instance any address at all."""
    subnet = instance.ec2_backend.get_default_subnets().get(instance.placement.zone)
    return subnet.id if subnet is not None else None


def _usual_groups(instance: Any) -> list[Any]:
    """The default security group of the instance's VPC ("RunInstances", EC2 API Reference)."""
    backend, subnet = instance.ec2_backend, instance._subnet_id
    vpc = backend.get_subnet(subnet).vpc_id if subnet else None
    return [group for group in list(backend.groups.get(vpc, {}).values()) if group.is_default]


def _finish(instance: Any, interface: Any, index: int, asked: Mapping[str, Any]) -> None:
    """The first interface goes with the instance unless somebody says otherwise; others stay unless he says so.

    Source: "Delete a network interface", EC2 User Guide. One that was there before stays.
    """
    if "NetworkInterfaceId" not in asked:
        interface.delete_on_termination = asked.get("DeleteOnTermination", index == 0) is True
    others = [one["PrivateIpAddress"] for one in asked.get("PrivateIpAddresses", ()) if not one.get("Primary")]
    count = int(asked.get("SecondaryPrivateIpAddressCount") or 0)
    if others or count:
        instance.ec2_backend.assign_private_ip_addresses(interface.id, others or None, count or None)


def _volumes(given: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What moto makes volumes of: no instance stores, no devices that are not to be there, and always a root device.

    A volume that is made with an instance goes with it: Auto Scaling's reference says so of `DeleteOnTermination`, of
    EC2 none does (docs/open-questions.md, Q94).
    """
    if not any(one.get("DeviceName") in ROOTS for one in given):
        yield {"DeviceName": ROOTS[0], "Ebs": {"VolumeSize": ROOT_SIZE, "DeleteOnTermination": True}}
    for one in given:
        if "Ebs" in one:
            ebs = {"DeleteOnTermination": True, **one["Ebs"]}
            size = ebs.get("VolumeSize") or (None if ebs.get("SnapshotId") else ROOT_SIZE)
            yield {"DeviceName": one["DeviceName"], "Ebs": {**ebs, "VolumeSize": size}}
