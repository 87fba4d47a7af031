"""What `scenarios.yaml` says: sentences of who can and cannot do what, for a security reviewer to read and extend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Context = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Scenario:
    """One sentence. It stands for every principal, action and resource that it names, and each must be as it says.

    `$Name` in a value is the ARN, or else the id, of the template's resource `Name`.
    """

    principals: tuple[str, ...]
    allowed: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    context: Context
    because: str
    through: str | None = None
    """The logical id of the VPC endpoint that the call takes: its policy has a say."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers to the template's questions that differ from the file's."""
    without: tuple[str, ...] = ()
    """Condition keys that the request does not carry."""


@dataclass(frozen=True)
class Claim:
    """What no role of the template may ever do, under whatever answers, on whatever resource, with whatever keys.

    Values in `when` and `unless` are texts with wildcards; `unless` spares requests that carry all of its keys so.
    """

    roles: tuple[str, ...]
    """Local names; none for every role."""
    but: tuple[str, ...]
    """Roles that it does not speak of."""
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    spared: tuple[str, ...]
    """Resources that it does not speak of."""
    when: Context
    unless: Context
    because: str


@dataclass(frozen=True)
class NameScenario:
    """Names that the network's resolver answers, or does not."""

    names: tuple[str, ...]
    answered: bool
    because: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers to the template's questions that differ from the file's."""


@dataclass(frozen=True)
class Scenarios:
    """One file: `about` is the product whose template is asked, `answers` what it is deployed with."""

    about: str
    answers: Mapping[str, str]
    sentences: tuple[Scenario, ...]
    networks: tuple[Mapping[str, str], ...] = ()
    """Further answers with which the template's network is proven closed."""
    worlds: tuple[Mapping[str, str], ...] = ()
    """Further answers with each of which every sentence is true, too; a sentence's own answers count for more."""
    names: tuple[NameScenario, ...] = ()
    claims: tuple[Claim, ...] = ()
    stored: Mapping[str, str] = field(default_factory=dict)
    """SSM parameters that the template looks up, by name."""
