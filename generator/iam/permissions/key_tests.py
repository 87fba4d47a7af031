"""One test of a condition: an operator, a key, and the values that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from generator.iam.evaluate.arns import compile_arn
from generator.iam.evaluate.conditions import Condition, compile_conditions
from generator.iam.evaluate.patterns import Context, Variable, compile_text, parse, written
from generator.iam.permissions.globs import Glob, find_overlaps

_QUANTIFIERS = {"forallvalues:": "every", "foranyvalue:": "some"}
FITS = "fits"
"""The operator of a test that is not written as one: whether a resource with a policy variable is the one asked for."""
_ESCAPED = re.compile(r"\$\{[*?$]\}")


@dataclass(frozen=True, order=True)
class KeyTest:
    """`key` and `operator` are in lower case; `values` are sorted, without those that another one covers."""

    operator: str
    key: str
    values: tuple[str, ...]
    variables: bool = True
    """Whether policy variables count: not in the old version of the policy language."""

    @cached_property
    def quantifier(self) -> str:
        """`every` or `some` for a set operator, else nothing."""
        return next((word for prefix, word in _QUANTIFIERS.items() if self.operator.startswith(prefix)), "")

    @cached_property
    def comparison(self) -> str:
        """The operator without its set prefix and `IfExists`: `stringlike`."""
        return self.operator.rpartition(":")[2].removesuffix("ifexists")

    @cached_property
    def keys(self) -> frozenset[str]:
        """The key, and those that its values name as policy variables."""
        return frozenset({self.key, *(name for value in self.values for name in variables_of(value, self.variables))})

    @cached_property
    def is_of_text(self) -> bool:
        """Whether its values are compared as text, in which wildcards may count."""
        return self.comparison.startswith(("string", "arn", "binary"))

    @cached_property
    def is_of_arns(self) -> bool:
        """Whether its values are ARNs, compared field by field."""
        return self.comparison.startswith("arn")

    @cached_property
    def is_wild(self) -> bool:
        """Whether wildcards count in its values."""
        return self.is_of_arns or "like" in self.comparison

    @cached_property
    def globs(self) -> Mapping[str, Glob]:
        """Its values in which wildcards stand, as patterns."""
        globs = {value: Glob(value, self.is_of_arns) for value in self.values if not _names_variable(self, value)}
        return {value: glob for value, glob in globs.items() if self.is_wild and glob.is_wild}

    def holds(self, context: Context) -> bool:
        """Whether it holds in this context; the evaluator says so."""
        if self.operator == FITS:
            return self.key in context
        return _compiled(self).holds(context)

    def matches(self, value: str, text: str) -> bool:
        """Whether one of its values, a pattern without variables, matches a text."""
        pattern = compile_arn(value, self.variables) if self.is_of_arns else compile_text(value, self.variables)
        return pattern.matches(text, {}) is True


def fits(pattern: str) -> KeyTest:
    """Whether a resource is the one that a pattern with policy variables means: yes or no, whatever else is known."""
    return KeyTest(FITS, f"the resource is {pattern}", ())


def read_tests(conditions: Mapping[str, Any], *, variables: bool) -> Iterator[KeyTest]:
    """The tests of a Condition element that the evaluator understands."""
    for operator, keys in conditions.items():
        for key, values in keys.items():
            listed = values if isinstance(values, list | tuple) else [values]
            texts = {text for value in listed if (text := written(value)) is not None}
            if operator.lower().removesuffix("ifexists") in ("bool", "null"):
                texts = {text.lower() for text in texts}
            bare = KeyTest(operator.lower(), key.lower(), tuple(sorted(texts)), variables)
            yield KeyTest(bare.operator, bare.key, tuple(_uncovered(bare)), variables)


@lru_cache(16384)
def variables_of(value: str, variables: bool) -> tuple[str, ...]:
    """The keys of the policy variables in a value, in lower case."""
    return tuple(part.key for part in parse(value) if isinstance(part, Variable)) if variables else ()


def _names_variable(test: KeyTest, value: str) -> bool:
    return bool(variables_of(value, test.variables)) or _ESCAPED.search(value) is not None


@lru_cache(16384)
def _compiled(test: KeyTest) -> Condition:
    return compile_conditions({test.operator: {test.key: list(test.values)}}, test.variables)[0]


def _uncovered(test: KeyTest) -> Iterator[str]:
    """The values that no other pattern of the same list covers; of two that cover each other, the first."""
    for value in test.values:
        covering = (each for each in test.globs if each != value and not _names_variable(test, value))
        if not any(_covers(test, each, value) for each in covering):
            yield value


def _covers(test: KeyTest, wide: str, narrow: str) -> bool:
    """Whether the one pattern matches all that the other does; of two that mean the same, the first in the alphabet."""
    return _contains(test, wide, narrow) and not (_contains(test, narrow, wide) and narrow < wide)


@lru_cache(16384)
def _contains(test: KeyTest, wide: str, narrow: str) -> bool:
    # A pattern matches itself as a text, so that this is needed; it is not enough where `?` met a star.
    if not test.matches(wide, narrow):
        return False
    globs = Glob(wide, test.is_of_arns), Glob(narrow, test.is_of_arns)
    return all(test.matches(wide, text) for text in find_overlaps(globs) if test.matches(narrow, text))
