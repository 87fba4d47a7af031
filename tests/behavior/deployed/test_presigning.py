"""From where notebooks open: anywhere, from named addresses, or only through the environment's own endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_aws import REGION
from embedded_aws.gateway.clients import Clients
from embedded_aws.service import Keys
from tests.behavior.deployed.site import ANSWERS, CHURN, FRAUD, Site, refused

pytestmark = pytest.mark.slow

HERS = {"NotebookInstanceName": "ds-churn-dev-danas"}
OFFICE, ELSEWHERE, PRIVATE, OTHER_PRIVATE = "203.0.113.9", "198.51.100.7", "172.16.4.2", "10.77.0.5"


def scientist(site: Site, address: str | None = None, through: str | None = None) -> Any:
    """Dana's client: from an address, through an environment's SageMaker endpoint."""
    keys: Keys = site.become("dana")
    endpoint = site.endpoints(through)["sagemaker"] if through else site.aws.endpoint
    client = Clients().find(endpoint, keys, "sagemaker", REGION)
    if address is not None:
        client.meta.events.register(
            "before-send", lambda request, **_: request.headers.__setitem__("X-Local-Source-Ip", address)
        )
    return client


def opens(client: Any) -> bool:
    return bool(client.create_presigned_notebook_instance_url(**HERS)["AuthorizedUrl"])


def test_any_means_wherever_she_signed_in(site: Site) -> None:
    assert opens(scientist(site))
    assert opens(scientist(site, ELSEWHERE))
    assert opens(scientist(site, through=CHURN))


def test_cidr_means_from_the_named_addresses_over_the_internet_or_our_endpoints(site: Site) -> None:
    site.update(CHURN, {**ANSWERS[CHURN], "Presign": "cidr", "PresignCidr": "203.0.113.0/24,172.16.0.0/12"})
    assert opens(scientist(site, OFFICE))
    assert opens(scientist(site, PRIVATE, through=CHURN))
    for client in (
        scientist(site, ELSEWHERE),
        scientist(site, OTHER_PRIVATE, through=CHURN),
        scientist(site, PRIVATE, through=FRAUD),
    ):
        assert "explicit deny" in refused(client.create_presigned_notebook_instance_url, **HERS)


def test_endpoint_means_through_our_endpoints_only(site: Site) -> None:
    site.update(CHURN, {**ANSWERS[CHURN], "Presign": "endpoint", "AccessCidr": "172.16.0.0/12"})
    assert opens(scientist(site, through=CHURN))
    for client in (scientist(site), scientist(site, OFFICE), scientist(site, PRIVATE, through=FRAUD)):
        assert "explicit deny" in refused(client.create_presigned_notebook_instance_url, **HERS)


def test_stopping_and_starting_her_notebook_is_possible_from_anywhere_all_the_same(site: Site) -> None:
    client = scientist(site, ELSEWHERE)
    client.stop_notebook_instance(**HERS)
    client.get_waiter("notebook_instance_stopped").wait(**HERS, WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    client.start_notebook_instance(**HERS)


def test_nobody_elses_notebook_opens_through_our_endpoints_either(site: Site) -> None:
    client = scientist(site, through=CHURN)
    refused(client.create_presigned_notebook_instance_url, NotebookInstanceName="ds-churn-dev-elis")
