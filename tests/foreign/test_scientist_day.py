"""A data scientist's day with boto3, Amazon's command line and the console's calls, in each way of signing in.

Identity providers are not part of the embedded AWS: a session that SAML or Identity Center would make is issued as they
make it, and the roles of a permission set are made as Identity Center makes them, with and without a region.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded, embedded
from embedded_aws.gateway.callers import find_role, role_session
from embedded_aws.service import Keys
from products.environment.roles.console_calls import PAGES
from tests.behavior.deployed.publishing import ended, offer
from tests.behavior.deployed.site import CHURN, PEOPLE, ROOT, Site, refused
from tests.e2e.world import Done, build_command, clean_environment, run_command
from tests.foreign.console_calls import DONE_IN_THE_DAY, NOT_HERE, PARAMETERS, Facts, actions, refusal

pytestmark = pytest.mark.slow

RESERVED = "/aws-reserved/sso.amazonaws.com/"
SET = "AWSReservedSSO_DataScientist"
MODES: dict[str, dict[str, str]] = {
    "mfa": {"TrustMode": "mfa", "TrustedPrincipals": PEOPLE},
    "saml": {
        "TrustMode": "saml",
        "SamlProvider": f"arn:aws:iam::{ACCOUNT}:saml-provider/company",
        "TrustedPrincipals": "",
    },
    "identity-center": {
        "TrustMode": "identity-center",
        "TrustedPrincipals": f"arn:aws:iam::{ACCOUNT}:role{RESERVED}*{SET}_*",
    },
}
NOTEBOOK = "ds-churn-dev-mine"
ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{NOTEBOOK}"


@dataclass(frozen=True)
class Day:
    """An environment, its catalog, and two people who have signed in."""

    aws: Embedded
    dana: Keys
    eli: Keys
    name: str
    facts: Facts

    def client(self, service: str, keys: Keys | None = None) -> Any:
        return self.aws.client(service, keys=keys or self.dana)

    def cli(self, *words: str, keys: Keys | None = None) -> Done:
        """`aws WORDS`, as dana."""
        command = [sys.executable, "-m", "awscli", *words, "--output", "json"]
        return run_command(command, ROOT, clean_environment(**self.variables(keys or self.dana)))

    def build(self, *words: str, keys: Keys | None = None) -> Done:
        """`build.py WORDS`, as dana."""
        return run_command(build_command(ROOT, *words), ROOT, clean_environment(**self.variables(keys or self.dana)))

    def variables(self, keys: Keys) -> dict[str, str]:
        given = {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret_key}
        if keys.token:
            given["AWS_SESSION_TOKEN"] = keys.token
        return {**given, "AWS_ENDPOINT_URL": self.aws.endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


@pytest.fixture(scope="module", params=list(MODES))
def day(request: pytest.FixtureRequest) -> Iterator[Day]:
    """The environment in one mode, and dana's notebook launched by what the console's launch page sends."""
    mode = request.param
    with embedded() as aws:
        site = Site(aws)
        site.deploy(CHURN, {"Project": "churn", "Stage": "dev", "Detective": "off", **MODES[mode]})
        product, version = offer(site, CHURN)
        domain = "@example.com" if mode == "identity-center" else ""
        dana, eli = (sign_in(site, mode, f"{name}{domain}") for name in ("dana", "eli"))
        path = aws.client("servicecatalog", keys=dana).list_launch_paths(ProductId=product)["LaunchPathSummaries"][0]
        yield launch(Day(aws, dana, eli, f"dana{domain}", Facts(product, version, path["Id"])))


def sign_in(site: Site, mode: str, name: str) -> Keys:
    """A person's session, as this mode makes one; with `mfa` as the console's switch of roles does."""
    if mode == "mfa":
        return site.become(name, SourceIdentity="")
    role = site.values(CHURN)["role/data-scientist"]
    if mode == "identity-center":
        role = reserved_role(site, "" if name.startswith("eli") else f"{REGION}/")
    keys: Keys = site.aws.gateway.sessions.issue(role_session(find_role(role), name, 3600)).keys
    return keys


def reserved_role(site: Site, region: str) -> str:
    """The permission set's role, with the policies that `./build.py permission-set` names; in the portfolio, too."""
    iam, catalog = site.aws.client("iam"), site.aws.client("servicecatalog")
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"}
    signed_in = {"Effect": "Allow", "Principal": provider, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"]}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [signed_in]})
    suffix = "0123456789abcdef" if region else "fedcba9876543210"
    made = iam.create_role(RoleName=f"{SET}_{suffix}", Path=f"{RESERVED}{region}", AssumeRolePolicyDocument=trust)
    own = iam.list_attached_role_policies(RoleName="ds-churn-dev-data-scientist")["AttachedPolicies"]
    for policy in own:
        iam.attach_role_policy(RoleName=f"{SET}_{suffix}", PolicyArn=policy["PolicyArn"])
    portfolio = catalog.list_portfolios()["PortfolioDetails"][0]["Id"]
    pattern = f"arn:aws:iam:::role{RESERVED}*{SET}_*"
    catalog.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=pattern, PrincipalType="IAM_PATTERN")
    return str(made["Role"]["Arn"])


