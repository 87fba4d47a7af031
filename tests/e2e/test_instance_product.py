"""A product that starts an instance, under the launch role that is drafted for it: from the template to its end."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.world import CHECKOUT, World, tools_with
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

TOOLS = tools_with("machine")
PASSES = """
  - id: MachinePassRole
    because: "the role of the profile `machines`"
    allow: [iam:PassRole]
    on: ["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/machines"]
    when: { StringEquals: { "iam:PassedToService": ec2.amazonaws.com } }
"""
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.fixture
def machine(catalog: World) -> World:
    """The product as its author leaves it, and a profile and a key pair that an administrator made."""
    text = (CHECKOUT / "tests" / "fixtures" / "templates" / "instance.yaml").read_text(encoding="utf-8")
    before, _, rest = text.partition("  Role:\n")
    profile = "  Profile:\n    Type: String\n    Default: machines\n"
    whole = before.replace("Resources:\n", f"{profile}Resources:\n") + "Outputs:" + rest.partition("Outputs:")[2]
    template = catalog.project / "machine.yaml"
    template.write_text(whole, encoding="utf-8")
    catalog.build("new", "product", "machine", "--from", str(template)).ended(0)
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    catalog.ask("iam", "create-role", "--role-name", "machines", "--assume-role-policy-document", trust)
    catalog.ask("iam", "create-instance-profile", "--instance-profile-name", "machines")
    added = ("--instance-profile-name", "machines", "--role-name", "machines")
    catalog.ask("iam", "add-role-to-instance-profile", *added)
    catalog.ask("ec2", "create-key-pair", "--key-name", "dana")
    return catalog


def signal(world: World, status: str) -> None:
    """What the instance would say: it runs nothing here, so that somebody else says it."""

    def waiting() -> str:
        stacks = world.ask("cloudformation", "describe-stacks")["Stacks"]
        names = [one["StackName"] for one in stacks if one["StackStatus"] == "CREATE_IN_PROGRESS"]
        held = world.ask("cloudformation", "list-stack-resources", "--stack-name", names[0]) if names else {}
        begun = [one for one in held.get("StackResourceSummaries", ()) if one["LogicalResourceId"] == "Machine"]
        return names[0] if begun and begun[0].get("PhysicalResourceId") else ""

    name = wait_until(waiting, "the instance of the launch is there")
    said = ("--logical-resource-id", "Machine", "--unique-id", "i-1", "--status", status)
    world.ask("cloudformation", "signal-resource", "--stack-name", name, *said)


def test_a_drafted_launch_role_starts_changes_and_ends_an_instance(machine: World) -> None:
    machine.build("launch-role", "machine").ended(0).said("the role of its instance profile is passed")
    with (machine.project / "products/machine/launch-role.yaml").open("a", encoding="utf-8") as file:
        file.write(PASSES)
    machine.build("render", "machine").ended(0)
    machine.build("check", "machine").ended(0)
    machine.build("release", "machine").ended(0)
    with (machine.project / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(TOOLS)
    machine.build("apply", "--allow", "broadens").ended(0)
    network = machine.ask("ec2", "describe-subnets", "--filters", "Name=default-for-az,Values=true")["Subnets"][0]
    answers = ("KeyPair=dana", f"Vpc={network['VpcId']}", f"Subnets={network['SubnetId']}")
    given = [word for answer in answers for word in ("--set", answer)]
    with ThreadPoolExecutor() as pool:
        signalled = pool.submit(signal, machine, "SUCCESS")
        machine.build("launch", "machine", "--name", "ours", *given).ended(0).said("PrivateAddress = ")
        signalled.result()
    (held,) = machine.ask("ec2", "describe-instances")["Reservations"]
    assert held["Instances"][0]["State"]["Name"] == "running"
    machine.build("update", "ours", "--set", "Kind=t3.small").ended(0)
    machine.build("terminate", "ours", "--yes").ended(0)
    (ended,) = machine.ask("ec2", "describe-instances")["Reservations"]
    assert (ended["Instances"][0]["InstanceType"], ended["Instances"][0]["State"]["Name"]) == ("t3.small", "terminated")
