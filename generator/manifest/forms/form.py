"""What every form shares: strict types, kebab-case keys, no unknown key; and how a validation error is raised."""

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


def invalid(kind: str, message: str, fix: str | None = None, label: str | None = None) -> PydanticCustomError:
    """A validation error of a kind that has a code in `generator.manifest.codes`; the words travel in its context."""
    # The placeholder keeps braces in the words (`arn:${partition}`) from being read as placeholders.
    return PydanticCustomError(kind, "{message}", {"message": message, "fix": fix, "label": label})


def as_list(value: Any) -> Any:
    """A single value as a list of one."""
    return value if isinstance(value, list | dict) or value is None else [value]


def distinct(what: str, *, empty: bool = False) -> Callable[[list[Any]], list[Any]]:
    """A rule for lists: each value once and, unless `empty`, at least one."""

    def rule(values: list[Any]) -> list[Any]:
        if not values and not empty:
            raise invalid("empty-list", f"the list of {what} is empty", "name at least one, or remove the key")
        seen: set[Any] = set()
        for value in values:
            if value in seen:
                raise invalid("duplicate", f"`{value}` is here twice in the list of {what}", "remove one of the two")
            seen.add(value)
        return values

    return rule
