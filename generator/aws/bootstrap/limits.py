"""Quotas that the stack, the first environment or the first launch would meet, by what AWS says of this account.

IAM's: GetAccountSummary. VPC's and SageMaker's: Service Quotas, by the quotas' names; one that it does not list is said
to be unknown. A raise takes days, so that these are warnings, but for those that stop the stack itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, listing, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Finding, Severity

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

NOTEBOOKS = "{} for notebook instance usage"
VPCS, ENDPOINTS, INTERFACES = "VPCs per Region", "Interface VPC endpoints per VPC", "Network interfaces per Region"


@dataclass(frozen=True)
class Wanted:
    """What environments and launches of this place take: resources by type, and the machines of notebooks."""

    vpcs: int
    endpoints: int
    """The most of one VPC."""
    interfaces: int
    machines: tuple[str, ...]
    portfolios: int = 0
    products: int = 0


@listing("iam")
def find_full_iam(connection: Connection, roles: int, policies: int, providers: int) -> Iterator[Finding]:
    """AWS758: more roles, policies or providers than the account has room for."""
    client: IAMClient = connection.client("iam")
    found: Mapping[str, int] = {str(key): value for key, value in client.get_account_summary()["SummaryMap"].items()}
    rows = (("Roles", "roles", roles), ("Policies", "customer managed policies", policies))
    for key, words, more in (*rows, ("Providers", "identity providers", providers)):
        most = found.get(f"{key}Quota", 100 if key == "Providers" else None)
        if most is not None and more and found.get(key, 0) + more > most:
            what = f"the account has {found.get(key, 0)} {words} and would get {more}; its quota is {most}"
            yield Finding("AWS758", what, fix="delete what is not needed, or raise IAM's quota in Service Quotas")


def find_full(connection: Connection, wanted: Wanted) -> Iterator[Finding]:
    """AWS758, as warnings: VPCs, endpoints, network interfaces and notebook instances."""
    try:
        quotas = {**_quotas(connection, "vpc"), **_quotas(connection, "sagemaker")}
    except AwsRefused as refused:
        what = f"quotas cannot be looked at: {refused.said}"
        yield _warning(what, "allow servicequotas:ListServiceQuotas, and run it again")
        return
    yield from _network(connection, wanted, quotas)
    yield from _machines(connection, wanted.machines, quotas)
    yield from _catalog(connection, wanted)


@listing("ec2")
def _network(connection: Connection, wanted: Wanted, quotas: Mapping[str, float]) -> Iterator[Finding]:
    ec2 = connection.client("ec2")
    rows = [(ENDPOINTS, 0, wanted.endpoints)]
    if wanted.vpcs:
        rows.append((VPCS, len(list(read_pages(ec2.describe_vpcs, "Vpcs"))), wanted.vpcs))
    if wanted.interfaces:
        there = len(list(read_pages(ec2.describe_network_interfaces, "NetworkInterfaces")))
        rows.append((INTERFACES, there, wanted.interfaces))
    for name, has, more in rows:
        most = quotas.get(name)
        if more and most is not None and has + more > most:
            what = f"{connection.region} has {has}, environments take {more} more, and the quota `{name}` is {most:g}"
            yield _warning(what, _raise(connection, name))


@listing("sagemaker")
def _machines(connection: Connection, machines: Iterable[str], quotas: Mapping[str, float]) -> Iterator[Finding]:
    client = connection.client("sagemaker")
    used = Counter(
        row["InstanceType"]
        for row in read_pages(client.list_notebook_instances, "NotebookInstances")
        if row["NotebookInstanceStatus"] not in ("Stopped", "Failed", "Deleting")
    )
    for machine in machines:
        most = quotas.get(NOTEBOOKS.format(machine))
        if most is not None and used[machine] >= most:
            what = f"a notebook on {machine} cannot start: {used[machine]} run, and the quota is {most:g}"
            yield _warning(what, _raise(connection, NOTEBOOKS.format(machine)))


@listing("servicecatalog")
def _catalog(connection: Connection, wanted: Wanted) -> Iterator[Finding]:
    """Service Catalog's quotas begin with the kind's name; those of one portfolio or product are not the region's."""
    client = connection.client("servicecatalog")
    counted: tuple[tuple[str, int, Callable[[], list[Any]]], ...] = (
        ("Portfolios", wanted.portfolios, lambda: list(read_pages(client.list_portfolios, "PortfolioDetails"))),
        ("Products", wanted.products, lambda: list(read_pages(client.search_products_as_admin, "ProductViewDetails"))),
    )
    for name, most in _quotas(connection, "servicecatalog").items():
        for kind, more, rows in counted:
            alone = name.startswith(kind) and " per " not in name.removesuffix(" per Region")
            if alone and (has := len(rows())) + more > most:
                what = (
                    f"{connection.region} has {has}, the catalog takes up to {more}, and the quota `{name}` is {most:g}"
                )
                yield _warning(what, _raise(connection, name))


@refusals("servicequotas")
def _quotas(connection: Connection, service: str) -> dict[str, float]:
    client = connection.client("service-quotas")
    try:
        pages = client.get_paginator("list_service_quotas").paginate(ServiceCode=service)
        rows: list[Any] = [row for page in pages for row in page["Quotas"]]
    except ClientError as error:
        if code_of(error) != "NoSuchResourceException":
            raise
        return {}
    return {row["QuotaName"]: row["Value"] for row in rows}


def _raise(connection: Connection, name: str) -> str:
    return f"raise `{name}` in {connection.region}, in the Service Quotas console; AWS takes hours or days"


def _warning(what: str, fix: str) -> Finding:
    return Finding("AWS758", what, fix=fix, severity=Severity.WARNING)
