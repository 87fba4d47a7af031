"""What deploying the environments of a target would change, for `plan`, `apply` and `deploy`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.diagnostics import AwsRefused, Finding, Refused, Unmet

if TYPE_CHECKING:
    from generator.aws.account.standing import Standing
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.model import Target
    from generator.planning import Deployment
    from generator.planning.environment_plan import EnvironmentPlan, StackState


@dataclass(frozen=True)
class Environments:
    """The environments of a target: the plans of those that differ, and stacks that portfolio.yaml does not name."""

    plans: tuple[EnvironmentPlan, ...]
    forgotten: tuple[str, ...]


def read_environments(project: Project, connection: Connection, target: Target) -> Environments:
    """All of a target, by one list of stacks and the template of each environment; without writes."""
    from generator.aws.account.standing import find_forgotten, list_stacks

    catalog = project.manifest.catalog
    rows = list_stacks(connection) if catalog.base.product else []
    known = {each.prefix for each in catalog.environments.values() if each.target == target.name}
    return Environments(
        plan_environments(project, connection, target, rows=rows), tuple(find_forgotten(catalog.base, rows, known))
    )


def plan_environments(
    project: Project,
    connection: Connection,
    target: Target,
    names: Iterable[str] | None = None,
    rows: Sequence[Mapping[str, Any]] | None = None,
) -> tuple[EnvironmentPlan, ...]:
    """The plan of each environment of a target that differs from portfolio.yaml, or of these; without writes."""
    from generator.aws.account.standing import list_stacks, read_standing

    environments = project.manifest.catalog.environments
    chosen = [name for name, each in environments.items() if each.target == target.name and not each.launched]
    chosen = [name for name in chosen if names is None or name in names]
    rows = (list_stacks(connection) if chosen else []) if rows is None else rows
    found = read_standing(connection, rows, {environments[name].prefix for name in chosen})
    plans = (_plan(project, connection, name, found.get(environments[name].prefix)) for name in chosen)
    return tuple(_with_occupants(project, connection, plan) for plan in plans if plan.changes)


def _with_occupants(project: Project, connection: Connection, plan: EnvironmentPlan) -> EnvironmentPlan:
    """The plan with what runs in the environment, where it takes something from somebody."""
    from generator.cli.publish.occupied import find_occupants
    from generator.planning.risk import Risk

    if plan.creates or not plan.risks & {Risk.BREAKS_USERS, Risk.DESTROYS}:
        return plan
    try:
        _, occupants = find_occupants(project, connection, project.environment(plan.name), offers=False)
    except AwsRefused as refused:
        return replace(plan, carries=(f"what runs in it could not be read: {refused}",))
    return replace(plan, carries=tuple(f"{each.kind} {each.name} · {each.whose} · {each.state}" for each in occupants))


def require_workable(plans: Iterable[EnvironmentPlan]) -> None:
    """Raises Refused for a stack in a state from which no update may start."""
    from generator.cli.publish.stack_states import require_deployable

    for plan in plans:
        require_deployable(plan.stack, plan.status, plan.name)


def require_deployed(project: Project, every: Iterable[EnvironmentPlan], chosen: Iterable[EnvironmentPlan]) -> None:
    """Raises Refused where the catalog offers an environment that neither is there nor is about to be."""
    from generator.planning.undeployed import find_undeployed

    missing = {plan.name for plan in every if plan.creates} - {plan.name for plan in chosen}
    for portfolio, environment in find_undeployed(project.manifest.catalog, missing):
        what = f"portfolio `{portfolio}` offers environment `{environment}`, which is not deployed"
        span = project.manifest.spans.at("portfolios", portfolio, "environment")
        fix = f"./build.py deploy {environment}; or ./build.py apply, which does both"
        raise Refused(Finding("PLN623", what, span, fix=fix))


def prepare(project: Project, name: str) -> Deployment:
    """The deployment as portfolio.yaml says it."""
    from generator.planning import plan_deployment

    environment = project.environment(name)
    base = project.manifest.catalog.base
    release = project.ledger.find(base.product, environment.version)
    if release is None:
        what = f"`{base.product}` {environment.version} is not released"
        span = project.manifest.spans.at("environments", name, "version")
        raise Unmet(Finding("PF104", what, span, fix=f"./build.py release {base.product}"))
    target = project.manifest.catalog.targets[environment.target]
    return plan_deployment(base, environment, target, release)


def _plan(project: Project, connection: Connection, name: str, standing: Standing | None) -> EnvironmentPlan:
    from generator.aws.account import settle
    from generator.aws.account.standing import as_told
    from generator.cli.publish.stack_states import find_way_out
    from generator.planning.environment_plan import StackState, plan_environment, unworkable
    from generator.verify.narrowing import read_declared

    deployment = prepare(project, name)
    text = (project.root / deployment.release.template).read_text(encoding="utf-8")
    declared = read_declared(text)
    deployment, _ = settle(connection, deployment, declared, standing.answers if standing is not None else {})
    answers = {
        key: as_told(deployment.parameters.get(key, parameter.default or "")) for key, parameter in declared.items()
    }
    version = str(deployment.release.version)
    wanted = StackState("", version, answers, {}, _digest(text))
    base = project.manifest.catalog.base
    before = _standing(project, standing, wanted) if standing is not None else None
    if before is not None and (way := find_way_out(before.status, name)) is not None:
        return unworkable(name, deployment.stack, before, wanted, way)
    if before is not None and not before.answers:
        before = None  # what an earlier stack left was taken back, and its creation came to no end
    if before is None or (before.digest, before.answers) != (wanted.digest, answers):
        wanted = replace(wanted, resources=_resources(connection, text, answers))
        if before is not None and standing is not None:
            before = replace(before, resources=_resources(connection, standing.template, before.answers))
    return plan_environment(base, name, deployment.stack, before, wanted)


def _standing(project: Project, standing: Standing, wanted: StackState) -> StackState:
    """What stands; of releases with the same template it is the wanted one."""
    from generator.planning.environment_plan import StackState

    digest = _digest(standing.template)
    base = project.manifest.catalog.base.product
    releases = sorted((row for row in project.ledger.releases if row.product == base), reverse=True)
    texts = ((str(row.version), (project.root / row.template).read_text(encoding="utf-8")) for row in releases)
    named = [wanted.version] if digest == wanted.digest else [each for each, text in texts if _digest(text) == digest]
    version = next(iter(named), "another template")
    return StackState(standing.status, version, standing.answers, {}, digest)


def _digest(text: str) -> str:
    """The digest of a template's text, however it was told."""
    from generator.aws.account.standing import as_told
    from generator.model import Digest

    return str(Digest.of(as_told(text)))


def _resources(connection: Connection, text: str, answers: Mapping[str, str]) -> Mapping[str, Any]:
    """The resources that a template makes for these answers."""
    from generator.aws.adoption import pseudo_parameters
    from generator.cloudformation.resolve import resolve
    from generator.cloudformation.template.reader import read_document

    document = read_document(text)
    known = {name: answer for name, answer in answers.items() if name in document.get("Parameters", {})}
    made: Mapping[str, Any] = resolve(document, known, pseudo_parameters(connection))["Resources"]
    return made
