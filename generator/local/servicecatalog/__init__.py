"""The embedded Service Catalog: publishing, launching and all quirks that a publisher has to survive.

Takes parsed requests (`generator.local.service.Call`), returns what botocore's serializer needs, raises `AwsFault`.
Launches make real stacks over loopback under the launch role's session. What it does not offer it refuses by name.
"""

from generator.local.servicecatalog.faults import Faults
from generator.local.servicecatalog.service import ServiceCatalog

__all__ = ["Faults", "ServiceCatalog"]
