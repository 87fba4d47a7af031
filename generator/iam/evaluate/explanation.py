"""A decision in the words of AWS's own access denied messages.

Source: IAM User Guide, "Troubleshoot access denied error messages".
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.iam.evaluate.request import Decision, Outcome, Request


@dataclass(frozen=True)
class Words:
    """How a kind of policy is named after `because no …` and after `with an explicit deny in …`."""

    none: str
    deny: str


LAYERS = {
    "service control": Words("service control policy", "a service control policy"),
    "identity": Words("identity-based policy", "an identity-based policy"),
    "resource": Words("resource-based policy", "a resource-based policy"),
    "boundary": Words("permissions boundary", "a permissions boundary"),
    "session": Words("session policy", "a session policy"),
    "endpoint": Words("VPC endpoint policy", "a VPC endpoint policy"),
}
"""In the order of precedence: AWS names one kind of policy only, however many deny."""
TRUST = Words("role trust policy", "the role trust policy")


def explain(decision: Decision, request: Request) -> str:
    """The whole sentence, from `User: …` for a denial; for an allowed request it says by which statements."""
    what = f"to perform: {request.action} on resource: {request.resource}"
    if decision.outcome is Outcome.ALLOWED:
        return f"User: {request.principal} is authorized {what}"
    return f"User: {request.principal} is not authorized {what} {explain_reason(decision, request)}"


def explain_reason(decision: Decision, request: Request) -> str:
    """Only the reason of a denial: `because no … allows the … action` or `with an explicit deny in …`; else nothing."""
    words = _words(decision, request)
    match decision.outcome:
        case Outcome.EXPLICITLY_DENIED:
            return f"with an explicit deny in {words.deny}"
        case Outcome.IMPLICITLY_DENIED:
            return f"because no {words.none} allows the {request.action} action"
    return ""


def _words(decision: Decision, request: Request) -> Words:
    blocking = {layer.rstrip(" 0123456789") for layer in decision.blocked_by}
    layer = next((known for known in LAYERS if known in blocking), "identity")
    is_trust = layer == "resource" and request.action.lower().startswith("sts:")
    return TRUST if is_trust else LAYERS[layer]
