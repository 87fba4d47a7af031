"""What a portfolio pins of a product that makes environments, so that people launch it under its own launch role.

Its roles go where launches may make roles, under their boundary, and its asset lies where the publisher puts it. Which
parameters take that is what the product declares (`generator.model.declaration`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.iam.delegation import MADE_BOUNDARY_ARN
from generator.model import AllowedValues, Base, Digest
from generator.model.artifacts import artifact_bucket, artifact_key
from generator.model.declaration import ASSET_BUCKET, ASSET_KEY, BOUNDARY, PATH
from generator.model.launch_role import MADE_PATH, VARIABLE

Pins = Mapping[str, AllowedValues]
"""By parameter; of several values one goes with each version."""


def find_pins(base: Base, product: str, assets: Iterable[Digest], *, own_role: bool) -> Pins:
    """The parameters of the product that a portfolio answers, account and region as `${…}`; none of other products.

    `assets` are those of the versions on offer, and `own_role` whether its own launch role launches it.
    """
    if product != base.product:
        return {}
    digests = tuple(assets)
    values: dict[str, tuple[str, ...]] = {PATH: (MADE_PATH,), BOUNDARY: (MADE_BOUNDARY_ARN,)} if own_role else {}
    if digests:
        values[ASSET_BUCKET] = (artifact_bucket("${AWS::AccountId}", "${AWS::Region}"),)
        values[ASSET_KEY] = tuple(dict.fromkeys(artifact_key(each, ".zip") for each in digests))
    return {
        parameter: AllowedValues(found, pinned=len(found) == 1)
        for field, found in values.items()
        for parameter in base.parameters(field)
    }


def fill_pins(pins: Pins, filling: Mapping[str, str]) -> Pins:
    """The same in one account and region."""
    return {
        name: AllowedValues(
            tuple(VARIABLE.sub(lambda found: filling.get(found[1], found[0]), text) for text in allowed.texts),
            pinned=allowed.pinned,
        )
        for name, allowed in pins.items()
    }
