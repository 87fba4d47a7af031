"""What an account's catalog of a region holds: frozen dataclasses in plain dictionaries, so that pickle can save it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What portfolios and products have in common."""

    id: str
    arn: str
    account: str
    name: str
    description: str | None
    tags: Mapping[str, str]
    created: datetime
    created_call: int
    """The number of the call that created it, from which lags are counted."""


@dataclass(frozen=True, kw_only=True)
class Portfolio(Resource):
    """A portfolio."""

    provider: str


@dataclass(frozen=True, kw_only=True)
class Product(Resource):
    """A product; `texts` holds Owner, Distributor, SupportEmail and so on under their names in the API."""

    view: str
    kind: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Artifact:
    """A provisioning artifact: one immutable template body and a few fields that may change."""

    id: str
    product: str
    name: str | None
    description: str | None
    kind: str
    url: str
    body: str
    created: datetime
    created_call: int
    ready: int
    """The number of the call from which it is AVAILABLE."""
    failed: bool = False
    active: bool = True
    guidance: str = "DEFAULT"


@dataclass(frozen=True)
class Constraint:
    """A constraint on a product in a portfolio."""

    id: str
    kind: str
    """LAUNCH, TEMPLATE, NOTIFICATION, RESOURCE_UPDATE or STACKSET."""
    description: str | None
    owner: str
    """The account that created it."""
    product: str
    portfolio: str
    parameters: str
    """JSON text exactly as it was given."""


@dataclass(frozen=True)
class Principal:
    """Who may launch from a portfolio: an IAM ARN, or a pattern without an account id."""

    portfolio: str
    arn: str
    kind: str


@dataclass(frozen=True)
class TagOption:
    """A tag key with one of the values that a launch may choose."""

    id: str
    key: str
    value: str
    owner: str
    active: bool = True


@dataclass(frozen=True)
class Share:
    """A portfolio shared with an account or with a node of an organization."""

    portfolio: str
    kind: str
    """ACCOUNT, ORGANIZATION_MEMBER_ACCOUNT, ORGANIZATION or ORGANIZATIONAL_UNIT."""
    target: str
    """The account, or the id of the organization's node."""
    tag_options: bool
    """Whether the tag options are shared too."""
    principals: bool
    """Whether the principals are shared too."""
    missed: tuple[str, ...] = ()
    """The accounts in the node that the share did not reach."""
    frozen: tuple[str, ...] | None = None
    """The accounts that it reaches whatever the organization is now, since trusted access has ended."""


@dataclass(frozen=True)
class ShareOperation:
    """A running or finished change of a share with an organization."""

    token: str
    portfolio: str
    target: str
    done: int
    """The number of the call from which it is finished."""
    failed: tuple[str, ...]
    """The accounts that it did not reach."""
    reached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A service action: an SSM automation that a user may run on a provisioned product."""

    id: str
    name: str
    description: str | None
    kind: str
    """SSM_AUTOMATION."""
    definition: Mapping[str, str]
    """Name and version of the SSM document, the role and the parameters."""


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What a provisioned product, its records and its plans have in common: what was launched, how and by whom."""

    name: str
    """The provisioned product's name."""
    product: str
    product_name: str
    artifact: str
    path: str | None
    role: str | None
    user: str
    """The IAM ARN of the owner."""
    session: str
    """The ARN of the session that acted."""
    tags: Mapping[str, str]
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Provisioned(Launch):
    """A provisioned product."""

    id: str
    arn: str
    status: str = "UNDER_CHANGE"
    message: str | None = None
    stack: str
    """The stack's name."""
    stack_arn: str | None = None
    token: str
    """The idempotency token of the last request that changed it."""
    last_record: str | None = None
    """The last record, whatever its kind."""
    last_provisioning: str | None = None
    """The last record of a launch or an update."""
    last_success: str | None = None
    """The last record of a launch or an update that succeeded."""


@dataclass(frozen=True)
class Output:
    """One output of a stack."""

    key: str
    value: str
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class Record(Launch):
    """One operation on a provisioned product and how it went."""

    id: str
    kind: str
    """PROVISION_PRODUCT, UPDATE_PROVISIONED_PRODUCT or TERMINATE_PROVISIONED_PRODUCT."""
    provisioned: str
    updated: datetime
    status: str = "CREATED"
    errors: tuple[tuple[str, str], ...] = ()
    outputs: tuple[Output, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether the operation still runs."""
        return self.status in ("CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR")


@dataclass(frozen=True, kw_only=True)
class Plan(Launch):
    """A change set that was not executed yet: what a launch or an update would do."""

    id: str
    plan_name: str
    provisioned: str
    is_new: bool
    """Whether it would create the provisioned product."""
    parameters: tuple[Mapping[str, Any], ...]
    notifications: tuple[str, ...]
    updated: datetime
    status: str = "CREATE_IN_PROGRESS"
    message: str | None = None
    changes: tuple[Mapping[str, Any], ...] = ()


def launch_fields(launch: Launch) -> dict[str, Any]:
    """The fields that a launch has in common with its records and plans."""
    return {each.name: getattr(launch, each.name) for each in fields(Launch)}


@dataclass
class Catalog:
    """Everything of one account in one region."""

    account: str
    region: str
    portfolios: dict[str, Portfolio] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    associations: dict[tuple[str, str], int] = field(default_factory=dict)
    """(portfolio, product) → the number of the call that associated them."""
    principals: dict[Principal, int] = field(default_factory=dict)
    tag_options: dict[str, TagOption] = field(default_factory=dict)
    tag_links: dict[tuple[str, str], None] = field(default_factory=dict)
    """(portfolio or product, tag option); a dictionary, because it keeps the order."""
    shares: dict[tuple[str, str, str], Share] = field(default_factory=dict)
    share_operations: dict[str, ShareOperation] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    """Accepted portfolio of another account → that account."""
    organizations_access: bool = False
    provisioned: dict[str, Provisioned] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    action_links: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """(action, product, artifact)."""
    budget_links: dict[tuple[str, str], None] = field(default_factory=dict)
    """(portfolio or product, name of a budget)."""
    tokens: dict[tuple[str, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """(operation, idempotency token) → the request and its answer."""


@dataclass
class CatalogStore:
    """All catalogs of the embedded AWS and the counter of calls."""

    catalogs: dict[tuple[str, str], Catalog] = field(default_factory=dict)
    calls: int = 0

    def of(self, account: str, region: str) -> Catalog:
        """The catalog of an account in a region; an empty one at the first use."""
        return self.catalogs.setdefault((account, region), Catalog(account, region))

    def owner_of(self, product_id: str) -> Catalog:
        """The catalog that owns a product."""
        return next(catalog for catalog in self.catalogs.values() if product_id in catalog.products)

    def others(self, catalog: Catalog) -> list[Catalog]:
        """The catalogs of the other accounts in the same region."""
        return [other for other in self.catalogs.values() if other.region == catalog.region and other is not catalog]
