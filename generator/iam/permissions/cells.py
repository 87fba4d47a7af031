"""What one caller may do with one action on one resource where some keys are known: `find_answer`.

The answer is exact: a function over the keys that are not known. It is combined as `decide` combines the layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from generator.iam.evaluate.principals import Caller, Kind
from generator.iam.evaluate.targets import compile_action, compile_resource
from generator.iam.permissions.diagrams import ALWAYS, NEVER
from generator.iam.permissions.effective import ACCOUNT, ANYONE, BOUNDARY, CALLER, IDENTITY
from generator.iam.permissions.function_words import FunctionWords
from generator.iam.permissions.functions import Functions
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.key_words import Spelling
from generator.iam.permissions.statements import Source, Written
from generator.iam.permissions.table import GUARDING
from generator.iam.permissions.undecided import Undecided

ENDPOINT = "endpoint"
RESOURCE = "resource"


class AnswerKind(Enum):
    """The four answers, and that a question is too much to decide."""

    ALLOWED = "allowed"
    ONLY_IF = "allowed only if"
    DENIED = "denied by a guardrail"
    NEVER = "never granted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Asker:
    """Who asks: `statements` are all that have a say, each with its layer; `account` is the template's."""

    title: str
    caller: Caller
    keys: Mapping[str, Value]
    statements: tuple[Written, ...]
    bounded: bool
    account: str
    foreign: tuple[str, ...] = ()
    """The ARNs of policies that it has besides, whose words nobody knows here."""
    is_person: bool = False
    """Whether it is a person by his ARN and no role of the template."""


@dataclass(frozen=True)
class Question:
    """An action on a resource; `known` are keys in lower case, None for one that the request lacks."""

    action: str
    resource: str
    known: Mapping[str, Value]
    endpoint: str | None = None
    """The policy of the VPC endpoint that the call takes, by its name; None for a call past all of them."""


@dataclass(frozen=True)
class Answer:
    """`conditions` must all hold; `by` are the statements that decide; `lacking` are layers that allow nothing."""

    kind: AnswerKind
    conditions: tuple[str, ...] = ()
    by: tuple[Written, ...] = ()
    lacking: tuple[str, ...] = ()
    explicit: bool | None = None
    """Whether a Deny applies, always or never; None where that depends on the request."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the deciding statements are."""
        return tuple(dict.fromkeys(each.source for each in self.by))


def find_answer(asker: Asker, question: Question, guarded: frozenset[str], spelling: Spelling) -> Answer:
    """What the caller may do; `guarded` are keys and roles that no policy of a caller reaches without their own."""
    try:
        return _deciding(asker, question, guarded).answer(spelling)
    except Undecided as undecided:
        return Answer(AnswerKind.UNDECIDED, (str(undecided),))


def find_function(asker: Asker, question: Question, guarded: frozenset[str]) -> tuple[Functions, int]:
    """Where the caller is allowed, as a function over the keys that are not known; raises Undecided."""
    deciding = _deciding(asker, question, guarded)
    return deciding.functions, deciding.allowed()


def _deciding(asker: Asker, question: Question, guarded: frozenset[str]) -> _Deciding:
    mine = [each for each in asker.statements if _has_a_say(each, question) and _concerns(each, question)]
    return _Deciding(asker, question, Functions(mine, {**question.known, **asker.keys}), guarded)


def _has_a_say(statement: Written, question: Question) -> bool:
    return statement.layer != ENDPOINT or statement.source.policy == question.endpoint


def _concerns(statement: Written, question: Question) -> bool:
    action = question.action.lower()
    if any(compile_action(each)(action) for each in statement.actions) is statement.not_action:
        return False
    if statement.scope is not None and not _among(statement.scope, question.resource):
        return False
    if statement.resources is None:
        return True
    return _among(statement.resources, question.resource) is not statement.not_resource


def _among(patterns: Sequence[str], resource: str) -> bool:
    return any(compile_resource(each, False).matches(resource, {}) is True for each in patterns)


