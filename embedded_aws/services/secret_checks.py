"""Secrets: what AWS refuses and moto (5.2) takes or words otherwise.

moto takes any text as a policy, with which no call for the secret could be decided any more, and of a stage that a
secret does not have it says that the secret is not there. Sources: "PutResourcePolicy" of the Secrets Manager API
Reference (`MalformedPolicyDocumentException`); the sentence about a stage is that of one which is not given, in moto.
"""

from __future__ import annotations

from embedded_aws.gateway.moto_state import find_secret
from embedded_aws.service import Call, ServiceError


def check_secret_policy(call: Call) -> None:
    """PutResourcePolicy: raises ServiceError for what is not offered of it."""
    if call.params.get("BlockPublicPolicy"):
        words = "secretsmanager:PutResourcePolicy with BlockPublicPolicy is not part of the embedded AWS"
        raise ServiceError("NotImplemented", words, 501)


def check_stage(call: Call) -> None:
    """GetSecretValue: raises ServiceError for a stage that no version of the secret has."""
    stage = call.params.get("VersionStage")
    held = find_secret(str(call.params.get("SecretId")), call.region, call.account)
    if stage and held is not None and not any(stage in one["version_stages"] for one in held.versions.values()):
        words = f"Secrets Manager can't find the specified secret value for staging label: {stage}"
        raise ServiceError("ResourceNotFoundException", words, 400)
