"""Tags of portfolios and products: their checks, their changes and their two spellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from embedded_aws.servicecatalog.quotas import TAGS_PER_RESOURCE
from embedded_aws.servicecatalog.refusals import invalid


def read_tags(given: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags of a request by key; raises InvalidParametersException for a doubled key or one of AWS's own."""
    tags: dict[str, str] = {}
    for tag in given or ():
        key = tag["Key"]
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag keys that start with aws: are reserved: {key}")
        if key in tags:
            raise invalid(f"Duplicate tag key found: {key}")
        tags[key] = tag["Value"]
    return tags


def change_tags(
    current: Mapping[str, str], add: Sequence[Mapping[str, str]] | None, remove: Iterable[str] | None
) -> dict[str, str]:
    """The tags after an update; raises InvalidParametersException where they would be too many."""
    kept = {key: value for key, value in current.items() if key not in set(remove or ())}
    changed = {**kept, **read_tags(add)}
    if len(changed) > TAGS_PER_RESOURCE:
        raise invalid(f"A resource can have at most {TAGS_PER_RESOURCE} tags.")
    return changed


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as the API lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
