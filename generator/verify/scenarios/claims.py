"""Claims of scenarios.yaml: what nobody may ever do, whatever the resource, the condition keys and the answers.

A claim is decided by the functions that permissions.txt is written from, for every role and under every set of answers
that makes a difference. What breaks it is shown as a request that `decide` allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.iam.permissions.bans import Ban, Breach, concerned_statements, find_breaches
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.permissions.undecided import Undecided
from generator.iam.roles import DeployedRole
from generator.manifest.scenarios import LoadedScenarios
from generator.model.scenario import Claim, Context
from generator.synth import Rendered
from generator.synth.statement_places import find_statement
from generator.verify.permissions.reaching import Answers
from generator.verify.permissions.snapshots import search
from generator.verify.permissions.subjects import drawn_subject
from generator.verify.scenarios.claim_names import Values, find_unknown, has_all, name_values, newest_key, put_values
from generator.verify.scenarios.requests import Allowed, reproduce, say_value


def check_claims(root: Path, loaded: LoadedScenarios, rendered: Rendered) -> list[Finding]:
    """A finding at its line for each claim that is not true, says nothing, or cannot be decided."""
    claims = tuple(zip(loaded.scenarios.claims, loaded.claim_spans, strict=True))
    if not claims:
        return []
    subject = drawn_subject(root, rendered)
    searched = search(subject)
    deployments, sets = searched.deployments, searched.found.sets
    worlds = [(answers, deployments.under(answers)) for answers in sets if deployments.resolves(answers)]
    parameters = tuple(subject.document.get("Parameters") or ())
    made = [each for _, each in worlds]
    unknown = [list(find_unknown(claim, span, made, parameters)) for claim, span in claims]
    asked = [(*pair, number) for number, pair in enumerate(claims) if not unknown[number]]
    return [*(finding for each in unknown for finding in each), *_Claims(rendered, asked).check(worlds)]


class _Claims:
    """The claims that can be asked; each is found broken once for each role."""

    def __init__(self, rendered: Rendered, asked: Iterable[tuple[Claim, Span, int]]) -> None:
        self._rendered = rendered
        self._asked = {number: (claim, span) for claim, span, number in asked}
        self._decided: dict[object, list[Breach]] = {}
        self._told: set[tuple[int, str]] = set()

    def check(self, worlds: Iterable[tuple[Answers, TemplatePolicies]]) -> Iterator[Finding]:
        """A finding for each claim and role."""
        usual: Answers | None = None
        for answers, policies in worlds:
            usual = answers if usual is None else usual
            changed = [f"{name} = {value}" for name, value in sorted(answers.items()) if usual.get(name) != value]
            under = f" (with {', '.join(changed)})" if changed else ""
            for name, role in sorted(policies.roles.items()):
                bans = tuple(self._bans(name_values(answers, policies), name))
                yield from self._of_role(policies, role, bans, under)

    def _of_role(
        self, policies: TemplatePolicies, role: DeployedRole, bans: tuple[Ban, ...], under: str
    ) -> Iterator[Finding]:
        title = policies.titles[role.name]
        try:
            breaches = self._breaches(policies, role, bans) if bans else []
            found = [
                (each, reproduce(policies, role, each))
                for each in breaches
                if (each.ban.number, title) not in self._told
            ]
        except (Undecided, Problems, ValueError) as error:
            words = f"nobody can say whether it is true of `{title}`{under}: {error}"
            for ban in bans:
                yield self._finding("SEC486", ban, title, words)
            return
        for breach, allowed in found:
            if allowed is None:
                words = f"nobody can say whether `{title}` can {breach.action} on {breach.resource}{under}"
                yield self._finding("SEC486", breach.ban, title, words)
            else:
                words = f"it is not true that `{title}` cannot: {self._words(policies, allowed)}{under}"
                yield self._finding("SEC484", breach.ban, title, words)

    def _breaches(self, policies: TemplatePolicies, role: DeployedRole, bans: tuple[Ban, ...]) -> list[Breach]:
        """What breaks the claims; computed once for a role whose policies are the same under other answers."""
        own = concerned_statements(policies, role, bans)
        key = (role.arn, bans, policies.guarded, role.boundary is None, own)
        if key not in self._decided:
            self._decided[key] = list(find_breaches(policies, role, bans, own))
        return self._decided[key]

    def _finding(self, code: str, ban: Ban, title: str, words: str) -> Finding:
        claim, span = self._asked[ban.number]
        self._told.add((ban.number, title))
        return Finding(code, words, span, f"fix the policy, or the claim: {claim.because}")

    def _bans(self, named: Values, role: str) -> Iterator[Ban]:
        """The claims that speak of the role, with ARNs in place of names; not those about what is not there."""
        for number, (claim, _) in self._asked.items():
            if (claim.roles and not is_named(role, claim.roles)) or is_named(role, claim.but):
                continue
            resources = put_values(claim.resources, named)
            if resources and has_all(claim, named):
                spared = put_values(claim.spared, named)
                when, unless = (_keys(each, named) for each in (claim.when, claim.unless))
                renamed = tuple((newest_key(claim.actions, key), values) for key, values in unless)
                either = tuple(dict.fromkeys((unless, renamed))) if unless else ()
                yield Ban(number, claim.actions, resources, spared, when, either)

    def _words(self, policies: TemplatePolicies, allowed: Allowed) -> str:
        """The request, and the statements that allow it with their lines."""
        request = allowed.request
        shown = {key: value for key, value in request.context.items() if allowed.usual.get(key.lower()) != value}
        keys = ", ".join(f"{key} = {say_value(value)}" for key, value in sorted(shown.items()))
        places = []
        for source in allowed.sources:
            span = find_statement(self._rendered, source.path) if source.path else None
            places.append(f"`{source.name}` of {source.policy}" + (f" at {span.path}:{span.line}" if span else ""))
        resource = policies.rename(request.resource)
        words = f"{request.principal} may {request.action} on {resource}"
        return f"{words}{f' when {policies.rename(keys)}' if keys else ''}, as {' and '.join(places)} allows"


def is_named(role: str, names: Iterable[str]) -> bool:
    """Whether one of these local names is the role's."""
    return any(role == each or role.endswith(f"-{each}") for each in names)


def _keys(context: Context, named: Values) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows: Mapping[str, tuple[str, ...]] = {
        key: (value,) if isinstance(value, str) else value for key, value in context.items()
    }
    return tuple((key, put_values(values, named)) for key, values in sorted(rows.items()))
