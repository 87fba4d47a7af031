"""The embedded Service Catalog: publishing, launching and the quirks of AWS that a publisher has to handle.

It takes parsed requests (`embedded_aws.service.Call`), returns what botocore's serializer needs and raises
`ServiceError`. Launches create real stacks under the launch role's session. What it does not offer it
refuses by name. It may not call another service without the caller's or the launch role's credentials.

How to add an operation:

1. Write a function `(RequestContext, Params) -> Answer` in the module of its resource (`portfolios`, `products`, …).
   `validation` has checked the parameters against botocore's model already; the answer has the members of the model's
   output shape, without those that are None (`present`). Errors come from `errors`, pages from `pages`, and what the
   request names from `lookup`. State is a frozen dataclass in `state`.
2. Add the row `"OperationName": function` to the module's table `OPERATIONS`; a new module joins `operations`.
3. Call it in `tests/embedded_aws/servicecatalog/every_operation.py`. The contract tests fail for an operation that is
   not called there, and check its answers and error codes against botocore's model.
"""

from embedded_aws.servicecatalog.fault_injection import FaultSettings
from embedded_aws.servicecatalog.service import ServiceCatalog

__all__ = ["FaultSettings", "ServiceCatalog"]
