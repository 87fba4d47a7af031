"""The errors of the evaluator: a construct that it does not know is refused, never guessed."""

from __future__ import annotations

from generator.diagnostics import Finding, Problems

CODE = "SEC440"


class NotUnderstood(ValueError):
    """Part of a policy that is not known; raised while compiling, before the policy's name is at hand."""


class PolicyNotUnderstood(Problems):
    """A policy holds something whose meaning AWS does not document, or that IAM would refuse to store.

    `policy` is its name, `statement` the 1-based index of the statement (0 for the document itself) and `construct`
    what was not understood. As one of the Problems it has a finding with the code SEC440.
    """

    def __init__(self, policy: str, statement: int, construct: str) -> None:
        self.policy = policy
        self.statement = statement
        self.construct = construct
        where = f"statement {statement} of policy {policy}" if statement else f"policy {policy}"
        fix = "write it as the IAM JSON policy elements reference documents it"
        super().__init__([Finding(CODE, f"{where} is not understood: {construct}", None, fix)])
