"""Launching from the catalog: what may be launched, its parameters, the launch itself and what became of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from generator.aws.errors import advice, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.cloudformation.template.narrowing import read_narrowing
from generator.cloudformation.template.parameter import Parameter
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@dataclass(frozen=True)
class Offering:
    """A product that the caller may launch."""

    id: str
    title: str
    summary: str
    owner: str
    support: str


@dataclass(frozen=True)
class OfferedVersion:
    """A version of an offering; a deprecated one cannot be launched anew."""

    id: str
    name: str
    description: str
    deprecated: bool
    day: str = ""
    """When it was published: `2026-01-31`."""


@dataclass(frozen=True)
class Launched:
    """A provisioned product of the caller."""

    id: str
    name: str
    status: str
    product: str
    artifact: str
    version: str
    reason: str
    record: str = ""
    """The latest record of it."""
    session: str = ""
    """The ARN of the session that it belongs to."""
    title: str = ""
    """The title of its product."""
    stack: str = ""
    """The ARN of its stack."""


@dataclass(frozen=True)
class Progress:
    """A record's state; `outputs` once it has succeeded."""

    status: str
    outputs: Mapping[str, str]


class Provisioning:
    """The catalog as its users see it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: ServiceCatalogClient = connection.client("servicecatalog")
        self._asked: dict[tuple[str, str, str], Any] = {}

    @refusals("servicecatalog")
    def offerings(self) -> list[Offering]:
        """Everything that the caller may launch, by title."""
        found = [
            Offering(
                row["ProductId"],
                row["Name"],
                row.get("ShortDescription", ""),
                row.get("Owner", ""),
                row.get("SupportEmail", ""),
            )
            for row in read_pages(self._client.search_products, "ProductViewSummaries")
        ]
        return sorted(found, key=lambda offering: offering.title)

    @refusals("servicecatalog")
    def versions(self, product: str) -> list[OfferedVersion]:
        """The versions of an offering, newest first."""
        rows: list[Any] = self._client.describe_product(Id=product).get("ProvisioningArtifacts", [])
        rows.sort(key=lambda row: row["CreatedTime"], reverse=True)
        return [
            OfferedVersion(
                row["Id"],
                row["Name"],
                row.get("Description", ""),
                row.get("Guidance") == "DEPRECATED",
                f"{row['CreatedTime']:%Y-%m-%d}",
            )
            for row in rows
        ]

    @refusals("servicecatalog")
    def paths(self, product: str) -> list[tuple[str, str]]:
        """(id, portfolio's name) of every way in which the caller may launch it."""
        rows = read_pages(self._client.list_launch_paths, "LaunchPathSummaries", ProductId=product)
        return [(row["Id"], row["Name"]) for row in rows]

    @refusals("servicecatalog")
    def parameters(self, product: str, version: str, path: str) -> list[Parameter]:
        """The parameters of a version, with what its portfolio narrows."""
        answer = self._described(product, version, path)
        left = read_narrowing(_rules(answer.get("UsageInstructions", [])))
        described = map(Parameter.described, answer.get("ProvisioningArtifactParameters", []))
        return [parameter.narrow(left.get(parameter.name)) for parameter in described]

    @refusals("servicecatalog")
    def tag_options(self, product: str, version: str, path: str) -> dict[str, list[str]]:
        """The tags that a launch chooses a value of: key → values, which product and portfolio have both."""
        options = self._described(product, version, path).get("TagOptions", [])
        return {option["Key"]: sorted(option.get("Values", [])) for option in options}

    def _described(self, product: str, version: str, path: str) -> Any:
        """What a launch is asked for; read once."""
        key = (product, version, path)
        if key not in self._asked:
            self._asked[key] = self._client.describe_provisioning_parameters(
                ProductId=product, ProvisioningArtifactId=version, PathId=path
            )
        return self._asked[key]

    @refusals("servicecatalog")
    def launch(
        self,
        product: str,
        version: str,
        path: str,
        name: str,
        answers: Mapping[str, str],
        tags: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Start a launch; returns the record's id."""
        record = self._client.provision_product(
            ProductId=product,
            ProvisioningArtifactId=version,
            PathId=path,
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": key, "Value": value} for key, value in sorted(answers.items())],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            ProvisionToken=uuid.uuid4().hex,
        )
        return record["RecordDetail"]["RecordId"]

    @refusals("servicecatalog")
    def update(self, launched: str, product: str, version: str, answers: Mapping[str, str], keep: Sequence[str]) -> str:
        """Move what was launched to a version and answers; `keep` names the parameters that keep their value."""
        given: list[Any] = [{"Key": key, "Value": value} for key, value in sorted(answers.items())]
        given += [{"Key": key, "UsePreviousValue": True} for key in keep]
        record = self._client.update_provisioned_product(
            ProvisionedProductId=launched,
            ProductId=product,
            ProvisioningArtifactId=version,
            ProvisioningParameters=given,
            UpdateToken=uuid.uuid4().hex,
        )
        return record["RecordDetail"]["RecordId"]

    @refusals("servicecatalog")
    def terminate(self, launched: str) -> str:
        """Start the deletion of what was launched; returns the record's id."""
        record = self._client.terminate_provisioned_product(
            ProvisionedProductId=launched, TerminateToken=uuid.uuid4().hex
        )
        return record["RecordDetail"]["RecordId"]

    def watch(self, record: str, meanwhile: Callable[[], None] = lambda: None) -> Iterator[Progress]:
        """Yield each new state of a record until it ends; raises AwsRefused with the reason where it failed.

        Each time before it is looked at, `meanwhile` is done.
        """

        def look(before: str) -> Progress | None:
            meanwhile()
            return self._moved(record, before)

        before = ""
        while before not in ("SUCCEEDED", "FAILED"):
            found = poll(partial(look, before), seconds=3600)
            if found is None:
                raise AwsRefused("servicecatalog:DescribeRecord", f"record {record} did not end within an hour")
            before = found.status
            yield found

    @refusals("servicecatalog")
    def launched(self, whose: Literal["User", "Account"] = "User") -> list[Launched]:
        """What the caller has launched, or everybody in the account, by name."""
        level = {"Key": whose, "Value": "self"}
        rows = read_pages(self._client.search_provisioned_products, "ProvisionedProducts", AccessLevelFilter=level)
        return sorted((_launched(row) for row in rows), key=lambda row: row.name)

    @refusals("servicecatalog")
    def hand_over(self, launched: str, session: str) -> str:
        """Make what was launched another session's own; returns the record's id."""
        answer: Any = self._client.update_provisioned_product_properties(
            ProvisionedProductId=launched,
            ProvisionedProductProperties={"OWNER": session},
            IdempotencyToken=uuid.uuid4().hex,
        )
        return str(answer["RecordId"])

    def under_way(self, record: str) -> list[tuple[str, str]]:
        """(logical id, type) of what CloudFormation is at work on for a record; nothing where the caller may not look.

        AWS quirk: no operation names the stack before the launch has ended. Its name is `SC-`, the account and the
        provisioned product's id.
        Source: Service Catalog Administrator Guide, "Launching a product": the stack's name in its figures.
        """
        try:
            detail = self._client.describe_record(Id=record)["RecordDetail"]
            stack = f"SC-{self._connection.account}-{detail['ProvisionedProductId']}"
            rows: list[Any] = self._stacks.describe_stack_resources(StackName=stack)["StackResources"]
        except (ClientError, KeyError, AwsRefused):
            return []
        busy = [row for row in rows if row["ResourceStatus"].endswith("_IN_PROGRESS")]
        return [(row["LogicalResourceId"], row["ResourceType"]) for row in busy]

    @cached_property
    def _stacks(self) -> CloudFormationClient:
        client: CloudFormationClient = self._connection.client("cloudformation")
        return client

    @refusals("servicecatalog")
    def outputs(self, launched: str) -> Mapping[str, str]:
        """The outputs of what was launched."""
        answer: Any = self._client.get_provisioned_product_outputs(ProvisionedProductId=launched)
        return {row["OutputKey"]: row["OutputValue"] for row in answer.get("Outputs", [])}

    @refusals("servicecatalog")
    def _moved(self, record: str, before: str) -> Progress | None:
        answer: Any = self._client.describe_record(Id=record)
        detail = answer["RecordDetail"]
        if detail["Status"] == "FAILED":
            said = "; ".join(error["Description"] for error in detail.get("RecordErrors", []))
            raise AwsRefused(f"servicecatalog:{detail['RecordType']}", said, try_this=advice(said, ""))
        if detail["Status"] == before:
            return None
        outputs = {row["OutputKey"]: row["OutputValue"] for row in answer.get("RecordOutputs", [])}
        return Progress(detail["Status"], outputs)


def _launched(row: Any) -> Launched:
    return Launched(
        row["Id"],
        row["Name"],
        row["Status"],
        row.get("ProductId", ""),
        row.get("ProvisioningArtifactId", ""),
        row.get("ProvisioningArtifactName", "") or row.get("ProvisioningArtifactId", ""),
        row.get("StatusMessage", ""),
        row.get("LastRecordId", ""),
        row.get("UserArnSession", ""),
        row.get("ProductName", ""),
        row.get("PhysicalId", ""),
    )


def _rules(instructions: Sequence[Any]) -> list[Mapping[str, Any]]:
    """The rules of template and constraints, as Service Catalog hands them out: with or without their heading."""
    texts = [instruction["Value"] for instruction in instructions if instruction.get("Type") == "rules"]
    return [rule for rules in map(json.loads, texts) for rule in rules.get("Rules", rules).values()]
