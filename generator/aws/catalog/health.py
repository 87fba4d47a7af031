"""What is ill in a published catalog, whoever made it so: read everywhere, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from generator.aws.artifacts import Artifacts
from generator.aws.bucket import find_faults
from generator.aws.catalog.deep import check_marks, read_deep
from generator.aws.catalog.lease import lease_key, read_lease
from generator.aws.catalog.observe import observe
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding, Problems, Severity
from generator.model import Address
from generator.planning import CatalogState, Observed
from generator.planning.catalog import product_address
from generator.planning.documents import named_by
from generator.planning.safety import check_plan
from generator.planning.shares import accepting, find_missed, find_waiting, say_missed

AGAIN = "./build.py apply --deep"


def examine(connection: Connection, root: Path, wanted: CatalogState) -> list[Finding]:
    """Every finding, those that stop a plan first."""
    seen = observe(connection, wanted)
    artifacts = Artifacts(connection, root)
    around = [*_bucket(connection, artifacts.bucket), *_lease(artifacts, wanted.catalog)]
    try:
        observed, tags = read_deep(connection, wanted, seen)
    except Problems as problems:
        # What stops the look at everything else is said first.
        return [*problems.findings, *around]
    return [
        *check_plan(wanted, observed),
        *check_marks(observed, tags),
        *_constraints(connection, observed),
        *_versions(connection, observed),
        *_others(wanted, observed),
        *_elsewhere(wanted, observed),
        *_missed(wanted, observed),
        *_waiting(wanted, observed),
        *_documents(wanted, observed),
        *around,
    ]


@refusals("servicecatalog")
def _constraints(connection: Connection, observed: Observed) -> list[Finding]:
    client: Any = connection.client("servicecatalog")
    places = [(address, each) for address, each in observed.ids.items() if _is_constraint(address)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda place: client.describe_constraint(Id=place[1]), places))
    return [
        Finding("PLN630", f"`{address}` ({identity}) is FAILED: it holds nobody back", fix=AGAIN)
        for (address, identity), answer in zip(places, answers, strict=True)
        if answer.get("Status") == "FAILED"
    ]


def _is_constraint(address: Address) -> bool:
    return address.parts[0] == "portfolio" and len(address.parts) == 4


@refusals("servicecatalog")
def _versions(connection: Connection, observed: Observed) -> list[Finding]:
    client: Any = connection.client("servicecatalog")
    places = [
        (address, observed.ids[product_address(address.parts[1])], identity)
        for address, identity in observed.ids.items()
        if address.parts[0] == "product" and len(address.parts) == 3
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda each: client.describe_provisioning_artifact(ProductId=each[1], ProvisioningArtifactId=each[2]),
                places,
            )
        )
    return [
        Finding(
            "PLN631",
            f"`{address}` ({identity}) is FAILED: nobody can launch it",
            fix="aws servicecatalog delete-provisioning-artifact "
            f"--product-id {product} --provisioning-artifact-id {identity} && ./build.py apply",
        )
        for (address, product, identity), answer in zip(places, answers, strict=True)
        if answer.get("Status") == "FAILED"
    ]


def _elsewhere(wanted: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Accounts without their launch roles, and shares that portfolio.yaml does not name."""
    for each in observed.state.spokes.missing if observed.state.spokes is not None else ():
        yield Finding("PLN656", f"a launch role is missing where it is shared: account {each}", fix="./build.py apply")
    for key, portfolio in observed.state.portfolios.items():
        named = {each.with_whom for each in wanted.portfolios[key].shares} if key in wanted.portfolios else set()
        for share in sorted(each for each in portfolio.shares if each.with_whom not in named):
            what = f"`portfolio/{key}` is shared with {share.words}, which `share` in portfolio.yaml does not name"
            yield Finding("PLN658", what, fix=f"{AGAIN} --allow breaks-users")


def _documents(wanted: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Documents of service actions that are named and not there, or there and not named."""
    there, named = observed.state.documents.keys(), named_by(observed.state.actions.values())
    for name in sorted(named - there):
        what = f"document {name} is missing: the service action that names it fails for whoever runs it"
        yield Finding("PLN674", what, fix="./build.py apply")
    for name in sorted(there - named - wanted.documents.keys()):
        what = f"document {name} is left over: no service action names it"
        yield Finding("PLN674", what, fix="./build.py apply", severity=Severity.WARNING)


def _missed(wanted: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Shares with an organization or a unit that did not reach every account in it."""
    for portfolio, share in find_missed(wanted, observed):
        what = f"the share of `portfolio/{portfolio}` with {share.words}: {say_missed(share)}"
        fix = (
            "mend what AWS names there, then ./build.py apply, which tries again"
            if share.missed
            else "./build.py apply"
        )
        yield Finding("PLN659", what, fix=fix)


def _waiting(wanted: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Accounts whose administrators have not accepted a share."""
    for portfolio, share in find_waiting(wanted, observed):
        what = f"`portfolio/{portfolio}` waits in {share.words}: nobody there sees it"
        yield Finding("PLN681", what, fix=accepting(portfolio, observed), severity=Severity.WARNING)


def _others(wanted: CatalogState, observed: Observed) -> Iterator[Finding]:
    """What is not ours and stops no removal that is planned."""
    for address, words in observed.obstacles.items():
        if address.parts[1] in wanted.portfolios and (
            len(address.parts) == 2 or address.parts[2] in wanted.portfolios[address.parts[1]].offers
        ):
            what = f"`{address}` has {', '.join(words)}, not made from here: it is left alone, and would stop a removal"
            fix = "nothing, where it is meant; otherwise take it away in the Service Catalog console"
            yield Finding("PLN613", what, fix=fix, severity=Severity.WARNING)
    for name in observed.foreign:
        what = f"{name} has the name of one that is wanted, and is not ours: `apply` makes a second one of that name"
        fix = "./build.py adopt portfolio/NAME ID, where it is meant to be ours"
        yield Finding("PLN611", what, fix=fix, severity=Severity.WARNING)


def _bucket(connection: Connection, bucket: str) -> Iterator[Finding]:
    for fault in find_faults(connection, bucket):
        yield Finding("PLN633", f"artifact bucket {bucket}: {fault.words}", fix=AGAIN)


def _lease(artifacts: Artifacts, catalog: str) -> Iterator[Finding]:
    with refusals("s3"):
        held = read_lease(artifacts, lease_key(catalog))
    if held is None or held.is_given_back:
        return
    seconds = int(held.age.total_seconds())
    if held.is_free:
        what = f"{held.by} did not give the lease back, last renewed {seconds} s ago: that run was killed"
        yield Finding("PLN632", what, fix="./build.py plan, and apply what it shows", severity=Severity.WARNING)
    else:
        what = f"{held.by} is publishing now (lease renewed {seconds} s ago): what is read here is half a run"
        yield Finding("PLN632", what, fix="wait until that run has ended", severity=Severity.INFO)
