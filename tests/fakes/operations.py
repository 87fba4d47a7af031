"""The operations of `FakeServiceCatalog` that the publisher calls, as functions of the service and the parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes import actions
from tests.fakes.account import Refusal
from tests.fakes.shares import SHARES

if TYPE_CHECKING:
    from tests.fakes.service_catalog import FakeServiceCatalog

Given = Mapping[str, Any]
SINGLE = ("LAUNCH", "RESOURCE_UPDATE", "STACKSET")
_PORTFOLIO = ("DisplayName", "ProviderName", "Description")
_PRODUCT = ("Name", "Owner", "Distributor", "SupportEmail", "SupportUrl", "SupportDescription")
_CONSTRAINT = ("PortfolioId", "ProductId", "Type", "Description", "Parameters")


def create_portfolio(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    identity = service.new_owned("port", given)
    tags = {tag["Key"]: tag["Value"] for tag in given["Tags"]}
    words = {"Description": "", **_only(given, _PORTFOLIO)}
    service.portfolios[identity] = {"Id": identity, "CreatedTime": service.now, **words, "tags": tags}
    return {"PortfolioDetail": service.portfolios[identity]}


def update_portfolio(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    portfolio = _of(service.portfolios, given["Id"])
    portfolio.update(_only(given, _PORTFOLIO))
    portfolio["tags"].update({tag["Key"]: tag["Value"] for tag in given.get("AddTags", [])})
    for key in given.get("RemoveTags", []):
        del portfolio["tags"][key]
    return {"PortfolioDetail": portfolio}


def delete_portfolio(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    rows = (*service.associations, *service.principals, *service.attached, *service.shares)
    assert not any(given["Id"] in row for row in rows), "the portfolio is not empty"
    del service.portfolios[given["Id"]]
    return {}


def describe_portfolio(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    portfolio = _of(service.portfolios, given["Id"])
    tags = [{"Key": key, "Value": value} for key, value in portfolio["tags"].items()]
    options = [service.options[option] for owner, option in sorted(service.attached) if owner == given["Id"]]
    budgets = portfolio.get("Budgets", [])
    return {"PortfolioDetail": portfolio, "Tags": tags, "TagOptions": options, "Budgets": budgets}


def list_portfolios(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    service.observations += "PageToken" not in given
    return service.pages("PortfolioDetails", service.portfolios, given)


# Products and versions


def create_product(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    product = service.new_owned("prod", given)
    tags = {tag["Key"]: tag["Value"] for tag in given["Tags"]}
    service.products[product] = {"ProductId": product, "tags": tags}
    update_product(service, {**given, "Id": product})
    version = _make_version(service, product, given["ProvisioningArtifactParameters"])
    view = {"ProductViewSummary": service.products[product], "CreatedTime": service.now}
    return {"ProductViewDetail": view, "ProvisioningArtifactDetail": version}


def update_product(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    product = _of(service.products, given["Id"])
    product.update(_only(given, _PRODUCT))
    product.setdefault("tags", {}).update({tag["Key"]: tag["Value"] for tag in given.get("AddTags", [])})
    product["ShortDescription"] = given.get("Description", product.get("ShortDescription", ""))
    return {"ProductViewDetail": {"ProductViewSummary": product}}


def describe_product(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    product = _of(service.products, given["Id"])
    tags = [{"Key": key, "Value": value} for key, value in product["tags"].items()]
    options = [service.options[option] for owner, option in sorted(service.attached) if owner == given["Id"]]
    return {"ProductViewDetail": {"ProductViewSummary": product}, "Tags": tags, "TagOptions": options}


def search_products(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    found: Mapping[Any, dict[str, Any]] = service.products
    if portfolio := given.get("PortfolioId"):
        found = {(p, q): service.products[q] for p, q in sorted(service.associations) if p == portfolio}
    for text in given.get("Filters", {}).get("FullTextSearch", []):
        found = {name: row for name, row in found.items() if text in row["Name"]}
    views = {name: {"ProductViewSummary": row} for name, row in found.items()}
    return service.pages("ProductViewDetails", views, given)


def create_version(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    return {"ProvisioningArtifactDetail": _make_version(service, given["ProductId"], given["Parameters"])}


def _make_version(service: FakeServiceCatalog, product: str, given: Given) -> dict[str, Any]:
    assert product in service.products, "the product comes first"
    body = service.read_body(given["Info"]["LoadTemplateFromURL"])
    assert body is not None, "the body comes first"
    others = [(version["ProductId"], version["Name"]) for version in service.versions.values()]
    identity = service.new("pa", (product, given["Name"]), others)
    words = _only(given, ("Name", "Description"))
    fixed = {"Id": identity, "ProductId": product, "CreatedTime": service.now, "body": body}
    version = {**fixed, "Active": True, "Guidance": "DEFAULT", **words}
    service.versions[identity] = version
    return version


def update_version(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service.versions, given["ProvisioningArtifactId"]).update(_only(given, ("Active", "Guidance", "Description")))
    return {}


def delete_version(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service.versions, given["ProvisioningArtifactId"])
    others = [row for row in service.versions.values() if row["ProductId"] == given["ProductId"]]
    assert len(others) > 1, "a product keeps its last version"
    del service.versions[given["ProvisioningArtifactId"]]
    return {}


def provisioned(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    return {"ProvisionedProducts": service.provisioned}


def describe_version(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    version = _of(service.versions, given["ProvisioningArtifactId"])
    info = {"CloudFormationTemplate": version["body"]} if given.get("Verbose") else {}
    return {"Status": version.get("Status", "AVAILABLE"), "ProvisioningArtifactDetail": version, "Info": info}


def list_versions(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    rows = {name: row for name, row in service.versions.items() if row["ProductId"] == given["ProductId"]}
    return {"ProvisioningArtifactDetails": service.shown(rows)}


# What belongs to a portfolio


def associate(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    pair = (given["PortfolioId"], given["ProductId"])
    assert pair[0] in service.portfolios, "the portfolio comes first"
    assert pair[1] in service.products, "the product comes first"
    service.add(service.associations, pair)
    return {}


def disassociate(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    pair = (given["PortfolioId"], given["ProductId"])
    held = [(each["PortfolioId"], each["ProductId"]) for each in service.constraints.values()]
    assert pair not in held, "the constraints go first"
    service.remove(service.associations, pair)
    return {}


def create_constraint(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    name = (given["PortfolioId"], given["ProductId"], given["Type"])
    assert name[:2] in service.associations, "the association comes first"
    others = [(each["PortfolioId"], each["ProductId"], each["Type"]) for each in service.constraints.values()]
    if name[2] in SINGLE and name in others and name[2] not in service.failing:
        raise Refusal("DuplicateResourceException", f"only one {name[2]} constraint")
    identity = service.new("cons", name, others)
    service.constraints[identity] = {"ConstraintId": identity, **_only(given, _CONSTRAINT)}
    return {"ConstraintDetail": service.constraints[identity]}


def update_constraint(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service.constraints, given["Id"]).update(_only(given, ("Description", "Parameters")))
    return {}


def delete_constraint(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service.constraints, given["Id"])
    del service.constraints[given["Id"]]
    return {}


def describe_constraint(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    found = _of(service.constraints, given["Id"])
    return {"ConstraintDetail": found, "ConstraintParameters": found["Parameters"], "Status": service.status(found)}


def list_constraints(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    rows = {name: row for name, row in service.constraints.items() if row["PortfolioId"] == given["PortfolioId"]}
    return service.pages("ConstraintDetails", rows, given)


def grant(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    assert given["PortfolioId"] in service.portfolios, "the portfolio comes first"
    service.add(service.principals, _principal(given))
    return {}


def revoke(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    service.remove(service.principals, _principal(given))
    return {}


def list_principals(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    mine = [row for row in sorted(service.principals) if row[0] == given["PortfolioId"]]
    rows = {row: {"PrincipalARN": row[1], "PrincipalType": row[2]} for row in mine}
    return service.pages("Principals", rows, given)


def create_option(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    if any((row["Key"], row["Value"]) == (given["Key"], given["Value"]) for row in service.options.values()):
        raise Refusal("DuplicateResourceException")
    identity = f"tag-{len(service.options)}"
    service.options[identity] = {"Id": identity, **given, "Active": True}
    return {"TagOptionDetail": service.options[identity]}


def list_options(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    wanted = given["Filters"]
    return {"TagOptionDetails": [row for row in service.options.values() if wanted.items() <= row.items()]}


def update_option(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    option = _of(service.options, given["Id"])
    option.update(_only(given, ("Value", "Active")))
    return {"TagOptionDetail": option}


def attach(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    pair = (given["ResourceId"], given["TagOptionId"])
    if pair in service.attached:
        raise Refusal("DuplicateResourceException")
    service.attached.add(pair)
    return {}


def detach(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    service.remove(service.attached, (given["ResourceId"], given["TagOptionId"]))
    return {}


def _only(given: Given, names: Iterable[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _of(rows: dict[str, dict[str, Any]], identity: str) -> dict[str, Any]:
    if identity not in rows:
        raise Refusal("ResourceNotFoundException")
    return rows[identity]


def _principal(given: Given) -> tuple[str, str, str]:
    return given["PortfolioId"], given["PrincipalARN"], given["PrincipalType"]


def scan(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    """Nobody has launched anything."""
    return {"ProvisionedProducts": []}


OPERATIONS: Mapping[str, Callable[[FakeServiceCatalog, Given], dict[str, Any]]] = {
    "CreatePortfolio": create_portfolio,
    "UpdatePortfolio": update_portfolio,
    "DeletePortfolio": delete_portfolio,
    "DescribePortfolio": describe_portfolio,
    "ListPortfolios": list_portfolios,
    "CreateProduct": create_product,
    "UpdateProduct": update_product,
    "DescribeProductAsAdmin": describe_product,
    "SearchProductsAsAdmin": search_products,
    "CreateProvisioningArtifact": create_version,
    "UpdateProvisioningArtifact": update_version,
    "DeleteProvisioningArtifact": delete_version,
    "SearchProvisionedProducts": provisioned,
    "DescribeProvisioningArtifact": describe_version,
    "ListProvisioningArtifacts": list_versions,
    "AssociateProductWithPortfolio": associate,
    "DisassociateProductFromPortfolio": disassociate,
    "CreateConstraint": create_constraint,
    "UpdateConstraint": update_constraint,
    "DeleteConstraint": delete_constraint,
    "DescribeConstraint": describe_constraint,
    "ListConstraintsForPortfolio": list_constraints,
    "AssociatePrincipalWithPortfolio": grant,
    "DisassociatePrincipalFromPortfolio": revoke,
    "ListPrincipalsForPortfolio": list_principals,
    "CreateTagOption": create_option,
    "ListTagOptions": list_options,
    "UpdateTagOption": update_option,
    "AssociateTagOptionWithResource": attach,
    "DisassociateTagOptionFromResource": detach,
    **actions.OPERATIONS,
    "ScanProvisionedProducts": scan,
    **SHARES,
}
