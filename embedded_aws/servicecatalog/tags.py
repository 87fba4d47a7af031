"""Tags and tag options of portfolios and products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from embedded_aws.servicecatalog.errors import (
    TAG_OPTIONS_PER_RESOURCE,
    TAGS_PER_RESOURCE,
    check_quota,
    duplicate,
    in_use,
    invalid,
    not_found,
)
from embedded_aws.servicecatalog.lookup import find_portfolio, find_product, find_row, remove_link
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, present
from embedded_aws.servicecatalog.state import Catalog, Resource, TagOption


def read_tags(given: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags of a request by key; raises InvalidParametersException for a repeated key or a reserved one."""
    tags: dict[str, str] = {}
    for tag in given or ():
        key = tag["Key"]
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag keys that start with aws: are reserved: {key}")
        if key in tags:
            raise invalid(f"Duplicate tag key found: {key}")
        tags[key] = tag["Value"]
    return tags


def change_tags(
    current: Mapping[str, str], add: Sequence[Mapping[str, str]] | None, remove: Iterable[str] | None
) -> dict[str, str]:
    """The tags after an update; raises InvalidParametersException where they would be too many."""
    kept = {key: value for key, value in current.items() if key not in set(remove or ())}
    changed = {**kept, **read_tags(add)}
    if len(changed) > TAGS_PER_RESOURCE:
        raise invalid(f"A resource can have at most {TAGS_PER_RESOURCE} tags.")
    return changed


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as the API lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def option_detail(option: TagOption) -> Answer:
    """A TagOptionDetail."""
    pair = {"Key": option.key, "Value": option.value}
    return {**pair, "Active": option.active, "Id": option.id, "Owner": option.owner}


def options_of(catalog: Catalog, resource: str) -> list[TagOption]:
    """The tag options of a portfolio or product."""
    return [catalog.tag_options[option] for holder, option in catalog.tag_links if holder == resource]


def active_options(catalog: Catalog, resource: str) -> dict[str, list[str]]:
    """The active tag options of a portfolio or product: key → values."""
    found: dict[str, list[str]] = {}
    for option in options_of(catalog, resource):
        if option.active:
            found.setdefault(option.key, []).append(option.value)
    return found


def describe_tags(catalog: Catalog, resource: Resource) -> Answer:
    """The members Tags, TagOptions and Budgets of a portfolio's or product's description."""
    options = [option_detail(each) for each in options_of(catalog, resource.id)]
    return {"Tags": tag_list(resource.tags), "TagOptions": options, "Budgets": budgets_of(catalog, resource.id)}


def budgets_of(catalog: Catalog, resource: str) -> list[Answer]:
    """The budgets that a portfolio or product is linked with."""
    return [{"BudgetName": name} for holder, name in catalog.budget_links if holder == resource]


def forget_budgets(catalog: Catalog, resource: str) -> None:
    """A link goes with its portfolio or product.

    DeletePortfolio lists what it is refused for (products, users, constraints, shared accounts), and DeleteProduct
    (portfolios): budgets are in neither list.
    """
    for link in [link for link in catalog.budget_links if link[0] == resource]:
        del catalog.budget_links[link]


def _find(context: RequestContext, option_id: str) -> TagOption:
    return find_row(context.catalog.tag_options, option_id, "TagOption")


def _check_unique(context: RequestContext, key: str, value: str, but: str | None = None) -> None:
    for option in context.catalog.tag_options.values():
        if (option.key, option.value) == (key, value) and option.id != but:
            raise duplicate(f"TagOption with key {key} and value {value} already exists.")


def create_tag_option(context: RequestContext, params: Params) -> Answer:
    """CreateTagOption: a key and value together are unique."""
    _check_unique(context, params["Key"], params["Value"])
    option = TagOption(new_id("tag"), params["Key"], params["Value"], context.call.account)
    context.catalog.tag_options[option.id] = option
    return {"TagOptionDetail": option_detail(option)}


