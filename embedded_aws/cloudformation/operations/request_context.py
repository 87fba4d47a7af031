"""What operations share: the gateway and the state, the reading of template bodies, and the revision of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.lookups import LiveLookups
from embedded_aws.cloudformation.engine.offered import check_runnable
from embedded_aws.cloudformation.engine.operation import PRINCIPAL, StackOperation, acting_keys
from embedded_aws.cloudformation.engine.scoping import expand, given_parameters
from embedded_aws.cloudformation.engine.store import Revision, Stack, StackStore
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.capabilities import check_capabilities
from embedded_aws.cloudformation.stacksets.state import StackSetStore
from embedded_aws.service import Call, Gateway
from generator.cloudformation.template.check import check_template
from generator.cloudformation.template.document import Template, load_template

INLINE_LIMIT = 51_200
STORED_LIMIT = 1_000_000
VALUE_LIMIT = 4096
"""Bytes of a parameter's value ("Understand CloudFormation quotas"); AWS's sentence is not known."""
S3_HELP = "For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"
VIRTUAL_HOST = re.compile(r"(?P<bucket>.+?)\.s3[.-](?:[a-z0-9.-]+\.)?amazonaws\.com(?:\.cn)?")
PATH_HOST = re.compile(r"s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?")


@dataclass(frozen=True)
class RequestContext:
    """What every operation needs: the gateway and the state."""

    gateway: Gateway
    store: StackStore
    sets: StackSetStore = field(default_factory=StackSetStore)

    def stack(self, params: Mapping[str, Any], call: Call) -> Stack:
        """The stack that a call names; raises ServiceError."""
        return self.store.require(params["StackName"], call.account, call.region)

    def operation(
        self, stack: Stack, call: Call, role: str | None, nested: Mapping[str, str] | None = None
    ) -> StackOperation:
        """A stack operation with the credentials of a role, or of the caller; raises ServiceError."""
        return StackOperation(self.gateway, self.store, stack, acting_keys(self.gateway, call.keys, role), nested or {})

    def load(self, text: str) -> Template:
        """The template of a text that a caller brings, with every check that needs no values."""
        template = load_checked(text)
        check_runnable(template, self.gateway.functions is not None)
        return template

    def lookups(self, call: Call) -> LiveLookups:
        """Lookups with the credentials of the caller, forwarded."""
        keys = self.gateway.forward(call.keys, PRINCIPAL)
        return LiveLookups(self.gateway, self.store, keys, call.account, call.region)


def read_body(context: RequestContext, params: Mapping[str, Any], call: Call, previous: Stack | None = None) -> str:
    """The template's text: given, from S3 with the caller's credentials, or the one that the stack has."""
    if previous is not None and (kept := context.store.restored.pop(previous.stack_id, None)) is not None:
        return kept
    body, url = params.get("TemplateBody"), params.get("TemplateURL")
    if params.get("UsePreviousTemplate") and previous is not None:
        if body or url:
            raise invalid("You cannot specify both usePreviousTemplate and Template Body/Template URL.")
        return previous.revision.text
    if bool(body) == bool(url):
        raise invalid("Either Template URL or Template Body must be specified.")
    if url:
        return read_url(context, str(url), call)
    if len(str(body).encode()) > INLINE_LIMIT:
        raise invalid(
            f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {INLINE_LIMIT}"
        )
    return str(body)


def split_url(url: str, endpoint: str) -> dict[str, str] | None:
    """Bucket, key and version of an S3 URL, or None; the embedded AWS's own endpoint counts as S3 with path style."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", unquote(parts.path.lstrip("/"))
    if url.startswith(endpoint.rstrip("/") + "/") or PATH_HOST.fullmatch(host):
        bucket, _, key = path.partition("/")
    elif found := VIRTUAL_HOST.fullmatch(host):
        bucket, key = found["bucket"], path
    else:
        return None
    version = parse_qs(parts.query).get("versionId")
    return {"Bucket": bucket, "Key": key, **({"VersionId": version[0]} if version else {})} if bucket and key else None


