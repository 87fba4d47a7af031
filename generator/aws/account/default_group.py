"""The default security group of an environment's own VPC, of which CloudFormation edits no rule of its own.

AWS quirk: a default group cannot be deleted, and begins with a rule that admits its members (VPC User Guide, "Default
security groups for your VPCs"). Security Hub's control EC2.2 asks for a group without rules.
"""

from __future__ import annotations

from generator.aws.errors import refusals
from generator.aws.session import Connection


@refusals("ec2")
def close_default_group(connection: Connection, vpc: str) -> tuple[str, int]:
    """Revoke every ingress rule of the VPC's default group; returns the group and how many rules there were."""
    ec2 = connection.client("ec2")
    mine = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    (group,) = ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
    rules = group["IpPermissions"]
    if rules:
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=rules)
    return str(group["GroupId"]), len(rules)
