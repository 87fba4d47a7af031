"""The condition linter: does every condition of a policy mean something for every action that it is written for?

`check_policy` takes one policy document, `check_role` all that decide for one role, and both return findings; the
documents may still hold intrinsic functions. A condition on a key that an action never carries denies that action for
ever, or makes an Allow dead; a wider Allow voids a narrower one. Facts: Service Authorization Reference, as held by
`generator.iam.actions`.
"""

from generator.iam.lint.policy import check_policy
from generator.iam.lint.role import check_role
from generator.iam.lint.statements import placed_statements, statements_of

__all__ = ["check_policy", "check_role", "placed_statements", "statements_of"]
