"""IAM: may this principal do this, here and now?

Takes a parsed operation, the principal and the circumstances; returns nothing or raises ServiceError with AWS's
sentence. The decision itself is `generator.iam.evaluate`'s, the same that the proofs use.
"""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.gateway.authorization.asks import build_asks
from embedded_aws.gateway.authorization.circumstances import Circumstances, VpcEndpoint
from embedded_aws.gateway.authorization.decision import refusal_of
from embedded_aws.gateway.authorization.names import FREE
from embedded_aws.gateway.principals import Principal
from embedded_aws.gateway.refusals import refuse_action
from embedded_aws.gateway.wire import Parsed

__all__ = ["Circumstances", "VpcEndpoint", "authorize"]


def authorize(
    parsed: Parsed, principal: Principal, way: Circumstances, more: Mapping[str, str | list[str]] | None = None
) -> None:
    """Raise ServiceError where any of the operation's questions is answered by no.

    `more` holds condition keys that only the service itself can tell, such as `servicecatalog:userLevel`.
    """
    if (parsed.service, parsed.operation) in FREE:
        return
    for ask in build_asks(parsed, way.region, principal.account):
        sentence = refusal_of(ask, principal, way, more)
        if sentence is not None:
            raise refuse_action(parsed.service, parsed.protocol, sentence)
