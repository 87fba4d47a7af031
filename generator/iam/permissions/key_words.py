"""The values of a condition key in words, the shortest that say exactly which: `aws:SecureTransport = true`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from generator.iam.permissions.key_tests import FITS, KeyTest
from generator.iam.permissions.key_values import Domain
from generator.iam.permissions.set_words import EXCEPT, name_set

SYMBOLS = {
    "arnequals": "~",
    "arnlike": "~",
    "arnnotequals": "!~",
    "arnnotlike": "!~",
    "bool": "=",
    "dateequals": "=",
    "dategreaterthan": ">",
    "dategreaterthanequals": ">=",
    "datelessthan": "<",
    "datelessthanequals": "<=",
    "datenotequals": "!=",
    "ipaddress": "in",
    "notipaddress": "not in",
    "numericequals": "=",
    "numericgreaterthan": ">",
    "numericgreaterthanequals": ">=",
    "numericlessthan": "<",
    "numericlessthanequals": "<=",
    "numericnotequals": "!=",
    "stringequals": "=",
    "stringequalsignorecase": "=~",
    "stringlike": "~",
    "stringnotequals": "!=",
    "stringnotequalsignorecase": "!=~",
    "stringnotlike": "!~",
}
"""How each operator is written; `~` is a comparison in which wildcards count, `=~` one without regard to case."""
MOST_JOINED = 3
OR_ABSENT = " (or absent)"
Places = frozenset[int]
Spelling = Mapping[str, str]
"""Condition keys in lower case → as the policies write them."""


def name_values(domain: Domain, places: Places, spelling: Spelling) -> str:
    """Which of the domain's elements; `always` for all of them."""
    if places == domain.whole:
        return "always"
    if domain.tests and domain.tests[0].operator == FITS:
        return domain.keys[0] if domain.elements[min(places)].context else f"not: {domain.keys[0]}"
    if domain.is_plain and not any(_is_ordered(test) for test in domain.tests):
        return _plain(domain, places, spelling)
    known = dict(_known_sets(domain, spelling))
    return known.get(places) or _joined(places, known) or _listed(domain, places)


def _is_ordered(test: KeyTest) -> bool:
    return test.comparison.startswith(("numeric", "date")) or test.comparison.endswith("ipaddress")


def _plain(domain: Domain, places: Places, spelling: Spelling) -> str:
    """One key with one value: the values that it may have, or may not."""
    key = domain.keys[0]
    name = spelling.get(key, key)
    there = domain.whole - domain.absent
    wanted = places - domain.absent
    or_absent = OR_ABSENT if places & domain.absent else ""
    if not wanted:
        return f"{name} absent"
    if wanted == there:
        return f"{name} present"
    named = _named_values(domain)
    unnamed = {
        place
        for place in there
        if domain.elements[place].label is None and not any(place in each for each in named.values())
    }
    if wanted & unnamed:
        present = "" if or_absent or not domain.absent else " (present)"
        return f"{name} {_values(domain, there - wanted, named, opposite=True)}{or_absent or present}"
    return f"{name} {_values(domain, wanted, named)}{or_absent}"


def _named_values(domain: Domain) -> dict[str, Places]:
    """The values and patterns that the tests name → the elements that they match."""
    (key,) = domain.keys
    found = {element.label: frozenset({place}) for place, element in enumerate(domain.elements) if element.label}
    for test in domain.tests:
        for value in test.globs:
            texts = ((place, element.context.get(key)) for place, element in enumerate(domain.elements))
            found[value] = frozenset(
                place for place, text in texts if isinstance(text, str) and test.matches(value, text)
            )
    return found


def _values(domain: Domain, places: Places, named: Mapping[str, Places], *, opposite: bool = False) -> str:
    """`= one | other`, with `~` where wildcards count; a value that has no name is given by an example."""
    (key,) = domain.keys
    texts = name_set(places, named, lambda _: None, lambda place: f"such as {domain.elements[place].context.get(key)}")
    patterns = {pattern for test in domain.tests for pattern in test.globs}
    symbol = "~" if any(text.partition(EXCEPT)[0] in patterns for text in texts) else "="
    if opposite:
        symbol = "!~" if symbol == "~" else "!="
    return f"{symbol} {' | '.join(texts)}"


