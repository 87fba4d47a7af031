from __future__ import annotations

import pickle
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog import FaultSettings, ServiceCatalog
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog, person
from tests.embedded_aws.servicecatalog.fake_gateway import FakeGateway

LISTED = "ProvisioningArtifactDetails"


def test_nothing_goes_wrong_by_default(catalog: CheckedCatalog) -> None:
    assert catalog.service.fault_injection == FaultSettings()
    portfolio = catalog.portfolio()
    assert catalog.call("ListPortfolios")["PortfolioDetails"][0]["Id"] == portfolio


def test_lists_lag_behind_while_descriptions_do_not(catalog: CheckedCatalog) -> None:
    catalog.service.fault_injection = FaultSettings(list_lag=2)
    portfolio = catalog.portfolio()
    assert catalog.call("ListPortfolios")["PortfolioDetails"] == []
    assert catalog.call("DescribePortfolio", Id=portfolio)
    assert catalog.call("ListPortfolios")["PortfolioDetails"][0]["Id"] == portfolio


def test_a_new_object_is_not_found_for_a_while(catalog: CheckedCatalog) -> None:
    catalog.service.fault_injection = FaultSettings(read_lag=1)
    portfolio = catalog.portfolio()
    with pytest.raises(ServiceError) as refused:
        catalog.call("DescribePortfolio", Id=portfolio)
    assert refused.value.code == "ResourceNotFoundException"
    assert catalog.call("DescribePortfolio", Id=portfolio)


def test_a_new_association_carries_no_constraint_for_a_while(catalog: CheckedCatalog) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.service.fault_injection = FaultSettings(association_lag=1)
    catalog.associate(portfolio, product)
    with pytest.raises(ServiceError, match="not associated"):
        catalog.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds"}')
    assert catalog.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds"}')


def test_a_version_stays_creating_and_a_second_one_meanwhile_is_lost(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product()
    catalog.service.fault_injection = FaultSettings(artifact_latency=4)
    slow = catalog.version(product, "1.1.0")
    lost = catalog.version(product, "1.2.0")
    which = {"ProductId": product, "ProvisioningArtifactId": slow}
    assert catalog.call("DescribeProvisioningArtifact", **which)["Status"] == "CREATING"
    with pytest.raises(ServiceError, match="not found"):
        catalog.call("UpdateProvisioningArtifact", **which, Guidance="DEPRECATED")
    assert catalog.call("DescribeProvisioningArtifact", **which)["Status"] == "AVAILABLE"
    assert lost not in [row["Id"] for row in catalog.call("ListProvisioningArtifacts", ProductId=product)[LISTED]]


def versions_kept(settings: FaultSettings) -> list[int]:
    """Which of twenty versions are there in the end."""
    catalog = CheckedCatalog()
    product, _ = catalog.product()
    catalog.service.fault_injection = settings
    made = [catalog.version(product, str(number)) for number in range(20)]
    listed = [row["Id"] for row in catalog.call("ListProvisioningArtifacts", ProductId=product)[LISTED]]
    return [number for number, version in enumerate(made) if version in listed]


def test_lost_creates_are_replayed_by_their_seed() -> None:
    kept = versions_kept(FaultSettings(seed=1, lost_creates=0.5))
    assert 0 < len(kept) < 20
    assert versions_kept(FaultSettings(seed=1, lost_creates=0.5)) == kept
    assert versions_kept(FaultSettings(seed=2, lost_creates=0.5)) != kept


def test_a_failed_version_says_so_and_is_not_listed(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product()
    catalog.service.fault_injection = FaultSettings(failed_artifacts=1.0)
    failed = catalog.version(product, "1.1.0")
    described = catalog.call("DescribeProvisioningArtifact", ProductId=product, ProvisioningArtifactId=failed)
    assert described["Status"] == "FAILED"
    assert len(catalog.call("ListProvisioningArtifacts", ProductId=product)[LISTED]) == 1


class GatewayWithRule(FakeGateway):
    """A gateway with a fault injection rule of one kind."""

    def injects_fault(self, kind: str, service: str, operation: str) -> bool:
        return (kind, service, operation) == ("lost-create", "servicecatalog", "CreateProvisioningArtifact")


def test_a_rule_of_the_gateway_loses_a_version_too(catalog: CheckedCatalog) -> None:
    gateway = GatewayWithRule(objects=catalog.gateway.objects)
    catalog.service = ServiceCatalog(gateway, store_body=lambda *_: "https://bodies.example.com/a")
    product, _ = catalog.product()
    catalog.version(product, "1.1.0")
    assert len(catalog.call("ListProvisioningArtifacts", ProductId=product)[LISTED]) == 1


def test_settings_are_made_of_plain_data() -> None:
    assert FaultSettings.parse({"seed": 3, "lost_creates": 1, "share_errors": ["444455556666"]}) == FaultSettings(
        seed=3, lost_creates=1.0, share_errors=("444455556666",)
    )


@pytest.mark.parametrize(
    "wanted", [{"lag": 1}, {"list_lag": -1}, {"list_lag": True}, {"lost_creates": 2}, {"share_errors": "all"}]
)
def test_settings_that_mean_nothing_are_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fault"):
        FaultSettings.parse(wanted)


def test_the_state_survives_pickle(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.launch(product, version)
    state = pickle.loads(pickle.dumps(catalog.service.dump()))
    other = CheckedCatalog()
    other.service.load(state)
    other.gateway.cloudformation = catalog.gateway.cloudformation
    assert other.call("DescribePortfolio", Id=portfolio) == catalog.call("DescribePortfolio", Id=portfolio)
    terminated = other.call(
        "TerminateProvisionedProduct", by=person("dana"), ProvisionedProductName="one", TerminateToken="t"
    )
    assert other.ended(terminated)["Status"] == "SUCCEEDED"
    assert catalog.call("DescribeProvisionedProduct", Name="one")