class _Deciding:
    def __init__(self, asker: Asker, question: Question, functions: Functions, guarded: frozenset[str]) -> None:
        self._asker, self._question, self.functions = asker, question, functions
        self._guarded = guarded
        self._same_account = asker.caller.account == asker.account
        self._by = {
            layer: functions.any_of(functions.chosen(lambda each, layer=layer: each.allows and each.layer == layer))  # type: ignore[misc]
            for layer in (IDENTITY, BOUNDARY, ACCOUNT, CALLER, ANYONE, ENDPOINT)
        }
        self._denied = functions.any_of(functions.chosen(lambda each: not each.allows))

    def answer(self, spelling: Spelling) -> Answer:
        """One of the four answers, with the statements that decide it."""
        explicit = {ALWAYS: True, NEVER: False}.get(self._denied)
        return replace(self._answer(spelling), explicit=explicit)

    def allowed(self) -> int:
        """Where all layers together say yes."""
        granted = NEVER if self._missing() else self._granted()
        return self.functions.diagrams.without(granted, self._denied)

    def _answer(self, spelling: Spelling) -> Answer:
        diagrams = self.functions.diagrams
        granted = NEVER if self._missing() else self._granted()
        function = diagrams.without(granted, self._denied)
        if function == ALWAYS:
            return Answer(AnswerKind.ALLOWED, (), self._among(ALWAYS, allows=True))
        if function != NEVER:
            lines = FunctionWords(diagrams, spelling).lines(function)
            denies = self._among(granted, allows=False)
            return Answer(AnswerKind.ONLY_IF, lines, (*self._among(function, allows=True), *denies))
        if self._denied == ALWAYS or granted != NEVER:
            return Answer(AnswerKind.DENIED, (), self._denials(granted or ALWAYS))
        return Answer(
            AnswerKind.NEVER, (), self._among(ALWAYS, allows=True), tuple(self._missing()) or ("all at once",)
        )

    def _granted(self) -> int:
        """Where all layers but the denials say yes."""
        diagrams, by = self.functions.diagrams, self._by
        directly = diagrams.either(by[CALLER], by[ANYONE])
        resource = diagrams.either(by[ACCOUNT], directly)
        if not self._asker.caller.is_identity:
            found = directly
        elif not self._same_account:
            found = diagrams.both(by[IDENTITY], resource)
        else:
            consent = resource if self._guards_itself() else ALWAYS
            found = diagrams.either(directly, diagrams.both(by[IDENTITY], consent))
        if self._asker.bounded:
            limit = diagrams.either(by[BOUNDARY], by[ANYONE]) if self._same_account else by[BOUNDARY]
            found = diagrams.both(found, limit)
        return diagrams.both(found, by[ENDPOINT]) if self._question.endpoint is not None else found

    def _guards_itself(self) -> bool:
        service = self._question.action.partition(":")[0].lower()
        return service in GUARDING and self._question.resource in self._guarded

    def _missing(self) -> list[str]:
        """The layers that allow nothing at all of it."""
        by, found = self._by, []
        to_caller = by[CALLER] or by[ANYONE]
        needs_own = self._asker.caller.is_identity and not (self._same_account and to_caller)
        if needs_own and not by[IDENTITY] and self._asker.caller.kind is not Kind.ROOT:
            found.append(IDENTITY)
        needs_resource = not self._same_account or (self._guards_itself() and not to_caller)
        if needs_resource and not (to_caller or by[ACCOUNT]):
            found.append(RESOURCE)
        if self._asker.bounded and not (by[BOUNDARY] or (by[ANYONE] and self._same_account)):
            found.append(BOUNDARY)
        if self._question.endpoint is not None and not by[ENDPOINT]:
            found.append(ENDPOINT)
        return found

    def _denials(self, granted: int) -> tuple[Written, ...]:
        """The Denies that each take away all that is granted; where it takes several of them, those that do it."""
        without, where = self.functions.diagrams.without, dict(enumerate(self.functions.conditions))
        found = self._among(granted, allows=False)
        alone = {
            number
            for number, each in enumerate(self.functions.statements)
            if not each.allows and without(granted, where[number]) == NEVER
        }
        whole = tuple(each for number, each in enumerate(self.functions.statements) if number in alone)
        return whole or found

    def _among(self, function: int, *, allows: bool) -> tuple[Written, ...]:
        """The statements of one effect that apply somewhere inside a function."""
        both = self.functions.diagrams.both
        pairs = zip(self.functions.statements, self.functions.conditions, strict=True)
        return tuple(each for each, where in pairs if each.allows is allows and both(where, function) != NEVER)
