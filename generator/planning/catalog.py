"""One shape for what is wanted and for what exists: portfolios, products, versions, constraints, principals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from generator.model import Address, Digest, Support
from generator.model.share import Share
from generator.planning.action_states import ActionState
from generator.planning.documents import DocumentState
from generator.planning.launch_roles import LaunchRoleState
from generator.planning.spoke_roles import SpokeRoles

SHARED_TAG = "ds-catalog:shared"
"""The tag of a portfolio that is shared from here."""


class ConstraintType(Enum):
    """The constraint types that we publish; Service Catalog's own words."""

    LAUNCH = "LAUNCH"
    TEMPLATE = "TEMPLATE"
    RESOURCE_UPDATE = "RESOURCE_UPDATE"
    """Whether tags of what was launched may be updated."""
    NOTIFICATION = "NOTIFICATION"

    @property
    def words(self) -> str:
        """`launch`, `template`, `tag update`, `notification`: as AWS's console calls it."""
        return "tag update" if self is ConstraintType.RESOURCE_UPDATE else self.value.lower()


SINGLE = frozenset({ConstraintType.LAUNCH, ConstraintType.RESOURCE_UPDATE})
"""Of these a product has one at most in a portfolio, so that it is the one to change, whoever made it."""


@dataclass(frozen=True, order=True)
class Principal:
    """Who may launch: an ARN, or a pattern of one; `type` is `IAM` or `IAM_PATTERN`."""

    arn: str
    type: str = "IAM"


@dataclass(frozen=True)
class ConstraintState:
    """A constraint's type and the fingerprint of its canonical parameters.

    `parameters` is None where it was only observed: `ListConstraintsForPortfolio` leaves them out, so the fingerprint
    is written in the constraint's description.
    """

    type: ConstraintType
    fingerprint: str
    parameters: str | None = None

    @classmethod
    def of(cls, kind: ConstraintType, parameters: Mapping[str, object]) -> ConstraintState:
        """The wanted constraint with these parameters."""
        text = json.dumps(parameters, sort_keys=True, separators=(",", ":"))
        return cls(kind, Digest.of(text).hex[:16], text)


def held_to(parameters: str | None) -> str | None:
    """What a constraint holds to, in words: a role, topics, whether tags may be updated; None for rules and others."""
    match json.loads(parameters or "{}"):
        case {"LocalRoleName": role} | {"RoleArn": role}:
            return str(role)
        case {"NotificationArns": [*topics]}:
            return ", ".join(map(str, topics))
        case {"Properties": {"TagUpdateOnProvisionedProduct": allowed}}:
            return "tags may be updated" if allowed == "ALLOWED" else "tags may not be updated"
    return None


@dataclass(frozen=True)
class VersionState:
    """A provisioning artifact. `digest` is None where a published one does not say its content."""

    version: str
    digest: Digest | None
    active: bool = True
    guidance: str = "DEFAULT"
    described: bool = True
    """Whether its description says whose it is and what it holds; somebody may have edited it in the console."""

    @property
    def words(self) -> str:
        """`current`, `deprecated` or `inactive`."""
        if not self.active:
            return "inactive"
        return "deprecated" if self.guidance == "DEPRECATED" else "current"


@dataclass(frozen=True)
class ProductState:
    """A product and its versions, by name."""

    key: str
    title: str
    owner: str
    description: str
    distributor: str = ""
    support: Support = field(default_factory=Support)
    versions: Mapping[str, VersionState] = field(default_factory=dict)
    tag_options: frozenset[tuple[str, str]] = frozenset()
    """Of an observed one only where some are wanted, or where everything is read."""


@dataclass(frozen=True)
class OfferState:
    """A product's association with a portfolio, and its constraints."""

    product: str
    constraints: tuple[ConstraintState, ...] = ()

    def constraint(self, kind: ConstraintType) -> ConstraintState | None:
        """The constraint of this type, if there is one."""
        return next((constraint for constraint in self.constraints if constraint.type is kind), None)


@dataclass(frozen=True)
class PortfolioState:
    """A portfolio: its fields, what it offers and to whom."""

    key: str
    name: str
    provider: str
    description: str = ""
    offers: Mapping[str, OfferState] = field(default_factory=dict)
    principals: frozenset[Principal] = frozenset()
    tags: frozenset[tuple[str, str]] = frozenset()
    tag_options: frozenset[tuple[str, str]] = frozenset()
    shares: frozenset[Share] = frozenset()
    """Of an observed one without a mark (`SHARED_TAG`) only where everything is read."""

    @property
    def reach(self) -> frozenset[object]:
        """Who can launch from it: principals here, and whoever it is shared with."""
        return self.principals | {share.with_whom for share in self.shares}


