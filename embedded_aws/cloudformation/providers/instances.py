"""EC2: Instance. Nothing runs in an instance: its user data is kept, and whoever is to signal for it does so by hand.

Of what the registry's handlers list, `ssm:DescribeAssociation` and `ssm:ListAssociations` are not called: an instance
with associations is refused by name.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.condition import Signals, wait_for_signals
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live
from embedded_aws.cloudformation.providers.settings import Setting, Settings, change_members, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list
from embedded_aws.cloudformation.providers.waiting import wait_for
from embedded_aws.gateway.authorization.instances import USUAL_TYPE

DEFAULTS = {"SourceDestCheck": True, "DisableApiTermination": False, "EbsOptimized": False}
METADATA = "HttpEndpoint HttpProtocolIpv6 HttpPutResponseHopLimit HttpTokens InstanceMetadataTags"
EBS = "DeleteOnTermination Encrypted KmsKeyId SnapshotId VolumeSize VolumeType"
INTERFACE = (
    "AssociatePublicIpAddress DeleteOnTermination Description DeviceIndex GroupSet NetworkInterfaceId PrivateIpAddress "
    "SecondaryPrivateIpAddressCount SubnetId"
)


def create_instance(request: HandlerRequest, wanted: Properties) -> None:
    """Starts the instance, waits until it runs, and for its signals where it has a creation policy."""
    signals = Signals.of_policy(request) if "ResourceSignal" in (request.creation_policy or {}) else None
    ec2 = request.client("ec2")
    made = ec2.run_instances(**_launch(wanted))["Instances"][0]["InstanceId"]
    request.record(made)
    wait_for(f"Instance {made}", lambda: _state(request), "running")
    if wanted.get("SourceDestCheck") is False:
        _set_check(request, False, True)
    for volume in wanted.get("Volumes") or ():
        _attach(request, volume)
    _describe(request)
    if signals is not None:
        wait_for_signals(signals)


def _launch(wanted: Properties) -> dict[str, Any]:
    if wanted.get("Tenancy", "default") != "default":
        raise not_supported(f"The tenancy {wanted['Tenancy']} of an AWS::EC2::Instance")
    names = "ImageId KeyName SubnetId SecurityGroupIds SecurityGroups EbsOptimized DisableApiTermination"
    profile = wanted.get("IamInstanceProfile")
    return {
        **pick(wanted, f"{names} InstanceInitiatedShutdownBehavior MetadataOptions PrivateIpAddress"),
        **filled(
            IamInstanceProfile={"Name": profile} if profile else None,
            Placement=pick(wanted, "AvailabilityZone"),
            Monitoring={"Enabled": True} if wanted.get("Monitoring") else None,
            BlockDeviceMappings=[_device(one) for one in wanted.get("BlockDeviceMappings") or ()],
            NetworkInterfaces=[_interface(one) for one in wanted.get("NetworkInterfaces") or ()],
            TagSpecifications=_tags(wanted),
            UserData=_user_data(wanted.get("UserData")),
        ),
        "InstanceType": wanted.get("InstanceType", USUAL_TYPE),
        "MinCount": 1,
        "MaxCount": 1,
    }


def _device(one: Properties) -> dict[str, Any]:
    return {**one, **({"NoDevice": ""} if "NoDevice" in one else {})}


def _interface(one: Properties) -> dict[str, Any]:
    picked = pick(one, f"{INTERFACE} PrivateIpAddresses", GroupSet="Groups")
    return {**picked, **{name: int(value) for name, value in pick(one, "DeviceIndex").items()}}


def _tags(wanted: Properties) -> list[dict[str, Any]]:
    tags = tag_list(wanted.get("Tags"))
    kinds = ("instance", "volume") if wanted.get("PropagateTagsToVolumeOnCreation") else ("instance",)
    return [{"ResourceType": kind, "Tags": tags} for kind in kinds] if tags else []


def _user_data(text: Any) -> bytes | None:
    """A template has it in Base64, and boto3 encodes what it is given."""
    if not text:
        return None
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise invalid("Invalid BASE64 encoding of user data. (Service: Ec2, Status Code: 400)") from None


def _found(request: HandlerRequest) -> Any:
    found = request.client("ec2").describe_instances(InstanceIds=[request.physical_id])
    return found["Reservations"][0]["Instances"][0]


def _state(request: HandlerRequest) -> tuple[str, str]:
    found = _found(request)
    return {"terminated": "Failed"}.get(found["State"]["Name"], found["State"]["Name"]), found["StateReason"]["Message"]


def _describe(request: HandlerRequest) -> None:
    """Records what `Fn::GetAtt` may ask for, and looks at what the handler of AWS's looks at."""
    ec2, found, name = request.client("ec2"), _found(request), request.physical_id
    ec2.describe_instance_attribute(InstanceId=name, Attribute="disableApiTermination")
    ec2.describe_instance_credit_specifications(InstanceIds=[name])
    ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [name]}])
    interfaces = [one["NetworkInterfaceId"] for one in found["NetworkInterfaces"]]
    ec2.describe_network_interfaces(NetworkInterfaceIds=interfaces)
    request.record(
        name,
        InstanceId=name,
        AvailabilityZone=found["Placement"]["AvailabilityZone"],
        PrivateDnsName=found["PrivateDnsName"],
        PrivateIp=found["PrivateIpAddress"],
        PublicDnsName=found.get("PublicDnsName", ""),
        PublicIp=found.get("PublicIpAddress", ""),
        VpcId=found["VpcId"],
    )


