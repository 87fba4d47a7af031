"""The providers: one module a service, one row a resource type; what has no row is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from generator.local.cloudformation.providers import (
    acl,
    audit,
    code,
    endpoint,
    functions,
    identity,
    key,
    logs,
    messaging,
    network,
    notebook,
    parameter,
    security,
    serving,
    storage,
)
from generator.local.cloudformation.providers.provider import Provider

PROVIDERS: Mapping[str, Provider] = {
    provider.kind: provider
    for module in (
        acl,
        audit,
        code,
        endpoint,
        functions,
        identity,
        key,
        logs,
        messaging,
        network,
        notebook,
        parameter,
        security,
        serving,
        storage,
    )
    for provider in module.PROVIDERS
}
