"""The canvas remembers where each part was drawn, and puts the document in reading order."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from troposphere import Equals, GetAtt, Ref, Tags
from troposphere.ec2 import VPC
from troposphere.iam import PolicyType
from troposphere.sqs import Queue

from generator.blueprint import Canvas, ParameterPrompt
from generator.diagnostics import Problems

ROOT = Path(__file__).parent
NAME = ParameterPrompt("QueueName", "Queue", "Name", "What it is called.", "letters", default="jobs", pattern="[a-z]+")


@pytest.fixture
def canvas() -> Canvas:
    return Canvas(ROOT, "A test.")


def test_a_part_is_remembered_at_the_line_that_draws_it(canvas: Canvas) -> None:
    frame = inspect.currentframe()
    assert frame is not None
    canvas.add(Queue("Queue"))
    line = frame.f_lineno - 1
    span = canvas.finish().sources["Resources", "Queue"]
    assert (span.path, span.line) == ("test_canvas.py", line)


def test_the_document_reads_from_questions_to_answers(canvas: Canvas) -> None:
    canvas.output("Url", Ref("Queue"), "The queue.")
    canvas.add(Queue("Queue", QueueName=canvas.parameter(NAME)))
    canvas.condition("Always", Equals("a", "a"))
    canvas.mapping("Sizes", {"small": {"value": 1}})
    canvas.rule("Sensible", {"say jobs": {"Fn::Equals": [{"Ref": "QueueName"}, "jobs"]}})
    assert list(canvas.finish().document) == [
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Parameters",
        "Rules",
        "Mappings",
        "Conditions",
        "Resources",
        "Outputs",
    ]


def test_a_resource_names_its_type_before_its_conditions_and_policies_before_its_properties(canvas: Canvas) -> None:
    with canvas.optional(canvas.condition("Wanted", Equals("a", "a"))):
        canvas.add(Queue("Queue", Metadata={"why": "test"}, QueueName="jobs", DeletionPolicy="Retain", DependsOn="X"))
    assert list(canvas.finish().document["Resources"]["Queue"]) == [
        "Type",
        "Condition",
        "DependsOn",
        "DeletionPolicy",
        "Metadata",
        "Properties",
    ]


def test_parts_that_troposphere_refuses_are_reported_together_each_at_its_line(canvas: Canvas) -> None:
    canvas.add(VPC("Network", Tags=Tags(Team="churn")))
    canvas.add(PolicyType("Policy", PolicyName="p"))
    canvas.add(PolicyType("Other", PolicyName="p"))
    with pytest.raises(Problems) as caught:
        canvas.finish()
    assert [finding.code for finding in caught.value.findings] == ["TP307", "TP307"]
    assert "`Policy`" in caught.value.findings[0].message
    lines = [finding.span.line for finding in caught.value.findings if finding.span]
    assert lines[1] == lines[0] + 1


def test_a_second_part_of_the_same_name_is_refused_with_the_first_ones_line(canvas: Canvas) -> None:
    canvas.add(Queue("Queue"))
    with pytest.raises(Problems) as caught:
        canvas.add(Queue("Queue"))
    assert caught.value.findings[0].code == "TP301"
    assert "test_canvas.py:" in caught.value.findings[0].message


def test_functions_tags_and_nested_objects_become_plain_data(canvas: Canvas) -> None:
    canvas.add(VPC("Network", CidrBlock=GetAtt("Pool", "Cidr"), Tags=Tags(Team="churn")))
    properties = canvas.finish().document["Resources"]["Network"]["Properties"]
    assert properties == {
        "CidrBlock": {"Fn::GetAtt": ["Pool", "Cidr"]},
        "Tags": [{"Key": "Team", "Value": "churn"}],
    }


def test_an_asset_has_the_same_digest_whatever_the_clock_and_the_order_of_writing(tmp_path: Path) -> None:
    digests = []
    for order in (["a.py", "b.py"], ["b.py", "a.py"]):
        folder = tmp_path / order[0] / "code"
        folder.mkdir(parents=True)
        for number, name in enumerate(order):
            (folder / name).write_text(f"{name}\n")
            (folder / name).chmod(0o600 + 0o44 * number)
        (folder / "__pycache__").mkdir()
        (folder / "__pycache__" / f"{order[0]}c").write_bytes(b"compiled")
        digests.append(Canvas(tmp_path, "").asset("Code", folder))
    assert digests[0] == digests[1]


def test_an_asset_that_links_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.py").symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(Problems) as caught:
        Canvas(tmp_path, "").asset("Code", "code")
    assert caught.value.findings[0].code == "TP322"


def test_an_empty_asset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        Canvas(tmp_path, "").asset("Code", "missing")
    assert caught.value.findings[0].code == "TP322"


def test_a_resource_says_what_it_is_for_by_itself_or_by_what_it_is_drawn_within(canvas: Canvas) -> None:
    canvas.architecture("Three queues.")
    canvas.add(Queue("Silent"))
    with canvas.reason("work waits here"):
        canvas.add(Queue("Jobs"))
        canvas.add(Queue("Dead"), why="what failed thrice is looked at by a person")
        with canvas.reason("another"):
            canvas.add(Queue("Inner"))
        canvas.add(Queue("After"))
    document = canvas.finish().document
    said = {
        name: body.get("Metadata", {}).get("com.aws.cloudformation.Context", {}).get("why")
        for name, body in document["Resources"].items()
    }
    assert said == {
        "Silent": None,
        "Jobs": "work waits here",
        "Dead": "what failed thrice is looked at by a person",
        "Inner": "another",
        "After": "work waits here",
    }
    assert document["Metadata"]["com.aws.cloudformation.Context"] == {"arch": "Three queues."}
