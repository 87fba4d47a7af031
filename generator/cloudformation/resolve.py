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
    return resolve_with(lookups, Template("", document), parameters, {**PSEUDO, **(pseudo or {})})


def resolve_with(
    lookups: Lookups, template: Template, parameters: Mapping[str, Any], pseudo: Mapping[str, Any]
) -> dict[str, Any]:
    """The concrete document of one stack, with what these look-ups give. Raises Problems.

    What is found in the template itself is kept in it: who resolves one again and again passes the same.
    """
    findings = _Findings()
    answers = {
        name: answer
        for name in template.section("Parameters")
        if (answer := findings.of(f"Parameters/{name}", _load_answer, template, name, parameters, lookups)) is not None
    }
    scope = Scope(template, answers, pseudo, lookups)
    conditions = {
        name: findings.of(f"Conditions/{name}", decide, name, scope) for name in template.section("Conditions")
    }
    resources = _resolve_section("Resources", _resolve_resource, scope, findings)
    outputs = _resolve_section("Outputs", partial(_resolve_output, resources), scope, findings)
    if findings:
        raise Problems(findings)
    return {"Parameters": answers, "Conditions": conditions, "Resources": resources, "Outputs": outputs}


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
