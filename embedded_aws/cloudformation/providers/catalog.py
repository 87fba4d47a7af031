"""Service Catalog: Portfolio, what is associated with one, its shares, tag options and service actions.

What has several primary identifiers has them as its physical id, with `|` between them.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.tagging import tag_list, tag_map

LANGUAGE = "AcceptLanguage"


def _catalog(request: HandlerRequest) -> Any:
    return request.client("servicecatalog")


def own_tags(tags: Any) -> dict[str, str]:
    """Tags without those that begin with `aws:`, which Service Catalog takes from nobody here."""
    return {key: value for key, value in tag_map(tags).items() if not key.lower().startswith("aws:")}


def tag_changes(old: Properties, wanted: Properties) -> dict[str, Any]:
    """AddTags and RemoveTags of an update; empty where no tag changes."""
    before, after = own_tags(old.get("Tags")), own_tags(wanted.get("Tags"))
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return filled(AddTags=tag_list(changed), RemoveTags=[key for key in before if key not in after])


def create_portfolio(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a portfolio."""
    made = _catalog(request).create_portfolio(
        **pick(wanted, f"DisplayName ProviderName Description {LANGUAGE}"),
        **filled(Tags=tag_list(own_tags(wanted.get("Tags")))),
    )["PortfolioDetail"]
    request.record(made["Id"], Id=made["Id"], PortfolioName=made["DisplayName"])
    _catalog(request).describe_portfolio(Id=made["Id"])


