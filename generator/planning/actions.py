"""Service actions, wanted × observed → steps.

An action is no part of a release: it changes no byte of a template, and is given to versions that are out already. It
is one object for all versions of a product, by the catalog and its key in its description, since it has no tags.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.diagnostics import Finding
from generator.model import Digest
from generator.model.action import Action
from generator.planning.action_states import ActionState, action_address
from generator.planning.action_steps import AttachAction, DeleteAction, DetachAction, PutAction
from generator.planning.documents import document_name
from generator.planning.risk import Risk
from generator.planning.steps import Step

if TYPE_CHECKING:
    from generator.planning.catalog import CatalogState, Observed

MOST_WORDS = 800
"""Characters of an action's summary: its description takes 1024, and says besides whose it is."""
_KINDS = {"target": "TARGET", "text": "TEXT_VALUE"}


def want_actions(
    catalog: str, product: str, actions: Iterable[Action], versions: Iterable[str]
) -> dict[str, ActionState]:
    """The actions of a product on all of its versions on offer."""
    offered = frozenset(versions)
    found = [_state(catalog, product, action, offered) for action in actions]
    return {each.key: each for each in found}


def _state(catalog: str, product: str, action: Action, versions: frozenset[str]) -> ActionState:
    document = document_name(catalog, product, action) if action.content else action.document
    definition = {"Name": document, "Version": action.version}
    if action.role != "caller":
        definition["AssumeRole"] = "LAUNCH_ROLE" if action.role == "launch" else action.role
    if action.parameters:
        named = [{"Name": name, "Type": _KINDS[kind]} for name, kind in sorted(action.parameters)]
        definition["Parameters"] = json.dumps(named, separators=(",", ":"))
    text = json.dumps(definition, sort_keys=True, separators=(",", ":"))
    made = ActionState(product, action.name, "", action.summary[:MOST_WORDS], text, versions)
    return replace(made, fingerprint=fingerprint_of(made.title, made.words, text))


def fingerprint_of(title: str, words: str, definition: str) -> str:
    """What the description of an action says of it, its title, words and definition together."""
    return Digest.of(f"{title} {words} {definition}").hex[:16]


def compare_actions(desired: CatalogState, observed: Observed, pruned: Mapping[str, frozenset[str]]) -> Iterator[Step]:
    """Actions: made, changed, put on versions, taken off and deleted. `pruned` are versions that go, by product."""
    have = observed.state.actions
    for key, action in desired.actions.items():
        there = have.get(key)
        if there is None:
            yield Step(PutAction(action), Risk.BROADENS)
        elif there.fingerprint != action.fingerprint:
            changes = _changes(there, action)
            yield Step(PutAction(action, create=False, changes=changes), Risk.BROADENS if changes else Risk.ROUTINE)
        attached = there.versions if there is not None else frozenset[str]()
        for version in sorted(action.versions - attached):
            # Another version of what has the action already is as routine as the version itself.
            risk = Risk.ROUTINE if attached else Risk.BROADENS
            yield Step(AttachAction(action.product, action.name, version), risk)
        for version in sorted(attached & pruned.get(action.product, frozenset())):
            yield Step(DetachAction(action.product, action.name, version))
    for key, action in have.items():
        if key not in desired.actions:
            for version in sorted(action.versions):
                yield Step(DetachAction(action.product, action.name, version), Risk.BREAKS_USERS)
            yield Step(DeleteAction(action.product, action.name), Risk.BREAKS_USERS)


def _changes(old: ActionState, new: ActionState) -> tuple[str, ...]:
    """`Version: 1 → 2`, where both were read."""
    if old.definition is None or new.definition is None:
        return ("another definition",)
    before, after = json.loads(old.definition), json.loads(new.definition)
    names = [name for name in ("Name", "Version", "AssumeRole", "Parameters") if before.get(name) != after.get(name)]
    return tuple(f"{name}: {before.get(name, 'none')} → {after.get(name, 'none')}" for name in names)


def find_action_faults(desired: CatalogState, observed: Observed) -> Iterator[Finding]:
    """PLN672 for actions that lost their mark, PLN613 for versions of others under one that goes."""
    for identity, key in observed.unmarked_actions:
        if key in desired.actions:
            address = action_address(*key.split("/"))
            what = f"service action {identity} is on versions of ours as `{address}`, and does not say that it is ours"
            yield Finding("PLN672", what, fix=f"./build.py adopt {address} {identity}")
    for key in observed.state.actions.keys() - desired.actions.keys():
        address = action_address(*key.split("/"))
        if words := observed.obstacles.get(address):
            what = f"`{address}` cannot be removed: it is on {', '.join(words)}, not published from here"
            yield Finding("PLN613", what, fix="take it off there in the Service Catalog console, then plan again")
