"""Service actions as they are: one list of all, and one of the versions of each that is ours.

They have no tags: one is ours by what its description says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.aws.catalog import ownership
from generator.aws.catalog.narrowed import DIFFERS
from generator.aws.pages import read_pages
from generator.model import Address
from generator.planning import CatalogState, Observed
from generator.planning.action_states import ActionState, action_address
from generator.planning.actions import fingerprint_of

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


def read_actions(
    client: ServiceCatalogClient, pool: Executor, wanted: CatalogState, observed: Observed, *, deep: bool
) -> Observed:
    """The observed state with its service actions; `deep` reads what each does, too."""
    rows = list(read_pages(client.list_service_actions, "ServiceActionSummaries"))
    titles = {action.title: action.key for action in wanted.actions.values()}
    known = {row["Id"]: ownership.read_action(wanted.catalog, row.get("Description", "")) for row in rows}
    ours = [row for row in rows if known[row["Id"]] is not None]
    others = [row for row in rows if known[row["Id"]] is None and row["Name"] in titles]
    places = {identity: address for address, identity in observed.ids.items() if _is_version(address)}
    held = dict(pool.map(lambda row: (row["Id"], _versions(client, row["Id"])), [*ours, *others]))
    actions, claims, obstacles = dict[str, ActionState](), defaultdict[Address, list[str]](list), {**observed.obstacles}
    for row in ours:
        key, fingerprint = known[row["Id"]] or ("", "")
        product, _, name = key.partition("/")
        address = action_address(product, name)
        claims[address].append(row["Id"])
        found = [places.get(version) for version in held[row["Id"]]]
        mine = frozenset(each.parts[2] for each in found if each is not None and each.parts[1] == product)
        actions[key] = ActionState(product, name, fingerprint, versions=mine)
        if strangers := [version for version in held[row["Id"]] if version not in places]:
            obstacles[address] = tuple(f"version {version}" for version in strangers)
    ids = {**observed.ids, **{address: each[0] for address, each in claims.items()}}
    doubled = {address: tuple(each) for address, each in claims.items() if len(each) > 1}
    if deep:
        actions = dict(pool.map(lambda each: (each.key, _described(client, ids, each)), actions.values()))
    return replace(
        observed,
        state=replace(observed.state, actions=actions),
        ids=ids,
        obstacles=obstacles,
        doubled=(*observed.doubled, *doubled),
        claims={**observed.claims, **doubled},
        unmarked_actions=tuple(
            (row["Id"], titles[row["Name"]]) for row in others if places.keys() & set(held[row["Id"]])
        ),
    )


def _is_version(address: Address) -> bool:
    return address.parts[0] == "product" and len(address.parts) == 3


def _versions(client: ServiceCatalogClient, action: str) -> list[str]:
    given: dict[str, Any] = {"ServiceActionId": action}
    rows = read_pages(client.list_provisioning_artifacts_for_service_action, "ProvisioningArtifactViews", **given)
    return [row["ProvisioningArtifact"]["Id"] for row in rows]


def _described(client: ServiceCatalogClient, ids: Mapping[Address, str], listed: ActionState) -> ActionState:
    """The action as it is; its fingerprint counts only where it tells the truth."""
    answer = client.describe_service_action(Id=ids[action_address(listed.product, listed.name)])
    detail = answer["ServiceActionDetail"]
    text = json.dumps(detail["Definition"], sort_keys=True, separators=(",", ":"))
    end = detail["ServiceActionSummary"].get("Description", "").rpartition(" (")[0]
    honest = fingerprint_of(listed.title, end, text) == listed.fingerprint
    honest = honest and detail["ServiceActionSummary"]["Name"] == listed.title
    return replace(listed, words=end, definition=text, fingerprint=listed.fingerprint if honest else DIFFERS)
