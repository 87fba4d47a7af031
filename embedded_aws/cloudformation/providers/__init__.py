"""The providers of resource types: one module a service, one row a type; a type without a row is refused by name.

To add a type:

1. Write its functions in the module of its service: `create` makes the resource and calls `request.record(id, ...)`
   with the physical id and the attributes of Fn::GetAtt as soon as there is something to delete; `update` changes it in
   place (`update_each` makes it from a table of `settings`); `delete` deletes it. Leave `update` out where every
   property is create-only. Tags need no code but `set_tags(service)`; a service that is not in `tagging` gets its two
   calls there.
2. Add its `Provider` row to the module's PROVIDERS, with the `shape` of the properties that it carries out, `named_by`
   where a property is the physical name, `attributes` with the names that `create` records (`attributes="Arn Id"`),
   and `find` where stacks may import it. A template that asks for another attribute is refused by its name; a row that
   declares others than are recorded ends the stack with an internal failure. Import a new module below and add it to
   MODULES.
3. Write the type's schema into the registry's extract:
   `.venv/bin/python -m generator.cloudformation.registry.refresh TYPE`.
4. Where the service's API operations are not offered yet, the events of a test name the first one: add it to
   `embedded_aws.gateway.offered`, and where moto lacks it, to `embedded_aws.services`.
5. Test it in tests/embedded_aws/cloudformation: create, update in place, delete. `test_providers.py` compares the row
   with the schema by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.cloudformation.providers import (
    acl,
    addressing,
    audit,
    buses,
    catalog,
    catalog_constraints,
    catalog_products,
    code,
    condition,
    custom,
    dashboard,
    document,
    endpoint,
    functions,
    gateways,
    identity,
    images,
    instances,
    interfaces,
    key,
    logs,
    macro,
    messaging,
    model_registry,
    network,
    notebook,
    parameter,
    resolver,
    scaling,
    secret,
    security,
    serving,
    stack,
    storage,
    tables,
    users,
    versions,
    volumes,
    web_identity,
)
from embedded_aws.cloudformation.providers.provider import Provider
from generator.cloudformation.registry.custom import is_custom

MODULES = (
    acl,
    addressing,
    audit,
    buses,
    catalog,
    catalog_constraints,
    catalog_products,
    code,
    condition,
    dashboard,
    document,
    endpoint,
    functions,
    gateways,
    identity,
    images,
    instances,
    interfaces,
    key,
    logs,
    macro,
    messaging,
    model_registry,
    network,
    notebook,
    parameter,
    resolver,
    scaling,
    secret,
    security,
    serving,
    stack,
    storage,
    tables,
    users,
    versions,
    volumes,
    web_identity,
)
PROVIDERS: Mapping[str, Provider] = {provider.kind: provider for module in MODULES for provider in module.PROVIDERS}


def find_provider(kind: str) -> Provider:
    """The provider of a type: of every custom resource the same."""
    return custom.PROVIDER if is_custom(kind) else PROVIDERS[kind]
