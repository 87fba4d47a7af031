"""The model approver, where somebody is named: says of a registered model that it may be served, and does nothing else.

Whoever trains, deploys or works in the environment is refused here once more, whatever `ModelApprovers` says: a
template's rules can compare two answers as wholes only, so that one name in two lists of several is found by
`./build.py check`, and by this trust.
"""

from __future__ import annotations

from typing import Any

from awacs.aws import ConditionElement, PolicyDocument, Statement
from troposphere import Ref, Split, Sub

from generator.iam import keys
from generator.iam.conditions import arn_like, bool_, if_exists, string_equals, string_like, string_not_equals
from generator.iam.statements import accounts, anyone, deny, either, only_if, policy, trust
from products.environment.estate import When
from products.environment.names import role_arn
from products.environment.places import ACCOUNT
from products.environment.roles.trust import IDENTITY_CENTER

_USERS = Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:user/*")


def approval_trust() -> PolicyDocument:
    """The users, with MFA and under their own names, and the roles that were named; nobody who trains or deploys."""
    return policy(
        trust(
            "NamedApprovers",
            accounts(_listed("ModelApprovers")),
            "sts:AssumeRole",
            string_equals(keys.PRINCIPAL_ACCOUNT, ACCOUNT),
        ),
        _never("UsersWithoutMfa", arn_like(keys.PRINCIPAL_ARN, _USERS), if_exists(bool_(keys.MFA_PRESENT, False))),
        _never(
            "UsersUnderAnotherName",
            arn_like(keys.PRINCIPAL_ARN, _USERS),
            string_not_equals(keys.ROLE_SESSION_NAME, "${aws:username}"),
        ),
        _never("RolesOfThisEnvironment", arn_like(keys.PRINCIPAL_ARN, role_arn("*"))),
        either(
            When.HAS_PRINCIPALS,
            _never("DataScientists", string_like(keys.PRINCIPAL_ARN, _listed("TrustedPrincipals"))),
            only_if(
                When.TRUST_IDENTITY_CENTER,
                _never("DataScientists", arn_like(keys.PRINCIPAL_ARN, Sub(f"{IDENTITY_CENTER}/*AWSReservedSSO_*"))),
            ),
        ),
        only_if(
            When.HAS_PIPELINES,
            _never("Pipelines", string_like(keys.PRINCIPAL_ARN, _listed("PipelinePrincipals"))),
        ),
    )


def _never(sid: str, *conditions: ConditionElement) -> Statement:
    return deny(f"Never{sid}", "sts:AssumeRole", None, *conditions, to=anyone())


def _listed(parameter: str) -> Any:
    return Split(",", Ref(parameter))
