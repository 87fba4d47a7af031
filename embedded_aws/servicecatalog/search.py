"""Products and provisioned products as end users and administrators find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from embedded_aws.servicecatalog.artifacts import artifact_summary
from embedded_aws.servicecatalog.errors import invalid
from embedded_aws.servicecatalog.launch_paths import LaunchPath, find_paths, offered_versions
from embedded_aws.servicecatalog.lookup import artifacts_of, only_one, reach_portfolio, visible
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.products import view_detail, view_summary
from embedded_aws.servicecatalog.provisioned import provisioned_detail
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, present
from embedded_aws.servicecatalog.state import Artifact, Catalog, Product, Provisioned
from embedded_aws.servicecatalog.tags import budgets_of, tag_list


def search_products(context: RequestContext, params: Params) -> Answer:
    """SearchProducts: what the caller may launch."""
    found = {path.product.id: (path.product_catalog, path.product) for path in find_paths(context)}
    seen = _sorted([each for each in found.values() if _fits(each[1], params.get("Filters") or {})], params)
    rows, token = page(params, [view_summary(product) for _, product in seen], 100)
    counts = _count([product.kind for _, product in seen])
    return present(
        ProductViewSummaries=list(rows), ProductViewAggregations={"ProductType": counts}, NextPageToken=token
    )


def _count(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{"Value": value, "ApproximateCount": values.count(value)} for value in dict.fromkeys(values)]


def search_products_as_admin(context: RequestContext, params: Params) -> Answer:
    """SearchProductsAsAdmin: all products of the account or of one portfolio, in pages of 20."""
    found = _of_portfolio(context, params["PortfolioId"]) if params.get("PortfolioId") else _of_account(context)
    seen = _sorted([each for each in found if _fits(each[1], params.get("Filters") or {})], params)
    return paged(params, [view_detail(product) for _, product in seen], 20, "ProductViewDetails")


def _of_account(context: RequestContext) -> list[tuple[Catalog, Product]]:
    products = context.catalog.products.values()
    return [(context.catalog, each) for each in products if context.is_listed(each.created_call)]


def _of_portfolio(context: RequestContext, portfolio_id: str) -> list[tuple[Catalog, Product]]:
    catalog, portfolio = reach_portfolio(context, portfolio_id)
    products = [
        product_id
        for (holder, product_id), created_call in catalog.associations.items()
        if holder == portfolio.id and context.is_listed(created_call)
    ]
    owners = [(context.store.owner_of(product_id), product_id) for product_id in products]
    return [(owner, owner.products[product_id]) for owner, product_id in owners]


def _fits(product: Product, filters: Mapping[str, Sequence[str]]) -> bool:
    tests: Mapping[str, Callable[[str], bool]] = {
        "FullTextSearch": lambda value: value.lower() in _full_text(product),
        "Owner": lambda value: value == product.texts.get("Owner"),
        "ProductType": lambda value: value == product.kind,
        "SourceProductId": lambda value: value == product.id,
    }
    return all(any(tests[name](value) for value in values) for name, values in filters.items())


def _full_text(product: Product) -> str:
    return "\n".join([product.id, product.name, product.description or "", *product.texts.values()]).lower()


def _sorted(found: list[tuple[Catalog, Product]], params: Params) -> list[tuple[Catalog, Product]]:
    keys: Mapping[str, Callable[[tuple[Catalog, Product]], Any]] = {
        "Title": lambda each: each[1].name.lower(),
        "CreationDate": lambda each: each[1].created,
        "VersionCount": lambda each: len(artifacts_of(each[0], each[1].id)),
    }
    if params.get("SortBy"):
        return sorted(found, key=keys[params["SortBy"]], reverse=params.get("SortOrder") == "DESCENDING")
    return found


def version_view(artifact: Artifact) -> Answer:
    """A ProvisioningArtifact, as end users see it."""
    return artifact_summary(artifact, "Guidance")


def describe_product(context: RequestContext, params: Params) -> Answer:
    """DescribeProduct: by id or name, for those who have a launch path."""
    wanted = params.get("Id") or params.get("Name")
    if not wanted:
        raise invalid("Either Id or Name is required.")
    by_id = bool(params.get("Id"))
    found = [path for path in find_paths(context) if wanted == (path.product.id if by_id else path.product.name)]
    return {
        **_view(context, found, wanted),
        "Budgets": budgets_of(found[0].product_catalog, found[0].product.id) if found else [],
        "LaunchPaths": [{"Id": path.id, "Name": path.portfolio.name} for path in found],
    }


def describe_product_view(context: RequestContext, params: Params) -> Answer:
    """DescribeProductView: by the id of the view."""
    found = [path for path in find_paths(context) if path.product.view == params["Id"]]
    return _view(context, found, params["Id"])


def _view(context: RequestContext, paths: list[LaunchPath], wanted: str) -> Answer:
    products = {path.product.id: path for path in paths}
    path = only_one([*products.values()], wanted, "Product", "product", "Id")
    return {
        "ProductViewSummary": view_summary(path.product),
        "ProvisioningArtifacts": [version_view(each) for each in offered_versions(context, path)],
    }


def _attributes(context: RequestContext, each: Provisioned) -> Answer:
    detail = provisioned_detail(each)
    del detail["LastRecordId"]
    detail.pop("LaunchRoleArn", None)
    catalogs = context.store.catalogs.values()
    names = [catalog.artifacts[each.artifact].name for catalog in catalogs if each.artifact in catalog.artifacts]
    return {
        **detail,
        **present(
            LastRecordId=each.last_record,
            Tags=tag_list(each.tags),
            PhysicalId=each.stack_arn,
            ProductName=each.product_name,
            ProvisioningArtifactName=names[0] if names else None,
            UserArn=each.user,
            UserArnSession=each.session,
        ),
    }


def search_provisioned_products(context: RequestContext, params: Params) -> Answer:
    """SearchProvisionedProducts: every query of SearchQuery must fit, `field:value` or free text."""
    found = visible(context.catalog.provisioned.values(), params, context.call.caller)
    rows = [_attributes(context, each) for each in found]
    for query in (params.get("Filters") or {}).get("SearchQuery") or ():
        fits = _query(query)
        rows = [row for row in rows if fits(row)]
    if sort := params.get("SortBy"):
        if sort not in _FIELDS:
            raise invalid(f"Cannot sort by {sort}.")
        rows.sort(key=lambda row: str(row.get(_FIELDS[sort], "")), reverse=params.get("SortOrder") == "DESCENDING")
    on_page, token = page(params, rows, 100)
    return present(ProvisionedProducts=list(on_page), TotalResultsCount=len(rows), NextPageToken=token)


_FIELDS: Mapping[str, str] = {
    "arn": "Arn",
    "createdTime": "CreatedTime",
    "id": "Id",
    "lastRecordId": "LastRecordId",
    "lastProvisioningRecordId": "LastProvisioningRecordId",
    "lastSuccessfulProvisioningRecordId": "LastSuccessfulProvisioningRecordId",
    "idempotencyToken": "IdempotencyToken",
    "name": "Name",
    "physicalId": "PhysicalId",
    "productId": "ProductId",
    "productName": "ProductName",
    "provisioningArtifactId": "ProvisioningArtifactId",
    "provisioningArtifactName": "ProvisioningArtifactName",
    "status": "Status",
    "tags": "Tags",
    "type": "Type",
    "userArn": "UserArn",
    "userArnSession": "UserArnSession",
}


def _query(query: str) -> Callable[[Mapping[str, Any]], bool]:
    field, colon, value = query.partition(":")
    if colon and field in _FIELDS:
        wanted = re.compile(".*".join(re.escape(part) for part in value.strip("\"'").split("*")), re.I | re.S)
        return lambda row: any(wanted.fullmatch(text) for text in _texts(row.get(_FIELDS[field])))
    if colon and re.fullmatch(r"[A-Za-z]+", field):
        raise invalid(f"Unknown search field {field}: it is one of {', '.join(_FIELDS)}.")
    return lambda row: any(query.lower() in text.lower() for value in row.values() for text in _texts(value))


def _texts(value: Any) -> list[str]:
    match value:
        case None:
            return []
        case list():
            return [text for tag in value for text in (tag["Key"], tag["Value"], f"{tag['Key']}:{tag['Value']}")]
        case _:
            return [str(value)]


OPERATIONS = {
    "SearchProducts": search_products,
    "SearchProductsAsAdmin": search_products_as_admin,
    "DescribeProduct": describe_product,
    "DescribeProductView": describe_product_view,
    "SearchProvisionedProducts": search_provisioned_products,
}
