"""The secrets of a resource's properties: fetched when it is made, and shown nowhere.

A resource keeps its references as text, and an update compares the text: a new version of a secret alone changes
nothing, while a resource that is changed anyway gets the newest value ("Get a secret or secret value from Secrets
Manager", CloudFormation user guide).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.store import Resource, Stack
from embedded_aws.cloudformation.errors import invalid
from generator.cloudformation.registry.validate import load_properties
from generator.cloudformation.template.secrets import SecretReference, cover, holds_secret, reveal

MISSING_KEY = "Could not find a value associated with JSONKey in SecretString"
"""CloudFormation's words, in which no secret is named (cloudformation-coverage-roadmap issue 1822)."""


def reveal_secrets(operation: StackOperation, resource: Resource, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties with the values of secrets, which are hidden from now on; raises TemplateError."""
    if not holds_secret(properties):
        return properties
    texts: dict[SecretReference, str] = {}

    def fetch(reference: SecretReference) -> str:
        if reference not in texts:
            texts[reference] = _fetch(operation, reference)
        return texts[reference]

    given = reveal(properties, fetch)
    with operation.store.lock:
        resource.hidden |= frozenset(texts.values())
    return load_properties(resource.kind, resource.logical_id, given)


def hide_secrets(stack: Stack, text: str) -> str:
    """The text with stars in the place of what no resource of the stack shows."""
    return cover(text, (value for one in stack.resources.values() for value in one.hidden))


def _fetch(operation: StackOperation, reference: SecretReference) -> str:
    version = {"VersionStage": reference.stage, "VersionId": reference.version}
    try:
        found = operation.client("secretsmanager").get_secret_value(
            SecretId=reference.secret, **{name: value for name, value in version.items() if value}
        )
    except ClientError as error:
        said = error.response["Error"]
        # Which words: cloudformation-coverage-roadmap issue 1187.
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        raise invalid(
            f"{said.get('Message', '')} (Service: AWSSecretsManager; Status Code: {status}; "
            f"Error Code: {said.get('Code', '')})"
        ) from error
    text = found.get("SecretString")
    if text is None:
        raise invalid(f"The secret {reference.secret} has no SecretString")
    return _member(str(text), reference.key) if reference.key else str(text)


def _member(text: str, key: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict) or key not in held:
        raise invalid(MISSING_KEY)
    return held[key] if isinstance(held[key], str) else json.dumps(held[key])
