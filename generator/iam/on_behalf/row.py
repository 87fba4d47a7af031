"""One row of the table: what one operation asks for besides its own action, of whom, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Grade = Literal["D", "E", "U"]
"""Documented, or read in AWS's own data; public evidence; unknown, so that a belief stands for it."""


@dataclass(frozen=True)
class Source:
    """A page's title, or a repository's issue, and how sure it makes us."""

    title: str
    grade: Grade


@dataclass(frozen=True)
class Belief:
    """What no document settles: `held` is whether the row counts unless somebody says otherwise."""

    sentence: str
    held: bool


@dataclass(frozen=True)
class Row:
    """`operation` (`sagemaker:CreateModel`) asks that `action` is allowed on `resource`, in the context of `keys`.

    In `resource`, in the values of `keys` and in `by`, `{…}` stands for a parameter of the operation or a property of
    what it works on (`{VpcConfig.Subnets}`); `expressions.py` has the forms. A row whose resource names a parameter
    that is not given, or one of `when`, does not apply; a key without its value is not sent.
    """

    operation: str
    action: str
    resource: str
    source: Source
    keys: Mapping[str, str] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    through: str = ""
    """The service that makes the call for the caller, such as `sagemaker`; empty where he makes it himself."""
    by: str = ""
    """The parameter that names the role that is asked; empty for the caller."""
    instead: str = ""
    """The parameter that names a role that may be allowed it in the caller's place."""
    from_vpc: bool = False
    """Whether the role's call comes out of the network that the request names, through that VPC's endpoints."""
    at_once: bool = False
    """Whether the role's call is made before the operation answers, so that the operation is refused where it fails."""
    optional: bool = False
    """Whether an ordinary call goes without what the row is about."""
    belief: str = ""
    """The key in `BELIEFS`, where the source leaves it open whether AWS asks at all."""

    @property
    def grade(self) -> Grade:
        """As sure as the source, unless it rests on a belief."""
        return "U" if self.belief else self.source.grade
