"""Products for administrators: create, update, delete, describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from embedded_aws.servicecatalog.artifacts import artifact_detail, artifact_summary, make_artifact, read_body
from embedded_aws.servicecatalog.errors import PRODUCTS, check_quota, in_use, invalid, not_offered
from embedded_aws.servicecatalog.lookup import artifacts_of, find_product, is_ready, only_product, reach_product
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.state import Catalog, Product
from embedded_aws.servicecatalog.tags import change_tags, describe_tags, forget_budgets, read_tags, tag_list

TEXTS = ("Owner", "Distributor", "SupportDescription", "SupportEmail", "SupportUrl")


def view_summary(product: Product) -> Answer:
    """A ProductViewSummary; the request's Description comes back as ShortDescription."""
    return present(
        Id=product.view,
        ProductId=product.id,
        Name=product.name,
        ShortDescription=product.description,
        Type=product.kind,
        HasDefaultPath=False,
        **product.texts,
    )


def view_detail(product: Product) -> Answer:
    """A ProductViewDetail. AWS quirk: Status reads CREATED, which the API's own enumeration does not list."""
    return {
        "ProductViewSummary": view_summary(product),
        "Status": "CREATED",
        "ProductARN": product.arn,
        "CreatedTime": product.created,
    }


def create_product(context: RequestContext, params: Params) -> Answer:
    """CreateProduct: with its first version, or not at all."""
    _check_offered(params)
    first = params.get("ProvisioningArtifactParameters")
    if not first:
        raise invalid("ProvisioningArtifactParameters is required.")
    check_quota(len(context.catalog.products), PRODUCTS, "products")
    tags = read_tags(params.get("Tags"))
    body = read_body(context, first)
    product = _new_product(context, params, tags)
    context.catalog.products[product.id] = product
    artifact = make_artifact(context, product.id, first, body)
    return {
        "ProductViewDetail": view_detail(product),
        "ProvisioningArtifactDetail": artifact_detail(artifact),
        "Tags": tag_list(product.tags),
    }


def _check_offered(params: Params) -> None:
    if params["ProductType"] != "CLOUD_FORMATION_TEMPLATE":
        raise not_offered(f"products of type {params['ProductType']}")
    if params.get("SourceConnection"):
        raise not_offered("products with a SourceConnection")


def _new_product(context: RequestContext, params: Params, tags: Mapping[str, str]) -> Product:
    product_id = new_id("prod")
    return Product(
        id=product_id,
        view=new_id("prodview"),
        arn=context.arn("catalog", f"product/{product_id}"),
        account=context.call.account,
        name=params["Name"],
        kind=params["ProductType"],
        description=params.get("Description"),
        texts={text: params[text] for text in TEXTS if params.get(text) is not None},
        tags=tags,
        created=now(),
        created_call=context.store.calls,
    )


def update_product(context: RequestContext, params: Params) -> Answer:
    """UpdateProduct: only what is given changes."""
    if params.get("SourceConnection"):
        raise not_offered("products with a SourceConnection")
    product = find_product(context, params["Id"])
    changed = replace(
        product,
        name=params.get("Name", product.name),
        description=params.get("Description", product.description),
        texts={**product.texts, **{text: params[text] for text in TEXTS if params.get(text) is not None}},
        tags=change_tags(product.tags, params.get("AddTags"), params.get("RemoveTags")),
    )
    context.catalog.products[product.id] = changed
    return {"ProductViewDetail": view_detail(changed), "Tags": tag_list(changed.tags)}


def delete_product(context: RequestContext, params: Params) -> Answer:
    """DeleteProduct: with all versions; refused while a portfolio or a tag option is associated with it."""
    product, catalog = find_product(context, params["Id"]), context.catalog
    everywhere = (catalog, *context.store.others(catalog))
    if any(held == product.id for each in everywhere for _, held in each.associations):
        raise in_use(f"Product {product.id} is still associated with a portfolio.")
    if any(resource == product.id for resource, _ in catalog.tag_links):
        raise in_use(f"Product {product.id} is still associated with a TagOption.")
    for artifact in artifacts_of(catalog, product.id):
        del catalog.artifacts[artifact.id]
    for link in [link for link in catalog.action_links if link[1] == product.id]:
        del catalog.action_links[link]
    forget_budgets(catalog, product.id)
    del catalog.products[product.id]
    return {}


def describe_product_as_admin(context: RequestContext, params: Params) -> Answer:
    """DescribeProductAsAdmin: by id, or by a name that only one product has."""
    catalog, product = _find(context, params)
    versions = [artifact for artifact in artifacts_of(catalog, product.id) if is_ready(context, artifact)]
    return {
        "ProductViewDetail": view_detail(product),
        "ProvisioningArtifactSummaries": [artifact_summary(each) for each in versions],
        **describe_tags(catalog, product),
    }


def _find(context: RequestContext, params: Params) -> tuple[Catalog, Product]:
    if params.get("Id"):
        return reach_product(context, params["Id"])
    if not params.get("Name"):
        raise invalid("Either Id or Name is required.")
    product = only_product(context.catalog.products.values(), params["Name"], by_id="Id")
    return context.catalog, find_product(context, product.id)


OPERATIONS = {
    "CreateProduct": create_product,
    "UpdateProduct": update_product,
    "DeleteProduct": delete_product,
    "DescribeProductAsAdmin": describe_product_as_admin,
}
