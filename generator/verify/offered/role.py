"""The role that launches an offer, as far as it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.model import Environment, Offer, Release, Target

Answers = Callable[[Environment, Target, Release], Mapping[str, str]]
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


ReadAccount = Callable[[Target, Offer], OfferRole]
"""What the account says of a role that exists."""


@dataclass(frozen=True)
class Launching:
    """What the proof of offers takes besides the project.

    `product` makes environments, `answers` says how portfolio.yaml answers its template, `account` reads roles that
    exist, and `target`, where it is set, is the only one whose offers are looked at.
    """

    product: str
    answers: Answers
    account: ReadAccount | None = None
    target: str | None = None
