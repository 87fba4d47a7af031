"""Documents of Systems Manager and their automations: as whom they run, and what is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.embedded_aws.gateway.conftest import World
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

Refused = Callable[..., tuple[str, str]]
CALL = {"Service": "ssm", "Api": "PutParameter", "Name": "{{ Name }}", "Value": "1", "Type": "String"}
PUT = {"name": "Put", "action": "aws:executeAwsApi", "inputs": CALL}
DOCUMENT: dict[str, Any] = {
    "schemaVersion": "0.3",
    "parameters": {"Name": {"type": "String", "allowedPattern": "^/ds/"}},
    "mainSteps": [PUT],
}


def create(client: Any, name: str, content: Mapping[str, Any] = DOCUMENT) -> None:
    client.create_document(Name=name, DocumentType="Automation", Content=json.dumps(content))


def run(client: Any, name: str, **parameters: str) -> dict[str, Any]:
    given = {key: [value] for key, value in parameters.items()}
    started = client.start_automation_execution(DocumentName=name, Parameters=given)["AutomationExecutionId"]

    def ended() -> dict[str, Any]:
        found: dict[str, Any] = client.get_automation_execution(AutomationExecutionId=started)["AutomationExecution"]
        return found if "ExecutionEndTime" in found else {}

    return wait_until(ended, "the automation ends")


def test_a_document_is_made_changed_and_deleted(world: World) -> None:
    client = world.aws.client("ssm")
    create(client, "life")
    assert client.describe_document(Name="life")["Document"]["DocumentVersion"] == "1"
    other = json.dumps({**DOCUMENT, "description": "again"})
    client.update_document(Name="life", Content=other, DocumentVersion="$LATEST")
    client.update_document_default_version(Name="life", DocumentVersion="2")
    assert json.loads(client.get_document(Name="life")["Content"])["description"] == "again"
    assert run(client, "life", Name="/ds/life")["DocumentVersion"] == "2"
    client.delete_document(Name="life")
    assert [each["Name"] for each in client.list_documents()["DocumentIdentifiers"]] == []


CASES: list[tuple[Mapping[str, Any], str]] = [
    ({**DOCUMENT, "schemaVersion": "2.2"}, "schemaVersion 0.3"),
    ({**DOCUMENT, "outputs": ["Put.Version"]}, "outputs of a document is not part"),
    ({**DOCUMENT, "mainSteps": []}, "it needs steps"),
    ({**DOCUMENT, "mainSteps": [PUT, PUT]}, "a name of its own"),
    ({**DOCUMENT, "mainSteps": [{**PUT, "action": "aws:executeScript"}]}, "the action aws:executeScript of step Put"),
    ({**DOCUMENT, "mainSteps": [{**PUT, "nextStep": "Put"}]}, "nextStep of step Put is not part"),
    ({**DOCUMENT, "mainSteps": [{**PUT, "onFailure": "step:Put"}]}, "onFailure step:Put"),
    ({**DOCUMENT, "mainSteps": [{**PUT, "inputs": {**CALL, "Api": "PutEverything"}}]}, "no operation"),
    ({**DOCUMENT, "mainSteps": [{**PUT, "outputs": [{"Name": "A", "Selector": "$..A"}]}]}, "the selector $..A"),
    ({**DOCUMENT, "parameters": {"Name": {"type": "AWS::EC2::Instance::Id"}}}, "the type AWS::EC2::Instance::Id"),
]


@pytest.mark.parametrize(("content", "said"), CASES, ids=[said for _, said in CASES])
def test_what_is_not_offered_of_a_document_is_refused_when_it_is_made(
    world: World, refused: Refused, content: Mapping[str, Any], said: str
) -> None:
    client = world.aws.client("ssm")
    given = {"Name": "bad", "DocumentType": "Automation", "Content": json.dumps(content)}
    assert said in refused(client.create_document, **given)[1]
    assert "a document in YAML" in refused(client.create_document, **given, DocumentFormat="YAML")[1]
    command = {**given, "DocumentType": "Command", "Content": json.dumps(DOCUMENT)}
    assert "type Command" in refused(client.create_document, **command)[1]


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("starts", {"Name": ["/other"]}, "InvalidAutomationExecutionParametersException"),
        ("starts", {}, "InvalidAutomationExecutionParametersException"),
        ("starts", {"Name": ["/ds/a"], "Color": ["red"]}, "InvalidAutomationExecutionParametersException"),
        ("none-such", {}, "AutomationDefinitionNotFoundException"),
        ("AWS-StopEC2Instance", {}, "NotImplemented"),
    ],
)
def test_a_start_is_refused(world: World, refused: Refused, name: str, given: Any, code: str) -> None:
    client = world.aws.client("ssm")
    if name == "starts" and not client.list_documents()["DocumentIdentifiers"]:
        create(client, name)
    more = {"Parameters": given} if given else {}  # an empty map is refused before anybody looks at it
    assert refused(client.start_automation_execution, DocumentName=name, **more)[0] == code


STARTS = ["ssm:StartAutomationExecution", "ssm:GetAutomationExecution"]


def test_it_runs_as_its_starter_with_what_he_may_do(world: World, refused: Refused) -> None:
    create(world.aws.client("ssm"), "theirs")
    everything = {"Effect": "Allow", "Action": STARTS, "Resource": "*"}
    client = world.aws.client("ssm", keys=world.role_of(everything))
    failed = run(client, "theirs", Name="/ds/theirs")
    assert failed["AutomationExecutionStatus"] == "Failed"
    assert "is not authorized to perform: ssm:PutParameter" in failed["FailureMessage"]
    puts = {"Effect": "Allow", "Action": "ssm:PutParameter", "Resource": "*"}
    client = world.aws.client("ssm", keys=world.role_of(everything, puts))
    assert run(client, "theirs", Name="/ds/theirs")["AutomationExecutionStatus"] == "Success"


@pytest.mark.parametrize("part", ["automation-definition/theirs-too:$DEFAULT", "document/theirs-too"])
def test_starting_is_asked_about_the_document_by_name(world: World, refused: Refused, part: str) -> None:
    admin = world.aws.client("ssm")
    if "theirs-too" not in [each["Name"] for each in admin.list_documents()["DocumentIdentifiers"]]:
        create(admin, "theirs-too")
    all_but = {"Effect": "Allow", "Action": STARTS, "NotResource": f"arn:aws:ssm:*:*:{part}"}
    client = world.aws.client("ssm", keys=world.role_of(all_but))
    said = refused(client.start_automation_execution, DocumentName="theirs-too", Parameters={"Name": ["/ds/x"]})
    assert f":{part}" in said[1]


def test_a_document_that_assumes_a_role_runs_as_it_where_the_starter_may_pass_it(
    world: World, refused: Refused
) -> None:
    puts = {"Effect": "Allow", "Action": "ssm:PutParameter", "Resource": "*"}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    operator = world.role({**trust, "Principal": {"Service": "ssm.amazonaws.com"}}, puts)
    stranger = world.role({**trust, "Principal": {"Service": "lambda.amazonaws.com"}}, puts)
    assumed = {
        **DOCUMENT,
        "assumeRole": "{{ Role }}",
        "parameters": {**DOCUMENT["parameters"], "Role": {"type": "String", "default": ""}},
    }
    create(world.aws.client("ssm"), "assumes", assumed)
    start = {"Effect": "Allow", "Action": STARTS, "Resource": "*"}
    client = world.aws.client("ssm", keys=world.role_of(start))
    given = {"DocumentName": "assumes", "Parameters": {"Name": ["/ds/assumed"], "Role": [operator]}}
    assert "iam:PassRole" in refused(client.start_automation_execution, **given)[1]
    client = world.aws.client("ssm", keys=world.role_of(start, {**start, "Action": "iam:PassRole"}))
    assert run(client, "assumes", Name="/ds/assumed", Role=operator)["AutomationExecutionStatus"] == "Success"
    given["Parameters"] = {"Name": ["/ds/assumed"], "Role": [stranger]}
    assert "can't be assumed" in refused(client.start_automation_execution, **given)[1]
