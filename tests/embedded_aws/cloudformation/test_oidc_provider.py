"""An OpenID Connect provider as a resource: made, changed in place, unmade; of one address an account has one."""

from __future__ import annotations

from typing import Any

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TEMPLATE = """
Parameters:
  More: {Type: CommaDelimitedList, Default: sts.amazonaws.com}
  Whose: {Type: String, Default: one}
Resources:
  Provider:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://gitlab.example.com
      ClientIdList: !Ref More
      Tags: [{Key: whose, Value: !Ref Whose}]
Outputs:
  Arn: {Value: !GetAtt Provider.Arn}
  Ref: {Value: !Ref Provider}
"""


def test_a_provider_is_made_changed_and_unmade(aws: Embedded, stacks: Stacks) -> None:
    iam: Any = aws.client("iam")
    assert stacks.create("oidc", TEMPLATE) == "CREATE_COMPLETE"
    arn = stacks.outputs("oidc")["Arn"]
    assert arn == stacks.outputs("oidc")["Ref"] == "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com"
    answers = {"More": "https://gitlab.example.com,b", "Whose": "two"}
    assert stacks.update("oidc", TEMPLATE, answers) == "UPDATE_COMPLETE"
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert sorted(found["ClientIDList"]) == ["b", "https://gitlab.example.com"]
    assert found["Tags"] == [{"Key": "whose", "Value": "two"}]
    assert stacks.create("again", TEMPLATE) == "ROLLBACK_COMPLETE"
    stacks.delete("oidc")
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
