"""The role that launches an offer, as far as it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding
from generator.manifest import Manifest
from generator.model import Base, Environment, Offer, Release, Target
from generator.synth import Ledger

Answers = Callable[[Base, Environment, Target, Release], Mapping[str, str]]
"""What portfolio.yaml's environment answers to the parameters of its template."""


@dataclass(frozen=True)
class OfferRole:
    """What the role may do; `stored` are the environment's SSM parameters, `${Environment}` in their names.

    One of these says why it cannot be proven: `absent` that there is no such role, `closed` that Service Catalog may
    not take it, `unknown` that nobody here knows what it may do.
    """

    policies: tuple[Mapping[str, Any], ...] = ()
    boundary: Mapping[str, Any] | None = None
    stored: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""
    closed: str = ""
    unknown: str = ""
    unusable: str = ""
    """Why the file with its policies says nothing."""
    damaged: bool = False
    """Its frozen policies cannot be read, which is the ledger's finding."""


ReadAccount = Callable[[Target, Offer], OfferRole]
"""What the account says of a role that exists."""

CheckAnswers = Callable[[Path, Manifest, Ledger], list[Finding]]
"""What environments answer that the releases they ask for do not take."""


@dataclass(frozen=True)
class Launching:
    """What the proof of offers takes besides the project.

    `answers` says how portfolio.yaml answers its template, `account` reads roles that
    exist, and `target`, where it is set, is the only one whose offers are looked at. `untaken` finds answers that the
    release of an environment does not take, which planning knows.
    """

    answers: Answers
    account: ReadAccount | None = None
    target: str | None = None
    untaken: CheckAnswers | None = None
