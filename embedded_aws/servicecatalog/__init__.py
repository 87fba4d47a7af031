"""The embedded Service Catalog: publishing, launching and all quirks that a publisher has to survive.

Takes parsed requests (`embedded_aws.service.Call`), returns what botocore's serializer needs, raises `ServiceError`.
Launches make real stacks over loopback under the launch role's session. What it does not offer it refuses by name.
"""

from embedded_aws.servicecatalog.fault_injection import Faults
from embedded_aws.servicecatalog.service import ServiceCatalog

__all__ = ["Faults", "ServiceCatalog"]
