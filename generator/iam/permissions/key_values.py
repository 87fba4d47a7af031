"""The values of a condition key that some test tells apart, the absent one among them.

Keys that a policy variable ties together, as in `sts:RoleSessionName = ${aws:username}`, are one `Domain`: its elements
are then combinations of values. An element is what the request may say, and what each test comes to for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from ipaddress import ip_network
from itertools import pairwise, product

from generator.iam.evaluate.patterns import VARIABLE
from generator.iam.permissions.globs import OTHER, Glob, find_overlaps
from generator.iam.permissions.key_tests import FITS, KeyTest, variables_of
from generator.iam.permissions.undecided import Undecided

MOST_SETS = 400
"""Kinds of sets of values of one key that its tests tell apart."""
MOST_ELEMENTS = 4000
"""Combinations of keys that variables tie together."""
PEOPLE = ("dana", "eli")
"""Two values of what a policy variable stands for."""
_OUTSIDE = "203.0.113.9"
Value = str | tuple[str, ...] | None
"""None where the key is absent."""


@dataclass(frozen=True)
class Element:
    """One kind of request: `context` is an example; `label` a value that a policy names, where it is one."""

    context: Mapping[str, str | tuple[str, ...]]
    truths: tuple[bool, ...]
    """What each of the domain's tests comes to."""
    label: str | None = None
    examples: tuple[Mapping[str, str | tuple[str, ...]], ...] = ()
    """Contexts that no test tells from the first."""


