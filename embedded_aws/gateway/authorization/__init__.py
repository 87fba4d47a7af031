"""IAM: may this caller do this, here and now?

Takes a `Call`; returns nothing or raises ServiceError with AWS's sentence. The decision itself is that of
`generator.iam.evaluate`, the same that the proofs use: `permissions` says what a call needs, with the table of calls on
behalf (`generator.iam.on_behalf`) and what `properties` knows of what is there, `arns` on which resources, `context`
under which condition keys; `action_tables`, `arn_tables` and `condition_keys` are the facts about AWS.
"""

from embedded_aws.gateway.authorization.permissions import Decided, Surroundings, action_of, authorize

__all__ = ["Decided", "Surroundings", "action_of", "authorize"]
