"""What a handler asks of services that are not its type's own: roles that are passed, keys, networks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.registry.schema import is_free
from generator.iam.on_behalf import Place, needs_of, rows_of
from generator.launching.need import Need, Perhaps, Verb
from generator.launching.places import service_of, texts_of
from generator.launching.triggers import ASKED_BY

PLACE = Place("${AWS::Region}", "${AWS::AccountId}", "${AWS::Partition}")
_READS = re.compile(r"[a-z0-9-]+:(Get|List|Describe|Lookup)")
_MADE = {"NetworkInterfaceId": "*"}
"""What rows of the table name and only AWS gives."""
_ASKED_AS = {"AWS::Lambda::Function": {"KmsKeyArn": "KMSKeyArn"}}
"""Properties that the API, and so the table of calls on behalf, spells in another way."""
_OF_EC2 = "ec2.amazonaws.com"
_PASSED_TO = {"AWS::EC2::Instance": _OF_EC2, "AWS::RDS::DBInstance": "monitoring.rds.amazonaws.com"}
_NO_KEYS = ("Key", "S3Key")
"""Properties that are no KMS keys by such a name: a tag's, an object's; in capitals are a function's variables."""
_KEY = "(kms.*key|kmsmasterkey.*|keyid|key(arn)?)$"


def find_foreign(
    kind: str, logical: str, verb: Verb, action: str, properties: Mapping[str, Any], create: str
) -> Iterator[Need | Perhaps | str]:
    """The needs behind one entry of a handler's list; a sentence where nobody can say whether it is called."""
    service = action.partition(":")[0]
    asked = {row.action for operation in (create, _ending(create)) for row in rows_of(operation) if not row.by}
    if any(each.startswith(f"{service}:") for each in asked):
        # The table of calls on behalf says it with its resources; what it leaves out may be the service's own call.
        if action not in asked:
            yield Perhaps(action)
        return
    if action == "iam:PassRole":
        yield from _passing(kind, logical, verb, properties)
    elif service == "kms":
        yield from _keys(kind, logical, verb, action, properties)
    elif service == "ec2":
        if cause := next((name for name, _ in texts_of(properties, "(subnet|securitygroup).*$")), None):
            yield Need(action, "*", verb, logical, kind, cause)
    elif action in ASKED_BY:
        if cause := next((name for name in ASKED_BY[action] if name in properties), None):
            yield Need(action, "*", verb, logical, kind, cause)
    elif not _READS.match(action) and not action.startswith("s3tables:"):
        yield f"{logical} ({kind}): the registry lists {action}, and no table says which property asks for it"


def _ending(create: str) -> str:
    service, _, name = create.partition(":")
    return f"{service}:Delete{name.removeprefix('Create')}"


def find_on_behalf(kind: str, logical: str, verb: Verb, action: str, properties: Mapping[str, Any]) -> Iterator[Need]:
    """What the operation asks of its caller besides its own action."""
    properties = {_ASKED_AS.get(kind, {}).get(name, name): value for name, value in properties.items()}
    for need in needs_of(action, {**_MADE, **properties}, PLACE):
        if need.role is None and not need.row.optional:
            context = tuple(sorted({**need.context}.items()))
            trigger = next(iter(need.row.when), "") or next(
                iter(re.findall(r"\{(?:\w+ )?(\w+)", need.row.resource)), ""
            )
            known = trigger in properties
            resource = _role(need.resource) if need.action == "iam:PassRole" else need.resource
            yield Need(need.action, resource, verb, logical, kind, trigger if known else need.row.operation, context)


def _passing(kind: str, logical: str, verb: Verb, properties: Mapping[str, Any]) -> Iterator[Need | Perhaps | str]:
    # A role in a document of the author's own, such as an event pattern, is passed to nobody.
    own = {name: value for name, value in properties.items() if not is_free(kind, name)}
    for name, text in texts_of(own, "role(arn)?$"):
        to = _PASSED_TO.get(kind, f"{service_of(kind)}.amazonaws.com")
        yield Need("iam:PassRole", _role(text), verb, logical, kind, name, (("iam:PassedToService", to),))
    if kind == "AWS::EC2::Instance" and "IamInstanceProfile" in own:
        # Which role the profile has, its name does not tell, and nobody is to pass any role.
        yield Perhaps("iam:PassRole")
        yield (
            f"{logical} ({kind}): the role of its instance profile is passed, and only its maker knows it: add "
            f'allow: [iam:PassRole], on: [its ARN], when: {{ StringEquals: {{ "iam:PassedToService": {_OF_EC2} }} }}'
        )


def _role(text: str) -> str:
    """A role's ARN, of a name or of what is not seen."""
    return text if text.startswith("arn:") else f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{text}"


def _keys(kind: str, logical: str, verb: Verb, action: str, properties: Mapping[str, Any]) -> Iterator[Need]:
    for name, text in texts_of(properties, _KEY):
        if text.startswith("alias/aws/") or name in _NO_KEYS or name.isupper():
            continue
        arn = (
            text
            if text.startswith("arn:")
            else f"arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{text}"
        )
        context = [
            ("kms:CallerAccount", "${AWS::AccountId}"),
            ("kms:ViaService", f"{service_of(kind)}.${{AWS::Region}}.amazonaws.com"),
        ]
        context += [("kms:GrantIsForAWSResource", "true")] if action == "kms:CreateGrant" else []
        yield Need(action, arn, verb, logical, kind, name, tuple(sorted(context)))
