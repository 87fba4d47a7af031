"""IAM's decision, by AWS's documented evaluation logic: a request and its policies in, a `Decision` out.

`decide` raises `PolicyNotUnderstood` for any operator, element or value that it does not know, and never guesses.
Standard library only; pure; nothing here knows of resource control policies, grants of keys or access control lists.
A proof about documents, not about AWS.
"""

from generator.iam.evaluate.decision import decide
from generator.iam.evaluate.errors import PolicyNotUnderstood
from generator.iam.evaluate.explanation import explain, explain_reason
from generator.iam.evaluate.principals import names_a_principal
from generator.iam.evaluate.request import Deciding, Decision, NamedPolicy, Outcome, PolicySet, Request

__all__ = [
    "Deciding",
    "Decision",
    "NamedPolicy",
    "Outcome",
    "PolicyNotUnderstood",
    "PolicySet",
    "Request",
    "decide",
    "explain",
    "explain_reason",
    "names_a_principal",
]
