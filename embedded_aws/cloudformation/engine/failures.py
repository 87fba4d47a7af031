"""Why a resource or a stack failed, in the sentence that CloudFormation puts into its event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from embedded_aws.cloudformation.engine.store import Stack
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError

SERVICES = {
    "ec2": "Ec2",
    "iam": "Iam",
    "kms": "Kms",
    "s3": "S3",
    "logs": "CloudWatchLogs",
    "cloudwatch": "CloudWatch",
    "cloudtrail": "CloudTrail",
    "sns": "Sns",
    "sqs": "Sqs",
    "ssm": "Ssm",
    "events": "EventBridge",
    "lambda": "Lambda",
    "codecommit": "CodeCommit",
    "codeartifact": "Codeartifact",
    "sagemaker": "SageMaker",
    "route53resolver": "Route53Resolver",
    "secretsmanager": "SecretsManager",
}
NOT_FOUND = re.compile(r"NotFound|NoSuch|DoesNotExist|NonExistent")
NOT_FOUND_WORDS = re.compile(r"RecordNotFound|could not find|cannot find|does not exist|not found", re.IGNORECASE)


class StepFailed(Exception):
    """A resource could not be created, updated or imported; the reason is in its event."""

    def __init__(self, logical_id: str, reason: str) -> None:
        self.logical_id = logical_id
        self.reason = reason
        super().__init__(reason)


REFUSALS = (ClientError, BotoCoreError, ResponseParserError, ServiceError, TemplateError)
"""What a provider or the template may raise for one resource."""
OPERATION_ERRORS = (StepFailed, ServiceError, TemplateError)
"""What ends a stack operation."""


def explain_stack(stack: Stack, error: Exception) -> str:
    """The sentence of a stack's event for the error that ended its operation."""
    if not isinstance(error, StepFailed) or stack.cancelled is not None:
        return str(error)
    failed = stack.resources.get(error.logical_id)
    verb = "create" if failed is not None and failed.status == "CREATE_FAILED" else "update"
    return list_failed(verb, [error.logical_id])


def list_failed(verb: str, logical_ids: Sequence[str]) -> str:
    """The sentence of a stack's event for resources that failed."""
    return f"The following resource(s) failed to {verb}: [{', '.join(logical_ids)}]. "


def explain(error: Exception, kind: str) -> str:
    """The reason of a failed resource of a type."""
    match error:
        case ClientError():
            return _handler_message(_client_words(error, kind), _handler_code(error))
        case BotoCoreError():
            return _handler_message(str(error), "InvalidRequest")
        case ResponseParserError():
            return _handler_message("The answer of the service cannot be read", "GeneralServiceException")
        case ServiceError() | TemplateError():
            return error.message
    return _handler_message(f"{type(error).__name__}: {error}", "InternalFailure")


def _handler_message(words: str, code: str) -> str:
    return f'Resource handler returned message: "{words}" (RequestToken: {uuid4()}, HandlerErrorCode: {code})'


def _client_words(error: ClientError, kind: str) -> str:
    # botocore's response is a TypedDict whose members may all be missing.
    response: Mapping[str, Any] = error.response
    meta = response.get("ResponseMetadata", {})
    action = re.search(r"not authorized to perform: ([a-z0-9-]+):", response["Error"].get("Message", ""))
    service = (action.group(1) if action else kind.split("::")[1]).lower()
    return (
        f"{response['Error'].get('Message', '')} (Service: {SERVICES.get(service, service.capitalize())}, "
        f"Status Code: {meta.get('HTTPStatusCode', 400)}, Request ID: {meta.get('RequestId') or uuid4()})"
    )


def _handler_code(error: ClientError) -> str:
    code = str(error.response["Error"].get("Code", ""))
    for pattern, said in (
        (r"AccessDenied|Unauthorized|NotAuthorized|AuthorizationError", "AccessDenied"),
        (r"AlreadyExists|AlreadyOwnedByYou|Duplicate|ResourceInUse", "AlreadyExists"),
        (r"Throttl|TooManyRequests", "Throttling"),
        (r"LimitExceeded|Quota", "ServiceLimitExceeded"),
        (NOT_FOUND.pattern, "NotFound"),
    ):
        if re.search(pattern, code):
            return said
    return "InvalidRequest"


def is_not_found(error: ClientError) -> bool:
    """Whether a delete failed because there is nothing to delete."""
    code, message = str(error.response["Error"].get("Code", "")), str(error.response["Error"].get("Message", ""))
    # AWS quirk: SageMaker reports a missing notebook as a ValidationException ("RecordNotFound"), see its API errors.
    return bool(NOT_FOUND.search(code)) or (code == "ValidationException" and bool(NOT_FOUND_WORDS.search(message)))