def read_url(context: RequestContext, url: str, call: Call, name: str = "TemplateURL") -> str:
    """What lies at an S3 URL, read with the caller's credentials; raises ServiceError."""
    if (stored := split_url(url, context.gateway.endpoint)) is None:
        raise invalid(f"{name} must be a supported URL.")
    try:
        s3 = context.gateway.client(context.gateway.forward(call.keys, PRINCIPAL), "s3", call.region)
        body: bytes = s3.get_object(**stored)["Body"].read()
    except ClientError as error:
        code, said = error.response["Error"].get("Code"), error.response["Error"].get("Message", "")
        words = "Access Denied" if code == "AccessDenied" else said
        raise invalid(f"S3 error: {words}\n{S3_HELP}") from error
    if len(body) > STORED_LIMIT:
        raise invalid(f"Template may not exceed {STORED_LIMIT} bytes in size.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise invalid("Template format error: the template is not UTF-8 text.") from None


def load_checked(text: str) -> Template:
    """The template of a text, with every check that needs no values."""
    template = load_template(text)
    check_template(template)
    return template


def build_revision(
    params: Mapping[str, Any], call: Call, template: Template, previous: Stack | None = None
) -> Revision:
    """The revision that a request asks for; what a request for an update leaves out stays as it was."""
    old = previous.revision if previous else None
    given = {}
    for one in params.get("Parameters") or ():
        name = one["ParameterKey"]
        if one.get("UsePreviousValue") and one.get("ParameterValue"):
            # moto's `test_update_stack_with_previous_value`, which its authors have run against AWS.
            raise invalid(
                f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true and non empty value "
                "for a parameter"
            )
        if one.get("UsePreviousValue"):
            if old is None or name not in old.given:
                raise invalid(
                    f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true for a parameter "
                    "key not in the previous template"
                )
            given[name] = old.given[name]
        else:
            given[name] = str(one.get("ParameterValue", ""))
            if len(given[name].encode()) > VALUE_LIMIT:
                raise invalid(f"The value of parameter {name} must not be longer than {VALUE_LIMIT} bytes.")
    values = given_parameters(template, given)
    expanded = expand(template, values)
    check_capabilities(expanded, params.get("Capabilities") or ())
    _check_types(expanded, params.get("ResourceTypes") or ())
    tags = _tags(params, call) if "Tags" in params or old is None else old.tags
    topics = tuple(params.get("NotificationARNs") or ()) if "NotificationARNs" in params or old is None else old.topics
    return Revision(
        text=template.text,
        given=values,
        tags=tags,
        capabilities=tuple(params.get("Capabilities") or ()),
        role=params.get("RoleARN") or (old.role if old else None),
        topics=topics,
        description=template.description,
    )


def _check_types(template: Template, allowed: Sequence[str]) -> None:
    """The sentence: LocalStack's test_update_with_resource_types, which its authors have run against AWS."""
    for kind in sorted({str(one["Type"]) for one in template.resources.values()}) if allowed else ():
        if not any(fnmatchcase(kind, one) for one in allowed):
            raise invalid(f"Resource type {kind} is not allowed by parameter ResourceTypes [{', '.join(allowed)}]")


def _tags(params: Mapping[str, Any], call: Call) -> tuple[tuple[str, str], ...]:
    tags = tuple((tag["Key"], tag["Value"]) for tag in params.get("Tags") or ())
    # Service Catalog puts tags of its own on a stack; nobody else may.
    if call.caller.via is None and any(key.lower().startswith("aws:") for key, _ in tags):
        raise invalid("aws: prefixed tag key names are not allowed for external use.")
    if len({key for key, _ in tags}) != len(tags) or len(tags) > 50:
        raise invalid("Tags: at most 50, with different keys, are allowed on a stack")
    return tags
