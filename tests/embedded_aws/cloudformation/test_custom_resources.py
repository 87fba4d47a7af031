"""Custom resources: the function behind one really runs, where the embedded AWS was started to run functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.waiting import wait_until

pytestmark = pytest.mark.slow
ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }]
      Policies:
        - PolicyName: work
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: ["ssm:*", "logs:*"], Resource: "*" }]
"""
MAKER = """
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Timeout: 20
      Role: !GetAtt Role.Arn
      Environment: { Variables: { GREETING: hello } }
      Code:
        ZipFile: |
          import json, os, urllib.request
          import cfnresponse

          def handler(event, context):
              asked = event["ResourceProperties"]
              wish = asked.get("Wish", "") if event["RequestType"] != "Delete" else ""
              if wish == "nothing":
                  return
              if wish == "plain":
                  answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
                  answer |= {"Status": "MAYBE"}
                  body = json.dumps(answer).encode()
                  urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, method="PUT"))
                  return
              if wish == "fail":
                  cfnresponse.send(event, context, cfnresponse.FAILED, {}, "broken", reason="it is Monday")
                  return
              data = {"Event": json.dumps(event), "Greeting": os.environ["GREETING"], "Secret": "s3cr3t-word"}
              cfnresponse.send(event, context, cfnresponse.SUCCESS, data, asked.get("Id", "one"), noEcho=wish == "hide")
"""
TEMPLATE = (
    "Resources:"
    + ROLE
    + MAKER
    + """
  Thing:
    Type: Custom::Thing
    Properties: {{ ServiceToken: !GetAtt Maker.Arn, {properties} }}
  Copy:
    Type: AWS::SSM::Parameter
    Properties: {{ Type: String, Value: !GetAtt Thing.{attribute} }}
Outputs:
  Id: {{ Value: !Ref Thing }}
  Event: {{ Value: !GetAtt Thing.Event }}
  Greeting: {{ Value: !GetAtt Thing.Greeting }}
"""
)


def template(properties: str = "Id: one", attribute: str = "Secret") -> str:
    return (
        TEMPLATE.replace("{properties}", properties)
        .replace("{attribute}", attribute)
        .replace("{{", "{")
        .replace("}}", "}")
    )


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(run_functions=True) as running:
        yield running


