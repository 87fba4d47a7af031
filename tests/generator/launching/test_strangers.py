"""What a launch role allows and nothing in the template has to do with, at its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cloudformation.template.reader import read_document
from generator.launching import draft_role, find_needs, render_role
from generator.launching.strangers import find_hidden, find_strangers
from generator.manifest.launch_roles import load_launch_role

SETTING = "Resources: {Setting: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: x}}}"
HIDDEN = {
    "a macro": f"Transform: AWS::Serverless-2016-10-31\n{SETTING}",
    "a nested stack": "Resources: {Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://x'}}}",
}


def strangers(tmp_path: Path, template: str, *actions: str) -> list[tuple[str, str, int, int]]:
    """(pattern, what to write in its place, strange ones, line behind the draft)."""
    document = read_document(template)
    needs = find_needs(document)
    file = tmp_path / "products/x/launch-role.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = render_role(draft_role(needs))
    more = (
        f"  - id: More\n    because: x\n    allow: [{', '.join(map(repr, actions))}]\n    on: '*'\n" if actions else ""
    )
    file.write_text(draft + more, encoding="utf-8")
    role = load_launch_role(tmp_path, "x", in_environment=True)
    assert role is not None
    found = list(find_strangers(role, document, needs))
    line = len(draft.splitlines())
    return [(each.pattern, ", ".join(each.listed), len(each.strange), each.place.line - line) for each in found]


def test_a_draft_has_no_strangers(tmp_path: Path) -> None:
    assert strangers(tmp_path, SETTING) == []


@pytest.mark.parametrize("action", ["lambda:InvokeFunction", "iam:PassRole", "s3:PutObject", "kms:CreateGrant"])
def test_an_action_that_no_type_of_the_template_has_to_do_with_is_one(tmp_path: Path, action: str) -> None:
    assert strangers(tmp_path, SETTING, action) == [(action, "", 1, 3)]


def test_a_pattern_is_one_for_what_it_covers_besides(tmp_path: Path) -> None:
    (found,) = strangers(tmp_path, SETTING, "ssm:Put*")
    assert found[:2] == ("ssm:Put*", "ssm:PutParameter")
    assert found[2] > 3
    (found,) = strangers(tmp_path, SETTING, "iam:*")
    assert (found[1], found[2] > 100) == ("", True)


def test_what_is_listed_and_not_needed_now_is_none(tmp_path: Path) -> None:
    assert strangers(tmp_path, SETTING, "ssm:GetParameters", "ssm:RemoveTagsFromResource") == []


def test_what_nobody_can_look_at_is_told() -> None:
    told = [list(find_hidden(read_document(template))) for template in (SETTING, *HIDDEN.values())]
    assert told == [[], ["what AWS::Serverless-2016-10-31 makes"], ["what the nested stack Inner makes"]]
    custom = "Resources: {A: {Type: 'Custom::Thing', Properties: {ServiceToken: x}}, B: {Type: 'AWS::Made::Up'}}"
    found = list(find_hidden(read_document(custom)))
    assert found == ["what the custom resource A does", "what makes B, an AWS::Made::Up"]


@pytest.mark.parametrize("what", HIDDEN)
def test_nothing_is_said_where_the_template_does_not_show_all_that_it_makes(tmp_path: Path, what: str) -> None:
    assert strangers(tmp_path, HIDDEN[what], "lambda:InvokeFunction") == []
