"""The table of all operations that the embedded Service Catalog offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from embedded_aws.servicecatalog import (
    action_runs,
    artifacts,
    budgets,
    constraints,
    launch_paths,
    organization_access,
    parameters,
    plans,
    portfolios,
    principals,
    products,
    provisioned,
    provisioning,
    search,
    service_actions,
    shares,
    tags,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext

Handler = Callable[[RequestContext, Params], Answer]

OPERATIONS: Mapping[str, Handler] = {
    **portfolios.OPERATIONS,
    **products.OPERATIONS,
    **artifacts.OPERATIONS,
    **constraints.OPERATIONS,
    **principals.OPERATIONS,
    **tags.OPERATIONS,
    **budgets.OPERATIONS,
    **shares.OPERATIONS,
    **organization_access.OPERATIONS,
    **search.OPERATIONS,
    **launch_paths.OPERATIONS,
    **parameters.OPERATIONS,
    **provisioning.OPERATIONS,
    **provisioned.OPERATIONS,
    **plans.OPERATIONS,
    **service_actions.OPERATIONS,
    **action_runs.OPERATIONS,
}
