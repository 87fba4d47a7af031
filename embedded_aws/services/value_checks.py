"""Values of Lambda, Systems Manager, Secrets Manager and CloudWatch Logs that AWS refuses and moto (5.2) takes.

The models do not have these rules. Sources: the API references ("PutParameter", "CreateSecret", "AddPermission",
"PutFunctionConcurrency", "PutRetentionPolicy", "CreateLogGroup") and, in the Lambda Developer Guide, "Working with
Lambda environment variables" and "Lambda quotas". The sentences are AWS's, as people report them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_secret
from embedded_aws.service import Call, ServiceError

RESERVED = frozenset(
    (
        *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION"),
        *("AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME"),
        *("AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME"),
        *("AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"),
        *("AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT"),
    )
)
ENVIRONMENT, LONGEST_RUN, CONCURRENT, UNRESERVED = 4096, 900, 1000, 100
"""Bytes, seconds, and executions at once: of an account, and those that functions may not reserve."""
NOT_SET = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided"
)
PLAIN_TIER, LARGE_TIER, LEVELS = 4096, 8192, 15
RETAINED = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
SECRET_NAME = re.compile(r"[A-Za-z0-9/_+=.@!-]+")


def check_configuration(call: Call) -> None:
    """CreateFunction and UpdateFunctionConfiguration: raises ServiceError for variables and times that cannot be."""
    variables = dict(_inside(call.params, "Environment.Variables"))
    if reserved := sorted(RESERVED & variables.keys()):
        words = (
            f"contains reserved keys that are currently not supported for modification. {_USED}{', '.join(reserved)}"
        )
        raise _value(f"{NOT_SET} {words}")
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > ENVIRONMENT:
        raise _value(f"{NOT_SET} exceeded the 4KB limit. String measured: {measured}")
    # The model admits 5400 seconds, of functions that run on a capacity provider's instances.
    if int(call.params.get("Timeout") or 1) > LONGEST_RUN and not call.params.get("CapacityProviderConfig"):
        raise _constraint(f"Value '{call.params['Timeout']}' at 'timeout'", "have value less than or equal to 900")


_USED = "Reserved keys used in this request: "


def check_archive(call: Call) -> None:
    """CreateFunction and UpdateFunctionCode: raises ServiceError for content that is no ZIP archive, or is empty."""
    content = (call.params.get("Code") or call.params).get("ZipFile")
    if not isinstance(content, bytes):
        return
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        raise _value("Could not unzip uploaded file. Please check your file, then try to upload again.") from None
    if not names:
        raise _value("Uploaded file must be a non-empty zip")


def check_statement(call: Call) -> None:
    """AddPermission: raises ServiceError where the function's policy has a statement of this id."""
    function = _function(call)
    if function is not None and any(one.get("Sid") == call.params["StatementId"] for one in function.policy.statements):
        words = f"The statement id ({call.params['StatementId']}) provided already exists. "
        more = "Please provide a new statement id, or remove the existing statement."
        raise ServiceError("ResourceConflictException", words + more, 409)


def check_concurrency(call: Call) -> None:
    """PutFunctionConcurrency: raises ServiceError where too little would be left for functions that reserve nothing."""
    asked, name = int(call.params["ReservedConcurrentExecutions"]), str(call.params["FunctionName"]).split(":")[-1]
    held = _functions(call)
    others = sum(int(one.reserved_concurrency or 0) for one in held if one.function_name != name)
    if CONCURRENT - others - asked < UNRESERVED:
        words = "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        raise _value(f"{words}below its minimum value of [{UNRESERVED}].")


def check_parameter(call: Call) -> None:
    """PutParameter: raises ServiceError for a value, a name or a tier that Parameter Store does not take."""
    from moto.ssm.models import ssm_backends

    params, name = call.params, str(call.params["Name"])
    versions = ssm_backends[call.account][call.region]._parameters.get(name) or ()
    held = versions[-1] if versions else None
    if len([part for part in name.split("/") if part]) > LEVELS:
        words = f"A hierarchy can have a maximum of {LEVELS} levels."
        raise ServiceError("HierarchyLevelLimitExceededException", words, 400)
    _check_tier(str(params.get("Value", "")), params.get("Tier"), getattr(held, "tier", None))
    pattern = params.get("AllowedPattern") or getattr(held, "allowed_pattern", None)
    try:
        fits = not pattern or re.search(str(pattern), str(params.get("Value", "")))
    except re.error:
        words = f"The request does not meet the regular expression requirement: {pattern}"
        raise ServiceError("InvalidAllowedPatternException", words, 400) from None
    if not fits:
        words = f"Parameter value, cannot be validated against allowedPattern: {pattern}"
        raise ServiceError("ParameterPatternMismatchException", words, 400)


