"""What is wrong, where, and how to fix it.

Takes nothing but plain values and returns `Finding`s; raises `Problems` (the user's files) and `AwsRefused` (AWS said
no). Standard library only; prints nothing.
"""

from generator.diagnostics.finding import Finding, Severity, Span
from generator.diagnostics.problems import AwsRefused, Problems, Refused, Unmet

__all__ = ["AwsRefused", "Finding", "Problems", "Refused", "Severity", "Span", "Unmet"]
