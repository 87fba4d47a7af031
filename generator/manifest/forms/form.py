"""What every form shares: strict types, kebab-case keys, no key that is not known; and how a fault is raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


def kebab(name: str) -> str:
    """`launch_role` → `launch-role`."""
    return name.replace("_", "-")


class Form(BaseModel):
    """One mapping of a file that people write."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=kebab)


def fault(kind: str, message: str, fix: str | None = None, label: str | None = None) -> PydanticCustomError:
    """An error of a kind that `generator.manifest.kinds` knows; the words travel in its context."""
    # The placeholder keeps braces in the words (`arn:${partition}`) from being read as placeholders.
    return PydanticCustomError(kind, "{message}", {"message": message, "fix": fix, "label": label})


def as_list(value: Any) -> Any:
    """A single value where a list may stand."""
    return value if isinstance(value, list | dict) or value is None else [value]


def distinct(what: str, *, empty: bool = False) -> Callable[[list[Any]], list[Any]]:
    """A rule for lists: each value once and, unless `empty`, at least one."""

    def rule(values: list[Any]) -> list[Any]:
        if not values and not empty:
            raise fault("empty-list", f"the list of {what} is empty", "name at least one, or remove the key")
        seen: set[Any] = set()
        for value in values:
            if value in seen:
                raise fault("duplicate", f"`{value}` is here twice in the list of {what}", "remove one of the two")
            seen.add(value)
        return values

    return rule
