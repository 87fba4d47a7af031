"""Every switch of the environment, and few sets of answers in which every two answers that can meet do meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from embedded_aws.cloudformation.engine.scoping import build_scope, given_parameters
from embedded_aws.cloudformation.engine.store import Revision
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import load_template
from generator.manifest import load_products
from generator.synth import Rendered, render_product

ROOT = Path(__file__).parents[3]
ACCOUNT, REGION = "111122223333", "eu-west-1"
_RULED = ("network", "people reach it", "network ACLs", "presign")
"""The switches that the template's rules hold against each other."""
Answers = Mapping[str, str]
Choice = tuple[str, str]
"""A switch and the name of one of its positions."""
Row = Mapping[str, str]
"""A position for every switch."""

USERS = f"arn:aws:iam::{ACCOUNT}:user/dana,arn:aws:iam::{ACCOUNT}:user/eli"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/organization/Boundary"
GIVEN = {
    **{f"{name}KeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{name.lower()}" for name in ("Data", "Notebook", "Logs")},
    "LogBucket": "central-logs",
}
EXISTING = {
    "ExistingVpc": "vpc-0123456789abcdef0",
    "ExistingSubnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1,subnet-0123456789abcdef2",
}
TABLES = {"ExistingRouteTables": "rtb-0123456789abcdef0"}
ENDPOINTS = {"ExistingEndpoints": ",".join(f"vpce-0123456789abcdef{number}" for number in range(4))}


def _yes(name: str) -> dict[str, Answers]:
    return {"no": {name: "no"}, "yes": {name: "yes"}}


SWITCHES: Mapping[str, Mapping[str, Answers]] = {
    "network": {
        "own": {},
        "own and small": {"VpcCidr": "192.168.40.0/24", "DnsFirewall": "none"},
        "given": {**EXISTING, **TABLES},
        "given with endpoints": {**EXISTING, **ENDPOINTS, "DnsFirewall": "existing"},
    },
    "zones": {"two": {"Zones": "2"}, "three": {"Zones": "3"}},
    "development": _yes("EndpointsDevelopment"),
    "containers": _yes("EndpointsContainers"),
    "self-service": _yes("EndpointsSelfService"),
    "people reach it": {
        "not": {},
        "by block": {"AccessCidr": "172.16.0.0/12"},
        "by group": {"AccessGroup": "sg-0123456789abcdef0"},
    },
    "network ACLs": _yes("NetworkAcls"),
    "trust": {
        "mfa": {"TrustMode": "mfa", "TrustedPrincipals": USERS},
        "saml": {"TrustMode": "saml", "SamlProvider": f"arn:aws:iam::{ACCOUNT}:saml-provider/Directory"},
        "identity center": {"TrustMode": "identity-center"},
    },
    "presign": {
        "any": {"Presign": "any"},
        "cidr": {"Presign": "cidr", "PresignCidr": "203.0.113.0/24,172.16.0.0/12"},
        "endpoint": {"Presign": "endpoint"},
    },
    "owner": {"principal": {"OwnerMode": "provisioning-principal"}, "tag": {"OwnerMode": "owner-tag"}},
    "git": {
        "codecommit": {"Git": "codecommit"},
        "none": {"Git": "none"},
        "url": {"Git": "https://git.example.com/churn.git", "Proxy": "10.200.1.20:3128"},
    },
    "packages": {"none": {"Packages": "none"}, "codeartifact": {"Packages": "codeartifact"}},
    "alarms": {"nobody": {}, "by mail": {"AlarmEmail": "ops@example.com"}},
    "trail": {"own": {"Trail": "own"}, "organization": {"Trail": "organization"}},
    "detective": {
        "off": {"Detective": "off"},
        "report": {"Detective": "report"},
        "stop": {"Detective": "stop"},
    },
    "current": _yes("Current"),
    "log groups": _yes("SageMakerLogGroups"),
    "organization": {"none": {}, "given": {"Organization": "o-a1b2c3d4e5"}},
    "roles": {
        "own": {},
        "bounded": {"PermissionsBoundary": BOUNDARY, "RolePath": "/data-science/"},
        "given": {"Roles": "given", "RolePath": "/data-science/"},
    },
    "keys and log bucket": {"own": {}, "given": GIVEN},
    "others": {
        "none": {},
        "pipelines": {
            "PipelinePrincipals": f"arn:aws:iam::{ACCOUNT}:role/pipeline",
            "ModelApprovers": f"arn:aws:iam::{ACCOUNT}:role/risk",
        },
        "applications": {
            "ApplicationPrincipals": f"arn:aws:iam::{ACCOUNT}:role/shop,arn:aws:iam::444455556666:role/partner",
            "ExternalId": "shop-42",
            "InvokeFrom": "endpoint",
            "ApplicationCidr": "10.20.0.0/16",
            "ApplicationGroup": "sg-0123456789abcdef1",
        },
    },
}


