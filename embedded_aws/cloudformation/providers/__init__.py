"""The providers: one module a service, one row a resource type; what has no row is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.cloudformation.providers.acl import PROVIDERS as ACL
from embedded_aws.cloudformation.providers.audit import PROVIDERS as AUDIT
from embedded_aws.cloudformation.providers.code import PROVIDERS as CODE
from embedded_aws.cloudformation.providers.endpoint import PROVIDERS as ENDPOINT
from embedded_aws.cloudformation.providers.functions import PROVIDERS as FUNCTIONS
from embedded_aws.cloudformation.providers.identity import PROVIDERS as IDENTITY
from embedded_aws.cloudformation.providers.key import PROVIDERS as KEY
from embedded_aws.cloudformation.providers.logs import PROVIDERS as LOGS
from embedded_aws.cloudformation.providers.messaging import PROVIDERS as MESSAGING
from embedded_aws.cloudformation.providers.network import PROVIDERS as NETWORK
from embedded_aws.cloudformation.providers.notebook import PROVIDERS as NOTEBOOK
from embedded_aws.cloudformation.providers.parameter import PROVIDERS as PARAMETER
from embedded_aws.cloudformation.providers.provider import Provider
from embedded_aws.cloudformation.providers.security import PROVIDERS as SECURITY
from embedded_aws.cloudformation.providers.serving import PROVIDERS as SERVING
from embedded_aws.cloudformation.providers.storage import PROVIDERS as STORAGE

ROWS: tuple[tuple[Provider, ...], ...] = (
    ACL,
    AUDIT,
    CODE,
    ENDPOINT,
    FUNCTIONS,
    IDENTITY,
    KEY,
    LOGS,
    MESSAGING,
    NETWORK,
    NOTEBOOK,
    PARAMETER,
    SECURITY,
    SERVING,
    STORAGE,
)
PROVIDERS: Mapping[str, Provider] = {provider.kind: provider for rows in ROWS for provider in rows}
