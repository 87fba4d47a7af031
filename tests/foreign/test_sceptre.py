"""sceptre against the embedded AWS: a stack of a project launched, looked at, changed and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from embedded_aws import REGION, embedded
from tests.e2e.world import Done, run_command
from tests.foreign.environments import python_of
from tests.foreign.person import variables_of

pytestmark = pytest.mark.slow
FILES = {
    "config/config.yaml": f"project_code: churn\nregion: {REGION}\n",
    "config/dev/where.yaml": "template: {path: where.yaml, type: file}\nparameters: {Value: first}\n",
    "templates/where.yaml": """\
Parameters: {Value: {Type: String}}
Resources:
  Where: {Type: "AWS::SSM::Parameter", Properties: {Name: /churn/where, Type: String, Value: !Ref Value}}
Outputs:
  Where: {Value: !Ref Where}
""",
}
STACK = "dev/where.yaml"


def test_a_stack_is_launched_looked_at_changed_and_deleted(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    program = str(python_of("sceptre").with_name("sceptre"))
    with embedded() as aws:
        variables = variables_of(aws)

        def sceptre(*words: str) -> Done:
            return run_command([program, "--no-colour", *words], tmp_path, variables).ended(0)

        sceptre("launch", "--yes", STACK).said("churn-dev-where", "CREATE_COMPLETE")
        sceptre("status", "dev").said('"dev/where": "CREATE_COMPLETE"')
        sceptre("list", "outputs", STACK).said("/churn/where")
        file = tmp_path / "config" / STACK
        file.write_text(file.read_text(encoding="utf-8").replace("first", "second"), encoding="utf-8")
        sceptre("launch", "--yes", STACK).said("UPDATE_COMPLETE")
        assert aws.client("ssm").get_parameter(Name="/churn/where")["Parameter"]["Value"] == "second"
        sceptre("delete", "--yes", STACK).said("delete complete")
        with pytest.raises(ClientError, match="does not exist"):
            aws.client("cloudformation").describe_stacks(StackName="churn-dev-where")
