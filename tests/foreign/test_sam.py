"""AWS's SAM CLI against the embedded AWS: it deploys a plain template; a serverless one is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded_aws import REGION, embedded
from tests.e2e.world import Done, run_command
from tests.foreign.environments import python_of
from tests.foreign.person import variables_of

pytestmark = pytest.mark.slow
PLAIN = """\
Parameters: {Value: {Type: String}}
Resources:
  Where: {Type: "AWS::SSM::Parameter", Properties: {Name: /churn/where, Type: String, Value: !Ref Value}}
Outputs:
  Where: {Value: !Ref Where}
"""
SERVERLESS = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Score:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: index.handler, InlineCode: "def handler(event, context): return 1"}
"""


def test_a_plain_template_is_deployed_and_a_serverless_one_refused(tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "serverless.yaml").write_text(SERVERLESS, encoding="utf-8")
    program = str(python_of("sam").with_name("sam"))
    with embedded() as aws:
        variables = variables_of(aws, SAM_CLI_TELEMETRY="0")

        def deploy(template: str, stack: str, *words: str) -> Done:
            way = ("--no-confirm-changeset", "--region", REGION, "--capabilities", "CAPABILITY_IAM", *words)
            command = [program, "deploy", "--template-file", template, "--stack-name", stack, *way]
            return run_command(command, tmp_path, variables)

        done = deploy("plain.yaml", "plain", "--parameter-overrides", "Value=first").ended(0)
        done.said("CREATE_COMPLETE", "Successfully created/updated stack - plain in eu-west-1")
        assert aws.client("ssm").get_parameter(Name="/churn/where")["Parameter"]["Value"] == "first"
        refused = deploy("serverless.yaml", "serverless").ended(1)
        refused.said("Transform AWS::Serverless-2016-10-31 is not part of the embedded AWS")
        words = ("delete", "--stack-name", "plain", "--no-prompts", "--region", REGION)
        run_command([program, *words], tmp_path, variables).ended(0).said("Deleted successfully")