def event(stacks: Stacks, name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(stacks.outputs(name)["Event"])
    return said


def test_a_function_makes_changes_and_replaces_a_resource(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("custom", template("Id: one, Count: 3, Deep: { On: true }")) == "CREATE_COMPLETE"
    assert stacks.outputs("custom") | {"Event": ""} == {"Id": "one", "Event": "", "Greeting": "hello"}
    created = event(stacks, "custom")
    assert created["ResponseURL"].startswith(f"{aws.endpoint}/")
    assert created["ResourceProperties"] == {
        "ServiceToken": created["ServiceToken"],
        "Id": "one",
        "Count": "3",
        "Deep": {"On": "true"},
    }
    known = {name: created[name] for name in ("RequestType", "LogicalResourceId", "ResourceType", "StackId")}
    assert known == {
        "RequestType": "Create",
        "LogicalResourceId": "Thing",
        "ResourceType": "Custom::Thing",
        "StackId": stacks.view("custom")["StackId"],
    }
    assert "PhysicalResourceId" not in created
    assert stacks.update("custom", template("Id: two")) == "UPDATE_COMPLETE"
    updated = event(stacks, "custom")
    assert (updated["RequestType"], updated["PhysicalResourceId"]) == ("Update", "one")
    assert updated["OldResourceProperties"]["Count"] == "3"
    assert stacks.physical("custom", "Thing") == "two"
    ended = [what for who, what, _ in stacks.events("custom") if who == "Thing"]
    assert ended[-2:] == ["DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    assert stacks.delete("custom") == "DELETE_COMPLETE"


def test_what_a_function_prints_is_in_its_log(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("logged", template())
    group = f"/aws/lambda/{stacks.physical('logged', 'Maker')}"
    logs = aws.client("logs")

    def printed() -> bool:
        with suppress(logs.exceptions.ResourceNotFoundException):
            rows = logs.filter_log_events(logGroupName=group)["events"]
            return "Status code: 200" in [row["message"] for row in rows]
        return False

    wait_until(printed, "the function's log")


@pytest.mark.parametrize(
    ("properties", "attribute", "logical_id", "said"),
    [
        ("Wish: fail", "Secret", "Thing", r"Received response status \[FAILED\].*Message returned: it is Monday \(Req"),
        ("Wish: nothing", "Secret", "Thing", "CloudFormation did not receive a response from your Custom Resource"),
        ("Wish: plain", "Secret", "Thing", "Invalid Response object: 'MAYBE' is not a valid ResponseStatus"),
        ("Id: one", "Nope", "Copy", r"Vendor response doesn't contain Nope attribute in object arn:aws.*\|Thing\|"),
    ],
)
def test_what_fails_is_said_in_aws_s_words_and_rolled_back(
    stacks: Stacks, properties: str, attribute: str, logical_id: str, said: str
) -> None:
    assert stacks.create("failing", template(properties, attribute)) == "ROLLBACK_COMPLETE"
    assert re.search(said, stacks.reason("failing", logical_id, "CREATE_FAILED"))
    assert ("Thing", "DELETE_COMPLETE", "") in stacks.events("failing")


def test_a_failed_update_is_asked_back_and_a_service_token_stays(stacks: Stacks) -> None:
    stacks.create("back", template())
    assert stacks.update("back", template("Wish: fail")) == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.physical("back", "Thing") == "one"
    other = template().replace("!GetAtt Maker.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:other")
    assert stacks.update("back", other) == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.reason("back", "Thing", "UPDATE_FAILED") == "Modifying service token is not allowed."


def test_what_is_given_with_no_echo_is_not_shown(stacks: Stacks) -> None:
    stacks.create("hidden", template("Wish: hide"))
    rows = stacks.client.describe_stack_events(StackName="hidden")["StackEvents"]
    texts = [row.get("ResourceProperties", "") for row in rows if row["LogicalResourceId"] == "Copy"]
    assert any('"Value": "****"' in text for text in texts)
    assert "s3cr3t-word" not in "".join(texts)


def test_a_function_is_invoked_through_the_api(aws: Embedded, stacks: Stacks) -> None:
    code = "import time\ndef handler(event, context):\n    print('seen')\n    " + "return 1 / event['by']"
    function = {"Runtime": "python3.12", "Handler": "index.handler", "Role": "ROLE", "Code": {"ZipFile": code}}
    made = {"F": {"Type": "AWS::Lambda::Function", "Properties": function}}
    text = f"Resources:{ROLE}  F: {json.dumps(made['F'])}".replace('"ROLE"', "!GetAtt Role.Arn")
    stacks.create("called", text)
    name, client = stacks.physical("called", "F"), aws.client("lambda")
    answer = client.invoke(FunctionName=name, Payload=b'{"by": 4}', LogType="Tail")
    assert (answer["StatusCode"], answer["Payload"].read()) == (200, b"0.25")
    wrong = client.invoke(FunctionName=name, Payload=b'{"by": 0}')
    assert wrong["FunctionError"] == "Unhandled"
    assert json.loads(wrong["Payload"].read())["errorType"] == "ZeroDivisionError"
    with pytest.raises(ClientError, match="not authorized to perform: lambda:InvokeFunction"):
        aws.client("lambda", keys=aws.keys("dana")).invoke(FunctionName=name)


@pytest.mark.parametrize("name", ["none", "arn:aws:lambda:eu-west-1:111122223333:function:none"])
def test_a_function_that_is_not_there_is_not_found(aws: Embedded, name: str) -> None:
    with pytest.raises(ClientError, match="Function not found: arn:aws:lambda:eu-west-1:111122223333:function:none"):
        aws.client("lambda").invoke(FunctionName=name)


def test_a_topic_behind_a_custom_resource_is_refused_by_name(stacks: Stacks) -> None:
    topic = "Resources: {T: {Type: AWS::SNS::Topic}, C: {Type: Custom::C, Properties: {ServiceToken: !Ref T}}}"
    with pytest.raises(ClientError, match=r"behind an SNS topic \(C\) is not part of the embedded AWS"):
        stacks.create("topic", topic)


def test_nobody_answers_without_the_token(aws: Embedded) -> None:
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(f"{aws.endpoint}/_embedded/answers/guess", b"{}", method="PUT"))
