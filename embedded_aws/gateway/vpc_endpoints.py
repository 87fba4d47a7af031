"""VPC endpoints as loopback addresses: what private DNS answers in a subnet is here an address in 127.77.0.0/16."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from embedded_aws.gateway.moto_state import each_ec2, ec2_of
from embedded_aws.service import VpcEndpoint

SERVED: Mapping[str, str] = {
    "sagemaker.api": "sagemaker",
    "sagemaker.metrics": "sagemaker-metrics",
    "sagemaker.runtime": "sagemaker-runtime",
    "monitoring": "cloudwatch",
    "codeartifact.api": "codeartifact",
    "ecr.api": "ecr",
}
"""The service that an endpoint's service name stands for, where they differ. Those that speak git's, pip's and Docker's
protocols (`git-codecommit`, `codeartifact.repositories`, `ecr.dkr`) have no API behind them."""

NETWORK = "127.77."
"""Where the addresses of all endpoints are."""

OPERATIONS = frozenset({"CreateVpcEndpoint", "DeleteVpcEndpoints", "ModifyVpcEndpoint", "DeleteVpc"})
"""After these the addresses have to be looked at again."""


class VpcEndpoints:
    """The endpoints of every VPC, each with its own address; `listen` and `forget` open and close an address."""

    def __init__(self, listen: Callable[[str], None], forget: Callable[[str], None]) -> None:
        self._listen, self._forget = listen, forget
        self._numbers: dict[str, int] = {}
        self._by_address: dict[str, tuple[str, str, str]] = {}
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Give each new endpoint an address, and close those of endpoints that are gone."""
        with self._lock:
            held = {endpoint.id: (account, region) for account, region, endpoint in _endpoints()}
            for name, (account, region) in held.items():
                number = self._numbers.setdefault(name, max(self._numbers.values(), default=0) + 1)
                address = address_of(number)
                if address not in self._by_address:
                    self._by_address[address] = (account, region, name)
                    self._listen(address)
            for address, (_, _, name) in list(self._by_address.items()):
                if name not in held:
                    del self._by_address[address]
                    self._forget(address)

    def find(self, address: str) -> VpcEndpoint | None:
        """The endpoint behind a loopback address, with its policy as it is now; None for any other address."""
        account, region, name = self._by_address.get(address, ("", "", ""))
        endpoint = ec2_of(account, region).vpc_end_points.get(name) if name else None
        return _read(endpoint, address, account, region) if endpoint is not None else None

    def of_vpc(self, account: str, region: str, vpc: str) -> list[VpcEndpoint]:
        """Every endpoint of one VPC, by service."""
        found = [self.find(address) for address in list(self._by_address)]
        mine = [one for one in found if one and (one.account, one.region, one.vpc) == (account, region, vpc)]
        return sorted(mine, key=lambda one: one.service)

    def url(self, vpc: str, service: str, gateway: str) -> str | None:
        """The loopback URL of a VPC's endpoint for a service, on the gateway's port; None where it has none."""
        for address in list(self._by_address):
            found = self.find(address)
            if found is not None and (found.vpc, found.service) == (vpc, service):
                return f"http://{address}:{urlsplit(gateway).port}"
        return None

    def dump(self) -> object:
        """The numbers that were given, so that an endpoint keeps its address."""
        return dict(self._numbers)

    def load(self, state: object) -> None:
        """Take over numbers from a snapshot, and open the addresses."""
        self._numbers = dict(state) if isinstance(state, dict) else {}
        self._by_address.clear()
        self.refresh()


def address_of(number: int) -> str:
    """127.77.0.1, 127.77.0.2, …"""
    return f"{NETWORK}{number // 250}.{number % 250 + 1}"


def served_by(service_name: str) -> str:
    """`com.amazonaws.eu-west-1.sagemaker.api` → `sagemaker`."""
    tail = ".".join(service_name.split(".")[3:])
    return SERVED.get(tail, tail)


def _endpoints() -> Iterator[tuple[str, str, Any]]:
    for account, region, backend in each_ec2():
        for endpoint in list(backend.vpc_end_points.values()):
            if endpoint.state == "deleted":
                # AWS shows it for a moment longer, moto for ever.
                del backend.vpc_end_points[endpoint.id]
            else:
                yield account, region, endpoint


def _read(endpoint: Any, address: str, account: str, region: str) -> VpcEndpoint:
    policy = endpoint.policy_document
    return VpcEndpoint(
        id=endpoint.id,
        vpc=endpoint.vpc_id,
        service=served_by(endpoint.service_name),
        address=address,
        source_ip=_inside(account, region, endpoint.vpc_id),
        account=account,
        region=region,
        policy=policy or None,
    )


def _inside(account: str, region: str, vpc: str) -> str:
    """An address in the VPC, as a notebook's would be."""
    held = ec2_of(account, region).vpcs.get(vpc)
    network = ipaddress.ip_network(held.cidr_block if held is not None else "10.0.0.0/16", strict=False)
    return str(network.network_address + 10)
