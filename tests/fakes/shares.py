"""Shares of portfolios in `FakeServiceCatalog`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.account import ACCOUNT, Refusal

if TYPE_CHECKING:
    from tests.fakes.service_catalog import FakeServiceCatalog

Given = Mapping[str, Any]
Key = tuple[str, str, str]
_FLAGS = ("SharePrincipals", "ShareTagOptions")
_MEMBER = "ORGANIZATION_MEMBER_ACCOUNT"


def create_share(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    """A share that is there already is left as it is."""
    key = _key(service, given)
    _begin(service, key)
    if key not in service.shares:
        fixed = {"PrincipalId": key[2], "Type": key[1], "Accepted": key[1] != "ACCOUNT"}
        service.shares[key] = {**fixed, **{flag: given.get(flag, False) for flag in _FLAGS}}
        service.note(key)
    return _token(key)


def update_share(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    key = _key(service, given)
    if key not in service.shares:
        raise Refusal("ResourceNotFoundException")
    _begin(service, key)
    service.shares[key].update({flag: given[flag] for flag in _FLAGS if flag in given})
    return {**_token(key), "Status": "IN_PROGRESS"}


def delete_share(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    key = _key(service, given)
    if key not in service.shares:
        raise Refusal("ResourceNotFoundException")
    _begin(service, key)
    del service.shares[key]
    return _token(key)


def describe_shares(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    asked = (given["PortfolioId"], given["Type"])
    return service.pages(
        "PortfolioShareDetails", {key: row for key, row in service.shares.items() if key[:2] == asked}, given
    )


def describe_status(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    if _is_busy(service):
        return {"Status": "IN_PROGRESS"}
    if service.share_errors:
        return {"Status": "COMPLETED_WITH_ERRORS", "ShareDetails": {"ShareErrors": service.share_errors}}
    return {"Status": "COMPLETED", "ShareDetails": {"ShareErrors": []}}


def organization_access(service: FakeServiceCatalog, given: Given) -> dict[str, Any]:
    if not service.organization:
        raise Refusal("OperationNotSupportedException")
    return {"AccessStatus": service.organization}


def _key(service: FakeServiceCatalog, given: Given) -> Key:
    """What is refused for another reason than the order of calls is a mistake of the publisher's."""
    if given["PortfolioId"] not in service.portfolios:
        raise Refusal("ResourceNotFoundException")
    assert ("AccountId" in given) != ("OrganizationNode" in given), "exactly one receiver"
    if "AccountId" in given:
        assert given["AccountId"] != ACCOUNT, "no share with the account itself"
        assert "SharePrincipals" not in given, "principals are shared within an organization only"
        return given["PortfolioId"], "ACCOUNT", given["AccountId"]
    assert service.organization == "ENABLED", "the organization lets Service Catalog share"
    node = given["OrganizationNode"]
    return given["PortfolioId"], _MEMBER if node["Type"] == "ACCOUNT" else node["Type"], node["Value"]


def _begin(service: FakeServiceCatalog, key: Key) -> None:
    if _is_busy(service):
        raise Refusal("InvalidStateException", "another operation on a share is under way")
    service.sharing = service.share_lag if key[1] != "ACCOUNT" else 0


def _is_busy(service: FakeServiceCatalog) -> bool:
    busy = service.sharing > 0
    service.sharing = max(service.sharing - 1, 0)
    return busy


def _token(key: Key) -> dict[str, Any]:
    return {"PortfolioShareToken": "share-1"} if key[1] != "ACCOUNT" else {}


SHARES: Mapping[str, Callable[[FakeServiceCatalog, Given], dict[str, Any]]] = {
    "CreatePortfolioShare": create_share,
    "UpdatePortfolioShare": update_share,
    "DeletePortfolioShare": delete_share,
    "DescribePortfolioShares": describe_shares,
    "DescribePortfolioShareStatus": describe_status,
    "GetAWSOrganizationsAccessStatus": organization_access,
}