def answers_of(row: Row) -> dict[str, str]:
    """The answers of a row."""
    given = {"Project": "churn", "Stage": "dev"}
    for switch, position in row.items():
        given |= SWITCHES[switch][position]
    return given


@cache
def rendered() -> Rendered:
    return render_product(ROOT, load_products(ROOT)["environment"])


def reason(answers: Answers, region: str = REGION) -> str | None:
    """The sentence with which the template itself refuses answers; None where it accepts them."""
    template = _template()
    revision = Revision(template.text, given_parameters(template, answers))
    try:
        lookups: Any = None
        build_scope(template, revision, lookups, name="s", stack_id="s", account=ACCOUNT, region=region)
    except TemplateError as error:
        return error.message
    return None


@cache
def _template() -> Any:
    return load_template(rendered().text)


def usual() -> dict[str, str]:
    """The first position of every switch."""
    return {switch: next(iter(positions)) for switch, positions in SWITCHES.items()}


def pairs(switches: Mapping[str, Mapping[str, Any]] = SWITCHES) -> list[tuple[Choice, Choice]]:
    """Every two positions of two switches."""
    return [
        ((one, first), (other, second))
        for one, other in combinations(switches, 2)
        for first, second in product(switches[one], switches[other])
    ]


def cover(
    switches: Mapping[str, Mapping[str, Any]], accepts: Callable[[Row], bool]
) -> tuple[list[Row], list[tuple[Choice, Choice]]]:
    """Rows that hold every pair that any row can hold, and the pairs that none can. Greedy, always the same.

    Each row is begun with a pair that is still missing, and then every switch takes the position that brings most
    missing pairs among those with which the row is still accepted.
    """
    missing = dict.fromkeys(pairs(switches))
    rows: list[Row] = []
    impossible: list[tuple[Choice, Choice]] = []
    while missing:
        pair = next(iter(missing))
        row = _grow(switches, dict(pair), missing, accepts)
        if row is None:
            impossible.append(pair)
            del missing[pair]
            continue
        rows.append(MappingProxyType(row))
        for held in _held(row, switches):
            missing.pop(held, None)
    return rows, impossible


def _grow(
    switches: Mapping[str, Mapping[str, Any]],
    chosen: dict[str, str],
    missing: Mapping[tuple[Choice, Choice], None],
    accepts: Callable[[Row], bool],
) -> dict[str, str] | None:
    """A whole accepted row around what is chosen, or None; what brings most is chosen first, with a way back."""
    if not accepts(chosen):
        return None
    free = [switch for switch in switches if switch not in chosen]
    if not free:
        row = {switch: chosen[switch] for switch in switches}
        return row if accepts(row) else None
    gains = {
        (switch, position): _gain(chosen, (switch, position), missing, switches)
        for switch in free
        for position in switches[switch]
    }
    best = max(gains, key=lambda choice: gains[choice])[0]
    for position in sorted(switches[best], key=lambda position: -gains[best, position]):
        row = _grow(switches, {**chosen, best: position}, missing, accepts)
        if row is not None:
            return row
    return None


def _gain(
    chosen: Row, choice: Choice, missing: Mapping[tuple[Choice, Choice], None], switches: Mapping[str, Any]
) -> int:
    order = list(switches)
    met = (sorted([(each, chosen[each]), choice], key=lambda one: order.index(one[0])) for each in chosen)
    return sum((one, other) in missing for one, other in met)


def _held(row: Row, switches: Mapping[str, Any]) -> Iterator[tuple[Choice, Choice]]:
    for one, other in combinations(switches, 2):
        yield (one, row[one]), (other, row[other])


@cache
def covering() -> tuple[Sequence[Row], Sequence[tuple[Choice, Choice]]]:
    """The rows of the environment's switches, and the pairs that its rules refuse."""
    return cover(SWITCHES, _is_possible)


def _is_possible(row: Row) -> bool:
    """Whether the rules accept a row, or may still accept it once its other switches are set."""
    return any(reason(answers_of({**row, **more})) is None for more in _completions(row))


def _completions(row: Row) -> Iterator[Row]:
    """The positions of the switches that the rules look at and that are not set yet."""
    free = [switch for switch in _RULED if switch not in row]
    for positions in product(*(SWITCHES[switch] for switch in free)):
        yield {"trust": row.get("trust", "mfa"), **dict(zip(free, positions, strict=True))}


def name_of(row: Row) -> str:
    """What is special about a row, in few words."""
    first = usual()
    return ", ".join(f"{switch} {position}" for switch, position in row.items() if position != first[switch]) or "usual"