def update_portfolio(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the portfolio's names, its description and its tags."""
    texts = {"Description": "", **pick(wanted, "DisplayName ProviderName Description")}
    changes = tag_changes(old, wanted)
    made = _catalog(request).update_portfolio(Id=request.physical_id, **texts, **changes)["PortfolioDetail"]
    request.record(request.physical_id, PortfolioName=made["DisplayName"])


def delete_portfolio(request: HandlerRequest, _: Properties) -> None:
    """Deletes the portfolio; Service Catalog refuses where anything is associated with it."""
    _catalog(request).describe_portfolio(Id=request.physical_id)
    _catalog(request).delete_portfolio(Id=request.physical_id)


def associate_product(request: HandlerRequest, wanted: Properties) -> None:
    """Puts a product into a portfolio."""
    _catalog(request).associate_product_with_portfolio(
        **pick(wanted, f"PortfolioId ProductId SourcePortfolioId {LANGUAGE}")
    )
    request.record(f"{wanted['PortfolioId']}|{wanted['ProductId']}")
    _catalog(request).list_portfolios_for_product(ProductId=wanted["ProductId"])


def disassociate_product(request: HandlerRequest, properties: Properties) -> None:
    """Takes the product out of the portfolio."""
    _catalog(request).list_portfolios_for_product(ProductId=properties["ProductId"])
    _catalog(request).disassociate_product_from_portfolio(**pick(properties, "PortfolioId ProductId"))


def associate_principal(request: HandlerRequest, wanted: Properties) -> None:
    """Opens a portfolio to a principal; the handler looks at a user, a role or a group of the account."""
    _look_up(request, str(wanted.get("PrincipalARN", "")))
    _catalog(request).associate_principal_with_portfolio(
        **pick(wanted, f"PortfolioId PrincipalARN PrincipalType {LANGUAGE}")
    )
    request.record(f"{wanted['PortfolioId']}|{wanted['PrincipalARN']}")
    _catalog(request).list_principals_for_portfolio(PortfolioId=wanted["PortfolioId"])


def _look_up(request: HandlerRequest, arn: str) -> None:
    iam, name = request.client("iam"), arn.rsplit("/", 1)[-1]
    if f"::{request.account}:" not in arn or "*" in arn or "?" in arn:
        return
    if ":role/" in arn:
        iam.get_role(RoleName=name)
    elif ":user/" in arn:
        iam.get_user(UserName=name)


def disassociate_principal(request: HandlerRequest, properties: Properties) -> None:
    """Closes the portfolio to the principal."""
    _catalog(request).list_principals_for_portfolio(PortfolioId=properties["PortfolioId"])
    _catalog(request).disassociate_principal_from_portfolio(
        **pick(properties, "PortfolioId PrincipalARN PrincipalType")
    )


def create_share(request: HandlerRequest, wanted: Properties) -> None:
    """Shares a portfolio with an account."""
    _catalog(request).create_portfolio_share(**pick(wanted, f"PortfolioId AccountId ShareTagOptions {LANGUAGE}"))
    request.record(f"{wanted['PortfolioId']}|{wanted['AccountId']}")
    _catalog(request).describe_portfolio_shares(PortfolioId=wanted["PortfolioId"], Type="ACCOUNT")


def update_share(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Shares the tag options of the portfolio, too, or no longer."""
    _catalog(request).update_portfolio_share(
        **pick(wanted, "PortfolioId AccountId"), ShareTagOptions=wanted.get("ShareTagOptions", False)
    )


def delete_share(request: HandlerRequest, properties: Properties) -> None:
    """Ends the share."""
    _catalog(request).describe_portfolio_shares(PortfolioId=properties["PortfolioId"], Type="ACCOUNT")
    _catalog(request).delete_portfolio_share(**pick(properties, "PortfolioId AccountId"))


def accept_share(request: HandlerRequest, wanted: Properties) -> None:
    """Accepts a portfolio that another account shares."""
    _catalog(request).accept_portfolio_share(**pick(wanted, f"PortfolioId {LANGUAGE}"))
    request.record(wanted["PortfolioId"])
    _catalog(request).list_accepted_portfolio_shares()


def reject_share(request: HandlerRequest, _: Properties) -> None:
    """Rejects the portfolio that was accepted."""
    _catalog(request).list_accepted_portfolio_shares()
    _catalog(request).reject_portfolio_share(PortfolioId=request.physical_id)


def create_option(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a tag option, which is active unless the template says otherwise."""
    made = _catalog(request).create_tag_option(**pick(wanted, "Key Value"))["TagOptionDetail"]
    request.record(made["Id"], Id=made["Id"])
    if wanted.get("Active") is False:
        _catalog(request).update_tag_option(Id=made["Id"], Active=False)


def update_option(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Makes the tag option active or inactive."""
    _catalog(request).update_tag_option(Id=request.physical_id, Active=wanted.get("Active", True))


def delete_option(request: HandlerRequest, _: Properties) -> None:
    """Deletes the tag option; Service Catalog refuses where it is associated with anything."""
    _catalog(request).delete_tag_option(Id=request.physical_id)


def associate_option(request: HandlerRequest, wanted: Properties) -> None:
    """Associates a tag option with a portfolio or a product."""
    _catalog(request).associate_tag_option_with_resource(**pick(wanted, "TagOptionId ResourceId"))
    request.record(f"{wanted['TagOptionId']}|{wanted['ResourceId']}")
    _catalog(request).list_resources_for_tag_option(TagOptionId=wanted["TagOptionId"])


def disassociate_option(request: HandlerRequest, properties: Properties) -> None:
    """Ends the association of the tag option."""
    _catalog(request).list_resources_for_tag_option(TagOptionId=properties["TagOptionId"])
    _catalog(request).disassociate_tag_option_from_resource(**pick(properties, "TagOptionId ResourceId"))


def create_action(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a service action."""
    made = _catalog(request).create_service_action(**_definition(request, wanted), **pick(wanted, LANGUAGE))
    action = made["ServiceActionDetail"]["ServiceActionSummary"]["Id"]
    request.record(action, Id=action)


def update_action(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Changes the service action's name, definition and description."""
    texts = {"Description": "", **_definition(request, wanted)}
    del texts["DefinitionType"]
    _catalog(request).update_service_action(Id=request.physical_id, **texts)


def _definition(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    definition = {one["Key"]: one["Value"] for one in wanted["Definition"]}
    name, role = definition.get("Name", ""), definition.get("AssumeRole", "")
    try:
        request.client("ssm").describe_document(Name=name)
    except ClientError as error:
        # AWS's own documents are not part of the embedded AWS; an action may name one that nobody runs here.
        if not name.startswith("AWS-") or "AccessDenied" in str(error.response["Error"].get("Code")):
            raise
    if role.startswith("arn:"):
        _look_up(request, role)
    return {**pick(wanted, "Name DefinitionType Description"), "Definition": definition}


def delete_action(request: HandlerRequest, _: Properties) -> None:
    """Deletes the service action; Service Catalog refuses where it is associated with a version."""
    _catalog(request).delete_service_action(Id=request.physical_id)


LINK = "ProductId ProvisioningArtifactId ServiceActionId"


def associate_action(request: HandlerRequest, wanted: Properties) -> None:
    """Associates a service action with a version of a product."""
    _catalog(request).associate_service_action_with_provisioning_artifact(**pick(wanted, LINK))
    request.record("|".join(wanted[name] for name in LINK.split()))
    _list_actions(request, wanted)


def disassociate_action(request: HandlerRequest, properties: Properties) -> None:
    """Ends the association of the service action."""
    _list_actions(request, properties)
    _catalog(request).disassociate_service_action_from_provisioning_artifact(**pick(properties, LINK))


def _list_actions(request: HandlerRequest, properties: Properties) -> None:
    _catalog(request).list_service_actions_for_provisioning_artifact(
        **pick(properties, "ProductId ProvisioningArtifactId")
    )


PORTFOLIO = f"{LANGUAGE} PortfolioId"
PROVIDERS = (
    Provider(
        "AWS::ServiceCatalog::Portfolio",
        create_portfolio,
        delete_portfolio,
        shape(f"{LANGUAGE} DisplayName ProviderName Description Tags"),
        update_portfolio,
        attributes="Id PortfolioName",
    ),
    Provider(
        "AWS::ServiceCatalog::PortfolioProductAssociation",
        associate_product,
        disassociate_product,
        shape(f"{PORTFOLIO} ProductId SourcePortfolioId"),
    ),
    Provider(
        "AWS::ServiceCatalog::PortfolioPrincipalAssociation",
        associate_principal,
        disassociate_principal,
        shape(f"{PORTFOLIO} PrincipalARN PrincipalType"),
    ),
    Provider(
        "AWS::ServiceCatalog::PortfolioShare",
        create_share,
        delete_share,
        shape(f"{PORTFOLIO} AccountId ShareTagOptions"),
        update_share,
    ),
    Provider("AWS::ServiceCatalog::AcceptedPortfolioShare", accept_share, reject_share, shape(PORTFOLIO)),
    Provider(
        "AWS::ServiceCatalog::TagOption",
        create_option,
        delete_option,
        shape("Key Value Active"),
        update_option,
        attributes="Id",
    ),
    Provider(
        "AWS::ServiceCatalog::TagOptionAssociation",
        associate_option,
        disassociate_option,
        shape("TagOptionId ResourceId"),
    ),
    Provider(
        "AWS::ServiceCatalog::ServiceAction",
        create_action,
        delete_action,
        shape(f"{LANGUAGE} Name DefinitionType Description", Definition=shape("Key Value")),
        update_action,
        attributes="Id",
    ),
    Provider("AWS::ServiceCatalog::ServiceActionAssociation", associate_action, disassociate_action, shape(LINK)),
)
