"""Settings: how one property of an existing resource is brought to its new value.

Where an update is one API call per property, a provider has a table from property to `Setting`, and `update_each`
makes its update from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties

Setting = Callable[[HandlerRequest, Any, Any], None]
"""Brings one property to its new value (None: absent) from its old one."""
Settings = Mapping[str, Setting]


def apply_settings(request: HandlerRequest, settings: Settings, old: Properties, new: Properties) -> None:
    """Calls the setting of each property that differs, in the order of the table."""
    for name, setting in settings.items():
        if old.get(name) != new.get(name):
            setting(request, new.get(name), old.get(name))


def update_each(settings: Settings, **defaults: Any) -> Callable[[HandlerRequest, Properties, Properties], None]:
    """An update that changes each property by its setting; `defaults` are the values of absent properties."""

    def update(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
        apply_settings(request, settings, {**defaults, **old}, {**defaults, **wanted})

    return update


def put_or_delete(put: Callable[[HandlerRequest, Any], object], delete: Callable[[HandlerRequest], object]) -> Setting:
    """A setting with one call that puts a value and another one that deletes it."""

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        if new is None:
            delete(request)
        else:
            put(request, new)

    return apply


def change_members(
    add: Callable[[HandlerRequest, Any], object], remove: Callable[[HandlerRequest, Any], object]
) -> Setting:
    """A setting for a list whose members are added and removed one by one."""

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        removed, added = list_changes(old, new)
        for one in removed:
            remove(request, one)
        for one in added:
            add(request, one)

    return apply


def list_changes(old: Iterable[Any] | None, new: Iterable[Any] | None) -> tuple[list[Any], list[Any]]:
    """What is only in the old list, and what is only in the new one."""
    before, after = list(old or ()), list(new or ())
    return [one for one in before if one not in after], [one for one in after if one not in before]