def launch(day: Day) -> Day:
    catalog = day.client("servicecatalog")
    answers = {"NotebookName": "mine", "Environment": CHURN, "Owner": day.name}
    record = catalog.provision_product(
        ProductId=day.facts.product,
        ProvisioningArtifactId=day.facts.version,
        PathId=day.facts.path,
        ProvisionedProductName="mine",
        ProvisioningParameters=[{"Key": key, "Value": value} for key, value in answers.items()],
    )["RecordDetail"]
    done = ended(day.aws, record["RecordId"])
    assert done["Status"] == "SUCCEEDED", done
    outputs = catalog.get_provisioned_product_outputs(ProvisionedProductId=record["ProvisionedProductId"])["Outputs"]
    stack = next(row["OutputValue"] for row in outputs if row["OutputKey"] == "CloudformationStackARN")
    facts = replace(
        day.facts,
        launched=record["ProvisionedProductId"],
        record=record["RecordId"],
        stack=stack,
        notebook=NOTEBOOK,
        notebook_arn=ARN,
    )
    return replace(day, facts=facts)


def test_every_call_of_the_console_is_sent() -> None:
    named = {action for page in PAGES for action in page.actions}
    assert named == set(PARAMETERS) | DONE_IN_THE_DAY
    assert set(NOT_HERE) <= named
    assert not set(PARAMETERS) & DONE_IN_THE_DAY


def test_every_page_of_the_console_opens_to_her(day: Day) -> None:
    sent = actions("everything", "products", "own products", "stacks", "own notebooks", "automations")
    assert len(sent) > 20
    said = {action: refusal(day.aws, day.dana, action, day.facts) for action in sent}
    assert {action: text for action, text in said.items() if text} == {}


def test_what_is_hers_is_closed_to_him(day: Day) -> None:
    listing = ("ScanProvisionedProducts", "SearchProvisionedProducts", "ListRecordHistory")
    single = [one for one in actions("own products", "own notebooks") if not one.endswith(listing)]
    said = {action: refusal(day.aws, day.eli, action, day.facts) for action in single}
    assert [action for action, text in said.items() if text is None] == []
    catalog = day.client("servicecatalog", day.eli)
    own = {"AccessLevelFilter": {"Key": "User", "Value": "self"}}
    assert catalog.scan_provisioned_products(**own)["ProvisionedProducts"] == []
    assert catalog.search_provisioned_products(**own)["ProvisionedProducts"] == []
    for call in ("start_notebook_instance", "stop_notebook_instance", "create_presigned_notebook_instance_url"):
        refused(getattr(day.client("sagemaker", day.eli), call), NotebookInstanceName=NOTEBOOK)
    with pytest.raises(ClientError):
        catalog.terminate_provisioned_product(ProvisionedProductId=day.facts.launched, TerminateToken="his")
    with pytest.raises(ClientError):
        catalog.update_provisioned_product(
            ProvisionedProductId=day.facts.launched,
            ProvisioningParameters=[{"Key": "Owner", "Value": "eli"}],
            UpdateToken="his",
        )