@dataclass(frozen=True)
class Domain:
    """The elements of one key, or of keys that are tied; sets of them are given by their places in `elements`."""

    keys: tuple[str, ...]
    tests: tuple[KeyTest, ...]
    elements: tuple[Element, ...]

    @cached_property
    def whole(self) -> frozenset[int]:
        """Every element."""
        return frozenset(range(len(self.elements)))

    @cached_property
    def absent(self) -> frozenset[int]:
        """The element in which no key is there."""
        return frozenset(place for place, element in enumerate(self.elements) if not element.context)

    @cached_property
    def where(self) -> Mapping[KeyTest, frozenset[int]]:
        """The elements for which each test holds."""
        return {
            test: frozenset(place for place, element in enumerate(self.elements) if element.truths[number])
            for number, test in enumerate(self.tests)
        }

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is one key with one value."""
        return len(self.keys) == 1 and not _has_sets(self.keys[0], self.tests)


def build_domain(keys: tuple[str, ...], tests: tuple[KeyTest, ...], fixed: Mapping[str, Value]) -> Domain:
    """The domain of these keys; `fixed` are those that are known, None for an absent one. Raises Undecided."""
    choices = [[(fixed[key], None)] if key in fixed else list(_values(key, tests)) for key in keys]
    plain = len(keys) == 1 and not _has_sets(keys[0], tests)
    labelled: list[Element] = []
    places: dict[object, int] = {}
    examples: dict[int, list[Mapping[str, str | tuple[str, ...]]]] = {}
    for row in product(*choices):
        context = {key: value for key, (value, _) in zip(keys, row, strict=True) if value is not None}
        truths = tuple(test.holds(context) for test in tests)
        label = row[0][1] if plain else None
        # Values that the tests do not tell apart keep their names where a pattern does.
        kind = (truths, _matched(row[0][0], tests)) if plain else truths
        place = None if label else places.get(kind)
        if place is None:
            place = len(labelled)
            if len(labelled) == MOST_ELEMENTS:
                raise Undecided(f"{', '.join(keys)} have more than {MOST_ELEMENTS:,} combinations")
            if not label:
                places[kind] = place
            labelled.append(Element(context, truths, label))
        examples.setdefault(place, []).append(context)
    elements = (
        Element(each.context, each.truths, each.label, tuple(examples[place])) for place, each in enumerate(labelled)
    )
    return Domain(keys, tests, tuple(elements))


def _has_sets(key: str, tests: Iterable[KeyTest]) -> bool:
    return any(test.key == key and test.quantifier for test in tests)


def _matched(value: Value, tests: Iterable[KeyTest]) -> frozenset[str] | None:
    """The patterns that a value matches; None where there is no value."""
    if not isinstance(value, str):
        return None
    return frozenset(each for test in tests for each in test.globs if test.matches(each, value))


def _values(key: str, tests: tuple[KeyTest, ...]) -> Iterator[tuple[Value, str | None]]:
    """Values to try, each with its label where a policy names it; the absent one first."""
    concerned = [test for test in tests if key in test.keys]
    if any(test.operator == FITS for test in concerned):
        yield from ((None, None), ("yes", None))
        return
    named, others = _singles(key, concerned)
    singles = [*sorted(named), *sorted(others - named)]
    yield None, None
    if not _has_sets(key, tests):
        yield from ((value, value if value in named else None) for value in singles)
        return
    yield (), None
    yield from ((values, None) for values in _sets(key, singles, concerned))
    # A key that is compared without a set operator may come with one value, too.
    if any(test.key == key and not test.quantifier and test.comparison != "null" for test in concerned):
        yield from ((value, None) for value in singles)


def _singles(key: str, tests: list[KeyTest]) -> tuple[set[str], set[str]]:
    """The values that are named, and those that stand for all others."""
    named: set[str] = set()
    others: set[str] = set()
    compared = [test for test in tests if test.key == key and test.comparison != "null"]
    for test in compared:
        for value in test.values:
            if variables_of(value, test.variables):
                others |= {VARIABLE.sub(person, value) for person in PEOPLE}
            else:
                own, beside = _around(test, value)
                named |= own
                others |= beside
    if compared and all(test.comparison == "bool" for test in tests if test.comparison != "null"):
        return named, others
    others |= _overlapping(compared) | _between(compared)
    others.add(OTHER)
    if any(len(test.keys) > 1 or test.key != key for test in tests):
        others |= set(PEOPLE)
    return named, others


def _overlapping(tests: list[KeyTest]) -> set[str]:
    """A text for each combination of patterns and values that one text can match."""
    if not any(test.globs for test in tests):
        return set()
    texts = {
        test.globs.get(value, Glob(value, test.is_of_arns))
        for test in tests
        if test.is_of_text
        for value in test.values
        if not variables_of(value, test.variables)
    }
    return set(find_overlaps(tuple(sorted(texts, key=lambda glob: (glob.text, glob.fielded)))))


def _around(test: KeyTest, value: str) -> tuple[set[str], set[str]]:
    """What a value names, and what lies at its borders."""
    comparison = test.comparison
    if comparison == "bool":
        return {"true", "false"}, set()
    if comparison.endswith("ipaddress"):
        return _addresses(value)
    if comparison.endswith("ignorecase"):
        return {value}, {value.swapcase()}
    return (set(), set()) if value in test.globs else ({value}, set())


def _between(tests: list[KeyTest]) -> set[str]:
    """Numbers and moments beside and between those that are named."""
    numbers = sorted(
        {Decimal(value) for test in tests if test.comparison.startswith("numeric") for value in test.values}
    )
    moments = sorted({_moment(value) for test in tests if test.comparison.startswith("date") for value in test.values})
    found = {str((one + other) / 2) for one, other in pairwise(numbers)}
    found |= {str(number) for edge in numbers[:1] + numbers[-1:] for number in (edge - 1, edge + 1)}
    found |= {(one + (other - one) / 2).isoformat() for one, other in pairwise(moments)}
    step = timedelta(seconds=1)
    return found | {moment.isoformat() for edge in moments[:1] + moments[-1:] for moment in (edge - step, edge + step)}


def _moment(value: str) -> datetime:
    """A date as the evaluator reads it: seconds since 1970, or in the form of ISO 8601, by default in UTC."""
    if value.lstrip("-").isdigit() and "-" not in value[1:]:
        return datetime.fromtimestamp(int(value), UTC)
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _addresses(value: str) -> tuple[set[str], set[str]]:
    """The first address of a network; the last, and those right outside."""
    network = ip_network(value, strict=False)
    first, last = int(network[0]), int(network[-1])
    kind = type(network[0])
    beside = {str(kind(number)) for number in (first - 1, last, last + 1) if 0 <= number < 2**network.max_prefixlen}
    return {str(network[0])}, {*beside, _OUTSIDE}


def _sets(key: str, singles: list[str], tests: list[KeyTest]) -> list[tuple[str, ...]]:
    """A set of values for each combination of truths that some set has.

    Of two sets together ForAllValues holds where it holds for both, ForAnyValue where it holds for one.
    """
    of_sets = [test for test in tests if test.key == key and test.quantifier]
    every = [test.quantifier == "every" for test in of_sets]
    ones: dict[tuple[bool, ...], str] = {}
    for value in singles:
        ones.setdefault(tuple(test.holds({key: (value,)}) for test in of_sets), value)
    found: dict[tuple[bool, ...], tuple[str, ...]] = {truths: (value,) for truths, value in ones.items()}
    queue = list(found)
    for truths in queue:
        for other, value in ones.items():
            both = tuple(
                one and two if all_of else one or two for one, two, all_of in zip(truths, other, every, strict=True)
            )
            if both in found:
                continue
            if len(found) == MOST_SETS:
                raise Undecided(f"the values of {key} make more than {MOST_SETS} kinds of sets")
            found[both] = (*found[truths], value)
            queue.append(both)
    return list(found.values())
