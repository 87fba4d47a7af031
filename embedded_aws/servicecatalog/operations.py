"""The table of all operations that the embedded Service Catalog offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from embedded_aws.servicecatalog import (
    artifacts,
    associations,
    constraints,
    launch_paths,
    organizations,
    parameters,
    plans,
    portfolios,
    principals,
    products,
    provisioned,
    provisioning,
    records,
    search,
    service_actions,
    shares,
    tag_options,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext

Handler = Callable[[RequestContext, Params], Answer]

OPERATIONS: Mapping[str, Handler] = {
    **portfolios.OPERATIONS,
    **products.OPERATIONS,
    **artifacts.OPERATIONS,
    **associations.OPERATIONS,
    **constraints.OPERATIONS,
    **principals.OPERATIONS,
    **tag_options.OPERATIONS,
    **shares.OPERATIONS,
    **organizations.OPERATIONS,
    **search.OPERATIONS,
    **launch_paths.OPERATIONS,
    **parameters.OPERATIONS,
    **provisioning.OPERATIONS,
    **provisioned.OPERATIONS,
    **records.OPERATIONS,
    **plans.OPERATIONS,
    **service_actions.OPERATIONS,
}
