"""The ways to AWS from inside: one gateway endpoint for S3, interface endpoints for everything else.

Takes the network, the groups and the keys; returns the ids that other policies name. Every endpoint has a policy of
its own (`policies`), private DNS is on, and which service is in which tier, why, and under which name in which
partition is data (`services`, `service_names`).
"""

from products.environment.endpoints.drawing import build_endpoints
from products.environment.endpoints.services import SERVICES, Service, Tier

__all__ = ["SERVICES", "Service", "Tier", "build_endpoints"]
