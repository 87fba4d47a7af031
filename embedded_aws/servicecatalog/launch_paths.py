"""Launch paths: by which portfolios a caller gets at a product, and what holds on each path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embedded_aws.servicecatalog.constraints import constraint_summary, constraints_on
from embedded_aws.servicecatalog.errors import invalid, not_found, not_offered
from embedded_aws.servicecatalog.lookup import artifacts_of, homes, is_ready, only_one
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.principals import is_caller
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, partition_of
from embedded_aws.servicecatalog.state import Artifact, Catalog, Constraint, Portfolio, Product
from embedded_aws.servicecatalog.tags import tag_list


@dataclass(frozen=True)
class LaunchPath:
    """A product within a portfolio, as one caller may launch it."""

    id: str
    home: Catalog
    """The catalog that owns the portfolio."""
    owner: Catalog
    """The catalog that owns the product."""
    portfolio: Portfolio
    product: Product
    constraints: tuple[Constraint, ...]

    def parameters(self, kind: str) -> list[dict[str, Any]]:
        """The parameters of all constraints of a type."""
        return [json.loads(each.parameters) for each in self.constraints if each.kind == kind]

    def launch_role(self, account: str) -> str | None:
        """The launch role; a local role name means the role of the account that launches."""
        for given in self.parameters("LAUNCH"):
            local = given.get("LocalRoleName")
            return f"arn:{partition_of(self.home.region)}:iam::{account}:role/{local}" if local else given["RoleArn"]
        return None


def open_paths(context: RequestContext, product_id: str | None = None) -> list[LaunchPath]:
    """All paths that are open to the caller, to one product or to any."""
    return [path for home in homes(context) for path in _paths_in(context, home, product_id)]


def _paths_in(context: RequestContext, home: Catalog, product_id: str | None) -> Iterator[LaunchPath]:
    for (portfolio_id, held), born in home.associations.items():
        own = home is context.catalog
        if product_id not in (None, held) or context.lags(born, context.faults.association_lag):
            continue
        if not own and context.catalog.accepted.get(portfolio_id) != home.account:
            continue
        if _may_launch(context, home, portfolio_id):
            owner = _owner(context, home, held)
            constraints = tuple(constraints_on(home, portfolio_id, held))
            path_id = f"lpv3-{portfolio_id.removeprefix('port-')}"
            yield LaunchPath(path_id, home, owner, home.portfolios[portfolio_id], owner.products[held], constraints)


def _owner(context: RequestContext, home: Catalog, product_id: str) -> Catalog:
    others = [home, *context.store.others(home)]
    return next(each for each in others if product_id in each.products)


def _may_launch(context: RequestContext, home: Catalog, portfolio_id: str) -> bool:
    principals = [each for each in context.catalog.principals if each.portfolio == portfolio_id]
    if home is not context.catalog:
        shares = [home.shares.get((portfolio_id, kind, context.call.account)) for kind in _RECEIVERS]
        if any(share is not None and share.principals for share in shares):
            principals += [each for each in home.principals if each.portfolio == portfolio_id]
    return any(is_caller(each, context.call.caller) for each in principals)


_RECEIVERS = ("ACCOUNT", "ORGANIZATION_MEMBER_ACCOUNT")


def choose_path(context: RequestContext, params: Params, product_id: str) -> LaunchPath:
    """The path that a request means; it must say which where there are several."""
    paths = open_paths(context, product_id)
    if not paths:
        raise not_found(f"No launch paths found for resource: {product_id}")
    if wanted := params.get("PathId"):
        return _chosen([path for path in paths if path.id == wanted], wanted)
    if name := params.get("PathName"):
        return _chosen([path for path in paths if path.portfolio.name == name], name)
    if len(paths) > 1:
        raise invalid("More than one launch path ids exist. Please specify the launch path id")
    return paths[0]


def _chosen(paths: Sequence[LaunchPath], wanted: str) -> LaunchPath:
    if not paths:
        raise not_found(f"Launch path {wanted} not found.")
    if len(paths) > 1:
        raise invalid(f"More than one launch path is named {wanted}. Use PathId instead.")
    return paths[0]


def list_launch_paths(context: RequestContext, params: Params) -> Answer:
    """ListLaunchPaths: refused where there is none."""
    paths = open_paths(context, params["ProductId"])
    if not paths:
        raise not_found(f"No launch paths found for resource: {params['ProductId']}")
    rows = [
        {
            "Id": path.id,
            "Name": path.portfolio.name,
            "ConstraintSummaries": [constraint_summary(each) for each in path.constraints],
            "Tags": tag_list(path.portfolio.tags),
        }
        for path in paths
    ]
    return paged(params, rows, 20, "LaunchPathSummaries")


@dataclass(frozen=True)
class Choice:
    """A version of a product on a path."""

    path: LaunchPath
    artifact: Artifact


def choose(context: RequestContext, params: Params) -> Choice:
    """The choice of a request; raises ResourceNotFoundException or InvalidParametersException."""
    path = choose_path(context, params, product_of(context, params))
    if path.parameters("STACKSET"):
        raise not_offered("launches under a STACKSET constraint")
    return Choice(path, _artifact(context, path, params))


def check_new_launch(choice: Choice) -> None:
    """Raise for a version that only serves what is provisioned already."""
    if choice.artifact.guidance == "DEPRECATED":
        name = choice.artifact.name or choice.artifact.id
        raise invalid(f"Provisioning artifact {name} is deprecated and cannot be used for new launches.")


def product_of(context: RequestContext, params: Params) -> str:
    """The id of the product that a request names."""
    product_id: str | None = params.get("ProductId")
    if product_id:
        return product_id
    name = params.get("ProductName")
    if not name:
        raise invalid("Either ProductId or ProductName is required.")
    named = {path.product.id for path in open_paths(context) if path.product.name == name}
    if not named:
        raise not_found(f"Product {name} not found.")
    if len(named) > 1:
        raise invalid(f"More than one product is named {name}. Use ProductId instead.")
    return named.pop()


def _artifact(context: RequestContext, path: LaunchPath, params: Params) -> Artifact:
    if name := params.get("ProvisioningArtifactName"):
        return only_one(offered_versions(context, path), name)
    artifact_id = params.get("ProvisioningArtifactId")
    if not artifact_id:
        raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")
    artifact = path.owner.artifacts.get(artifact_id)
    if (
        artifact is None
        or artifact.product != path.product.id
        or not artifact.active
        or not is_ready(context, artifact)
    ):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {path.product.id}.")
    return artifact


def open_options(path: LaunchPath) -> dict[str, list[str]]:
    """The values that each tag option key leaves; an empty list is a conflict between portfolio and product."""
    of_portfolio = _active(path.home, path.portfolio.id)
    of_product = _active(path.owner, path.product.id)
    left: dict[str, list[str]] = {}
    for key in dict.fromkeys([*of_portfolio, *of_product]):
        ours, theirs = of_portfolio.get(key), of_product.get(key)
        if ours is None or theirs is None:
            left[key] = ours or theirs or []
        else:
            left[key] = [value for value in ours if value in theirs]
    return left


def _active(home: Catalog, resource: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for holder, option_id in home.tag_links:
        option = home.tag_options[option_id]
        if holder == resource and option.active:
            found.setdefault(option.key, []).append(option.value)
    return found


def chosen_tags(path: LaunchPath, given: Mapping[str, str]) -> dict[str, str]:
    """All tags but Service Catalog's own; raises InvalidParametersException for a value that no option allows."""
    options = open_options(path)
    for key, value in given.items():
        if options.get(key) and value not in options[key]:
            raise invalid(f"Tag {key} must have one of the values {', '.join(options[key])}, not {value}.")
    missing = [key for key, values in options.items() if len(values) > 1 and key not in given]
    if missing:
        raise invalid(f"Choose a value for the tag option {missing[0]}: {', '.join(options[missing[0]])}.")
    conflict = f"sc-tagoption-conflict-{path.portfolio.id}-{path.product.id}"
    settled = {key: values[0] if values else conflict for key, values in options.items() if len(values) < 2}
    return {**_inherited(path), **given, **settled}