def delete_instance(request: HandlerRequest, _: Properties) -> None:
    """Terminates the instance, and waits until it is."""
    _found(request)
    request.client("ec2").terminate_instances(InstanceIds=[request.physical_id])
    wait_for(f"Instance {request.physical_id}", lambda: (_found(request)["State"]["Name"], ""), "terminated")


def _modify(request: HandlerRequest, **change: Any) -> None:
    request.client("ec2").modify_instance_attribute(InstanceId=request.physical_id, **change)


def _set(name: str) -> Setting:
    """The setting of a property that is an attribute of a running instance."""

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        if new is None:
            raise not_supported(f"The removal of {name} of an AWS::EC2::Instance that exists")
        _modify(request, **{name: {"Value": new}})

    return apply


_set_check = _set("SourceDestCheck")


def _while_stopped(name: str, read: Callable[[Any], Any] = bool) -> Setting:
    """The setting of a property that EC2 changes while the instance is stopped: it is started again.

    `read` makes the attribute's value of what the template has.
    """

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        ec2, of = request.client("ec2"), {"InstanceIds": [request.physical_id]}
        ec2.stop_instances(**of)
        wait_for(f"Instance {request.physical_id}", lambda: _state(request), "stopped")
        _modify(request, **{name: {"Value": read(new)}})
        ec2.start_instances(**of)
        wait_for(f"Instance {request.physical_id}", lambda: _state(request), "running")
        _describe(request)

    return apply


def _set_groups(request: HandlerRequest, new: Any, old: Any) -> None:
    if not new:
        raise not_supported("The removal of SecurityGroupIds of an AWS::EC2::Instance that exists")
    _modify(request, Groups=new)


def _set_profile(request: HandlerRequest, new: Any, old: Any) -> None:
    ec2, by = request.client("ec2"), [{"Name": "instance-id", "Values": [request.physical_id]}]
    found = ec2.describe_iam_instance_profile_associations(Filters=by)["IamInstanceProfileAssociations"]
    if not new:
        ec2.disassociate_iam_instance_profile(AssociationId=found[0]["AssociationId"])
    elif found:
        ec2.replace_iam_instance_profile_association(
            AssociationId=found[0]["AssociationId"], IamInstanceProfile={"Name": new}
        )
    else:
        ec2.associate_iam_instance_profile(InstanceId=request.physical_id, IamInstanceProfile={"Name": new})


def _set_metadata(request: HandlerRequest, new: Any, old: Any) -> None:
    if new is None:
        raise not_supported("The removal of MetadataOptions of an AWS::EC2::Instance that exists")
    request.client("ec2").modify_instance_metadata_options(InstanceId=request.physical_id, **pick(new, METADATA))


def _attach(request: HandlerRequest, volume: Any) -> None:
    request.client("ec2").attach_volume(InstanceId=request.physical_id, **pick(volume, "VolumeId Device"))


def _detach(request: HandlerRequest, volume: Any) -> None:
    request.client("ec2").detach_volume(InstanceId=request.physical_id, VolumeId=volume["VolumeId"])


def read_instance(client: Client, instance: str) -> Live:
    """What is live of an instance; of one that is terminated nothing."""
    ec2 = client("ec2")
    found = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    attribute = ec2.describe_instance_attribute(InstanceId=instance, Attribute="disableApiTermination")
    profile = found.get("IamInstanceProfile", {}).get("Arn", "")
    return {
        **pick(found, "ImageId InstanceType KeyName SubnetId SourceDestCheck EbsOptimized"),
        "DisableApiTermination": attribute["DisableApiTermination"]["Value"],
        "SecurityGroupIds": [group["GroupId"] for group in found.get("SecurityGroups", ())],
        **filled(IamInstanceProfile=profile.rpartition("/")[2]),
    }


SETTINGS: Settings = {
    "InstanceType": _while_stopped("InstanceType", lambda kind: kind or USUAL_TYPE),
    "EbsOptimized": _while_stopped("EbsOptimized"),
    "UserData": _while_stopped("UserData", lambda text: _user_data(text) or b""),
    "DisableApiTermination": _set("DisableApiTermination"),
    "InstanceInitiatedShutdownBehavior": _set("InstanceInitiatedShutdownBehavior"),
    "SourceDestCheck": _set_check,
    "SecurityGroupIds": _set_groups,
    "IamInstanceProfile": _set_profile,
    "MetadataOptions": _set_metadata,
    "Volumes": change_members(_attach, _detach),
    "Tags": set_tags("ec2"),
}
PROVIDERS = (
    Provider(
        "AWS::EC2::Instance",
        create_instance,
        delete_instance,
        shape(
            "AvailabilityZone DisableApiTermination EbsOptimized IamInstanceProfile ImageId KeyName InstanceType "
            "InstanceInitiatedShutdownBehavior Monitoring PrivateIpAddress PropagateTagsToVolumeOnCreation "
            "SecurityGroupIds SecurityGroups SourceDestCheck SubnetId Tags Tenancy UserData",
            BlockDeviceMappings=shape("DeviceName NoDevice VirtualName", Ebs=shape(EBS)),
            MetadataOptions=shape(METADATA),
            NetworkInterfaces=shape(INTERFACE, PrivateIpAddresses=shape("Primary PrivateIpAddress")),
            Volumes=shape("Device VolumeId"),
        ),
        update_each(SETTINGS, **DEFAULTS),
        attributes="AvailabilityZone InstanceId PrivateDnsName PrivateIp PublicDnsName PublicIp VpcId",
    ),
)
