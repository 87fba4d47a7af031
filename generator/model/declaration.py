"""What the product that makes environments declares: which parameter takes which field of portfolio.yaml, its roles.

The fields are portfolio.yaml's own; parameters and roles are the product's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from generator.model.environment import Environment, Existing, Network, Options, Roles

DECLARATION = "deployment.yaml"
"""The file in the product's folder."""
SETTLED = ("options.owner", "options.trail", "options.sagemaker-log-groups")
"""Fields that, unsaid, are left to what the account has (`generator.aws.account.settle`)."""
NAMING = ("project", "stage")
"""What an environment is named by, and its stack is tagged with."""
ASSET_BUCKET, ASSET_KEY = "asset.bucket", "asset.key"
"""Where the release's one asset lies: answered by the project itself."""
PATH, BOUNDARY = "roles.path", "roles.boundary"
"""Where roles are made, and under what: set for who launches from a catalog."""
TRUST, PRINCIPALS = "people.scientists.trust", "people.scientists.principals"
_ELSEWHERE = {"network.zone-names": "network.zones"}
"""What portfolio.yaml writes under another key."""
_SECTIONS = {"network": Network, "options": Options, "roles": Roles, "existing": Existing}
FIELDS: tuple[str, ...] = (
    "project",
    "stage",
    *(f"{name}.{each.name.replace('_', '-')}" for name, section in _SECTIONS.items() for each in fields(section)),
    TRUST,
    PRINCIPALS,
    "people.scientists.saml-provider",
    "people.approvers",
    ASSET_BUCKET,
    ASSET_KEY,
)
"""Everything of an environment that a parameter can take."""


@dataclass(frozen=True)
class Question:
    """A parameter, the field that answers it and, where the answer is yes or no, what the field's list then holds."""

    parameter: str
    field: str
    has: str | None = None


@dataclass(frozen=True)
class Base:
    """The product that makes environments; its name is empty where a project has none."""

    product: str = ""
    questions: tuple[Question, ...] = ()
    roles: tuple[str, ...] = ()
    """Local names of the roles that portfolio.yaml may name."""
    person: str = ""
    """The role that people take on, who launch; a permission set may carry its policies."""
    caller: str = ""
    """The role as which the policies of given keys and buckets are asked."""

    def parameters(self, field: str) -> tuple[str, ...]:
        """The parameters that take a field."""
        return tuple(each.parameter for each in self.questions if each.field == field)

    def place(self, parameter: str) -> tuple[str, ...]:
        """Where an environment of portfolio.yaml answers a parameter: `AccessCidr` → network, access-cidr."""
        return next((place_of(each.field) for each in self.questions if each.parameter == parameter), ())


NO_BASE = Base()
"""Of a project without environments."""


def place_of(field: str) -> tuple[str, ...]:
    """The keys of portfolio.yaml, below the environment's name, under which a field is written."""
    return tuple(_ELSEWHERE.get(field, field).split("."))


def read_field(environment: Environment, field: str) -> object:
    """What an environment says of a field."""
    match field:
        case "project" | "stage":
            return getattr(environment, field)
        case "people.approvers":
            return environment.approvers
        case "people.scientists.trust":
            return environment.scientists.mode
        case _ if field.startswith("people.scientists."):
            return getattr(environment.scientists, _attribute(field))
    return getattr(getattr(environment, field.partition(".")[0]), _attribute(field))


def _attribute(field: str) -> str:
    return field.rpartition(".")[2].replace("-", "_")
