"""Lambda: Version, Alias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live


def create_version(request: HandlerRequest, wanted: Properties) -> None:
    """Publishes a version: `Ref` is its ARN.

    Raises ServiceError where nothing has changed since the last one (serverless/serverless#7999).
    """
    functions = request.client("lambda")
    before = _versions(functions, wanted["FunctionName"])
    made = functions.publish_version(**pick(wanted, "FunctionName CodeSha256 Description"))
    if made["Version"] in before:
        said = f"A version for this Lambda function exists ( {made['Version']} ). "
        raise invalid(f"{said}Modify the function to create a new version.")
    request.record(made["FunctionArn"], FunctionArn=made["FunctionArn"], Version=made["Version"])
    functions.get_function_configuration(FunctionName=made["FunctionName"], Qualifier=made["Version"])


def _versions(functions: Any, name: str) -> list[str]:
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    return [str(one["Version"]) for page in pages for one in page["Versions"]]


def delete_version(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the version; the function and its other versions stay."""
    functions = request.client("lambda")
    named = {"FunctionName": properties["FunctionName"], "Qualifier": request.attributes["Version"]}
    functions.get_function_configuration(**named)
    functions.delete_function(**named)


def create_alias(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an alias: `Ref` is its ARN."""
    made = request.client("lambda").create_alias(**pick(wanted, "FunctionName Name"), **_settings(wanted))
    request.record(made["AliasArn"], AliasArn=made["AliasArn"])


def update_alias(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Leads the alias to another version."""
    functions = request.client("lambda")
    functions.get_alias(**pick(wanted, "FunctionName Name"))
    functions.update_alias(**pick(wanted, "FunctionName Name"), **{"Description": "", **_settings(wanted)})


def _settings(wanted: Properties) -> dict[str, Any]:
    """The weights of an alias as the API takes them: a map from a version to its share."""
    rows = (wanted.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or ()
    weights = {row["FunctionVersion"]: float(row["FunctionWeight"]) for row in rows}
    return {**pick(wanted, "Description FunctionVersion"), "RoutingConfig": {"AdditionalVersionWeights": weights}}


def delete_alias(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the alias; its version stays."""
    functions = request.client("lambda")
    functions.get_alias(**pick(properties, "FunctionName Name"))
    functions.delete_alias(**pick(properties, "FunctionName Name"))


def read_alias(client: Client, arn: str) -> Live:
    """What is live of an alias."""
    name, _, alias = arn.rpartition(":")
    found: Mapping[str, Any] = client("lambda").get_alias(FunctionName=name.rpartition(":")[2], Name=alias)
    return {"FunctionVersion": found["FunctionVersion"], "Description": found.get("Description") or None}


PROVIDERS = (
    Provider(
        "AWS::Lambda::Version",
        create_version,
        delete_version,
        shape("FunctionName CodeSha256 Description"),
        attributes="FunctionArn Version",
    ),
    Provider(
        "AWS::Lambda::Alias",
        create_alias,
        delete_alias,
        shape(
            "FunctionName Name FunctionVersion Description",
            RoutingConfig=shape("", AdditionalVersionWeights=shape("FunctionVersion FunctionWeight")),
        ),
        update_alias,
        attributes="AliasArn",
    ),
)
