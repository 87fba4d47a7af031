"""What `${…}` stands for in templates, launch roles, pins and needs: the account, the region and the environment."""

from __future__ import annotations

from generator.iam.on_behalf import Place
from generator.manifest.forms.regions import partition_of
from generator.model import Target
from generator.model.launch_role import ENVIRONMENT

Filling = dict[str, str]


def pseudo_parameters(place: Place) -> Filling:
    """CloudFormation's pseudo parameters that a place decides, by name."""
    return {
        "AWS::AccountId": place.account,
        "AWS::Partition": place.partition,
        "AWS::Region": place.region,
        "AWS::URLSuffix": place.suffix,
    }


def place_of(target: Target) -> Place:
    """Where a target is."""
    return Place(target.region, target.account, partition_of(target.region))


def filling_of(target: Target, environment: str | None = None) -> Filling:
    """Text by variable, in one place."""
    return {**pseudo_parameters(place_of(target)), ENVIRONMENT: environment or ""}
