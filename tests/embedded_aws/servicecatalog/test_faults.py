from __future__ import annotations

import pickle
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog import Faults, ServiceCatalog
from tests.embedded_aws.servicecatalog.lab import Lab, person
from tests.embedded_aws.servicecatalog.tiny import TinyFront

LISTED = "ProvisioningArtifactDetails"


def test_nothing_goes_wrong_by_default(lab: Lab) -> None:
    assert lab.catalog.faults == Faults()
    portfolio = lab.portfolio()
    assert lab.call("ListPortfolios")["PortfolioDetails"][0]["Id"] == portfolio


def test_lists_lag_behind_while_descriptions_do_not(lab: Lab) -> None:
    lab.catalog.faults = Faults(list_lag=2)
    portfolio = lab.portfolio()
    assert lab.call("ListPortfolios")["PortfolioDetails"] == []
    assert lab.call("DescribePortfolio", Id=portfolio)
    assert lab.call("ListPortfolios")["PortfolioDetails"][0]["Id"] == portfolio


def test_a_new_object_is_not_found_for_a_while(lab: Lab) -> None:
    lab.catalog.faults = Faults(read_lag=1)
    portfolio = lab.portfolio()
    with pytest.raises(ServiceError) as refused:
        lab.call("DescribePortfolio", Id=portfolio)
    assert refused.value.code == "ResourceNotFoundException"
    assert lab.call("DescribePortfolio", Id=portfolio)


def test_a_new_association_carries_no_constraint_for_a_while(lab: Lab) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.catalog.faults = Faults(association_lag=1)
    lab.associate(portfolio, product)
    with pytest.raises(ServiceError, match="not associated"):
        lab.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds"}')
    assert lab.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds"}')


def test_a_version_stays_creating_and_a_second_one_meanwhile_is_lost(lab: Lab) -> None:
    product, _ = lab.product()
    lab.catalog.faults = Faults(artifact_latency=4)
    slow = lab.version(product, "1.1.0")
    lost = lab.version(product, "1.2.0")
    which = {"ProductId": product, "ProvisioningArtifactId": slow}
    assert lab.call("DescribeProvisioningArtifact", **which)["Status"] == "CREATING"
    with pytest.raises(ServiceError, match="not found"):
        lab.call("UpdateProvisioningArtifact", **which, Guidance="DEPRECATED")
    assert lab.call("DescribeProvisioningArtifact", **which)["Status"] == "AVAILABLE"
    assert lost not in [row["Id"] for row in lab.call("ListProvisioningArtifacts", ProductId=product)[LISTED]]


def versions_kept(faults: Faults) -> list[int]:
    """Which of twenty versions are there in the end."""
    lab = Lab()
    product, _ = lab.product()
    lab.catalog.faults = faults
    made = [lab.version(product, str(number)) for number in range(20)]
    listed = [row["Id"] for row in lab.call("ListProvisioningArtifacts", ProductId=product)[LISTED]]
    return [number for number, version in enumerate(made) if version in listed]


def test_lost_creates_are_replayed_by_their_seed() -> None:
    kept = versions_kept(Faults(seed=1, lost_creates=0.5))
    assert 0 < len(kept) < 20
    assert versions_kept(Faults(seed=1, lost_creates=0.5)) == kept
    assert versions_kept(Faults(seed=2, lost_creates=0.5)) != kept


def test_a_failed_version_says_so_and_is_not_listed(lab: Lab) -> None:
    product, _ = lab.product()
    lab.catalog.faults = Faults(failed_artifacts=1.0)
    failed = lab.version(product, "1.1.0")
    described = lab.call("DescribeProvisioningArtifact", ProductId=product, ProvisioningArtifactId=failed)
    assert described["Status"] == "FAILED"
    assert len(lab.call("ListProvisioningArtifacts", ProductId=product)[LISTED]) == 1


class StrikingFront(TinyFront):
    """A front with a rule for one kind of quirk."""

    def strikes(self, kind: str, service: str, operation: str) -> bool:
        return (kind, service, operation) == ("lost-create", "servicecatalog", "CreateProvisioningArtifact")


def test_a_rule_of_the_front_loses_a_version_too(lab: Lab) -> None:
    striking = StrikingFront(objects=lab.gateway.objects)
    lab.catalog = ServiceCatalog(striking, shelve=lambda *_: "https://shelf.example.com/a")
    product, _ = lab.product()
    lab.version(product, "1.1.0")
    assert len(lab.call("ListProvisioningArtifacts", ProductId=product)[LISTED]) == 1


def test_faults_are_made_of_plain_data() -> None:
    assert Faults.parse({"seed": 3, "lost_creates": 1, "share_errors": ["444455556666"]}) == Faults(
        seed=3, lost_creates=1.0, share_errors=("444455556666",)
    )


@pytest.mark.parametrize(
    "wanted", [{"lag": 1}, {"list_lag": -1}, {"list_lag": True}, {"lost_creates": 2}, {"share_errors": "all"}]
)
def test_faults_that_mean_nothing_are_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fault"):
        Faults.parse(wanted)


def test_the_state_survives_pickle(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    lab.launch(product, version)
    state = pickle.loads(pickle.dumps(lab.catalog.dump()))
    other = Lab()
    other.catalog.load(state)
    other.gateway.cloudformation = lab.gateway.cloudformation
    assert other.call("DescribePortfolio", Id=portfolio) == lab.call("DescribePortfolio", Id=portfolio)
    terminated = other.call(
        "TerminateProvisionedProduct", by=person("dana"), ProvisionedProductName="one", TerminateToken="t"
    )
    assert other.ended(terminated)["Status"] == "SUCCEEDED"
    assert lab.call("DescribeProvisionedProduct", Name="one")
