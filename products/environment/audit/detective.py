"""The detective control's resources: rules, function, dead-letter queue, alarms. The code is an asset of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from troposphere import GetAtt, If, Join, Ref, Sub, awslambda, cloudwatch, events, sqs

from generator.blueprint import Canvas
from generator.iam.conditions import arn_equals, bool_
from generator.iam.keys import SECURE_TRANSPORT, SOURCE_ARN
from generator.iam.statements import allow, anyone, deny, policy, services
from products.environment.audit.alarm import alarm
from products.environment.audit.detective_role import build_role
from products.environment.audit.log_groups import log_group
from products.environment.detective.inspector.sightings import CALLS, CHANGES
from products.environment.estate import Estate, When
from products.environment.names import ENVIRONMENT, PREFIX, Value, role_arn
from products.environment.tags import tags

WATCHED_CALLS = tuple(sorted(CALLS))
WATCHED_CHANGES = tuple(sorted(CHANGES))
CODE = Path(__file__).parents[1] / "detective"
HANDLER = "inspector.function.receive"
RUNTIME = "python3.13"
_TIMEOUT_SECONDS = 120
_FOURTEEN_DAYS = 1209600


def build_detective(canvas: Canvas, estate: Estate) -> None:
    """Draw the control; all of it only where it is on."""
    code = canvas.asset("detective", CODE)
    with canvas.optional(When.DETECTIVE_ON):
        letters = canvas.add(_dead_letters(estate))
        group = canvas.add(log_group("DetectiveLogs", estate.keys))
        role = build_role(canvas, estate, GetAtt(group, "Arn"), GetAtt(letters, "Arn"))
        function = canvas.add(_function(estate, _code(code), Ref(group), role, GetAtt(letters, "Arn")))
        rules = [canvas.add(rule) for rule in _rules(GetAtt(function, "Arn"), GetAtt(letters, "Arn"))]
        for rule in rules:
            canvas.add(_permission(rule, GetAtt(function, "Arn")))
        canvas.add(_letters_policy(letters, rules))
    _alarms(canvas)


def _dead_letters(estate: Estate) -> sqs.Queue:
    return sqs.Queue(
        "DetectiveDeadLetters",
        KmsMasterKeyId=estate.keys.logs,
        MessageRetentionPeriod=_FOURTEEN_DAYS,
        Tags=tags(),
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
    )


def _function(estate: Estate, code: awslambda.Code, group: Ref, role: Value, letters: GetAtt) -> awslambda.Function:
    return awslambda.Function(
        "DetectiveFunction",
        Description="Finds SageMaker resources outside the environment's rules, and reports or stops them",
        Runtime=RUNTIME,
        Handler=HANDLER,
        Code=code,
        Role=role,
        Timeout=_TIMEOUT_SECONDS,
        MemorySize=256,
        KmsKeyArn=estate.keys.logs,
        DeadLetterConfig=awslambda.DeadLetterConfig(TargetArn=letters),
        LoggingConfig=awslambda.LoggingConfig(LogGroup=group),
        Environment=awslambda.Environment(Variables=_settings(estate)),
        Tags=tags(),
    )


def _code(digest: str) -> awslambda.Code:
    """What was given, or this version's code in the bucket that the publisher keeps in every account and region.

    Its key is written here and is no parameter's default: an update keeps a parameter's old value, and so the old code.
    """
    published = Sub("ds-artifacts-${AWS::AccountId}-${AWS::Region}")
    return awslambda.Code(
        S3Bucket=If(When.GIVEN_DETECTIVE_BUCKET, Ref("DetectiveBucket"), published),
        S3Key=If(When.GIVEN_DETECTIVE_KEY, Ref("DetectiveKey"), f"assets/sha256/{digest}.zip"),
    )


def _settings(estate: Estate) -> dict[str, object]:
    """What the function compares with; `DRY_RUN` yes means that it reports and stops nothing."""
    return {
        "DRY_RUN": If(When.DETECTIVE_STOPS, "no", "yes"),
        "ENVIRONMENT": Sub(ENVIRONMENT),
        "NAME_PREFIX": Sub(f"{PREFIX}-"),
        "ROLE_PREFIX": role_arn(""),
        "SUBNETS": Join(",", list(estate.network.subnets)),
        "SECURITY_GROUPS": estate.network.workload_group,
        "DATA_KEY": estate.keys.data,
        "NOTEBOOK_KEY": estate.keys.notebook,
        "TOPIC": If(When.WITH_ALARMS, Ref("AlarmTopic"), ""),
    }


def _rules(function: GetAtt, letters: GetAtt) -> tuple[events.Rule, events.Rule]:
    calls: dict[str, Any] = {
        "source": ["aws.sagemaker"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"eventSource": ["sagemaker.amazonaws.com"], "eventName": list(WATCHED_CALLS)},
    }
    changes: dict[str, Any] = {"source": ["aws.sagemaker"], "detail-type": list(WATCHED_CHANGES)}
    return (
        _rule("DetectiveCalls", "Calls that make or change SageMaker resources", calls, function, letters),
        _rule("DetectiveChanges", "SageMaker's own state changes", changes, function, letters),
    )


def _rule(title: str, description: str, pattern: dict[str, Any], function: GetAtt, letters: GetAtt) -> events.Rule:
    return events.Rule(
        title,
        Description=description,
        State="ENABLED",
        Tags=tags(),
        EventPattern=pattern,
        Targets=[
            events.Target(
                Id="detective",
                Arn=function,
                DeadLetterConfig=events.DeadLetterConfig(Arn=letters),
                RetryPolicy=events.RetryPolicy(MaximumEventAgeInSeconds=3600, MaximumRetryAttempts=8),
            )
        ],
    )


def _permission(rule: events.Rule, function: GetAtt) -> awslambda.Permission:
    return awslambda.Permission(
        f"{rule.title}MayInvoke",
        Action="lambda:InvokeFunction",
        FunctionName=function,
        Principal="events.amazonaws.com",
        SourceArn=GetAtt(rule, "Arn"),
    )


def _letters_policy(letters: sqs.Queue, rules: list[events.Rule]) -> sqs.QueuePolicy:
    queue = GetAtt(letters, "Arn")
    return sqs.QueuePolicy(
        "DetectiveDeadLettersPolicy",
        Queues=[Ref(letters)],
        PolicyDocument=policy(
            allow(
                "KeepUndeliveredEvents",
                "sqs:SendMessage",
                queue,
                arn_equals(SOURCE_ARN, *(GetAtt(rule, "Arn") for rule in rules)),
                to=services("events.amazonaws.com"),
            ),
            deny("DenyPlainHttp", "sqs:*", queue, bool_(SECURE_TRANSPORT, False), to=anyone()),
        ),
    )


def _alarms(canvas: Canvas) -> None:
    function = cloudwatch.MetricDimension(Name="FunctionName", Value=Ref("DetectiveFunction"))
    queue = cloudwatch.MetricDimension(Name="QueueName", Value=GetAtt("DetectiveDeadLetters", "QueueName"))
    failed, lost = "The detective function failed.", "An event did not reach the detective function."
    waiting = "ApproximateNumberOfMessagesVisible"
    with canvas.optional(When.DETECTIVE_ALARMS):
        canvas.add(alarm("DetectiveErrorsAlarm", failed, "AWS/Lambda", "Errors", "Maximum", [function]))
        canvas.add(alarm("DetectiveDeadLettersAlarm", lost, "AWS/SQS", waiting, "Maximum", [queue]))
