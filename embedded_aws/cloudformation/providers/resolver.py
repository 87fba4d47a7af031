"""Route53Resolver: domain lists, rule groups and their associations, query logs and their associations."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, list_changes, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

_RULE = (
    "FirewallDomainListId Priority Action BlockResponse BlockOverrideDomain BlockOverrideDnsType BlockOverrideTtl "
    "FirewallDomainRedirectionAction Qtype"
)


def _asked(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    """What every create call takes: a token, a name and tags."""
    return {
        "CreatorRequestId": uuid4().hex,
        "Name": request.name(64, wanted.get("Name")),
        **filled(Tags=tag_list(wanted.get("Tags"))),
    }


def create_list(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a domain list, then puts its domains."""
    made = request.client("route53resolver").create_firewall_domain_list(**_asked(request, wanted))
    found = made["FirewallDomainList"]
    request.record(found["Id"], Id=found["Id"], Arn=found["Arn"], Status=found["Status"])
    apply_settings(request, LIST_SETTINGS, {}, {"Domains": wanted.get("Domains")})
    client = request.client("route53resolver")
    client.get_firewall_domain_list(FirewallDomainListId=found["Id"])
    client.list_tags_for_resource(ResourceArn=found["Arn"])


def _put_domains(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("route53resolver").update_firewall_domains(
        FirewallDomainListId=request.physical_id, Operation="REPLACE", Domains=list(new or ())
    )


LIST_SETTINGS: Settings = {"Domains": _put_domains, "Tags": set_tags("route53resolver")}


def delete_list(request: HandlerRequest, _: Properties) -> None:
    """Deletes the domain list; Resolver refuses where a rule uses it."""
    client = request.client("route53resolver")
    client.get_firewall_domain_list(FirewallDomainListId=request.physical_id)
    client.delete_firewall_domain_list(FirewallDomainListId=request.physical_id)


def create_group(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a rule group, then its rules one by one."""
    made = request.client("route53resolver").create_firewall_rule_group(**_asked(request, wanted))
    found = made["FirewallRuleGroup"]
    request.record(found["Id"], Id=found["Id"], Arn=found["Arn"], Status=found["Status"])
    _change_rules(request, wanted.get("FirewallRules"), ())
    request.client("route53resolver").get_firewall_rule_group(FirewallRuleGroupId=found["Id"])


def _change_rules(request: HandlerRequest, new: Any, old: Any) -> None:
    """What differs goes first, so that its priority is free for what comes."""
    removed, added = list_changes(old, new)
    resolver = request.client("route53resolver")
    for rule in removed:
        resolver.delete_firewall_rule(
            FirewallRuleGroupId=request.physical_id, **pick(rule, "FirewallDomainListId Qtype")
        )
    for rule in added:
        name = f"{request.logical_id}-{rule['Priority']}"[:64]
        resolver.create_firewall_rule(
            CreatorRequestId=uuid4().hex, FirewallRuleGroupId=request.physical_id, Name=name, **_typed(rule)
        )


def _typed(rule: Properties) -> dict[str, Any]:
    numbers = {key: int(rule[key]) for key in ("Priority", "BlockOverrideTtl") if key in rule}
    return {**pick(rule, _RULE), **numbers}


def delete_group(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the rules, then the group; Resolver refuses where a VPC is associated with it."""
    group = request.physical_id
    resolver = request.client("route53resolver")
    resolver.get_firewall_rule_group(FirewallRuleGroupId=group)
    for rule in resolver.list_firewall_rules(FirewallRuleGroupId=group)["FirewallRules"]:
        resolver.delete_firewall_rule(FirewallRuleGroupId=group, **pick(rule, "FirewallDomainListId Qtype"))
    resolver.delete_firewall_rule_group(FirewallRuleGroupId=group)


def create_association(request: HandlerRequest, wanted: Properties) -> None:
    """Associates a rule group with a VPC."""
    client = request.client("route53resolver")
    identity = client.associate_firewall_rule_group(
        **_asked(request, wanted),
        **pick(wanted, "FirewallRuleGroupId VpcId MutationProtection"),
        Priority=int(wanted["Priority"]),
    )["FirewallRuleGroupAssociation"]["Id"]
    found = client.get_firewall_rule_group_association(FirewallRuleGroupAssociationId=identity)
    made = found["FirewallRuleGroupAssociation"]
    request.record(made["Id"], Id=made["Id"], Arn=made["Arn"], Status=made["Status"])


def _change(name: str) -> Any:
    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        value = int(new) if name == "Priority" else new
        request.client("route53resolver").update_firewall_rule_group_association(
            FirewallRuleGroupAssociationId=request.physical_id, **{name: value}
        )

    return apply


ASSOCIATION_SETTINGS: Settings = {
    "MutationProtection": _change("MutationProtection"),
    "Priority": _change("Priority"),
    "Name": _change("Name"),
    "Tags": set_tags("route53resolver"),
}


def delete_association(request: HandlerRequest, _: Properties) -> None:
    """Takes the rule group off the VPC; Resolver refuses where mutation protection is on."""
    request.client("route53resolver").disassociate_firewall_rule_group(
        FirewallRuleGroupAssociationId=request.physical_id
    )


def create_log(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a query logging configuration; Resolver refuses where nothing admits the delivery."""
    client = request.client("route53resolver")
    identity = client.create_resolver_query_log_config(
        **_asked(request, wanted), DestinationArn=wanted["DestinationArn"]
    )["ResolverQueryLogConfig"]["Id"]
    client.list_resolver_query_log_configs()
    made = client.get_resolver_query_log_config(ResolverQueryLogConfigId=identity)["ResolverQueryLogConfig"]
    request.record(made["Id"], Id=made["Id"], Arn=made["Arn"], Status=made["Status"])


def delete_log(request: HandlerRequest, _: Properties) -> None:
    """Deletes the configuration; Resolver refuses where a VPC's queries go by it."""
    request.client("route53resolver").delete_resolver_query_log_config(ResolverQueryLogConfigId=request.physical_id)


def create_logged(request: HandlerRequest, wanted: Properties) -> None:
    """Logs the queries of a VPC."""
    client = request.client("route53resolver")
    identity = client.associate_resolver_query_log_config(**pick(wanted, "ResolverQueryLogConfigId ResourceId"))[
        "ResolverQueryLogConfigAssociation"
    ]["Id"]
    found = client.get_resolver_query_log_config_association(ResolverQueryLogConfigAssociationId=identity)
    made = found["ResolverQueryLogConfigAssociation"]
    request.record(made["Id"], Id=made["Id"], Status=made["Status"], Error=made["Error"])


def delete_logged(request: HandlerRequest, existing: Properties) -> None:
    """Logs the queries of the VPC no longer."""
    request.client("route53resolver").list_resolver_query_log_config_associations()
    request.client("route53resolver").disassociate_resolver_query_log_config(
        **pick(existing, "ResolverQueryLogConfigId ResourceId")
    )


PROVIDERS = (
    Provider(
        "AWS::Route53Resolver::FirewallDomainList",
        create_list,
        delete_list,
        shape("Name Domains Tags"),
        update_each(LIST_SETTINGS),
        named_by="Name",
        attributes="Arn Id Status",
    ),
    Provider(
        "AWS::Route53Resolver::FirewallRuleGroup",
        create_group,
        delete_group,
        shape("Name Tags", FirewallRules=shape(_RULE)),
        update_each({"FirewallRules": _change_rules, "Tags": set_tags("route53resolver")}),
        named_by="Name",
        attributes="Arn Id Status",
    ),
    Provider(
        "AWS::Route53Resolver::FirewallRuleGroupAssociation",
        create_association,
        delete_association,
        shape("Name FirewallRuleGroupId VpcId Priority MutationProtection Tags"),
        update_each(ASSOCIATION_SETTINGS, MutationProtection="DISABLED"),
        attributes="Arn Id Status",
    ),
    Provider(
        "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        create_log,
        delete_log,
        shape("Name DestinationArn Tags"),
        attributes="Arn Id Status",
    ),
    Provider(
        "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
        create_logged,
        delete_logged,
        shape("ResolverQueryLogConfigId ResourceId"),
        attributes="Error Id Status",
    ),
)
