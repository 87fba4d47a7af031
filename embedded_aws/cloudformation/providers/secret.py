"""Secrets Manager: Secret and its ResourcePolicy. A generated text is made as GetRandomPassword makes one."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

GENERATING = (
    "ExcludeCharacters ExcludeLowercase ExcludeNumbers ExcludePunctuation ExcludeUppercase IncludeSpace PasswordLength "
    "RequireEachIncludedType"
)


def create_secret(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a secret with the text that is given, with a generated one, or with none.

    AWS quirk: a secret without a name is called by its logical id and twelve characters, without the stack's name
    (the page of AWS::SecretsManager::Secret, `Ref`, shows such a one).
    """
    _check_text(wanted)
    client = request.client("secretsmanager")
    name = wanted.get("Name") or f"{request.logical_id}-{uuid4().hex[:12]}"
    tags = filled(Tags=tag_list(wanted.get("Tags")))
    made = client.create_secret(Name=name, **_settings(request, wanted), **tags)
    request.record(made["ARN"], Id=made["ARN"])
    client.describe_secret(SecretId=made["ARN"])


def update_secret(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the secret's description, key and text; another `GenerateSecretString` makes another text."""
    _check_text(wanted)
    names = "Description KmsKeyId SecretString GenerateSecretString"
    if pick(old, names) != pick(wanted, names):
        again = {key: value for key, value in wanted.items() if old.get(key) != value or not key.endswith("String")}
        request.client("secretsmanager").update_secret(SecretId=request.physical_id, **_settings(request, again))
    apply_settings(request, {"Tags": set_tags("secretsmanager")}, old, wanted)


def _check_text(wanted: Properties) -> None:
    # The page of AWS::SecretsManager::Secret: at most one of the two.
    if "SecretString" in wanted and "GenerateSecretString" in wanted:
        raise invalid("A secret has SecretString or GenerateSecretString, not both")


def _settings(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    given = pick(wanted, "Description KmsKeyId SecretString")
    if (generated := wanted.get("GenerateSecretString")) is None:
        return given
    return {**given, "SecretString": _generate(request, generated)}


def _generate(request: HandlerRequest, wanted: Properties) -> str:
    made = request.client("secretsmanager").get_random_password(**pick(wanted, GENERATING))["RandomPassword"]
    template, key = wanted.get("SecretStringTemplate"), wanted.get("GenerateStringKey")
    if template is None and key is None:
        return str(made)
    if template is None or key is None:
        raise invalid("SecretStringTemplate and GenerateStringKey belong together")
    try:
        held = json.loads(template)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise invalid("SecretStringTemplate must be the JSON of an object")
    return json.dumps({**held, key: made}, separators=(",", ":"))


def delete_secret(request: HandlerRequest, _: Properties) -> None:
    """Deletes the secret at once, without days of grace (cloudformation-coverage-roadmap issue 1999)."""
    client = request.client("secretsmanager")
    client.describe_secret(SecretId=request.physical_id)
    client.delete_secret(SecretId=request.physical_id, ForceDeleteWithoutRecovery=True)


def create_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Gives a secret its policy."""
    arn = _put_policy(request, wanted)
    request.record(arn, Id=arn)
    request.client("secretsmanager").get_resource_policy(SecretId=arn)


def update_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts another policy in the place of the secret's."""
    _put_policy(request, wanted)


def _put_policy(request: HandlerRequest, wanted: Properties) -> str:
    made = request.client("secretsmanager").put_resource_policy(
        SecretId=wanted["SecretId"], ResourcePolicy=json_text(wanted["ResourcePolicy"])
    )
    return str(made["ARN"])


def delete_policy(request: HandlerRequest, _: Properties) -> None:
    """Takes the secret its policy."""
    request.client("secretsmanager").delete_resource_policy(SecretId=request.physical_id)


PROVIDERS = (
    Provider(
        "AWS::SecretsManager::Secret",
        create_secret,
        delete_secret,
        shape(
            "Name Description KmsKeyId SecretString Tags",
            GenerateSecretString=shape(f"{GENERATING} SecretStringTemplate GenerateStringKey"),
        ),
        update_secret,
        named_by="Name",
        attributes="Id",
    ),
    Provider(
        "AWS::SecretsManager::ResourcePolicy",
        create_policy,
        delete_policy,
        shape("SecretId ResourcePolicy"),
        update_policy,
        named_by="SecretId",
        attributes="Id",
    ),
)
