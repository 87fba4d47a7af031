"""Templates with nothing left to look up: every intrinsic function replaced by what CloudFormation would put there.

`resolve(document, parameters)` takes a template and the answers to its parameters, and returns a document with
`Parameters` and `Conditions` as they came out, and the `Resources` and `Outputs` that would be made, with deterministic
symbolic physical ids (`generator.cloudformation.symbolic`). What it cannot resolve, or CloudFormation would refuse,
raises `Problems` with everything at once (SEC410): it never guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.symbolic import PSEUDO, SymbolicLookups, Unanswered
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.eager import check_lookups, check_output
from generator.cloudformation.template.intrinsics import decide, is_made
from generator.cloudformation.template.intrinsics import resolve as resolve_value
from generator.cloudformation.template.parameter import plain_text
from generator.cloudformation.template.parameters import load_parameters
from generator.cloudformation.template.scope import Lookups, Scope
from generator.diagnostics import Finding, Problems


def resolve(
    document: Mapping[str, Any],
    parameters: Mapping[str, Any],
    pseudo: Mapping[str, str] | None = None,
    attributes: Mapping[tuple[str, str], Any] | None = None,
    dynamic: Mapping[str, str] | None = None,
    exports: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The concrete document of one stack.

    `attributes` are return values that the table does not know, by logical id and attribute (`"Ref"` for `Ref`),
    `dynamic` the values of `{{resolve:ssm:NAME}}` by name, `exports` those of `Fn::ImportValue`. Raises Problems.
    """
    lookups = SymbolicLookups(attributes or {}, dynamic or {}, exports or {})
    return Resolver(lookups, Template("", document)).resolve(parameters, pseudo)


class Resolver:
    """Resolves one template again and again, with the same look-ups.

    Most resources are the same under most answers: what a resource became is kept with what it has read of answers,
    pseudo parameters and conditions. It is shared, so that nobody may change it.
    """

    def __init__(self, lookups: Lookups, template: Template) -> None:
        self._lookups, self._template = lookups, template
        self._known: dict[str, list[tuple[_Read, Any]]] = {}

    def resolve(self, parameters: Mapping[str, Any], pseudo: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The concrete document of one stack. Raises Problems (SEC410)."""
        findings, template = _Findings(), self._template
        answers = {
            name: answer
            for name in template.section("Parameters")
            if (answer := findings.of(f"Parameters/{name}", _load_answer, template, name, parameters, self._lookups))
            is not None
        }
        scope = Scope(template, answers, {**PSEUDO, **(pseudo or {})}, self._lookups)
        conditions = {
            name: findings.of(f"Conditions/{name}", decide, name, scope) for name in template.section("Conditions")
        }
        resources = _resolve_section("Resources", self._resource, scope, findings)
        outputs = _resolve_section("Outputs", partial(_resolve_output, resources), scope, findings)
        if findings:
            raise Problems(findings)
        return {"Parameters": answers, "Conditions": conditions, "Resources": resources, "Outputs": outputs}

    def _resource(self, name: str, resource: Mapping[str, Any], scope: Scope) -> Any:
        held = {"parameters": scope.parameters, "pseudo": scope.pseudo, "conditions": scope.conditions}
        for read, known in self._known.get(name, ()):
            if all(held[where].get(key) == value for (where, key), value in read.items()):
                return known
        read = {}
        watched: dict[str, Any] = {where: _Watched(values, where, read) for where, values in held.items()}
        found = _resolve_resource(name, resource, Scope(self._template, lookups=self._lookups, **watched))
        self._known.setdefault(name, []).append((read, found))
        return found


_Read = dict[tuple[str, str], Any]
"""What was read: the part of the scope and the name in it, with the value that it had."""


class _Watched(dict[str, Any]):
    """A part of a scope that notes what is read of it."""

    def __init__(self, values: Mapping[str, Any], where: str, read: _Read) -> None:
        super().__init__(values)
        self._where, self._read = where, read

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        self._read[self._where, key] = value
        return value


class _Findings(list[Finding]):
    """What could not be resolved so far."""

    def of(self, place: str, step: Callable[..., Any], *arguments: Any) -> Any:
        """What a step gives; None where it raises TemplateError, which becomes a finding at its place.

        What only follows from a parameter's finding is no finding of its own.
        """
        try:
            return step(*arguments)
        except Unanswered:
            return None
        except TemplateError as error:
            fix = "give the value to the resolver, or write the template so that it can be known beforehand"
            self.append(Finding("SEC410", f"{place}: {error}", fix=fix))
            return None


def _load_answer(template: Template, name: str, parameters: Mapping[str, Any], lookups: Lookups) -> Any:
    """One parameter's value: the answer or the default, as the template accepts it."""
    declared = {"Parameters": {name: template.section("Parameters")[name]}}
    answer = parameters.get(name)
    text = ",".join(map(str, answer)) if isinstance(answer, list | tuple) else plain_text(answer)
    return load_parameters(Template("", declared), {name: text} if name in parameters else {}, lookups)[name]


def _resolve_section(
    section: str, step: Callable[[str, Mapping[str, Any], Scope], Any], scope: Scope, findings: _Findings
) -> dict[str, Any]:
    made = {}
    for name, part in scope.template.section(section).items():
        place = f"{section}/{name}"
        if findings.of(place, is_made, part, scope):
            made[name] = findings.of(place, step, name, part, scope)
    return made


def _resolve_resource(name: str, resource: Mapping[str, Any], scope: Scope) -> Any:
    check_lookups(scope.template.lookups[name], scope)
    return resolve_value({key: value for key, value in resource.items() if key != "Condition"}, scope)


def _resolve_output(made: Collection[str], _: str, output: Mapping[str, Any], scope: Scope) -> Any:
    check_output(output, made, scope)
    return resolve_value({key: value for key, value in output.items() if key != "Condition"}, scope)
