"""The statements of a large launch role, joined: no room is left for one for each of the template's resources.

Each action keeps its own places, so that nothing is added, but for this: where one action has many places of a kind
whose names begin alike, a wildcard takes their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.iam.launch_roles import build_launch_policy
from generator.iam.policy_split import fits_inline, split_policies
from generator.model.launch_role import LaunchRole, LaunchStatement

MOST_ALIKE = 3
"""Places of one kind that one action keeps, each by its name."""
_KIND = re.compile(r"(arn(?::(?:\$\{[^}]*\}|[^:])*){4}:(?:[a-z-]+[/:])?)(.*)")
When = Mapping[str, Mapping[str, tuple[str, ...]]]


def join_statements(role: LaunchRole) -> LaunchRole:
    """The same role, its statements joined by where they allow, if a role has no room for them inline."""
    if not role.statements or fits_inline([build_launch_policy(role)]):
        return role
    joined = join_always(role, all_names=False)
    return joined if split_policies([build_launch_policy(joined)]) is not None else join_always(role, all_names=True)


def join_always(role: LaunchRole, *, all_names: bool | None) -> LaunchRole:
    """The statements joined, whether or not there is room; `all_names` as `shorten` takes it, None shortens nothing."""
    held: dict[tuple[str, str], dict[str, None]] = {}
    whens: dict[str, When] = {}
    kinds: dict[str, dict[str, None]] = {}
    for statement in role.statements:
        condition = repr(sorted(statement.when.items()))
        whens[condition] = statement.when
        for action in statement.allow:
            held.setdefault((condition, action), {}).update(dict.fromkeys(statement.on))
            kinds.setdefault(action, {})[statement.because.partition(" `")[0].partition(": ")[0]] = None
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for (condition, action), places in held.items():
        service = action.partition(":")[0]
        shortened = tuple(sorted(places)) if all_names is None else shorten(places, all_names=all_names)
        groups.setdefault((service, condition, shortened), []).append(action)
    return LaunchRole(tuple(_statements(groups, whens, kinds)))


def _statements(
    groups: Mapping[tuple[str, str, tuple[str, ...]], list[str]],
    whens: Mapping[str, When],
    kinds: Mapping[str, Mapping[str, None]],
) -> Iterator[LaunchStatement]:
    taken: dict[str, int] = {}
    for (service, condition, places), actions in groups.items():
        first = min(actions).partition(":")[2]
        stem = re.sub("[^A-Za-z0-9]", "", f"{service.capitalize()}{first}")[:60]
        taken[stem] = taken.get(stem, 0) + 1
        name = stem if taken[stem] == 1 else f"{stem}{taken[stem]}"
        because = ", ".join(dict.fromkeys(kind for action in actions for kind in kinds[action]))
        yield LaunchStatement(name, tuple(sorted(actions)), places, whens[condition], because)


def shorten(places: Iterable[str], *, all_names: bool = False) -> tuple[str, ...]:
    """The same places, many of a kind as one: `role/ds-*-a`, `role/ds-*-b`, … → `role/ds-*`.

    Names that share nothing stay as they are: a wildcard for all of a kind is nothing that a template asks for. So do
    names that a template fixes to the letter, unless `all_names`.
    """
    kinds: dict[str, list[str]] = {}
    for place in places:
        match = _KIND.fullmatch(place)
        kinds.setdefault(match[1] if match else place, []).append(match[2] if match else "")
    found: set[str] = set()
    for kind, names in kinds.items():
        for stem, alike in _clusters(sorted(names)):
            one = len(alike) > MOST_ALIKE and (all_names or any("*" in name.removesuffix(":*") for name in alike))
            found.update([f"{kind}{stem}*"] if one else [f"{kind}{name}" for name in alike])
    return tuple(sorted(found))


def _clusters(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(how they begin, names) of sorted names that share at least their first word."""
    stem, alike = "", list[str]()
    for name in names:
        shared = _stem(_shared(stem, name))
        if not shared:
            if alike:
                yield stem, alike
            shared, alike = _stem(name), []
        stem, alike = shared, [*alike, name]
    if alike:
        yield stem, alike


def _shared(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    return one[: next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))]


def _stem(text: str) -> str:
    """The text up to its last separator or wildcard, if a name's word is before it: `ds/*/key/da` → `ds/*/key/`."""
    cut = re.sub(r"[^/:*-]*$", "", text)
    return re.sub(r"[*-]+$", "-", cut) if re.search("[A-Za-z]", cut) else ""
