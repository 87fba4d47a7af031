"""Launch paths: by which portfolios a caller gets at a product, and what holds on each path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from embedded_aws.servicecatalog.constraints import constraint_summary, constraints_on
from embedded_aws.servicecatalog.lookup import homes
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.principals import is_caller
from embedded_aws.servicecatalog.refusals import invalid, not_found
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, partition_of
from embedded_aws.servicecatalog.state import Catalog, Constraint, Portfolio, Product
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


OPERATIONS = {"ListLaunchPaths": list_launch_paths}
