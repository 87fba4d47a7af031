"""A hub and two spokes: launch roles by a stack set, a share of a unit, launches there, a new version, the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from embedded_aws.secret import read_secret
from tests.e2e.principals import set_the_stage, staged
from tests.e2e.test_own_launch_role import ROLE
from tests.e2e.world import ACCOUNT, CHECKOUT, REGION, World, ended, run, writes
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

NEAR, FAR = "222233334444", "333344445555"
LOCAL = f"ds-shared-setting-{REGION}"
SHARE = "    share:\n      - organizational-unit: {}\n"
EVERYTHING = ("--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")
PORTFOLIO = f"""\
format: 1
catalog: data-science

targets:
  hub: {{ account: "{ACCOUNT}", region: {REGION} }}

portfolios:
  settings:
    name: Settings
    provider: ML Platform
    target: hub
    products:
      - use: setting
        offer: {{ current: "1.0.0" }}
"""


def client(world: World, service: str, account: str = ACCOUNT, **keys: str) -> Any:
    """An account's administrator, or whoever has these keys."""
    if not keys:
        found = world.secret.keys("admin", account)
        keys = {"aws_access_key_id": found.access_key, "aws_secret_access_key": found.secret_key}
    return boto3.client(service, endpoint_url=world.endpoint, region_name=REGION, **keys)  # type: ignore[call-overload]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[World]:
    """A hub that has published nothing yet."""
    yield from make_hub(tmp_path)


