"""What the function compares with: the environment's own subnets, groups, keys and names, from Lambda's variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROLES = (
    "data-scientist",
    "notebook-creation",
    "notebook-execution",
    "training",
    "endpoint-creation",
    "endpoint-hosting",
    "endpoint-invocation",
)


@dataclass(frozen=True)
class Settings:
    """One environment. The two prefixes end with a hyphen; keys are ARNs; `topic` is empty where nobody is told."""

    environment: str
    name_prefix: str
    role_prefix: str
    """What the ARNs of our roles begin with, their path in it."""
    subnets: frozenset[str]
    security_groups: frozenset[str]
    data_key: str
    notebook_key: str
    topic: str
    dry_run: bool

    def role_arn(self, local: str) -> str:
        """The ARN of one of our roles."""
        return f"{self.role_prefix}{local}"

    def key_names(self, key: str) -> frozenset[str]:
        """Every way in which a request may name the key: ARN, id, and our alias in either form."""
        place, _, id_ = key.rpartition(":key/")
        alias = f"alias/{self.name_prefix}{'notebook' if key == self.notebook_key else 'data'}"
        return frozenset({key, id_, alias, f"{place}:{alias}"})


def read_settings(variables: Mapping[str, str]) -> Settings:
    """The settings; raises KeyError for one that is missing. Anything but `no` means a dry run: the safe reading."""
    return Settings(
        environment=variables["ENVIRONMENT"],
        name_prefix=variables["NAME_PREFIX"],
        role_prefix=variables["ROLE_PREFIX"],
        subnets=_names(variables["SUBNETS"]),
        security_groups=_names(variables["SECURITY_GROUPS"]),
        data_key=variables["DATA_KEY"],
        notebook_key=variables["NOTEBOOK_KEY"],
        topic=variables.get("TOPIC", ""),
        dry_run=variables.get("DRY_RUN", "yes") != "no",
    )


def _names(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())
