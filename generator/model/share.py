"""With whom a portfolio is shared."""

from __future__ import annotations

from dataclasses import dataclass, field

ACCOUNT, ORGANIZATION, UNIT, MEMBER = "ACCOUNT", "ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"
SHARE_TYPES = (ACCOUNT, ORGANIZATION, UNIT, MEMBER)
"""Service Catalog's own words (DescribePortfolioShares, "Type"); the last is not made from portfolio.yaml."""
_WORDS = {ACCOUNT: "account", ORGANIZATION: "organization", UNIT: "organizational unit", MEMBER: "member account"}


@dataclass(frozen=True, order=True)
class Share:
    """A receiver of a portfolio, and what it gets besides the products."""

    type: str
    receiver: str
    """An account's id, an organization's or an organizational unit's."""
    principals: bool = False
    """Whether its patterns of principals let people of the receiving accounts in."""
    tag_options: bool = False
    accepted: bool = field(default=True, compare=False)
    """Whether the receiver has it; an account's administrator accepts it, an organization's accounts have it at once
    (DescribePortfolioShares, "Accepted"). It is nothing to wish for."""
    whole: bool = field(default=True, compare=False)
    """Whether the newest run saw every account get it; no list says that."""
    missed: str = field(default="", compare=False)
    """Which accounts did not get it and why, as AWS told that run; empty where it told nothing."""

    @property
    def with_whom(self) -> tuple[str, str]:
        """What two shares of a portfolio cannot have in common."""
        return self.type, self.receiver

    @property
    def words(self) -> str:
        """`organizational unit ou-ab12-12345678, with principals`."""
        named = [("principals", self.principals), ("tag options", self.tag_options)]
        also = " and ".join(name for name, on in named if on)
        return f"{_WORDS[self.type]} {self.receiver}{f', with {also}' if also else ''}"


def saying(share: Share) -> str:
    """How a refusal begins that says which accounts did not get a share: `the share with organization o-a1b2c3d4e5`."""
    return f"the share with {_WORDS[share.type]} {share.receiver}"
