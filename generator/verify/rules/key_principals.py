"""SEC516: a key that services use for whoever asks them, or that another account uses or administers.

A service that a key's policy names without a condition calls for each account that has the service: who that is, a
condition says (IAM User Guide, "The confused deputy problem"; KMS Developer Guide, "Permissions for AWS services in key
policies"). Everybody, without any condition, is SEC467's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Policy, Template, listed, place, text_of

_ACCOUNT = re.compile(r"^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)")
_ADMINISTERS = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant")
_WITHOUT_SOURCE = ("events.",)
"""EventBridge sends neither aws:SourceArn nor aws:SourceAccount when it uses a key for a queue or a topic (Amazon SNS
Developer Guide, "Managing Amazon SNS encryption keys and costs"): a condition would keep it out."""
_KINDS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")


def find(template: Template) -> Iterator[Finding]:
    """Every such statement of a key's policy."""
    for kind in _KINDS:
        for name, properties in template.of(kind):
            if isinstance(properties.get("KeyPolicy"), Mapping):
                policy = Policy(place(name, "KeyPolicy"), properties["KeyPolicy"])
                for path, statement in policy.statements():
                    if statement.get("Effect") == "Allow" and (said := _said(statement)):
                        words, fix = said
                        message = f"`{statement.get('Sid', '(no Sid)')}` of `{name}` {words}"
                        yield Finding("SEC516", message, fix=fix, path=(*path, "Principal"))


def _said(statement: Mapping[str, Any]) -> tuple[str, str] | None:
    principal = statement.get("Principal")
    if not isinstance(principal, Mapping):
        return None
    services = [text for each in listed(principal.get("Service")) if (text := text_of(each))]
    accounts = [found[1] for each in listed(principal.get("AWS")) if (found := _ACCOUNT.match(text_of(each)))]
    named = [*services, *(f"account {each}" for each in accounts)]
    if not named:
        return None
    if administers := _administers(statement):
        return f"lets {named[0]} change who may use it, by {administers}", "Action: [kms:Decrypt, kms:GenerateDataKey*]"
    if statement.get("Condition"):
        return None
    if open_to := [each for each in services if not each.startswith(_WITHOUT_SOURCE)]:
        fix = 'Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}'
        return f"lets {open_to[0]} use it for whichever account asks", fix
    if not accounts:
        return None
    return f"lets account {accounts[0]} use it, wherever this is deployed", "name the account by a parameter"


def _administers(statement: Mapping[str, Any]) -> str:
    """The first action by which the key is lent or its policy changed; a grant for a service's own use is none."""
    patterns = [text_of(each).lower() for each in listed(statement.get("Action"))]
    for action in _ADMINISTERS:
        if any(fnmatchcase(action.lower(), pattern) for pattern in patterns) and not _own_use(action, statement):
            return action
    return ""


def _own_use(action: str, statement: Mapping[str, Any]) -> bool:
    tests = statement.get("Condition") or {}
    keys = {key.lower() for each in tests.values() if isinstance(each, Mapping) for key in each}
    return action == "kms:CreateGrant" and bool(keys & {"kms:grantisforawsresource", "kms:grantoperations"})
