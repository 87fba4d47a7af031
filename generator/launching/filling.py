"""What `${…}` stands for in launch roles, pins and needs: the account, the region and the environment."""

from __future__ import annotations

from generator.manifest.forms.regions import partition_of
from generator.model import Target
from generator.model.launch_role import ENVIRONMENT

Filling = dict[str, str]


def filling_of(target: Target, environment: str | None = None) -> Filling:
    """Text by variable, in one place."""
    partition = partition_of(target.region)
    return {
        "AWS::AccountId": target.account,
        "AWS::Partition": partition,
        "AWS::Region": target.region,
        "AWS::URLSuffix": "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com",
        ENVIRONMENT: environment or "",
    }
