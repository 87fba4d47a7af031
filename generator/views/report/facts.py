"""What the report says, as plain data: gathered from the project, written by the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.planning.cost import Choice, Estimate


@dataclass(frozen=True)
class Question:
    """A parameter of a product: its limits under the portfolio, in words."""

    name: str
    limits: str
    description: str


@dataclass(frozen=True)
class Promise:
    """A sentence of scenarios.yaml: whether it says can or cannot, what, and why."""

    can: bool
    what: str
    because: str


@dataclass(frozen=True)
class Card:
    """One offer of one portfolio, for the person who launches it."""

    title: str
    product: str
    summary: str
    owner: str
    support: str
    portfolio: str
    place: str
    versions: tuple[tuple[str, str], ...]
    """(version, `current` or `deprecated`)."""
    access: tuple[str, ...]
    questions: tuple[Question, ...]
    promises: tuple[Promise, ...]
    launch: tuple[str, ...]
    """Commands."""
    changes: tuple[tuple[str, str], ...]
    """(version, its words)."""
    cost: Estimate | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class DecidingStatement:
    """A statement of a released template by which something was decided; `lines` are its own."""

    policy: str
    sid: str
    effect: str
    layer: str
    path: str
    line: int
    lines: str


@dataclass(frozen=True)
class Cell:
    """What a role may do of a task: `yes`, `no` or `part`, by which statements (their numbers)."""

    answer: str
    statements: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Task:
    """A row of the matrix: a sentence's calls, asked as every role."""

    words: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    under: tuple[str, ...]
    """Circumstances: condition keys and the endpoint that the call takes."""
    asked: tuple[str, ...]
    """The roles that the sentence itself names."""
    cells: Mapping[str, Cell]
    source: str


@dataclass(frozen=True)
class Matrix:
    """Roles × tasks; `left_out` counts sentences that are about other answers or another template."""

    roles: tuple[str, ...]
    tasks: tuple[Task, ...]
    statements: tuple[DecidingStatement, ...]
    left_out: int
    assumed: str


@dataclass(frozen=True)
class Trusted:
    """Who can assume a role, and under which conditions."""

    principal: str
    kind: str
    """`AWS`, `Service` or `Federated`."""
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class RoleFacts:
    """A role, who may take it on, and the most that it may ever do."""

    name: str
    trusted: tuple[Trusted, ...]
    boundary: str
    policies: tuple[str, ...]


@dataclass(frozen=True)
class NetworkFacts:
    """The network that a template makes. `outs` are ways out of it, each in words; none is what it promises."""

    vpc: str
    blocks: tuple[str, ...]
    subnets: tuple[tuple[str, str, str], ...]
    """(name, zone, block)."""
    interfaces: tuple[str, ...]
    gateways: tuple[str, ...]
    outs: tuple[str, ...]
    given: bool
    """Whether the VPC is somebody else's."""


@dataclass(frozen=True)
class Kept:
    """Something that holds data or records: how it is encrypted, and how long it is kept."""

    name: str
    kind: str
    encryption: str
    rest: str


@dataclass(frozen=True)
class EnvironmentFacts:
    """One environment as its released template makes it of its answers."""

    name: str
    product: str
    version: str
    account: str
    region: str
    answers: tuple[tuple[str, str], ...]
    roles: tuple[RoleFacts, ...]
    network: NetworkFacts | None
    kept: tuple[Kept, ...]
    logs: tuple[Kept, ...]
    before: str
    """The release that the permissions are compared with; empty where there is none."""
    more: tuple[tuple[str, tuple[str, ...]], ...]
    less: tuple[tuple[str, tuple[str, ...]], ...]
    cost: Estimate
    choices: tuple[Choice, ...]
    names: Mapping[str, str]
    """Parameter → how portfolio.yaml calls it."""
    matrix: Matrix | None = None
    absent: str = ""
    """Why nothing is known of it, where that is so."""


@dataclass(frozen=True)
class ControlRow:
    """A control of a framework: the rules that look at it, the resources they looked at, and what is excepted."""

    framework: str
    control: str
    rules: tuple[str, ...]
    resources: tuple[str, ...]
    open: tuple[str, ...]
    excepted: tuple[str, ...]
    """Indices of exceptions, as anchors."""


@dataclass(frozen=True)
class ExceptionRow:
    """A finding that does not apply, with its reason and its last day."""

    key: str
    scanner: str
    rules: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    owner: str
    last_day: str
    late: bool


@dataclass(frozen=True)
class Dossier:
    """What the scanners said at their last run; `state` says why there is nothing, or that it is of other templates."""

    state: str
    day: str = ""
    scanners: tuple[tuple[str, str, str], ...] = ()
    controls: tuple[ControlRow, ...] = ()
    exceptions: tuple[ExceptionRow, ...] = ()


@dataclass(frozen=True)
class Digests:
    """A release and the digests of its bytes."""

    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportFacts:
    """Everything."""

    catalog: str
    day: str
    cards: tuple[Card, ...]
    environments: tuple[EnvironmentFacts, ...]
    questions: tuple[tuple[str, ...], ...]
    """Rows of docs/open-questions.md: id, belief, what if it is wrong, probe."""
    dossier: Dossier
    digests: tuple[Digests, ...]
    notes: tuple[str, ...] = field(default=())
