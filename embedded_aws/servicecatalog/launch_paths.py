"""Launch paths: through which portfolios a caller may launch a product, and with which versions and tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from embedded_aws.servicecatalog.constraints import constraint_summary, constraints_on
from embedded_aws.servicecatalog.errors import invalid, not_found, not_offered
from embedded_aws.servicecatalog.lookup import (
    artifacts_of,
    is_ready,
    only_artifact,
    only_one,
    only_product,
    reachable_catalogs,
)
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.principals import is_caller
from embedded_aws.servicecatalog.reach import imported, shares_here, shares_options
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, partition_of
from embedded_aws.servicecatalog.state import Artifact, Catalog, Constraint, Portfolio, Product
from embedded_aws.servicecatalog.tags import active_options, tag_list


@dataclass(frozen=True)
class LaunchPath:
    """A product within a portfolio, as one caller may launch it."""

    id: str
    portfolio_catalog: Catalog
    """The catalog that owns the portfolio."""
    product_catalog: Catalog
    """The catalog that owns the product."""
    portfolio: Portfolio
    product: Product
    constraints: tuple[Constraint, ...]
    with_options: bool = True
    """Whether the tag options of portfolio and product count: not where they are not shared."""

    def parameters(self, kind: str) -> list[dict[str, Any]]:
        """The parameters of all constraints of a type."""
        return [json.loads(each.parameters) for each in self.constraints if each.kind == kind]

    def launch_role(self, account: str) -> str | None:
        """The launch role; a local role name means the role of the account that launches."""
        for given in self.parameters("LAUNCH"):
            if local := given.get("LocalRoleName"):
                return f"arn:{partition_of(self.portfolio_catalog.region)}:iam::{account}:role/{local}"
            return str(given["RoleArn"])
        return None


@dataclass(frozen=True)
class Choice:
    """A version of a product on a path."""

    path: LaunchPath
    artifact: Artifact


def find_paths(context: RequestContext, product_id: str | None = None) -> list[LaunchPath]:
    """All paths of the caller, to one product or to any."""
    return [path for catalog in reachable_catalogs(context) for path in _paths_in(context, catalog, product_id)]


def _paths_in(context: RequestContext, catalog: Catalog, product_id: str | None) -> Iterator[LaunchPath]:
    own = catalog is context.catalog
    reaching = {} if own else imported(context)
    for (portfolio_id, associated), created_call in catalog.associations.items():
        if product_id not in (None, associated) or not context.is_associated(created_call):
            continue
        if not own and reaching.get(portfolio_id) is not catalog:
            continue
        if _may_launch(context, catalog, portfolio_id):
            owner = context.store.owner_of(associated)
            yield LaunchPath(
                id=f"lpv3-{portfolio_id.removeprefix('port-')}",
                portfolio_catalog=catalog,
                product_catalog=owner,
                portfolio=catalog.portfolios[portfolio_id],
                product=owner.products[associated],
                constraints=tuple(constraints_on(catalog, portfolio_id, associated)),
                with_options=own or shares_options(context, catalog, portfolio_id),
            )


def _may_launch(context: RequestContext, catalog: Catalog, portfolio_id: str) -> bool:
    principals = [each for each in context.catalog.principals if each.portfolio == portfolio_id]
    if catalog is not context.catalog:
        # A shared principal is a name: whoever has it in this account ("Sharing Principal Names" in the guide).
        shared = any(share.principals for share in shares_here(context, catalog, portfolio_id))
        names = [each for each in catalog.principals if (each.portfolio, each.kind) == (portfolio_id, "IAM_PATTERN")]
        principals += names if shared else []
    return any(is_caller(each, context.call.caller) for each in principals)


def choose(context: RequestContext, params: Params) -> Choice:
    """The choice of a request; raises ResourceNotFoundException or InvalidParametersException."""
    path = _choose_path(context, params, _product_id(context, params))
    if path.parameters("STACKSET"):
        raise not_offered("launches under a STACKSET constraint")
    return Choice(path, _choose_artifact(context, path, params))


def _product_id(context: RequestContext, params: Params) -> str:
    if product_id := params.get("ProductId"):
        return str(product_id)
    if name := params.get("ProductName"):
        return only_product((path.product for path in find_paths(context)), name).id
    raise invalid("Either ProductId or ProductName is required.")


def _choose_path(context: RequestContext, params: Params, product_id: str) -> LaunchPath:
    """The path that a request means; the request must name it where there are several."""
    paths = _some_paths(context, product_id)
    if wanted := params.get("PathId"):
        return _only_path([path for path in paths if path.id == wanted], wanted)
    if name := params.get("PathName"):
        return _only_path([path for path in paths if path.portfolio.name == name], name)
    if len(paths) > 1:
        raise invalid("More than one launch path ids exist. Please specify the launch path id")
    return paths[0]


def _some_paths(context: RequestContext, product_id: str) -> list[LaunchPath]:
    paths = find_paths(context, product_id)
    if not paths:
        raise not_found(f"No launch paths found for resource: {product_id}")
    return paths


def _only_path(paths: list[LaunchPath], wanted: str) -> LaunchPath:
    return only_one(paths, wanted, "Launch path", "launch path", "PathId")


def offered_versions(context: RequestContext, path: LaunchPath) -> list[Artifact]:
    """The versions that end users see: available and active, deprecated ones too."""
    versions = artifacts_of(path.product_catalog, path.product.id)
    return [artifact for artifact in versions if artifact.active and is_ready(context, artifact)]


def _choose_artifact(context: RequestContext, path: LaunchPath, params: Params) -> Artifact:
    offered = offered_versions(context, path)
    if name := params.get("ProvisioningArtifactName"):
        return only_artifact(offered, name)
    artifact_id = params.get("ProvisioningArtifactId")
    if not artifact_id:
        raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")
    for artifact in offered:
        if artifact.id == artifact_id:
            return artifact
    raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {path.product.id}.")


def check_new_launch(choice: Choice) -> None:
    """Raise InvalidParametersException for a deprecated version, which only existing provisioned products may use."""
    if choice.artifact.guidance == "DEPRECATED":
        name = choice.artifact.name or choice.artifact.id
        raise invalid(f"Provisioning artifact {name} is deprecated and cannot be used for new launches.")


def list_launch_paths(context: RequestContext, params: Params) -> Answer:
    """ListLaunchPaths: ResourceNotFoundException where the caller has no path."""
    rows = [
        {
            "Id": path.id,
            "Name": path.portfolio.name,
            "ConstraintSummaries": [constraint_summary(each) for each in path.constraints],
            "Tags": tag_list(path.portfolio.tags),
        }
        for path in _some_paths(context, params["ProductId"])
    ]
    return paged(params, rows, 20, "LaunchPathSummaries")


def options_on_path(path: LaunchPath) -> dict[str, list[str]]:
    """The values that each tag option key leaves; an empty list is a conflict between portfolio and product."""
    if not path.with_options:
        return {}
    of_portfolio = active_options(path.portfolio_catalog, path.portfolio.id)
    of_product = active_options(path.product_catalog, path.product.id)
    options = {**of_portfolio, **of_product}
    for key in of_portfolio.keys() & of_product.keys():
        options[key] = [value for value in of_portfolio[key] if value in of_product[key]]
    return options


def launch_tags(path: LaunchPath, given: Mapping[str, str]) -> dict[str, str]:
    """All tags but Service Catalog's own; raises InvalidParametersException for a value that no option allows."""
    options = options_on_path(path)
    for key, value in given.items():
        if options.get(key) and value not in options[key]:
            raise invalid(f"Tag {key} must have one of the values {', '.join(options[key])}, not {value}.")
    missing = [key for key, values in options.items() if len(values) > 1 and key not in given]
    if missing:
        raise invalid(f"Choose a value for the tag option {missing[0]}: {', '.join(options[missing[0]])}.")
    conflict = f"sc-tagoption-conflict-{path.portfolio.id}-{path.product.id}"
    settled = {key: values[0] if values else conflict for key, values in options.items() if len(values) < 2}
    return {**_inherited_tags(path), **given, **settled}


def _inherited_tags(path: LaunchPath) -> dict[str, str]:
    """The tags of portfolio and product. AWS quirk: two values for one key become `sc-tagconflict-…`."""
    portfolio, product = path.portfolio.tags, path.product.tags
    conflict = f"sc-tagconflict-{path.portfolio.id}-{path.product.id}"
    both = {key for key in portfolio if key in product and portfolio[key] != product[key]}
    return {**portfolio, **product, **dict.fromkeys(both, conflict)}


def auto_tags(path: LaunchPath, artifact: str, provisioned_arn: str, caller_arn: str) -> dict[str, str]:
    """The tags under `aws:servicecatalog:` that every launched resource gets ("AutoTags", administrator guide)."""
    return {
        "aws:servicecatalog:portfolioArn": path.portfolio.arn,
        "aws:servicecatalog:productArn": path.product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": caller_arn,
        "aws:servicecatalog:provisionedProductArn": provisioned_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": artifact,
    }


OPERATIONS = {"ListLaunchPaths": list_launch_paths}
