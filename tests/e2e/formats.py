"""What a command printed for programs, held against docs/reference/formats.md."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from pages.reference.formats import Output, kinds_of_steps, load_outputs

PLAIN = {"text": str, "true or false": bool, "number": int | float, "object": dict}
MANY = {
    "list of objects": ("[]", "object"),
    "list of texts": ("[]", "text"),
    "texts by name": ("{}", "text"),
    "numbers by name": ("{}", "number"),
    "lists of texts by name": ("{}", "list of texts"),
}
"""Kind → whether it is a list or by name, and the kind of what is in it."""


@dataclass
class Look:
    """One output, and which of its fields were seen; `read` yields what is not as the page says."""

    output: Output
    seen: set[str] = field(default_factory=set)

    def read(self, document: dict[str, Any]) -> Iterator[str]:
        """What of a document is another kind of value, missing, or not on the page."""
        more = {"step": kinds_of_steps()[document["step"]]} if self.output.more else {}
        known = {each.name for kind in more.values() for each in fields(kind)}
        yield from self._object("", document, known)

    def unseen(self) -> list[str]:
        """What the page says, and was in no document."""
        return sorted(set(self.output.fields) - self.seen)

    def _object(self, above: str, found: dict[str, Any], known: Collection[str] = ()) -> Iterator[str]:
        own = {
            path.removeprefix(above): each
            for path, each in self.output.fields.items()
            if path.startswith(above) and "." not in path.removeprefix(above)
        }
        yield from (f"{self.output.name}: {above}{name} is missing" for name in set(known) - set(found))
        for name, each in own.items():
            if name in found:
                self.seen.add(f"{above}{name}")
                yield from self._value(f"{above}{name}", each.kind, found[name])
            elif not each.optional:
                yield f"{self.output.name}: {above}{name} is missing"
        yield from (f"{self.output.name}: {above}{name} is not on the page" for name in set(found) - {*own, *known})

    def _value(self, path: str, kind: str, value: Any) -> Iterator[str]:
        if value is None and kind.endswith(" or null"):
            return
        kind = kind.removesuffix(" or null")
        if kind in MANY:
            shape, inside = MANY[kind]
            if not isinstance(value, list if shape == "[]" else dict):
                yield f"{self.output.name}: {path} is no {kind}: {value!r}"
                return
            for each in value if shape == "[]" else value.values():
                yield from self._value(f"{path}[]" if inside == "object" else path, inside, each)
        elif kind in PLAIN:
            if not isinstance(value, PLAIN[kind]) or (kind == "number" and isinstance(value, bool)):
                yield f"{self.output.name}: {path} is no {kind}: {value!r}"
            elif kind == "object":
                yield from self._object(f"{path}.", value)
        else:
            below = Look(load_outputs()["step" if kind == "list of steps" else kind])
            for each in value if kind == "list of steps" else [value]:
                yield from below.read(each)