def update_tag_option(context: RequestContext, params: Params) -> Answer:
    """UpdateTagOption: value and activity; the key is fixed."""
    option = _find(context, params["Id"])
    changed = replace(option, value=params.get("Value", option.value), active=bool(params.get("Active", option.active)))
    _check_unique(context, changed.key, changed.value, but=option.id)
    context.catalog.tag_options[option.id] = changed
    return {"TagOptionDetail": option_detail(changed)}


def delete_tag_option(context: RequestContext, params: Params) -> Answer:
    """DeleteTagOption: refused while it is associated with a resource."""
    option = _find(context, params["Id"])
    if any(linked == option.id for _, linked in context.catalog.tag_links):
        raise in_use(f"TagOption {option.id} is associated with a resource.")
    del context.catalog.tag_options[option.id]
    return {}


def describe_tag_option(context: RequestContext, params: Params) -> Answer:
    """DescribeTagOption."""
    return {"TagOptionDetail": option_detail(_find(context, params["Id"]))}


def list_tag_options(context: RequestContext, params: Params) -> Answer:
    """ListTagOptions: filtered by key, value and activity."""
    wanted = params.get("Filters") or {}
    rows = [option_detail(option) for option in context.catalog.tag_options.values()]
    rows = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return paged(params, rows, 20, "TagOptionDetails", more="PageToken")


def list_resources_for_tag_option(context: RequestContext, params: Params) -> Answer:
    """ListResourcesForTagOption: portfolios and products."""
    option = _find(context, params["TagOptionId"])
    kind = params.get("ResourceType")
    if kind not in (None, "Portfolio", "Product"):
        raise invalid(f"Invalid resource type {kind}: it is Portfolio or Product.")
    prefixes = {"Portfolio": ("port-",), "Product": ("prod-",)}.get(kind or "", ("port-", "prod-"))
    holders = [resource for resource, linked in context.catalog.tag_links if linked == option.id]
    rows = [_resource(context.catalog, holder) for holder in holders if holder.startswith(prefixes)]
    return paged(params, rows, 20, "ResourceDetails", more="PageToken")


def _resource(catalog: Catalog, resource: str) -> dict[str, Any]:
    found = catalog.portfolios.get(resource) or catalog.products[resource]
    return present(
        Id=found.id, ARN=found.arn, Name=found.name, Description=found.description, CreatedTime=found.created
    )


def check_resource(context: RequestContext, resource: str) -> None:
    """Raises ResourceNotFoundException for what is no portfolio or product of the account."""
    if resource.startswith("port-"):
        find_portfolio(context, resource)
    elif resource.startswith("prod-"):
        find_product(context, resource)
    else:
        raise not_found(f"Resource {resource} not found.")


def associate_tag_option(context: RequestContext, params: Params) -> Answer:
    """AssociateTagOptionWithResource."""
    option, resource = _find(context, params["TagOptionId"]), params["ResourceId"]
    check_resource(context, resource)
    if (resource, option.id) in context.catalog.tag_links:
        raise duplicate(f"TagOption {option.id} is already associated with {resource}.")
    used = sum(holder == resource for holder, _ in context.catalog.tag_links)
    check_quota(used, TAG_OPTIONS_PER_RESOURCE, "tag options per resource")
    context.catalog.tag_links[resource, option.id] = None
    return {}


def disassociate_tag_option(context: RequestContext, params: Params) -> Answer:
    """DisassociateTagOptionFromResource."""
    link = (params["ResourceId"], _find(context, params["TagOptionId"]).id)
    remove_link(context.catalog.tag_links, link, f"TagOption {link[1]} is not associated with {link[0]}.")
    return {}


OPERATIONS = {
    "CreateTagOption": create_tag_option,
    "UpdateTagOption": update_tag_option,
    "DeleteTagOption": delete_tag_option,
    "DescribeTagOption": describe_tag_option,
    "ListTagOptions": list_tag_options,
    "ListResourcesForTagOption": list_resources_for_tag_option,
    "AssociateTagOptionWithResource": associate_tag_option,
    "DisassociateTagOptionFromResource": disassociate_tag_option,
}
