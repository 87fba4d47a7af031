"""What an environment carries, in lines: what it is, whose, in which state, and how to end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model.occupant import Occupant


def render_occupants(title: str, occupants: Sequence[Occupant]) -> str:
    """A screen; ends without a newline."""
    return "\n".join(_lines(title, occupants))


def _lines(title: str, occupants: Sequence[Occupant]) -> Iterator[str]:
    yield title
    for each in occupants:
        whose = f" · {each.whose}" if each.whose else ""
        yield f"  {each.kind} {each.name}{whose} · {each.state}"
        for command in each.end:
            yield f"      end it: {command}"


def count(occupants: Sequence[Occupant]) -> str:
    """`2 launched products, 1 portfolio`."""
    kinds = [each.kind for each in occupants]
    return ", ".join(f"{kinds.count(kind)} {kind}{'s' * (kinds.count(kind) != 1)}" for kind in dict.fromkeys(kinds))
