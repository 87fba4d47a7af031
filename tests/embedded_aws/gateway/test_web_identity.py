"""AssumeRoleWithWebIdentity: a pipeline becomes a role by the token of its provider, as the role's trust says."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT
from embedded_aws.secret import Secret, new_secret

HOST = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
MAIN = "repo:example/catalog:ref:refs/heads/main"


def token(**claims: Any) -> str:
    """Without its signature."""
    given = {"iss": f"https://{HOST}", "aud": "sts.amazonaws.com", "sub": MAIN, "exp": time.time() + 300, **claims}
    parts = ({"alg": "RS256", "typ": "JWT"}, given)
    return ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts)


@pytest.fixture(scope="module")
def role(world: Any) -> Iterator[str]:
    iam = world.aws.client("iam")
    iam.create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"])
    condition = {"StringEquals": {f"{HOST}:aud": "sts.amazonaws.com", f"{HOST}:sub": MAIN}}
    trust = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}
    allowed = {"Effect": "Allow", "Action": "iam:GetAccountSummary", "Resource": "*"}
    yield world.role({**trust, "Condition": condition}, allowed)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)


def become(world: Any, role: str, held: str, secret: Secret | None = None) -> Any:
    sts = boto3.client(
        "sts", endpoint_url=world.aws.endpoint, region_name="eu-west-1", config=Config(signature_version=UNSIGNED)
    )
    signed = held if held.count(".") != 1 else f"{held}.{(secret or world.aws.secret).sign(held)}"
    return sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="run-17", WebIdentityToken=signed)


def refusal(world: Any, role: str, held: str, secret: Secret | None = None) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        become(world, role, held, secret)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_token_that_the_trust_names_becomes_the_role(world: Any, role: str) -> None:
    found = become(world, role, token())
    assert found["SubjectFromWebIdentityToken"] == MAIN
    keys = found["Credentials"]
    session = boto3.client(
        "iam",
        endpoint_url=world.aws.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert session.get_account_summary()["SummaryMap"]["Providers"] == 1
    with pytest.raises(ClientError, match="not authorized to perform: iam:ListRoles"):
        session.list_roles()


@pytest.mark.parametrize(
    "subject",
    [
        "repo:example/catalog:pull_request",
        "repo:example/other:ref:refs/heads/main",
        "repo:example/catalog:ref:refs/heads/x",
    ],
)
def test_another_subject_is_refused_as_aws_words_it(world: Any, role: str, subject: str) -> None:
    expected = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    assert refusal(world, role, token(sub=subject)) == expected


def test_what_is_no_token_of_a_provider_is_refused(world: Any, role: str) -> None:
    assert refusal(world, role, token(aud="elsewhere")) == ("InvalidIdentityToken", "Incorrect token audience")
    assert refusal(world, role, token(iss="https://example.com"))[0] == "InvalidIdentityToken"
    assert refusal(world, role, token(exp=time.time() - 1))[0] == "ExpiredTokenException"
    assert refusal(world, role, "no token at all")[0] == "InvalidIdentityToken"
    assert refusal(world, f"{role}-that-is-not-there", token())[0] == "AccessDenied"


def test_a_token_that_another_user_of_the_machine_made_is_refused(world: Any, role: str) -> None:
    for held, secret in ((token(), new_secret()), (f"{token()}.x", None), (f"{token()}.", None)):
        code, message = refusal(world, role, held, secret)
        assert code == "InvalidIdentityToken"
        assert "not signed with the secret of this embedded AWS" in message