def _check_tier(value: str, tier: Any, held: Any) -> None:
    size = len(value)
    if held == "Advanced" and tier == "Standard":
        words = "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-"
        raise _refused(f"{words}parameter tier to the standard-parameter tier.")
    if size > PLAIN_TIER and (tier or held or "Standard") == "Standard":
        words = "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger "
        raise _refused(f"{words}parameter value, upgrade the parameter to use the advanced-parameter tier.")
    if size > LARGE_TIER:
        raise _refused("Advanced tier parameters support a maximum parameter value of 8192 characters.")


def check_new_secret(call: Call) -> None:
    """CreateSecret: raises ServiceError for its name, for two values, and where one of the name waits for its end."""
    name = str(call.params["Name"])
    if not SECRET_NAME.fullmatch(name):
        words = (
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"
        )
        raise _refused(words)
    check_secret_value(call)
    held = find_secret(name, call.region, call.account)
    if held is not None and held.is_deleted():
        words = "You can't create this secret because a secret with this name is already scheduled for deletion."
        raise ServiceError("InvalidRequestException", words, 400)


def check_secret_value(call: Call) -> None:
    """CreateSecret, PutSecretValue and UpdateSecret: raises ServiceError for a text and bytes at once."""
    if call.params.get("SecretString") is not None and call.params.get("SecretBinary") is not None:
        words = "You can't specify both SecretString and SecretBinary in the same request."
        raise ServiceError("InvalidParameterException", words, 400)


def check_group_name(call: Call) -> None:
    """CreateLogGroup: raises ServiceError for a name that AWS keeps for itself."""
    if str(call.params["logGroupName"]).lower().startswith("aws/"):
        raise ServiceError("InvalidParameterException", "Log groups starting with AWS/ are reserved for AWS.", 400)


def check_retention(call: Call) -> None:
    """PutRetentionPolicy: raises ServiceError for another number of days than those that there are."""
    days = call.params["retentionInDays"]
    if days not in RETAINED:
        raise ServiceError(
            "InvalidParameterException",
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: "
            f"Member must satisfy enum value set: {list(RETAINED)}",
            400,
        )


def _inside(params: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """What stands at a path of structures; empty where one of them is not there."""
    for name in path.split("."):
        params = params.get(name) or {}
    return params


def _function(call: Call) -> Any:
    name = str(call.params["FunctionName"]).split(":function:")[-1].split(":")[0]
    return next((one for one in _functions(call) if one.function_name == name), None)


def _functions(call: Call) -> list[Any]:
    from moto.awslambda.models import lambda_backends

    return list(lambda_backends[call.account][call.region].list_functions(None))


def _value(words: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", words, 400)


def _refused(words: str) -> ServiceError:
    return ServiceError("ValidationException", words, 400)


def _constraint(what: str, words: str) -> ServiceError:
    return _refused(f"1 validation error detected: {what} failed to satisfy constraint: Member must {words}")


CHECKS: Mapping[tuple[str, str], tuple[Callable[[Call], None], ...]] = {
    ("lambda", "AddPermission"): (check_statement,),
    ("lambda", "CreateFunction"): (check_configuration, check_archive),
    ("lambda", "PutFunctionConcurrency"): (check_concurrency,),
    ("lambda", "UpdateFunctionCode"): (check_archive,),
    ("lambda", "UpdateFunctionConfiguration"): (check_configuration,),
    ("logs", "CreateLogGroup"): (check_group_name,),
    ("logs", "PutRetentionPolicy"): (check_retention,),
    ("secretsmanager", "CreateSecret"): (check_new_secret,),
    ("secretsmanager", "PutSecretValue"): (check_secret_value,),
    ("secretsmanager", "UpdateSecret"): (check_secret_value,),
    ("ssm", "PutParameter"): (check_parameter,),
}
"""What is looked at of each call, in this order."""