def make_hub(tmp_path: Path) -> Iterator[World]:
    """A product that needs no environment, beside an organization of a hub and two spokes in a unit of it."""
    project = tmp_path / "project"
    (project / "products").mkdir(parents=True)
    shutil.copy2(CHECKOUT / ".cfnlintrc", project)
    (project / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    run(project, "new", "product", "setting").ended(0)
    (project / "products/setting/launch-role.yaml").write_text(ROLE, encoding="utf-8")
    with (project / "products/setting/product.yaml").open("a", encoding="utf-8") as file:
        file.write("lives-in: account\n")
    run(project, "release", "setting").ended(0)
    accounts = (word for account in (ACCOUNT, NEAR, FAR) for word in ("--account", account))
    up = ("local", "up", "--port", "0", "--state", str(tmp_path / "aws"), "--format", "json", "--organization")
    data = run(CHECKOUT, *up, *accounts).ended(0).data
    world = World(project, data["endpoint"], pid=data["pid"], secret=read_secret(tmp_path / "aws")).as_person("admin")
    try:
        set_the_stage(world)
        yield staged(world)
    finally:
        ended(world)


def make_unit(world: World) -> str:
    """A unit with both spokes."""
    organizations = client(world, "organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = str(organizations.create_organizational_unit(ParentId=root, Name="Spokes")["OrganizationalUnit"]["Id"])
    for account in (NEAR, FAR):
        organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    return unit


def scientist(world: World, account: str, by: str = "AWS_ORGANIZATIONS") -> Any:
    """Service Catalog as a person of a spoke sees it, let in by the spoke's administrator."""
    iam, catalog = client(world, "iam", account), client(world, "servicecatalog", account)
    arn = f"arn:aws:iam::{account}:role/ds-scientist"
    trusted = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:user/dana"}, "Action": "sts:AssumeRole"}
    use = ["servicecatalog:Describe*", "servicecatalog:List*", "servicecatalog:ProvisionProduct"]
    use += ["servicecatalog:SearchProducts", "servicecatalog:TerminateProvisionedProduct"]
    iam.create_role(RoleName="ds-scientist", AssumeRolePolicyDocument=document(trusted))
    may = document({"Effect": "Allow", "Action": use, "Resource": "*"})
    iam.put_role_policy(RoleName="ds-scientist", PolicyName="use", PolicyDocument=may)
    (shared,) = catalog.list_accepted_portfolio_shares(PortfolioShareType=by)["PortfolioDetails"]
    catalog.associate_principal_with_portfolio(PortfolioId=shared["Id"], PrincipalARN=arn, PrincipalType="IAM")
    keys = world.secret.keys("dana", account)
    dana = client(world, "sts", aws_access_key_id=keys.access_key, aws_secret_access_key=keys.secret_key)
    given = dana.assume_role(RoleArn=arn, RoleSessionName="dana")["Credentials"]
    return client(
        world,
        "servicecatalog",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def launch(person: Any, name: str, version: str) -> dict[str, Any]:
    """The record of a launch that has ended."""
    (view,) = person.search_products()["ProductViewSummaries"]
    described = person.describe_product(Id=view["ProductId"])["ProvisioningArtifacts"]
    ids = {each["Name"]: each["Id"] for each in described}
    made = person.provision_product(
        ProductId=view["ProductId"],
        ProvisioningArtifactId=ids[version],
        ProvisionedProductName=name,
        ProvisioningParameters=[{"Key": "Value", "Value": "one"}],
    )["RecordDetail"]
    return done(person, made)


def done(person: Any, made: dict[str, Any]) -> dict[str, Any]:
    """The record once it has ended."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = person.describe_record(Id=made["RecordId"])["RecordDetail"]
        return found if found["Status"] in ("SUCCEEDED", "FAILED") else None

    found = wait_until(look, "the record ends")
    assert found is not None
    return found


def test_spokes_launch_under_their_own_role_and_a_new_version_reaches_them_by_itself(hub: World) -> None:
    unit = make_unit(hub)
    hub.edit('        offer: { current: "1.0.0" }\n', f'        offer: {{ current: "1.0.0" }}\n{SHARE.format(unit)}')
    with hub.counting() as calls:
        hub.build("plan").ended(1).said("error[PLN655]", "activate-organizations-access")
        client(hub, "cloudformation").activate_organizations_access()
        hub.build("apply", *EVERYTHING).ended(1).said("error[PLN652]", "enable-aws-organizations-access")
    assert set(writes(calls)) == {"cloudformation:ActivateOrganizationsAccess", "organizations:EnableAWSServiceAccess"}
    client(hub, "servicecatalog").enable_aws_organizations_access()

    plan = hub.build("plan").ended(0).said(f"shared with organizational unit {unit}   BROADENS")
    plan.said(f"ds-shared-data-science-{REGION}: the roles that launch what is shared, here and in {unit}")
    hub.build("apply", "--allow", "broadens").ended(0)
    hub.build("plan", "--deep", "--exit-code").ended(0).said("No changes.")
    hub.build("doctor").ended(0)
    # Here the boundary is the one that whoever publishes cannot write, and there one that comes with the roles.
    bounded = {account: client(hub, "iam", account).get_role(RoleName=LOCAL)["Role"] for account in (ACCOUNT, NEAR)}
    named = [role["PermissionsBoundary"]["PermissionsBoundaryArn"].rpartition("/")[2] for role in bounded.values()]
    assert named == ["ds-launch-boundary", f"ds-shared-boundary-data-science-{REGION}"]
    people = {account: scientist(hub, account) for account in (NEAR, FAR)}
    for account, person in people.items():
        record = launch(person, "mine", "1.0.0")
        assert record["Status"] == "SUCCEEDED"
        assert record["LaunchRoleArn"] == f"arn:aws:iam::{account}:role/{LOCAL}"

    # A new version: no call about shares and roles but reads, and both spokes can launch it.
    hub.edit("What the setting says.", "What the setting is to say.", "products/setting/template.py")
    hub.build("release", "setting", "--patch").ended(0)
    hub.edit('current: "1.0.0"', 'current: ["1.0.0", "1.0.1"]')
    with hub.counting() as calls:
        hub.build("apply", "--allow", "broadens").ended(0)
    made = [name for name in writes(calls) if name.startswith("cloudformation:") or "Share" in name]
    assert made == []
    assert launch(people[NEAR], "newer", "1.0.1")["Status"] == "SUCCEEDED"
    for name in ("mine", "newer"):
        ending = people[NEAR].terminate_provisioned_product(ProvisionedProductName=name, TerminateToken=name)
        assert done(people[NEAR], ending["RecordDetail"])["Status"] == "SUCCEEDED"

    # The share ends, then the roles go; both want consent.
    hub.edit(SHARE.format(unit), "")
    hub.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(4).said("1 × destroys")
    hub.build("apply", *EVERYTHING).ended(0).said(f"no longer shared with organizational unit {unit}")
    hub.build("plan", "--exit-code").ended(0)
    for account, person in people.items():
        assert person.search_products()["ProductViewSummaries"] == []
        assert LOCAL not in {role["RoleName"] for role in client(hub, "iam", account).list_roles()["Roles"]}


def test_an_account_that_no_unit_reaches_makes_the_printed_roles_accepts_the_share_and_launches(hub: World) -> None:
    hub.build("spoke-roles").ended(2).said("error[PLN657]")
    hub.edit('offer: { current: "1.0.0" }\n', f'offer: {{ current: "1.0.0" }}\n    share: [{{ account: "{NEAR}" }}]\n')
    text = hub.build("spoke-roles", "--format", "json").ended(0).out
    assert ACCOUNT not in text
    assert json.loads(text)["Resources"]["RoleOf1"]["Properties"]["RoleName"] == LOCAL
    hub.build("spoke-roles").ended(0).said(f"RoleName: {LOCAL}", "!Sub")
    hub.build("apply", "--allow", "broadens").ended(0)

    # The account makes the roles and accepts; until then everybody here is told, and nobody there sees anything.
    (portfolio,) = client(hub, "servicecatalog").list_portfolios()["PortfolioDetails"]
    accept = f"aws servicecatalog accept-portfolio-share --portfolio-id {portfolio['Id']}"
    hub.build("plan", "--exit-code").ended(0).said(f"waits in account {NEAR}", accept)
    hub.build("doctor").said("PLN681", accept)
    stacks, near = client(hub, "cloudformation", NEAR), client(hub, "servicecatalog", NEAR)
    assert near.list_accepted_portfolio_shares(PortfolioShareType="IMPORTED")["PortfolioDetails"] == []
    stacks.create_stack(StackName="launch-roles", TemplateBody=text, Capabilities=["CAPABILITY_NAMED_IAM"])
    stacks.get_waiter("stack_create_complete").wait(StackName="launch-roles", WaiterConfig={"Delay": 1})
    near.accept_portfolio_share(PortfolioId=portfolio["Id"])
    assert f"waits in account {NEAR}" not in hub.build("plan", "--exit-code").ended(0).text
    hub.build("doctor").ended(0)
    record = launch(scientist(hub, NEAR, "IMPORTED"), "mine", "1.0.0")
    assert (record["Status"], record["LaunchRoleArn"]) == ("SUCCEEDED", f"arn:aws:iam::{NEAR}:role/{LOCAL}")


def test_an_account_that_may_not_share_within_the_organization_is_told_so_before_anything_is_written(
    hub: World,
) -> None:
    unit = make_unit(hub)
    hub.edit(f'account: "{ACCOUNT}"', f'account: "{NEAR}"')
    role = "        launch-role: { name: launches }\n"
    hub.edit('offer: { current: "1.0.0" }\n', f'offer: {{ current: "1.0.0" }}\n{role}{SHARE.format(unit)}')
    keys = hub.secret.keys("admin", NEAR)
    member = {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret_key}
    with hub.counting() as calls:
        done = hub.build("apply", *EVERYTHING, **member).ended(1)
    done.said("error[PLN653]", f"account {NEAR} is neither", "portfolio.yaml:")
    assert writes(calls) == {}
