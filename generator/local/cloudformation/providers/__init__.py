"""The providers: one module a service, one row a resource type; what has no row is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from generator.local.cloudformation.providers.acl import PROVIDERS as ACL
from generator.local.cloudformation.providers.audit import PROVIDERS as AUDIT
from generator.local.cloudformation.providers.code import PROVIDERS as CODE
from generator.local.cloudformation.providers.endpoint import PROVIDERS as ENDPOINT
from generator.local.cloudformation.providers.functions import PROVIDERS as FUNCTIONS
from generator.local.cloudformation.providers.identity import PROVIDERS as IDENTITY
from generator.local.cloudformation.providers.key import PROVIDERS as KEY
from generator.local.cloudformation.providers.logs import PROVIDERS as LOGS
from generator.local.cloudformation.providers.messaging import PROVIDERS as MESSAGING
from generator.local.cloudformation.providers.network import PROVIDERS as NETWORK
from generator.local.cloudformation.providers.notebook import PROVIDERS as NOTEBOOK
from generator.local.cloudformation.providers.parameter import PROVIDERS as PARAMETER
from generator.local.cloudformation.providers.provider import Provider
from generator.local.cloudformation.providers.security import PROVIDERS as SECURITY
from generator.local.cloudformation.providers.serving import PROVIDERS as SERVING
from generator.local.cloudformation.providers.storage import PROVIDERS as STORAGE

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