@dataclass(frozen=True)
class CatalogState:
    """Everything of one catalog in one account and region."""

    catalog: str
    account: str
    region: str
    portfolios: Mapping[str, PortfolioState] = field(default_factory=dict)
    products: Mapping[str, ProductState] = field(default_factory=dict)
    bodies: Mapping[Digest, str] = field(default_factory=dict)
    """Digest → path of the template relative to the project; of the wanted state only."""
    roles: Mapping[str, LaunchRoleState] = field(default_factory=dict)
    """Launch roles and their boundary, by name."""
    assets: Mapping[Digest, Sequence[tuple[str, Digest]]] = field(default_factory=dict)
    """Template's digest → (path, digest) of the files that its launches read; of the wanted state only."""
    actions: Mapping[str, ActionState] = field(default_factory=dict)
    """Service actions by `product/name`."""
    documents: Mapping[str, DocumentState] = field(default_factory=dict)
    """The documents that they bring, by name."""
    spokes: SpokeRoles | None = None
    """The roles that launch what is shared, in every account that gets it."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What the wished state brings with it, for whoever reads the plan."""


@dataclass(frozen=True, order=True)
class Unmarked:
    """A portfolio or product of ours without our ownership tag, and how it is known to be that of `address`."""

    address: Address
    id: str
    name: str
    known: str


@dataclass(frozen=True)
class Observed:
    """What exists: the state, the ids behind the addresses, and what has our names but is not ours."""

    state: CatalogState
    ids: Mapping[Address, str] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    """Portfolios of a wanted name without our ownership tag, such as `portfolio port-… “Churn, development”`."""
    unmarked: tuple[Unmarked, ...] = ()
    """What has lost its ownership tag, wherever it is known again without it."""
    doubled: tuple[Address, ...] = ()
    """Addresses that two objects claim."""
    claims: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)
    """The ids that claim each of them."""
    unused: frozenset[Address] | None = None
    """Versions that nothing runs on; None where that was not asked."""
    obstacles: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)
    """What is not ours and stops the removal of a portfolio or of a product from one: by its address, in words."""
    unmarked_actions: tuple[tuple[str, str], ...] = ()
    """(id, `product/name`) of service actions of a wanted name that versions of ours have, and that are not marked."""
    budgets: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)
    """The names of the budgets that somebody linked to a portfolio, by its address."""
    peopled: frozenset[str] = frozenset()
    """Keys of portfolios that an earlier run let people into, also where no list shows them yet."""
    optioned: frozenset[str] = frozenset()
    """Keys of the products that got tag options from here; those of others are left alone."""
    calls: int = 0

    @property
    def fingerprint(self) -> str:
        """A digest of the whole observed state: a saved plan is stale when it has moved."""
        return Digest.of(repr(_canonical(self.state)) + repr(sorted(map(repr, self.ids.items())))).short


def portfolio_address(portfolio: str) -> Address:
    """`portfolio/churn-dev`."""
    return Address.of("portfolio", portfolio)


def product_address(product: str) -> Address:
    """`product/notebook`."""
    return Address.of("product", product)


def version_address(product: str, version: str) -> Address:
    """`product/notebook/1.1.0`."""
    return Address.of("product", product, version)


def role_address(name: str) -> Address:
    """`role/ds-churn-dev-dataset`."""
    return Address.of("role", name)


def constraint_address(portfolio: str, product: str, kind: ConstraintType) -> Address:
    """`portfolio/churn-dev/notebook/launch`."""
    return Address.of("portfolio", portfolio, product, kind.value.lower())


def _canonical(state: CatalogState) -> object:
    portfolios = [
        (
            *(portfolio.key, portfolio.name, portfolio.provider, portfolio.description),
            sorted(
                (offer.product, sorted((c.type.value, c.fingerprint) for c in offer.constraints))
                for offer in portfolio.offers.values()
            ),
            *(sorted(portfolio.principals), sorted(portfolio.tags), sorted(portfolio.tag_options)),
            *sorted(portfolio.shares),
        )
        for _, portfolio in sorted(state.portfolios.items())
    ]
    products = [
        (
            *(product.key, product.title, product.owner, product.description, product.distributor, product.support),
            sorted((v.version, str(v.digest), v.active, v.guidance, v.described) for v in product.versions.values()),
            *sorted(product.tag_options),
        )
        for _, product in sorted(state.products.items())
    ]
    roles = sorted((role.name, role.digest, role.in_use) for role in state.roles.values())
    actions = sorted((each.key, each.fingerprint, sorted(each.versions)) for each in state.actions.values())
    spokes = () if state.spokes is None else ((state.spokes.digest, sorted(state.spokes.units), state.spokes.missing),)
    return state.catalog, state.account, state.region, portfolios, products, roles, actions, *spokes, *state.documents
