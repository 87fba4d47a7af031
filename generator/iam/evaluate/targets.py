"""What a statement is about: patterns of actions and of resources.

Sources: IAM User Guide, "IAM JSON policy elements: Action" and "IAM JSON policy elements: Resource".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generator.iam.evaluate.arns import FIELDS, split_arn
from generator.iam.evaluate.errors import NotUnderstood
from generator.iam.evaluate.patterns import VARIABLE, Context, Matcher, Pattern, compile_parts, compile_text


@lru_cache(16384)
def compile_action(pattern: str) -> Matcher:
    """A matcher for actions in lower case (`s3:getobject`); raises NotUnderstood."""
    if pattern in ("*", "*:*"):
        return _always
    service, colon, name = pattern.lower().partition(":")
    if not colon or not service or not name or "*" in service or "?" in service:
        raise NotUnderstood(f"the action {pattern!r}, which needs the form service:Action")
    return compile_parts((f"{service}:{name}",), wild=True, fold=False)


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Resource:
    """One compiled pattern of a Resource or NotResource element.

    `fields` has a matcher for each field where the pattern is an ARN: wildcards then stay within their field.
    """

    pattern: str
    whole: Pattern
    fields: tuple[Pattern, ...] | None

    def matches(self, resource: str, context: Context) -> bool | None:
        """Whether the pattern means this resource; None where a variable has no value."""
        if self.pattern == "*":
            return True
        fields = None if resource == "*" else split_arn(resource)
        if fields is None:
            return self.whole.matches(resource, context)
        if self.fields is None:
            # A pattern with fewer fields, such as `arn:aws:s3*`, reaches beyond colons where a star ends it.
            return self.pattern.endswith("*") and self.whole.matches(resource, context)
        for text, field in zip(self.fields, fields, strict=True):
            answer = text.matches(field, context)
            if answer is not True:
                return answer
        return True


@lru_cache(16384)
def compile_resource(pattern: str, variables: bool) -> Resource:
    """Compile a resource pattern; raises NotUnderstood for a malformed variable.

    AWS quirk: before the fifth colon a variable is not replaced, so that such a pattern matches no resource ("IAM
    policy elements: Variables and tags", where you can use policy variables).
    """
    whole = compile_text(pattern, variables)
    # Colons inside variables do not divide fields.
    masked = VARIABLE.sub(lambda found: found[0].replace(":", ";"), pattern) if variables else pattern
    heads = masked.split(":", FIELDS - 1)[:-1]
    if len(heads) < FIELDS - 1:
        return Resource(pattern, whole, None)
    start = sum(len(head) + 1 for head in heads)
    fields = tuple(compile_text(head, variables=False) for head in heads)
    return Resource(pattern, whole, (*fields, compile_text(pattern[start:], variables)))
