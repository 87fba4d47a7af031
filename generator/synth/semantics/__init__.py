"""Two templates → what changed for the people who run the first, in words, and the version that the second needs.

Takes two CloudFormation documents; returns `Change`s, each with the part of the version that it moves. Which property
can only be set on creation comes from `generator.cloudformation.registry.replacement`.
"""

from generator.synth.semantics.changes import Change, Part, needed_part
from generator.synth.semantics.compare import compare_templates

__all__ = ["Change", "Part", "compare_templates", "needed_part"]
