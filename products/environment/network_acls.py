"""Network ACLs, where asked for: a second line behind the security groups.

ACLs keep no state, so answers need entries of their own: S3 answers from its public addresses (a gateway endpoint does
not change them, and an ACL cannot name a prefix list), and connections of people and applications are answered to their
ports. What a proxy answers comes in as S3's answers do.
"""

from __future__ import annotations

from dataclasses import dataclass

from troposphere import Ref, ec2

from generator.blueprint import Canvas
from products.environment import proxy
from products.environment.estate import When
from products.environment.names import Value
from products.environment.tags import tags

_ALL, _TCP = -1, 6
_EPHEMERAL = (1024, 65535)
_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class _Entry:
    title: str
    number: int
    egress: bool
    block: Value
    ports: tuple[Value, Value] | tuple[int, int] | None
    action: str = "allow"
    when: str = When.NETWORK_ACLS


_ENTRIES = (
    _Entry("AclNoRemoteDesktopIn", 90, False, _EVERYWHERE, (3389, 3389), action="deny"),
    _Entry("AclWithinIn", 100, False, Ref("VpcCidr"), None),
    _Entry("AclS3AnswersIn", 110, False, _EVERYWHERE, _EPHEMERAL),
    _Entry("AclPeopleIn", 120, False, Ref("AccessCidr"), (443, 443), when=When.NETWORK_ACLS_ACCESS),
    _Entry("AclApplicationsIn", 130, False, Ref("ApplicationCidr"), (443, 443), when=When.NETWORK_ACLS_APPLICATIONS),
    _Entry("AclWithinOut", 100, True, Ref("VpcCidr"), None),
    _Entry("AclS3Out", 110, True, _EVERYWHERE, (443, 443)),
    _Entry("AclPeopleAnswersOut", 120, True, Ref("AccessCidr"), _EPHEMERAL, when=When.NETWORK_ACLS_ACCESS),
    _Entry(
        "AclApplicationsAnswersOut",
        130,
        True,
        Ref("ApplicationCidr"),
        _EPHEMERAL,
        when=When.NETWORK_ACLS_APPLICATIONS,
    ),
    _Entry("AclProxyOut", 140, True, proxy.BLOCK, (proxy.PORT, proxy.PORT), when=When.NETWORK_ACLS_PROXY),
)


def build_network_acls(canvas: Canvas) -> None:
    """One ACL for our own subnets; what it does not name is denied."""
    with canvas.optional(When.NETWORK_ACLS):
        acl = canvas.add(ec2.NetworkAcl("PrivateAcl", VpcId=Ref("Vpc"), Tags=tags("private")))
    for entry in _ENTRIES:
        canvas.add(_build_entry(entry, Ref(acl)))
    for title in ("FirstSubnet", "SecondSubnet", "ThirdSubnet"):
        canvas.add(
            ec2.SubnetNetworkAclAssociation(
                f"{title}Acl",
                Condition=When.NETWORK_ACLS_THREE_ZONES if title == "ThirdSubnet" else When.NETWORK_ACLS,
                SubnetId=Ref(title),
                NetworkAclId=Ref(acl),
            )
        )


def _build_entry(entry: _Entry, acl: Ref) -> ec2.NetworkAclEntry:
    drawn = ec2.NetworkAclEntry(
        entry.title,
        Condition=entry.when,
        NetworkAclId=acl,
        RuleNumber=entry.number,
        Egress=entry.egress,
        RuleAction=entry.action,
        CidrBlock=entry.block,
        Protocol=_ALL if entry.ports is None else _TCP,
    )
    if entry.ports is not None:
        drawn.PortRange = ec2.PortRange(From=entry.ports[0], To=entry.ports[1])
    return drawn