def _inherited(path: LaunchPath) -> dict[str, str]:
    """The tags of portfolio and product. AWS quirk: two values for one key become `sc-tagconflict-…`."""
    portfolio, product = path.portfolio.tags, path.product.tags
    conflict = f"sc-tagconflict-{path.portfolio.id}-{path.product.id}"
    both = {key for key in portfolio if key in product and portfolio[key] != product[key]}
    return {**portfolio, **product, **dict.fromkeys(both, conflict)}


def own_tags(path: LaunchPath, artifact: str, provisioned_arn: str, caller_arn: str) -> dict[str, str]:
    """The tags under `aws:servicecatalog:` that every launched resource gets ("AutoTags", administrator guide)."""
    return {
        "aws:servicecatalog:portfolioArn": path.portfolio.arn,
        "aws:servicecatalog:productArn": path.product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": caller_arn,
        "aws:servicecatalog:provisionedProductArn": provisioned_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": artifact,
    }


def offered_versions(context: RequestContext, path: LaunchPath) -> list[Artifact]:
    """The versions that end users see: available and active, deprecated ones too."""
    versions = artifacts_of(path.owner, path.product.id)
    return [artifact for artifact in versions if artifact.active and is_ready(context, artifact)]


OPERATIONS = {
    "ListLaunchPaths": list_launch_paths,
}
