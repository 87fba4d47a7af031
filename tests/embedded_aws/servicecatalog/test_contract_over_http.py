"""Every offered operation over the wire: boto3 and the AWS CLI, two clients with models of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded, embedded
from embedded_aws.servicecatalog import FaultSettings
from embedded_aws.servicecatalog.operations import OPERATIONS
from tests.embedded_aws.servicecatalog.every_operation import EveryOperation
from tests.embedded_aws.servicecatalog.published_catalog import LAUNCH_ROLE, PublishedCatalog
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow

SPOKE = "444455556666"
URL = f"https://bodies.s3.{REGION}.amazonaws.com/1.yaml"


def test_boto3_understands_every_answer() -> None:
    with embedded(accounts=(ACCOUNT, SPOKE), organization=True) as aws:
        organization = aws.client("organizations").describe_organization()["Organization"]["Id"]
        published, called = PublishedCatalog(aws), set()
        clients = {
            "admin": published.admin,
            "dana": published.dana,
            "spoke": aws.client("servicecatalog", keys=aws.keys("admin", SPOKE)),
        }

        def call_as(who: str, operation: str, params: Mapping[str, Any]) -> Any:
            called.add(operation)
            answer = getattr(clients[who], xform_name(operation))(**params)
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
            if operation == "DescribeRecord":
                assert answer["RecordDetail"]["RecordErrors"] == []
            return answer

        settle = aws.gateway.services["servicecatalog"].wait
        EveryOperation(call_as, settle, URL, LAUNCH_ROLE, SPOKE, organization).walk()
        assert called == {*OPERATIONS}
        assert published.groups() == []


def aws_cli(aws: Embedded, *words: str) -> subprocess.CompletedProcess[str]:
    keys = aws.keys("admin")
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_PAGER": "",
    }
    program = os.path.join(os.path.dirname(sys.executable), "aws")
    command = [sys.executable, program, "servicecatalog", *words, "--output", "json"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_the_aws_cli_publishes_reads_and_is_refused() -> None:
    with embedded() as aws:
        made = aws_cli(aws, "create-portfolio", "--display-name", "Data science", "--provider-name", "Platform")
        assert made.returncode == 0, made.stderr
        portfolio = json.loads(made.stdout)["PortfolioDetail"]["Id"]
        listed = json.loads(aws_cli(aws, "list-portfolios").stdout)["PortfolioDetails"]
        assert [row["Id"] for row in listed] == [portfolio]
        refused = aws_cli(aws, "describe-portfolio", "--id", "port-none")
        assert "(ResourceNotFoundException)" in refused.stderr
        assert "Portfolio port-none not found." in refused.stderr
        unknown = aws_cli(aws, "describe-copy-product-status", "--copy-product-token", "copy-none")
        assert "does not offer DescribeCopyProductStatus" in unknown.stderr


def test_an_exception_of_the_model_is_an_exception_of_boto3() -> None:
    with embedded() as aws:
        client = aws.client("servicecatalog")
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.describe_portfolio(Id="port-none")
        with pytest.raises(ClientError, match="ValidationException"):
            client.create_portfolio(DisplayName="x" * 101, ProviderName="Platform")


def test_fault_injection_is_switched_on_in_a_running_server() -> None:
    with embedded() as aws:
        aws.gateway.services["servicecatalog"].fault_injection = FaultSettings(list_lag=1)
        client = aws.client("servicecatalog")
        client.create_portfolio(DisplayName="Late", ProviderName="Platform")
        assert client.list_portfolios()["PortfolioDetails"] == []
        assert client.list_portfolios()["PortfolioDetails"][0]["DisplayName"] == "Late"
