"""A task in plain words: an action on a resource, asked in one situation or several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Known = Mapping[str, str | tuple[str, ...] | None]
"""Condition keys and what the request says of them; None for a key that it lacks."""


@dataclass(frozen=True)
class Situation:
    """How a call is made: `through` is the logical id of the VPC endpoint that it takes."""

    words: str
    known: Known = field(default_factory=dict)
    through: str | None = None


ANYHOW = Situation("however it is called")
"""What is not known stays open, and is said in the answer."""


@dataclass(frozen=True)
class Task:
    """`on` is an ARN: `$Name` is the template's resource, `${Name}` its parameter or a pseudo parameter.

    With `each` it is asked of every resource of that type, whose ARN stands for `{}` in `on`; `$Name` in `known` is the
    ARN, or else the id, of a resource, too. A task that names what a template does not have is not asked.
    """

    words: str
    action: str
    on: str
    situations: tuple[Situation, ...] = (ANYHOW,)
    known: Known = field(default_factory=dict)
    each: str = ""
