"""A stack's template and parameters become a scope that is fit to be resolved; and its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embedded_aws.cloudformation.engine.lookups import LiveLookups
from embedded_aws.cloudformation.engine.offered import check_offered
from embedded_aws.cloudformation.engine.store import Revision, Stack, StackStore
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.condition import check_creation_policies
from embedded_aws.service import Gateway, Keys
from generator.cloudformation.template.check import check_template
from generator.cloudformation.template.document import Template, load_template
from generator.cloudformation.template.eager import check_eagerly
from generator.cloudformation.template.intrinsics import decide, is_made, resolve
from generator.cloudformation.template.parameters import load_parameters, plain_text
from generator.cloudformation.template.rules import check_rules
from generator.cloudformation.template.scope import Lookups, Scope, pseudo_parameters


def build_scope(
    template: Template, revision: Revision, lookups: Lookups, *, name: str, stack_id: str, account: str, region: str
) -> Scope:
    """The scope of a template with its parameter values; raises ServiceError where a value or a rule does not hold."""
    template = expand(template, revision.given)
    parameters = load_parameters(template, revision.given, lookups, revision.unresolved)
    pseudo = pseudo_parameters(
        account=account, region=region, name=name, stack_id=stack_id, topics=list(revision.topics)
    )
    scope = Scope(template, parameters, pseudo, lookups)
    check_rules(scope)
    for condition in template.section("Conditions"):
        decide(condition, scope)
    check_eagerly(scope)
    check_offered(scope)
    check_creation_policies(scope)
    return scope


def expand(template: Template, given: Mapping[str, str]) -> Template:
    """The template with its loops written out; raises TemplateError for what they make as for what is written."""
    if not template.extended:
        return template
    expanded = load_template(template.text, tuple(sorted(given.items())))
    check_template(expanded)
    return expanded


def given_parameters(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    """The parameter values that count: those given, then defaults."""
    defaults = {
        name: plain_text(one["Default"]) for name, one in template.section("Parameters").items() if "Default" in one
    }
    return {**defaults, **given}


def resolved_parameters(scope: Scope) -> dict[str, str]:
    """What parameters of the SSM types were resolved to."""
    return {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in scope.parameters.items()
        if str(scope.template.section("Parameters")[name]["Type"]).startswith("AWS::SSM::Parameter::Value<")
    }


def enter_run(scope: Scope, gateway: Gateway, store: StackStore, keys: Keys, stack: Stack) -> None:
    """From here on the scope fetches with the credentials of the operation and sees the stack's resources."""
    scope.lookups = LiveLookups(gateway, store, keys, stack.account, stack.region, stack)


def build_outputs(scope: Scope, store: StackStore, stack: Stack) -> list[dict[str, str]]:
    """The outputs whose condition holds; raises ServiceError for an export that another stack has."""
    outputs = []
    for name, declared in scope.template.section("Outputs").items():
        if not is_made(declared, scope):
            continue
        value = resolve(declared["Value"], scope)
        if not isinstance(value, str | int | float | bool):
            raise invalid("Template format error: Output " + name + " is malformed. The Value field must be a string.")
        output = {"OutputKey": name, "OutputValue": plain_text(value)}
        if "Description" in declared:
            output["Description"] = str(declared["Description"])
        if "Export" in declared:
            output["ExportName"] = str(resolve(declared["Export"].get("Name"), scope))
        outputs.append(output)
    _check_exports(outputs, store, stack)
    return outputs


def _check_exports(outputs: Sequence[Mapping[str, str]], store: StackStore, stack: Stack) -> None:
    mine = [output["ExportName"] for output in outputs if "ExportName" in output]
    for other, name, _ in store.exports(stack.account, stack.region):
        if other is not stack and name in mine:
            raise invalid(f"Export with name {name} is already exported by stack {other.name}. ")
    if twice := sorted({name for name in mine if mine.count(name) > 1}):
        raise invalid(f"Template format error: Duplicate Export names. Export names must be unique: {twice[0]}")
    was = {output["ExportName"]: output["OutputValue"] for output in stack.outputs if "ExportName" in output}
    now = {output["ExportName"]: output["OutputValue"] for output in outputs if "ExportName" in output}
    for name, value in was.items():
        users = [one.name for one in store.importers(name, stack.account, stack.region) if one is not stack]
        if users and name not in now:
            raise invalid(f"Export {name} cannot be deleted as it is in use by {', '.join(users)}")
        if users and now[name] != value:
            raise invalid(f"Export {name} cannot be updated as it is in use by {', '.join(users)}")
