"""What would stop the bootstrap, the first deployment or the first launch: all of it, before anything is written.

What stops the bootstrap itself is an error. What stops only what comes after it is a warning, since a raised quota or
another answer in portfolio.yaml need not be there yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.diagnostics import AwsRefused, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.aws.account.ground import Ground
    from generator.aws.bootstrap.limits import Wanted
    from generator.aws.session import Connection
    from generator.cli.publish.bootstrapping import Account

_QUOTAS = ("AWS734",)
"""Quotas by counting alone, which are asked for here."""


@dataclass
class _Taken:
    """What the environments of the target would take of quotas."""

    vpcs: int = 0
    endpoints: int = 0
    interfaces: int = 0


def find_all(account: Account) -> list[Finding]:
    """Every finding, those that stop the bootstrap first."""
    from generator.aws.bootstrap.caller import check_caller, list_needs
    from generator.aws.bootstrap.limits import find_full, find_full_iam
    from generator.aws.bootstrap.surroundings import check_boundary, check_region
    from generator.aws.bootstrap.taken import find_absent

    connection, limit = account.connection, account.noted.limit
    taken = _Taken()
    environments = list(_environments(account, taken))
    needs = list_needs(account.standing.connection, account.template, limit, bool(account.linked))
    found = [
        *account.findings,
        *check_caller(connection, needs),
        *_looked(lambda: check_region(connection)),
        *_looked(lambda: find_absent(connection, account.noted.trusted, limit)),
        *_looked(lambda: find_full_iam(connection, *_counts(account))),
        *check_boundary(connection, limit),
        *_bounded(account),
        *_looked(lambda: find_full(connection, _wanted(account, taken))),
        *environments,
    ]
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


def look_at_environments(account: Account, connection: Connection) -> list[Finding]:
    """What `deploy` would find of each environment of the target; raises AwsRefused where a look is refused."""
    seen, taken = replace(account, connection=connection), _Taken()
    return [found for name in _own(account) for found in _environment(seen, name, taken)]


def list_costs(account: Account) -> list[str]:
    """What each environment would cost a month, in words; by item it is `deploy --preview`."""
    from generator.cli.publish.environments import prepare
    from generator.cli.publish.preflight import read_document_of
    from generator.launching.filling import place_of, pseudo_parameters
    from generator.planning.cost import estimate

    words = []
    for name in _own(account):
        deployment = prepare(account.project, name)
        document = read_document_of(account.project.root, deployment)
        found = estimate(document, deployment.parameters, pseudo_parameters(place_of(deployment.target)))
        about = "at least " if found.incomplete or found.unknown else ""
        price = f"{about}${found.month:.2f} a month" if found.covered else "no list price of this region is known here"
        command = f"./build.py deploy {name} --preview, by item"
        words.append(f"environment {name}, once deployed: {price}, at list prices of {found.date} ({command})")
    return words


def _looked(look: Any) -> Iterator[Finding]:
    """Findings of a look; where the caller may not look, that is one, and the others are still told."""
    try:
        yield from look()
    except AwsRefused as refused:
        fix = refused.try_this or "look at it by hand, or go on"
        yield Finding(
            "AWS753", f"{refused.where} cannot be looked at: {refused.said}", fix=fix, severity=Severity.WARNING
        )


def _counts(account: Account) -> tuple[int, int, int]:
    """How many roles, policies and providers are to come."""
    kinds = [
        body["Type"] for name, body in account.template["Resources"].items() if name not in account.standing.resources
    ]
    named = ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::OIDCProvider")
    roles, policies, providers = (kinds.count(kind) for kind in named)
    return roles, policies, providers


def _bounded(account: Account) -> Iterator[Finding]:
    """AWS760: where a boundary is demanded of every role, environments must name it, too."""
    limit = account.noted.limit
    if limit is None:
        return
    catalog, spans = account.project.manifest.catalog, account.project.manifest.spans
    for name, each in catalog.environments.items():
        if each.target == account.target.name and not each.roles.boundary:
            what = f"`{name}` names no boundary for its roles, and {limit} may be demanded of them, too"
            span = spans.key("environments", name)
            yield Finding("AWS760", what, span, fix=f"roles: {{ boundary: {limit} }}", severity=Severity.WARNING)


def _environments(account: Account, taken: _Taken) -> Iterator[Finding]:
    """What `deploy` would find of each environment of the target that is not deployed yet."""
    for name in _own(account):
        yield from _looked(lambda name=name: _environment(account, name, taken))


def _own(account: Account) -> list[str]:
    """The environments of the target that `deploy` makes."""
    environments = account.project.manifest.catalog.environments.items()
    return [name for name, each in environments if each.target == account.target.name and not each.launched]


def _environment(account: Account, name: str, taken: _Taken) -> Iterator[Finding]:
    from generator.aws.account import look_ahead, read_ground, settle
    from generator.aws.stacks import Stacks
    from generator.cli.publish.environments import prepare
    from generator.cli.publish.preflight import as_finding, read_document_of
    from generator.cloudformation.template.parameter import read_parameters

    deployment = prepare(account.project, name)
    stacks = Stacks(account.connection)
    document = read_document_of(account.project.root, deployment)
    declared = read_parameters(document.get("Parameters", {}))
    deployment, _ = settle(account.connection, deployment, declared, stacks.answers(deployment.stack))
    ground = read_ground(account.connection, deployment, document, stacks.resources(deployment.stack))
    _count(ground, taken)
    for concern in look_ahead(ground):
        if concern.code not in _QUOTAS:
            yield as_finding(account.project, name, concern, Severity.WARNING)


def _count(ground: Ground, taken: _Taken) -> None:
    endpoints = [
        each for _, each in ground.fresh("AWS::EC2::VPCEndpoint") if each.get("VpcEndpointType") == "Interface"
    ]
    taken.vpcs += len(list(ground.fresh("AWS::EC2::VPC")))
    taken.endpoints = max(taken.endpoints, len(endpoints))
    taken.interfaces += sum(len(each.get("SubnetIds", ())) for each in endpoints)


def _wanted(account: Account, taken: _Taken) -> Wanted:
    from generator.aws.bootstrap.limits import Wanted

    catalog = account.project.manifest.catalog
    own = [each for each in catalog.portfolios.values() if catalog.target_of(each).name == account.target.name]
    products = {offer.product for each in own for offer in each.offers}
    machines = tuple(sorted(_machines(account)))
    return Wanted(taken.vpcs, taken.endpoints, taken.interfaces, machines, len(own), len(products))


def _machines(account: Account) -> set[str]:
    """The machines of notebooks that the target's portfolios offer."""
    from generator.cloudformation.template.parameter import read_parameters

    catalog, found = account.project.manifest.catalog, set[str]()
    for portfolio in catalog.portfolios.values():
        if catalog.target_of(portfolio).name != account.target.name:
            continue
        for offer in portfolio.offers:
            narrow = dict(offer.narrow)
            for version in offer.current:
                document = _document(account, offer.product, version)
                declared = read_parameters(document.get("Parameters", {}))
                for name in _asked(document):
                    values = narrow[name].texts if name in narrow else declared[name].allowed or ()
                    found |= {text for text in values if text.startswith("ml.")}
    return found


def _asked(document: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that say on what machine a notebook runs."""
    for body in document.get("Resources", {}).values():
        kind = body.get("Properties", {}).get("InstanceType") if body.get("Type") == _NOTEBOOK else None
        if isinstance(kind, dict) and "Ref" in kind:
            yield str(kind["Ref"])


def _document(account: Account, product: str, version: Any) -> Mapping[str, Any]:
    from generator.synth.released import read_released

    release = account.project.ledger.find(product, version)
    if release is None:
        return {}
    return read_released(account.project.root, release)


_NOTEBOOK = "AWS::SageMaker::NotebookInstance"
