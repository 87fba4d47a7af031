"""A step in words: its symbol, what it is about and what it does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from generator.planning import ConstraintState, Plan, Risk, Step
from generator.planning import steps as s
from generator.planning.action_steps import AttachAction, DeleteAction, DetachAction, PutAction
from generator.planning.catalog import held_to
from generator.planning.documents import DeleteDocument, PutDocument
from generator.planning.option_steps import AddProductOption, RemoveProductOption

ADD, CHANGE, REMOVE = "+", "~", "-"


def describe(step: Step) -> tuple[str, str]:
    """(symbol, words) of one step."""
    match step.write:
        case s.Upload(digest, path):
            return ADD, f"body {digest.short} from {path}"
        case s.PutLaunchRole() as write:
            return (ADD if write.create else CHANGE), _role(write)
        case s.DeleteLaunchRole(name, product):
            return REMOVE, f"role {name}, which launched {product}"
        case s.PutSpokeRoles() as write:
            return (ADD if write.create else CHANGE), _spoke_roles(write)
        case s.DeleteSpokeRoles(name):
            return REMOVE, f"{name}: no account launches what was shared, and none ends what it launched"
        case PutDocument(document):
            return ADD, f"document {document.name}, which a service action runs"
        case DeleteDocument(name):
            return REMOVE, f"document {name}, which no service action names any more"
        case s.PutPortfolio() as write:
            return (ADD, f"portfolio “{write.name}”") if write.create else (CHANGE, "; ".join(write.changed))
        case s.CreateProduct() as write:
            return ADD, f"product “{write.title}” with version {write.version} (sha256 {write.digest.short})"
        case s.UpdateProduct() as write:
            return CHANGE, "; ".join(write.changed)
        case s.CreateVersion() as write:
            return ADD, f"version {write.version} (sha256 {write.digest.short})"
        case s.SetVersion() as write:
            return CHANGE, f"version {write.version}: {_setting(write)}"
        case s.DeleteVersion(_, version):
            return REMOVE, f"version {version}, which no offer names and nothing runs on"
        case s.MarkVersion(_, version):
            return CHANGE, f"version {version}: its description says again what it holds"
    return _in_portfolio(step.write)


def _role(write: s.PutLaunchRole) -> str:
    what = (
        f"role {write.name}, which launches {write.product}" if write.product else f"{write.name} of every launch role"
    )
    return what if write.create else f"{what}: {write.gained} statements more, {write.lost} fewer"


def _spoke_roles(write: s.PutSpokeRoles) -> str:
    where = " and in ".join(("here", *([", ".join(sorted(write.units))] if write.units else [])))
    parts = [f"{write.name}: the roles that launch what is shared, {where}"]
    if write.gained or write.lost:
        parts.append(f"{write.gained} statements more, {write.lost} fewer")
    if write.left:
        parts.append(f"gone from {', '.join(sorted(write.left))}, where nobody ends what was launched any more")
    if write.again:
        parts.append("once more where they are missing")
    return "; ".join(parts)


def _in_portfolio(write: s.Write) -> tuple[str, str]:
    match write:
        case s.Associate(_, product):
            return ADD, f"offers {product}"
        case s.Disassociate(_, product):
            return REMOVE, f"no longer offers {product}"
        case s.PutConstraint(_, product, constraint, create, changes):
            words = f"{constraint.type.words} constraint on {product}"
            return (ADD if create else CHANGE), f"{words}: {'; '.join(changes) or _parameters(constraint)}"
        case s.DeleteConstraint(_, product, kind, changes):
            said = f": {'; '.join(changes)}" if changes else ""
            return REMOVE, f"{kind.words} constraint on {product}{said}"
        case s.Grant(_, principal):
            return ADD, f"access: {principal.arn}"
        case s.Revoke(_, principal):
            return REMOVE, f"access: {principal.arn}"
        case s.PutShare(_, share, changed, create):
            said = f"shared with {share.words}"
            return (ADD, said) if create else (CHANGE, f"{said}: {', '.join(changed).replace('_', ' ')}")
        case s.EndShare(_, share):
            return REMOVE, f"no longer shared with {share.words}; what runs there stays, and cannot be updated"
        case s.AddTagOption(_, key, value) | AddProductOption(_, key, value):
            return ADD, f"tag option {key}={value}"
        case s.RemoveTagOption(_, key, value) | RemoveProductOption(_, key, value):
            return REMOVE, f"tag option {key}={value}"
        case PutAction(action, create, changes):
            words = f"service action {action.title}"
            return (ADD if create else CHANGE), f"{words}: {'; '.join(changes) or action.words}"
        case DeleteAction(product, name):
            return REMOVE, f"service action {product}-{name}"
        case AttachAction(product, name, version):
            return ADD, f"service action {product}-{name} on version {version}"
        case DetachAction(product, name, version):
            return REMOVE, f"service action {product}-{name} on version {version}"
        case s.DeletePortfolio(key):
            return REMOVE, f"portfolio {key}"
    raise TypeError(f"no step is called {type(write).__name__}")


def _setting(write: s.SetVersion) -> str:
    return {
        s.Why.HOLD: "held inactive until its constraints exist",
        s.Why.ACTIVATE: "active",
        s.Why.GUIDE: "deprecated" if write.guidance == "DEPRECATED" else "current again",
        s.Why.RETIRE: "inactive: it is in no offer any more",
    }[write.why]


def _parameters(constraint: ConstraintState) -> str:
    """What a constraint holds people to: the launch role, or the words of its rules."""
    if (words := held_to(constraint.parameters)) is not None:
        return words
    match json.loads(constraint.parameters or "{}"):
        case {"Rules": rules}:
            return "; ".join(each["AssertDescription"] for rule in rules.values() for each in rule["Assertions"])
    return constraint.fingerprint


def heading(step: Step) -> str:
    """The object that a step belongs to: `portfolio churn-dev`, `product notebook`, `artifacts`."""
    kind, *rest = step.address.parts
    if kind == "role":
        return "launch roles"
    if kind == "document":
        return "documents"
    if kind == "action":
        return f"product {rest[0]}"
    return "artifacts" if kind == "body" else f"{kind} {rest[0]}"


def grouped(steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Steps by the object that they belong to, in order of first appearance."""
    groups: dict[str, list[Step]] = {}
    for step in steps:
        groups.setdefault(heading(step), []).append(step)
    yield from groups.items()


def totals(plan: Plan) -> str:
    """`Plan: 2 to add, 1 to change, 0 to remove. 1 step broadens permissions.`"""
    symbols = [describe(step)[0] for step in plan.steps]
    words = f"Plan: {symbols.count(ADD)} to add, {symbols.count(CHANGE)} to change, {symbols.count(REMOVE)} to remove."
    return words + say_risks(plan.risks, "step")


def say_risks(risks: Mapping[Risk, int], noun: str) -> str:
    """` 1 step broadens permissions. 2 steps destroy something.`, by how many there are of each; empty where none."""
    counted = [(risks.get(risk, 0), verbs) for risk, verbs in _VERBS.items()]
    return "".join(
        f" 1 {noun} {one}." if count == 1 else f" {count} {noun}s {many}." for count, (one, many) in counted if count
    )


_VERBS = {
    Risk.BROADENS: ("broadens permissions", "broaden permissions"),
    Risk.BREAKS_USERS: ("takes something away from users", "take something away from users"),
    Risk.DESTROYS: ("destroys something", "destroy something"),
}
