"""Live look-ups: what a template's values need from the stack and from other services, with the right credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.store import Resource, Stack, StackStore
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.custom import REQUEST
from embedded_aws.cloudformation.providers.tagging import tag_map
from embedded_aws.service import Gateway, Keys
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.template.entity_forms import FORMS
from generator.cloudformation.template.intrinsics import unresolved
from generator.cloudformation.template.scope import Scope

IMAGE = "AWS::EC2::Image::Id"


class LiveLookups:
    """Lookups of one operation over boto3; what was fetched once stays the same for the whole operation."""

    def __init__(
        self, gateway: Gateway, store: StackStore, keys: Keys, account: str, region: str, stack: Stack | None = None
    ) -> None:
        self._client: Callable[[str], Any] = lambda service: gateway.client(keys, service, region)
        self._store, self._account, self._region, self._stack = store, account, region, stack
        self._parameters: dict[str, str] = {}
        self._entities: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        self._zones: list[str] = []

    def parameter(self, name: str, version: str | None) -> str:
        """An SSM parameter's value; SecureString is refused, as in AWS."""
        wanted = f"{name}:{version}" if version else name
        if wanted not in self._parameters:
            found = self._call("ssm", lambda ssm: ssm.get_parameters(Names=[wanted]))["Parameters"]
            if not found:
                raise invalid(f"Unable to fetch parameters [{wanted}] from parameter store for this account.")
            if found[0]["Type"] == "SecureString":
                raise invalid(
                    f"Parameters [{wanted}] referenced by this template have types not supported by CloudFormation."
                )
            self._parameters[wanted] = found[0]["Value"]
        return self._parameters[wanted]

    def zones(self, region: str) -> list[str]:
        """The Availability Zones; those of another region are not offered."""
        if region != self._region:
            raise not_supported(f"Fn::GetAZs of another region ({region})")
        if not self._zones:
            found = self._call("ec2", lambda ec2: ec2.describe_availability_zones())["AvailabilityZones"]
            self._zones = sorted(zone["ZoneName"] for zone in found if zone.get("State", "available") == "available")
        return self._zones

    def exported(self, name: str) -> str:
        """An export's value."""
        for _, export, value in self._store.exports(self._account, self._region):
            if export == name:
                return value
        raise invalid(f"No export named {name} found.")

    def entities(self, parameter_type: str) -> Mapping[str, Mapping[str, Any]]:
        """What exists of an AWS-specific parameter type."""
        if parameter_type not in ENTITIES:
            raise not_supported(f"Parameter type {parameter_type} in a rule")
        if parameter_type not in self._entities:
            self._entities[parameter_type] = self._call("ec2", ENTITIES[parameter_type])
        return self._entities[parameter_type]

    def reference(self, logical_id: str, scope: Scope) -> Any:
        """The physical id of a resource of the stack."""
        return self._require(logical_id, unresolved([logical_id], "Resources")).physical_id

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Any:
        """A return value of a resource of the stack."""
        undefined = invalid(f"Template error: instance of Fn::GetAtt references undefined resource {logical_id}")
        resource = self._require(logical_id, undefined)
        attributes = resource.attributes
        if attribute not in attributes and is_custom(resource.kind):
            # aws-cdk issue 29949
            about = f"{resource.attributes.get(REQUEST, '')}"
            raise invalid(
                f"CustomResource attribute error: Vendor response doesn't contain {attribute} attribute in object "
                f"{scope.pseudo['AWS::StackId']}|{logical_id}|{about}"
            )
        if attribute not in attributes:
            # AWS has it: what it does not have was refused with the template.
            raise not_supported(f"Attribute {attribute} of {resource.kind} ({logical_id})")
        return attributes[attribute]

    def _require(self, logical_id: str, missing: Exception) -> Resource:
        found = self._stack.resources.get(logical_id) if self._stack else None
        if found is None or not found.exists:
            raise missing
        return found

    def _call(self, service: str, call: Callable[[Any], Any]) -> Any:
        try:
            return call(self._client(service))
        except ClientError as error:
            said = error.response["Error"]
            raise invalid(
                f"{said.get('Message', '')} (Service: {service}; Error Code: {said.get('Code', '')})"
            ) from error


def _tags(found: Mapping[str, Any]) -> dict[str, str]:
    return {f"Tags.{key}": value for key, value in tag_map(found.get("Tags")).items()}


def _vpcs(ec2: Any) -> dict[str, Mapping[str, Any]]:
    vpcs = ec2.describe_vpcs()["Vpcs"]
    return {one["VpcId"]: {"CidrBlock": one["CidrBlock"], **_tags(one)} for one in vpcs}


def _subnets(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {
        one["SubnetId"]: {"AvailabilityZone": one["AvailabilityZone"], "VpcId": one["VpcId"], **_tags(one)}
        for one in ec2.describe_subnets()["Subnets"]
    }


def _groups(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {
        one["GroupId"]: {"VpcId": one["VpcId"], **_tags(one)}
        for one in ec2.describe_security_groups()["SecurityGroups"]
    }


def _group_names(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {one["GroupName"]: {"VpcId": one["VpcId"]} for one in ec2.describe_security_groups()["SecurityGroups"]}


def _zone_names(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {one["ZoneName"]: {} for one in ec2.describe_availability_zones()["AvailabilityZones"]}


class _Images(Mapping[str, Mapping[str, Any]]):
    """Which images there are nobody here knows: every id that is one is taken, and none is listed."""

    def __getitem__(self, image: str) -> Mapping[str, Any]:
        if not FORMS[IMAGE].fullmatch(image):
            raise KeyError(image)
        return {}

    def __iter__(self) -> Iterator[str]:
        raise not_supported(f"Fn::RefAll of {IMAGE}")

    def __len__(self) -> int:
        raise not_supported(f"Fn::RefAll of {IMAGE}")


def _key_names(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {one["KeyName"]: {} for one in ec2.describe_key_pairs()["KeyPairs"]}


def _instances(ec2: Any) -> dict[str, Mapping[str, Any]]:
    found = [one for held in ec2.describe_instances()["Reservations"] for one in held["Instances"]]
    return {one["InstanceId"]: _tags(one) for one in found if one["State"]["Name"] != "terminated"}


def _volumes(ec2: Any) -> dict[str, Mapping[str, Any]]:
    return {one["VolumeId"]: _tags(one) for one in ec2.describe_volumes()["Volumes"]}


ENTITIES: Mapping[str, Callable[[Any], Mapping[str, Mapping[str, Any]]]] = {
    "AWS::EC2::AvailabilityZone::Name": _zone_names,
    IMAGE: lambda ec2: _Images(),
    "AWS::EC2::Instance::Id": _instances,
    "AWS::EC2::KeyPair::KeyName": _key_names,
    "AWS::EC2::SecurityGroup::GroupName": _group_names,
    "AWS::EC2::SecurityGroup::Id": _groups,
    "AWS::EC2::Subnet::Id": _subnets,
    "AWS::EC2::VPC::Id": _vpcs,
    "AWS::EC2::Volume::Id": _volumes,
}
