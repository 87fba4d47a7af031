"""AWS's sentences and what we advise."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ProfileNotFound,
    ReadTimeoutError,
    SSLError,
    SSOTokenLoadError,
)

from generator.aws.errors import advice, name_refusal, refusals
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Unmet

DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/ds-churn-dev-notebook-creation/x is not authorized to perform: "
    "sagemaker:CreateNotebookInstance on resource: arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/ds-x "
    "because no identity-based policy allows the sagemaker:CreateNotebookInstance action"
)


def test_a_missing_permission_is_named_with_its_resource_and_the_caller() -> None:
    assert advice(DENIED, "AccessDeniedException") == (
        "allow sagemaker:CreateNotebookInstance on "
        "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/ds-x for "
        "arn:aws:sts::111122223333:assumed-role/ds-churn-dev-notebook-creation/x"
    )


def test_a_sentence_inside_another_is_found() -> None:
    said = f'Notebook (AWS::SageMaker::NotebookInstance): Resource handler returned message: "{DENIED} (Service: X)"'
    assert (advice(said, "") or "").startswith("allow sagemaker:CreateNotebookInstance on arn:")


def test_what_is_denied_on_purpose_is_not_advised_to_be_allowed() -> None:
    said = DENIED.partition(" because ")[0] + " with an explicit deny in an identity-based policy"
    assert (advice(said, "") or "").startswith("an explicit deny forbids sagemaker:CreateNotebookInstance on arn:")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ExpiredToken", "sign in again"),
        ("UnrecognizedClientException", "--profile"),
        ("LimitExceededException", "quota"),
        ("QuotaExceeded", "quota"),
    ],
)
def test_codes_that_say_enough_get_advice(code: str, words: str) -> None:
    assert words in (advice("…", code) or "")


def test_where_nothing_is_known_nothing_is_advised() -> None:
    assert advice("Something else.", "ValidationException") is None


def test_a_refusal_keeps_the_call_the_code_and_awss_own_sentence() -> None:
    answer: Any = {"Error": {"Code": "AccessDeniedException", "Message": DENIED}}
    with pytest.raises(AwsRefused) as raised, refusals("sagemaker"):
        raise ClientError(answer, "CreateNotebookInstance")
    assert (raised.value.where, raised.value.said) == ("sagemaker:CreateNotebookInstance", DENIED)
    assert raised.value.code == "AccessDeniedException"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoCredentialsError(), "AWS701"),
        (ProfileNotFound(profile="nobody"), "AWS702"),
        (NoRegionError(), "AWS703"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "AWS704"),
        (EndpointConnectionError(endpoint_url="https://sts.nowhere-1.amazonaws.com"), "AWS704"),
        (SSLError(endpoint_url="https://127.0.0.1:1", error="certificate"), "AWS704"),
        (SSOTokenLoadError(error_msg="there is none"), "AWS701"),
    ],
)
def test_what_is_missing_on_this_side_is_unmet(error: Exception, code: str) -> None:
    with pytest.raises(Unmet) as raised, refusals():
        raise error
    assert raised.value.finding.code == code
    assert raised.value.finding.fix


@pytest.mark.parametrize(
    ("code", "said", "named", "words"),
    [
        ("ExpiredToken", "The security token is expired", "AWS705", "sign in again"),
        ("RequestTimeTooSkewed", "The difference is too large", "AWS706", "clock"),
        ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier", "AWS706", "clock"),
        ("SignatureDoesNotMatch", "The signature does not match", "AWS700", "--profile"),
        ("AccessDeniedException", DENIED, "AWS740", "allow "),
    ],
)
def test_a_refusal_that_says_why_has_a_code_of_its_own(code: str, said: str, named: str, words: str) -> None:
    answer: Any = {"Error": {"Code": code, "Message": said}}
    with pytest.raises(AwsRefused) as raised, refusals("s3"):
        raise ClientError(answer, "GetObject")
    assert name_refusal(raised.value) == named
    assert words in (raised.value.try_this or "")


def test_an_endpoint_that_is_no_url_is_told() -> None:
    session = boto3.Session("key", "secret", region_name="eu-west-1")
    with pytest.raises(Unmet) as raised:
        Connection(session, "not a url").client("sts")
    assert raised.value.finding.code == "AWS704"


def test_what_botocore_says_otherwise_is_a_refusal() -> None:
    with pytest.raises(AwsRefused, match="Read timeout"), refusals("s3"):
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1:1")
