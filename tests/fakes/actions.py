"""Service actions of `FakeServiceCatalog`: what they are, and the versions that they are on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.account import Refusal

if TYPE_CHECKING:
    from tests.fakes.service_catalog import FakeServiceCatalog

Given = Mapping[str, Any]
_FIELDS = ("Name", "Description", "Definition")


def create(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    names = [row["Name"] for row in service.actions.values()]
    identity = service.new("act", given["Name"], names)
    service.actions[identity] = {
        "Id": identity,
        **{name: given[name] for name in ("Name", "Description", "Definition")},
    }
    return _detail(service, identity)


def update(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    row = _of(service, given["Id"])
    row.update({name: given[name] for name in _FIELDS if name in given})
    return _detail(service, given["Id"])


def delete(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service, given["Id"])
    assert not any(action == given["Id"] for action, _ in service.acting), "the versions go first"
    del service.actions[given["Id"]]
    return {}


def describe(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service, given["Id"])
    return _detail(service, given["Id"])


def list_all(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    rows = {name: _summary(row) for name, row in service.actions.items()}
    return service.pages("ServiceActionSummaries", rows, given)


def attach(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service, given["ServiceActionId"])
    assert given["ProvisioningArtifactId"] in service.versions, "the version comes first"
    pair = (given["ServiceActionId"], given["ProvisioningArtifactId"])
    if pair in service.acting:
        raise Refusal("DuplicateResourceException")
    service.add(service.acting, pair)
    return {}


def detach(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    service.remove(service.acting, (given["ServiceActionId"], given["ProvisioningArtifactId"]))
    return {}


def list_versions(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    _of(service, given["ServiceActionId"])
    rows = {
        (action, version): {"ProvisioningArtifact": {"Id": version}}
        for action, version in sorted(service.acting)
        if action == given["ServiceActionId"]
    }
    return service.pages("ProvisioningArtifactViews", rows, given)


def _of(service: FakeServiceCatalog, identity: str) -> dict[str, Any]:
    if identity not in service.actions:
        raise Refusal("ResourceNotFoundException")
    return service.actions[identity]


def _summary(row: Given) -> dict[str, Any]:
    return {name: row[name] for name in ("Id", "Name", "Description")}


def _detail(service: FakeServiceCatalog, identity: str) -> dict[str, Any]:
    row = service.actions[identity]
    return {"ServiceActionDetail": {"ServiceActionSummary": _summary(row), "Definition": row["Definition"]}}


OPERATIONS: Mapping[str, Callable[[FakeServiceCatalog, Given], dict[str, Any]]] = {
    "CreateServiceAction": create,
    "UpdateServiceAction": update,
    "DeleteServiceAction": delete,
    "DescribeServiceAction": describe,
    "ListServiceActions": list_all,
    "AssociateServiceActionWithProvisioningArtifact": attach,
    "DisassociateServiceActionFromProvisioningArtifact": detach,
    "ListProvisioningArtifactsForServiceAction": list_versions,
}
