"""DNS Firewall over its API: lists, rules, associations, and what they do with a name."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.service import Keys
from tests.embedded_aws.resolver.conftest import Ask


def domains(resolver: Any, *names: str) -> str:
    made = resolver.create_firewall_domain_list(CreatorRequestId="a", Name="names")["FirewallDomainList"]["Id"]
    resolver.update_firewall_domains(FirewallDomainListId=made, Operation="REPLACE", Domains=list(names))
    return str(made)


def group(resolver: Any) -> str:
    return str(resolver.create_firewall_rule_group(CreatorRequestId="a", Name="rules")["FirewallRuleGroup"]["Id"])


def rule(resolver: Any, group: str, names: str, priority: int, action: str, **more: Any) -> None:
    if action == "BLOCK":
        more = {"BlockResponse": "NXDOMAIN", **more}
    resolver.create_firewall_rule(
        CreatorRequestId="a",
        FirewallRuleGroupId=group,
        FirewallDomainListId=names,
        Priority=priority,
        Action=action,
        Name=f"rule-{priority}",
        **more,
    )


def associate(resolver: Any, group: str, vpc: str, priority: int = 101, **more: Any) -> str:
    made = resolver.associate_firewall_rule_group(
        CreatorRequestId="a", FirewallRuleGroupId=group, VpcId=vpc, Priority=priority, Name="ours", **more
    )
    return str(made["FirewallRuleGroupAssociation"]["Id"])


def walled(resolver: Any, vpc: str, *names: str, **allow: Any) -> str:
    """A VPC that answers these names and blocks the rest; the rule group."""
    made = group(resolver)
    rule(resolver, made, domains(resolver, *names), 1, "ALLOW", **allow)
    rule(resolver, made, domains(resolver, "*"), 2, "BLOCK")
    associate(resolver, made, vpc)
    return made


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_without_a_rule_group_every_name_is_answered(ask: Ask, vpc: str) -> None:
    assert ask(vpc, "data.attacker.example")["action"] == "ALLOW"


def test_what_is_listed_is_answered_and_the_rest_is_blocked(resolver: Any, ask: Ask, vpc: str) -> None:
    walled(resolver, vpc, "*.inside.example", "one.example")
    allowed = ("a.inside.example", "A.B.Inside.Example.", "one.example")
    assert [ask(vpc, name)["action"] for name in allowed] == ["ALLOW"] * 3
    blocked = ("inside.example", "notinside.example", "two.one.example", "one.example.attacker.example")
    assert [ask(vpc, name)["action"] for name in blocked] == ["BLOCK"] * 4
    assert ask(vpc, "two.example")["response"] == "NXDOMAIN"


def test_a_redirection_is_inspected_unless_it_is_trusted(resolver: Any, ask: Ask, aws: Any, vpc: str) -> None:
    walled(resolver, vpc, "*.inside.example")
    assert ask(vpc, "a.inside.example", ["b.inside.example"])["action"] == "ALLOW"
    assert ask(vpc, "a.inside.example", ["cdn.example"]) | {"group": ""} == {
        "action": "BLOCK",
        "name": "cdn.example",
        "rule": "rule-2",
        "group": "",
        "response": "NXDOMAIN",
    }
    other = str(aws.client("ec2").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"])
    walled(resolver, other, "*.inside.example", FirewallDomainRedirectionAction="TRUST_REDIRECTION_DOMAIN")
    assert ask(other, "a.inside.example", ["cdn.example"])["action"] == "ALLOW"
    assert ask(other, "cdn.example", ["a.inside.example"])["action"] == "BLOCK"


def test_a_rule_for_one_type_of_query_leaves_the_others(resolver: Any, ask: Ask, vpc: str) -> None:
    made = group(resolver)
    rule(resolver, made, domains(resolver, "*"), 1, "BLOCK", Qtype="TXT")
    associate(resolver, made, vpc)
    assert ask(vpc, "data.attacker.example", kind="TXT")["action"] == "BLOCK"
    assert ask(vpc, "data.attacker.example")["action"] == "ALLOW"


def test_groups_are_asked_by_the_priority_of_their_association(resolver: Any, ask: Ask, vpc: str) -> None:
    block, allow = group(resolver), group(resolver)
    rule(resolver, block, domains(resolver, "*"), 1, "BLOCK")
    rule(resolver, allow, domains(resolver, "one.example"), 1, "ALLOW")
    associate(resolver, block, vpc, 200)
    first = associate(resolver, allow, vpc, 300)
    assert ask(vpc, "one.example")["action"] == "BLOCK"
    resolver.update_firewall_rule_group_association(FirewallRuleGroupAssociationId=first, Priority=150)
    assert ask(vpc, "one.example")["action"] == "ALLOW"


@pytest.mark.parametrize("name", ["a*.example", "*.*.example", "ex ample", "under_score.example", "*"])
def test_a_domain_is_letters_digits_hyphens_dots_and_a_star_before_them(resolver: Any, name: str) -> None:
    if name == "*":
        assert domains(resolver, name)
        return
    with pytest.raises(ClientError) as caught:
        domains(resolver, name)
    assert code(caught) == "ValidationException"


def test_a_priority_is_there_once_and_an_association_lies_between_101_and_9899(resolver: Any, vpc: str) -> None:
    made = walled(resolver, vpc, "one.example")
    with pytest.raises(ClientError) as caught:
        rule(resolver, made, domains(resolver, "two.example"), 2, "ALLOW")
    assert code(caught) == "ConflictException"
    for priority in (100, 9900):
        with pytest.raises(ClientError) as caught:
            associate(resolver, group(resolver), vpc, priority)
        assert code(caught) == "ValidationException"
    with pytest.raises(ClientError) as caught:
        associate(resolver, group(resolver), vpc, 101)
    assert code(caught) == "ConflictException"


def test_a_block_says_how_it_answers_and_nothing_else_does(resolver: Any) -> None:
    made, names = group(resolver), domains(resolver, "*")
    wrong: list[dict[str, Any]] = [
        {"action": "ALLOW", "BlockResponse": "NODATA"},
        {"action": "BLOCK", "BlockResponse": "OVERRIDE"},
        {"action": "BLOCK", "BlockResponse": "NODATA", "BlockOverrideTtl": 1},
    ]
    for each in wrong:
        with pytest.raises(ClientError) as caught:
            rule(resolver, made, names, 1, **each)
        assert code(caught) == "ValidationException"


def test_a_group_has_a_hundred_rules_and_a_vpc_five_groups(resolver: Any, vpc: str) -> None:
    made = group(resolver)
    for priority in range(100):
        rule(resolver, made, domains(resolver, f"{priority}.example"), priority, "ALLOW")
    with pytest.raises(ClientError) as caught:
        rule(resolver, made, domains(resolver, "more.example"), 101, "ALLOW")
    assert code(caught) == "LimitExceededException"
    for priority in range(101, 106):
        associate(resolver, group(resolver), vpc, priority)
    with pytest.raises(ClientError) as caught:
        associate(resolver, made, vpc, 200)
    assert code(caught) == "LimitExceededException"


def test_what_is_in_use_is_not_deleted(resolver: Any, vpc: str) -> None:
    made, names = group(resolver), domains(resolver, "*")
    rule(resolver, made, names, 1, "BLOCK")
    held = associate(resolver, made, vpc, MutationProtection="ENABLED")
    for call, given in (
        (resolver.delete_firewall_domain_list, {"FirewallDomainListId": names}),
        (resolver.delete_firewall_rule_group, {"FirewallRuleGroupId": made}),
        (resolver.disassociate_firewall_rule_group, {"FirewallRuleGroupAssociationId": held}),
        (resolver.update_firewall_rule_group_association, {"FirewallRuleGroupAssociationId": held, "Priority": 500}),
    ):
        with pytest.raises(ClientError) as caught:
            call(**given)
        assert code(caught) == "ConflictException"
    resolver.update_firewall_rule_group_association(FirewallRuleGroupAssociationId=held, MutationProtection="DISABLED")
    resolver.disassociate_firewall_rule_group(FirewallRuleGroupAssociationId=held)
    resolver.delete_firewall_rule_group(FirewallRuleGroupId=made)
    resolver.delete_firewall_domain_list(FirewallDomainListId=names)


def test_a_vpc_fails_closed_until_somebody_says_otherwise(resolver: Any, vpc: str) -> None:
    assert resolver.get_firewall_config(ResourceId=vpc)["FirewallConfig"]["FirewallFailOpen"] == "DISABLED"
    resolver.update_firewall_config(ResourceId=vpc, FirewallFailOpen="ENABLED")
    assert resolver.get_firewall_config(ResourceId=vpc)["FirewallConfig"]["FirewallFailOpen"] == "ENABLED"


def test_rules_by_a_threat_are_refused_by_name(resolver: Any) -> None:
    with pytest.raises(ClientError, match="DnsThreatProtection is not part of the embedded AWS"):
        rule(resolver, group(resolver), domains(resolver, "*"), 1, "ALERT", DnsThreatProtection="DGA")


def test_a_user_sees_only_what_his_policy_names(resolver: Any, aws: Any) -> None:
    names, others = domains(resolver, "*"), domains(resolver, "*")
    iam = aws.client("iam")
    iam.create_user(UserName="reader")
    arn = f"arn:aws:route53resolver:*:*:firewall-domain-list/{names}"
    iam.put_user_policy(
        UserName="reader",
        PolicyName="read",
        PolicyDocument=(
            '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
            f'"Action": "route53resolver:ListFirewallDomains", "Resource": "{arn}"}}]}}'
        ),
    )
    made = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = aws.client("route53resolver", keys=Keys(made["AccessKeyId"], made["SecretAccessKey"]))
    assert reader.list_firewall_domains(FirewallDomainListId=names)["Domains"] == ["*"]
    with pytest.raises(ClientError) as caught:
        reader.list_firewall_domains(FirewallDomainListId=others)
    assert code(caught) == "AccessDeniedException"
