"""Everything that would make a deployment fail and can be seen before it begins."""

from __future__ import annotations

from generator.aws.account.concern import Concern
from generator.aws.account.ground import Ground
from generator.aws.account.names import find_taken_names
from generator.aws.account.quotas import find_full_quotas
from generator.aws.account.zones import find_missing_services
from generator.aws.errors import refusals


@refusals("")
def look_ahead(ground: Ground) -> tuple[Concern, ...]:
    """Zones and their endpoint services, quotas, names; reads only."""
    return (*find_missing_services(ground), *find_full_quotas(ground), *find_taken_names(ground))
