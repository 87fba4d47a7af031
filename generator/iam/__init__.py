"""IAM: the vocabulary in which products write policies, the condition linter, and the evaluator of decisions.

Takes statements, conditions and guardrails as plain values or CloudFormation references; returns awacs objects,
findings and decisions. The only package with awacs. It reads nothing but its own extract of the Service Authorization
Reference (`data/actions.json`), and never calls AWS.
"""