def test_she_opens_stops_and_starts_it_with_boto3(day: Day) -> None:
    sagemaker = day.client("sagemaker")
    assert sagemaker.create_presigned_notebook_instance_url(NotebookInstanceName=NOTEBOOK)["AuthorizedUrl"]
    for call, waiter in (("stop", "notebook_instance_stopped"), ("start", "notebook_instance_in_service")):
        getattr(sagemaker, f"{call}_notebook_instance")(NotebookInstanceName=NOTEBOOK)
        sagemaker.get_waiter(waiter).wait(NotebookInstanceName=NOTEBOOK, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def test_she_opens_stops_and_starts_it_with_amazons_command_line(day: Day) -> None:
    name = ("--notebook-instance-name", NOTEBOOK)
    day.cli("sagemaker", "create-presigned-notebook-instance-url", *name).ended(0).said("AuthorizedUrl")
    day.cli("sagemaker", "stop-notebook-instance", *name).ended(0)
    day.cli("sagemaker", "wait", "notebook-instance-stopped", *name).ended(0)
    day.cli("sagemaker", "start-notebook-instance", *name).ended(0)
    day.cli("sagemaker", "wait", "notebook-instance-in-service", *name).ended(0)
    day.cli("sagemaker", "stop-notebook-instance", *name, keys=day.eli).ended(255).said("AccessDenied")


def test_she_starts_nothing_else_with_the_role_that_she_may_pass(day: Day) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-execution"
    create = day.client("sagemaker").create_notebook_instance
    refused(create, NotebookInstanceName="ds-churn-dev-own", InstanceType="ml.t3.medium", RoleArn=role)


def test_the_console_opens_as_her_by_a_link(day: Day) -> None:
    done = day.build("console", "--destination", "notebooks").ended(0).said("Open it within fifteen minutes")
    with urllib.request.urlopen(done.out.strip()) as page:
        shown = json.load(page)
    assert shown["console"].endswith(f"/{day.name}")
    assert shown["destination"].endswith("/sagemaker/home?region=eu-west-1#/notebook-instances")


def test_a_link_is_made_from_a_session_of_a_role_only(day: Day) -> None:
    day.build("console", keys=day.aws.keys("dana")).ended(2).said("error[AWS726]", "--as data-scientist")
    own = day.aws.client("sts", keys=day.aws.keys("dana")).get_session_token()["Credentials"]
    keys = Keys(own["AccessKeyId"], own["SecretAccessKey"], own["SessionToken"])
    day.build("console", keys=keys).ended(2).said("error[AWS726]", "a session of an IAM user")
    day.build("console", "--region", "us-iso-east-1").ended(2).said("error[AWS727]", "not offered")
    day.build("console", "--destination", "https://example.com/").ended(2).said("error[AWS728]")
    guessed = replace(day.dana, token="guessed")
    day.build("console", keys=guessed).ended(5).said("AWS refused")


def test_an_update_by_the_catalog_keeps_the_owner_and_another_name_gives_it_away(day: Day) -> None:
    catalog = day.client("servicecatalog")
    keep = [{"Key": key, "UsePreviousValue": True} for key in ("NotebookName", "Environment")]
    for token, owner, opens in (("away", "somebody", False), ("back", day.name, True)):
        record = catalog.update_provisioned_product(
            ProvisionedProductId=day.facts.launched,
            ProvisioningParameters=[*keep, {"Key": "Owner", "Value": owner}],
            UpdateToken=token,
        )["RecordDetail"]
        done = ended(day.aws, record["RecordId"])
        assert done["Status"] == "SUCCEEDED", done
        page = "sagemaker:CreatePresignedNotebookInstanceUrl"
        assert (refusal(day.aws, day.dana, page, day.facts) is None) is opens


def test_at_the_end_her_notebook_becomes_his_and_he_terminates_it(day: Day) -> None:
    """She has left: an administrator hands it over, and he names himself."""
    his, admin = day.name.replace("dana", "eli"), day.aws.keys("admin")
    day.build("hand-over", "nothing", "--to", his, keys=admin).ended(2).said("error[AWS714]")
    day.build("hand-over", "mine", "--to", "e:li", keys=admin).ended(2).said("error[AWS729]")
    day.build("hand-over", "mine", "--to", his).ended(5).said("not authorized to perform: servicecatalog:Search")
    catalog = day.aws.client("servicecatalog")
    # Identity Center's permission set may have another role for him, so there his session is named by its ARN.
    session = day.aws.client("sts", keys=day.eli).get_caller_identity()["Arn"] if "@" in his else his
    day.build("hand-over", "mine", "--to", session, keys=admin).ended(0).said(f"mine becomes {his}'s", "next")
    (row,) = catalog.search_provisioned_products(AccessLevelFilter={"Key": "Account", "Value": "self"})[
        "ProvisionedProducts"
    ]
    assert row["UserArnSession"].endswith(f"/{his}")
    page = "sagemaker:CreatePresignedNotebookInstanceUrl"
    assert refusal(day.aws, day.eli, page, day.facts) is not None
    day.build("update", "mine", "--set", f"Owner={his}", keys=day.eli).ended(0)
    assert refusal(day.aws, day.eli, page, day.facts) is None
    assert refusal(day.aws, day.dana, page, day.facts) is not None
    day.build("hand-over", "mine", "--to", session, keys=admin).ended(0).said("already")
    day.build("terminate", "mine", "--yes", keys=day.dana).ended(2).said("error[AWS714]")
    day.build("terminate", "mine", "--yes", keys=day.eli).ended(0)
