"""Everything that would make a deployment fail and can be seen before it begins."""

from __future__ import annotations

from generator.aws.account.concern import Concern
from generator.aws.account.given_bucket import find_unusable_bucket
from generator.aws.account.given_keys import find_unusable_keys
from generator.aws.account.given_roles import find_missing_roles
from generator.aws.account.ground import Ground
from generator.aws.account.names import find_taken_names
from generator.aws.account.quotas import find_full_quotas
from generator.aws.account.zones import find_missing_services
from generator.aws.errors import refusals


@refusals("")
def look_ahead(ground: Ground) -> tuple[Concern, ...]:
    """Zones and their endpoint services, quotas, names, and what is given to the environment; reads only."""
    return (
        *find_missing_services(ground),
        *find_full_quotas(ground),
        *find_taken_names(ground),
        *find_given(ground),
    )


def find_given(ground: Ground) -> tuple[Concern, ...]:
    """Keys, a log bucket and roles that are given to the environment and would not do."""
    return (*find_unusable_keys(ground), *find_unusable_bucket(ground), *find_missing_roles(ground))
