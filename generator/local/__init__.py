"""The embedded AWS: SigV4, IAM, CloudFormation and Service Catalog before moto, in one process on loopback.

Only `generator.cli` may import it. It listens on 127.0.0.0/8 and nowhere else.
"""

from generator.local.embedded import ACCOUNT, REGION, Embedded, embedded

__all__ = ["ACCOUNT", "REGION", "Embedded", "embedded"]
