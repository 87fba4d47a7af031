"""The accounts as a mapping of the template, and as the list that a policy compares `aws:ResourceAccount` with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from troposphere import AccountId, FindInMap, Join, Region, Split

from products.environment.regions import OTHER_REGIONS, PREFIX_LISTS

IMAGE_ACCOUNTS = "ImageAccounts"
_NOBODY = "none"


def account_rows() -> Mapping[str, Mapping[str, str]]:
    """A row for every region with SageMaker; `none` where no image is known, since a missing row fails the lookup."""
    held = _accounts()
    regions = sorted({*PREFIX_LISTS, *OTHER_REGIONS})
    return {region: {"Accounts": ",".join(held.get(region, (_NOBODY,)))} for region in regions}


def allowed_accounts() -> Any:
    """AWS's accounts of this region, and ours."""
    return Split(",", Join(",", [FindInMap(IMAGE_ACCOUNTS, Region, "Accounts"), AccountId]))


def _accounts() -> Mapping[str, tuple[str, ...]]:
    # By its place and not by its package: another project's products may have taken the package's name meanwhile.
    text = (Path(__file__).parent / "accounts.json").read_text(encoding="utf-8")
    return {region: tuple(accounts) for region, accounts in json.loads(text)["regions"].items()}
