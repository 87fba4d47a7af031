"""The embedded AWS: SigV4, IAM, CloudFormation and Service Catalog before moto, in one process on loopback.

`embedded` runs it inside this process, for tests; `start`, `find_running` and `stop` run it as a process of its own.
Only `generator.cli` may import it. It listens on 127.0.0.0/8 and nowhere else.
"""

from embedded_aws.embedded import ACCOUNT, REGION, Embedded, embedded

__all__ = ["ACCOUNT", "REGION", "Embedded", "embedded"]
