"""EC2: Volume, VolumeAttachment and KeyPair: what an instance is given."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live
from embedded_aws.cloudformation.providers.settings import update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification
from embedded_aws.cloudformation.providers.waiting import wait_for

PLACE = "/ec2/keypair/"
"""Below it the Parameter Store holds the private key of a key pair that a stack made (the type's page)."""


def create_volume(request: HandlerRequest, wanted: Properties) -> None:
    """Makes a volume, and waits until it can be attached."""
    if "Size" not in wanted and "SnapshotId" not in wanted:
        raise invalid("The request must contain the parameter size/snapshot")
    ec2 = request.client("ec2")
    made = ec2.create_volume(
        **pick(wanted, "AvailabilityZone Encrypted Iops KmsKeyId Size SnapshotId Throughput VolumeType"),
        TagSpecifications=tag_specification(wanted, "volume"),
    )["VolumeId"]
    request.record(made, VolumeId=made)
    wait_for(f"Volume {made}", lambda: _state(request, made), "available")


def _state(request: HandlerRequest, volume: str) -> tuple[str, str]:
    return request.client("ec2").describe_volumes(VolumeIds=[volume])["Volumes"][0]["State"], ""


def delete_volume(request: HandlerRequest, _: Properties) -> None:
    """Deletes the volume, after a snapshot where the policy says so; EC2 refuses where it is attached."""
    _state(request, request.physical_id)
    if request.deletion_policy == "Snapshot":
        _keep_snapshot(request)
    request.client("ec2").delete_volume(VolumeId=request.physical_id)


def _keep_snapshot(request: HandlerRequest) -> None:
    ec2 = request.client("ec2")
    made = ec2.create_snapshot(VolumeId=request.physical_id)["SnapshotId"]

    def state() -> tuple[str, str]:
        return ec2.describe_snapshots(SnapshotIds=[made])["Snapshots"][0]["State"], ""

    wait_for(f"Snapshot {made}", state, "completed")


def attach(request: HandlerRequest, wanted: Properties) -> None:
    """Attaches a volume to an instance."""
    if "Device" not in wanted:
        raise invalid("The request must contain the parameter device")
    request.client("ec2").attach_volume(**pick(wanted, "InstanceId VolumeId Device"))
    request.record(f"{wanted['VolumeId']}|{wanted['InstanceId']}")
    wait_for(f"Volume {wanted['VolumeId']}", lambda: _state(request, wanted["VolumeId"]), "in-use")


def detach(request: HandlerRequest, properties: Properties) -> None:
    """Detaches the volume, which stays."""
    _state(request, properties["VolumeId"])
    request.client("ec2").detach_volume(**pick(properties, "InstanceId VolumeId"))


def create_key_pair(request: HandlerRequest, wanted: Properties) -> None:
    """Makes a key pair, whose private key goes to the Parameter Store, or imports somebody's public key."""
    ec2, tags = request.client("ec2"), tag_specification(wanted, "key-pair")
    if "PublicKeyMaterial" in wanted:
        made = ec2.import_key_pair(
            KeyName=wanted["KeyName"], PublicKeyMaterial=wanted["PublicKeyMaterial"], TagSpecifications=tags
        )
    else:
        if wanted.get("KeyFormat", "pem") != "pem":
            raise not_supported(f"The key format {wanted['KeyFormat']} of an AWS::EC2::KeyPair")
        made = ec2.create_key_pair(**pick(wanted, "KeyName KeyType"), TagSpecifications=tags)
    request.record(wanted["KeyName"], KeyPairId=made["KeyPairId"], KeyFingerprint=made["KeyFingerprint"])
    if "KeyMaterial" in made:
        request.client("ssm").put_parameter(
            Name=f"{PLACE}{made['KeyPairId']}", Value=made["KeyMaterial"], Type="SecureString"
        )


def delete_key_pair(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the key pair, and the private key that the stack kept."""
    ec2 = request.client("ec2")
    ec2.describe_key_pairs(KeyNames=[request.physical_id])
    ec2.delete_key_pair(KeyName=request.physical_id)
    if "PublicKeyMaterial" not in properties:
        request.client("ssm").delete_parameter(Name=f"{PLACE}{request.attributes['KeyPairId']}")


def read_volume(client: Client, volume: str) -> Live:
    """What is live of a volume."""
    found: Any = client("ec2").describe_volumes(VolumeIds=[volume])["Volumes"][0]
    return pick(found, "AvailabilityZone Encrypted KmsKeyId Size VolumeType Iops Throughput")


PROVIDERS = (
    Provider(
        "AWS::EC2::Volume",
        create_volume,
        delete_volume,
        shape("AvailabilityZone Encrypted Iops KmsKeyId Size SnapshotId Throughput VolumeType Tags"),
        update_each({"Tags": set_tags("ec2")}),
        attributes="VolumeId",
    ),
    Provider("AWS::EC2::VolumeAttachment", attach, detach, shape("Device InstanceId VolumeId")),
    Provider(
        "AWS::EC2::KeyPair",
        create_key_pair,
        delete_key_pair,
        shape("KeyFormat KeyName KeyType PublicKeyMaterial Tags"),
        named_by="KeyName",
        attributes="KeyFingerprint KeyPairId",
    ),
)