def _known_sets(domain: Domain, spelling: Spelling) -> Iterator[tuple[Places, str]]:
    """What one test, its opposite, or the absence of a key says; the shortest words for each set, the longest first."""
    words: dict[Places, str] = {}

    def say(places: Places, text: str) -> None:
        if places and places != domain.whole:
            known = words.get(places)
            if known is None or (len(text), text) < (len(known), known):
                words[places] = text

    for test in domain.tests:
        for places, text in _ways(domain, test, spelling):
            say(places, text)
            say(domain.whole - places, f"not ({text})" if test.comparison != "null" else _opposite_null(test, spelling))
    for key in domain.keys:
        name = spelling.get(key, key)
        for told, yes, no in ((_lacks(key), "absent", "present"), (_is_empty(key), "empty", "not empty")):
            pure = _purely(domain, told)
            if pure is not None and pure not in words and domain.whole - pure not in words:
                say(pure, f"{name} {yes}")
                say(domain.whole - pure, f"{name} {no}")
    yield from words.items()


Told = Callable[[Mapping[str, str | tuple[str, ...]]], bool]


def _lacks(key: str) -> Told:
    return lambda context: key not in context


def _is_empty(key: str) -> Told:
    return lambda context: context.get(key) == ()


def _purely(domain: Domain, told: Told) -> Places | None:
    """The elements of which this is so for every example; None where an element has examples of both kinds."""
    found = frozenset(place for place, element in enumerate(domain.elements) if told(element.context))
    whole = all(
        told(context) == (place in found)
        for place, element in enumerate(domain.elements)
        for context in element.examples
    )
    return found if whole else None


def _ways(domain: Domain, test: KeyTest, spelling: Spelling) -> Iterator[tuple[Places, str]]:
    """What a test says, and what it would with and without `IfExists`: whichever of these was written."""
    text = _name_test(test, spelling)
    absent = None if test.quantifier or test.comparison == "null" else _purely(domain, _lacks(test.key))
    if absent is None:
        yield domain.where[test], text
    else:
        yield domain.where[test] - absent, text if "not" not in test.comparison else f"{text} (present)"
        yield domain.where[test] | absent, text + OR_ABSENT


def _name_test(test: KeyTest, spelling: Spelling) -> str:
    name = spelling.get(test.key, test.key)
    if test.comparison == "null":
        return f"{name} {'absent' if test.values == ('true',) else 'present'}"
    said = f"{name} {SYMBOLS.get(test.comparison, test.comparison)} {' | '.join(test.values)}"
    return f"{test.quantifier} {said}" if test.quantifier else said


def _opposite_null(test: KeyTest, spelling: Spelling) -> str:
    return f"{spelling.get(test.key, test.key)} {'present' if test.values == ('true',) else 'absent'}"


def _joined(places: Places, known: Mapping[Places, str]) -> str | None:
    """Two or three known sets, all of them or one of them; the shortest words."""
    ordered = sorted(known.items(), key=lambda each: (len(each[1]), each[1]))
    for count in range(2, MOST_JOINED + 1):
        found = []
        for chosen in combinations(ordered, count):
            texts = sorted(text for _, text in chosen)
            sets = [each for each, _ in chosen]
            if frozenset.intersection(*sets) == places:
                found.append(f"({' and '.join(texts)})")
            if frozenset.union(*sets) == places:
                found.append(f"({' or '.join(texts)})")
        if found:
            return min(found, key=lambda text: (len(text), text))
    return None


def _listed(domain: Domain, places: Places) -> str:
    contexts = sorted(str(dict(domain.elements[place].context)) for place in places)
    return f"{'/'.join(domain.keys)} one of {', '.join(contexts)}"
