"""What may stand at a place of a file that people write: found from the annotations of its form."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel


@dataclass(frozen=True)
class Shape:
    """What may stand at a place: the keys of a form, any key of a table, or the items of a list; else nothing."""

    keys: Table[str, Any] = field(default_factory=dict)
    each: Any = None
    """What a table or a list has; None for a form."""
    is_table: bool = False

    @property
    def is_form(self) -> bool:
        """Whether its keys are known."""
        return bool(self.keys)


@dataclass(frozen=True)
class Written:
    """In an annotation whose value becomes something else as it is read: the form of what is written."""

    form: type[BaseModel]


def find_shape(annotation: Any) -> Shape:
    """The shape that an annotation describes, however it is wrapped; of several the first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape({each.alias or name: each.annotation for name, each in annotation.model_fields.items()})
    if get_origin(annotation) is dict:
        return Shape(each=get_args(annotation)[1], is_table=True)
    if get_origin(annotation) is list:
        return Shape(each=get_args(annotation)[0])
    found = (find_shape(inner) for inner in getattr(annotation, "__args__", ()))
    return next((each for each in found if each != Shape()), Shape())


def known_keys(form: type[BaseModel], where: Sequence[str | int]) -> list[str]:
    """The keys that the mapping at `where` may have; names of alternatives in a place are passed over."""
    shape = find_shape(form)
    for part in where:
        inner = shape.keys.get(str(part), shape.each)
        shape = find_shape(_written(inner)) if inner is not None else shape
    return sorted(shape.keys)


def _written(annotation: Any) -> Any:
    """The form of what is written there, where it is a mapping; of a value that may be a list, too, that is not all."""
    return next(
        (each.form for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Written)), annotation
    )
