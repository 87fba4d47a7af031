"""What KMS refuses and moto takes: policies that are none, and public parts of keys that have none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from embedded_aws.gateway.authorization.context import build_context
from embedded_aws.gateway.callers import named_policy, policies_of
from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.gateway.statements import read_statements
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.key_use import check_purpose, check_use
from embedded_aws.services.policy_principals import check_principals
from generator.iam.evaluate import PolicyNotUnderstood, Request, decide
from generator.iam.evaluate.statements import compile_policy


def check_key_policy(call: Call) -> None:
    """Raises ServiceError where the policy of a key is none, or would let its maker change it no more.

    Sources: "PutKeyPolicy", KMS API Reference (`BypassPolicyLockoutSafetyCheck`); the sentences as users of Terraform
    report them (terraform-aws-modules/terraform-aws-eks#2843, aws-solutions/innovation-sandbox-on-aws#31).
    """
    text = call.params.get("Policy")
    if text is None:
        return
    try:
        document = json.loads(text)
        check_principals(call)
        compile_policy("key policy", document)
    except (ValueError, PolicyNotUnderstood):
        document = None
    if not isinstance(document, dict) or not all(map(_is_whole, read_statements(text))):
        raise _malformed("The new key policy is not a valid policy document.")
    if not call.params.get("BypassPolicyLockoutSafetyCheck") and not _keeps_its_maker(call, text):
        raise _malformed("The new key policy will not allow you to update the key policy in the future.")


def _malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocumentException", message, 400)


def _is_whole(statement: Mapping[str, Any]) -> bool:
    """A statement of a key policy says whom and what it is about ("Key policies in AWS KMS", KMS Developer Guide)."""
    return ("Resource" in statement or "NotResource" in statement) and (
        "Principal" in statement or "NotPrincipal" in statement
    )


def _keeps_its_maker(call: Call, text: str) -> bool:
    """Whether the caller could still put another policy, by the new one and his own."""
    action, name = "kms:PutKeyPolicy", str(call.params.get("KeyId", "new"))
    arn = key_arn(name, call.region, call.account)
    owner = arn.split(":")[4]
    request = Request(call.caller.arn, action, arn, owner, build_context(call, action, arn, owner, {}, _no_tags))
    return decide(request, replace(policies_of(call.caller), resource=named_policy("new policy", text))).allowed


def _no_tags(_: str) -> Mapping[str, str]:
    return {}


def check_new_key(call: Call) -> None:
    """CreateKey: its purpose and its policy must be possible."""
    check_purpose(call)
    check_key_policy(call)


def check_public_key(call: Call) -> None:
    """Raises ServiceError where a key has no public part (KMS API, "GetPublicKey": UnsupportedOperationException)."""
    check_use(call)
    key = find_key(str(call.params["KeyId"]), call.region, call.account)
    if key is not None and key.private_key is None:
        message = f"{key.arn} is {key.key_spec}, and has no public key"
        raise ServiceError("UnsupportedOperationException", message, 400)
