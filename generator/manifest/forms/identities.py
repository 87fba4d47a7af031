"""Accounts, regions, principals, permission sets and patterns of principals.

Shapes: IAM's "IAM identifiers", Service Catalog's AssociatePrincipalWithPortfolio (PrincipalType IAM_PATTERN), and IAM
Identity Center's "Referencing permission sets in resource policies" and `AWS::SSO::PermissionSet`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from generator.manifest.forms.form import invalid
from generator.manifest.forms.regions import REGIONS
from generator.manifest.suggestions import suggest

_ACCOUNT = re.compile(r"[0-9]{12}")
_NAME = r"[A-Za-z0-9+=,.@_-]"
PRINCIPAL = re.compile(rf"arn:(aws[a-z-]*):iam::([0-9]{{12}}):(user|role|group)/((?:{_NAME}+/)*{_NAME}{{1,64}})")
SAML = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):saml-provider/([A-Za-z0-9._-]{1,128})")
_PATTERN = re.compile(
    r"(?:arn:[^:]*:iam:::)?(user|role|group)/((?:[A-Za-z0-9+=,.@_*?-]+/)*[A-Za-z0-9+=,.@_*?-]{1,128})"
)
IDENTITY_CENTER = re.compile(
    r"arn:(aws[a-z-]*):iam::([0-9]{12}):(role)/"
    r"aws-reserved/sso\.amazonaws\.com/(?:(?:\*|[a-z0-9-]+)/|\*)?AWSReservedSSO_[A-Za-z0-9+=,.@_-]{1,32}_(?:\*|[0-9a-f]{16})"
)
ONE_SHAPE = "/*/AWSReservedSSO_"
"""What is only in patterns of Identity Center's roles with a region in their path."""
BOTH_SHAPES = "/*AWSReservedSSO_"
_PERMISSION_SET = re.compile(r"[\w+=,.@-]{1,32}", re.ASCII)
_PATH = re.compile(rf"/({_NAME}+/)*")
LONGEST_PATH = 40
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_POLICY = re.compile(rf"arn:(aws[a-z-]*):iam::([0-9]{{12}}|aws):policy/((?:{_NAME}+/)*{_NAME}{{1,128}})")
_UNIT = re.compile(r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")


def _account(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        message = "YAML reads an account id without quotes as a number, and loses its leading zeros"
        raise invalid("account", message, f'"{value:012d}"', "quote it")
    if isinstance(value, str) and not _ACCOUNT.fullmatch(value):
        count = f"{len(value)} characters" if len(value) != 12 else "something else than digits"
        message = f"`{value[:40]}` is not an account id: twelve digits, and this has {count}"
        raise invalid("account", message, 'write all twelve digits, such as "111122223333"')
    return value


def _region(value: str) -> str:
    if value in REGIONS:
        return value
    near = suggest(value, sorted(REGIONS))
    message = f"`{value[:40]}` is not a region that has SageMaker notebook instances"
    raise invalid("region", message, near or "eu-west-1", f"did you mean `{near}`?" if near else None)


def _principal(value: str) -> str:
    if PRINCIPAL.fullmatch(value) and len(value) <= 1000:
        return value
    example = "arn:aws:iam::111122223333:role/DataScientist"
    if value.endswith(":root"):
        message = "the account's root stands for everybody in the account: name a user or a role"
        raise invalid("arn", message, example, "everybody")
    if "*" in value or "?" in value:
        raise invalid(
            "arn", f"`{value[:120]}` holds a wildcard: a principal is one user or role", example, "a wildcard"
        )
    message = f"`{value[:120]}` is not the ARN of an IAM user, role or group"
    raise invalid("arn", message, f"write one such as {example}")


def _trusted(value: str) -> str:
    """One principal, or the role of an Identity Center permission set, whose last characters nobody knows ahead."""
    return value if IDENTITY_CENTER.fullmatch(value) else _principal(value)


def _saml(value: str) -> str:
    if SAML.fullmatch(value):
        return value
    example = "arn:aws:iam::111122223333:saml-provider/CorporateDirectory"
    raise invalid("arn", f"`{value[:120]}` is not the ARN of a SAML provider", f"write one such as {example}")


def _pattern(value: str) -> str:
    example = "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_DataScientist_*"
    match = _PATTERN.fullmatch(value)
    if match is None:
        message = f"`{value[:120]}` is not a pattern of principals: `role/PATH/NAME`, with no account in it"
        raise invalid("pattern", message, f"write one such as {example}")
    if match[2][0] in "*?":
        message = "this pattern begins with a wildcard, so that whoever can create a role can let himself in"
        raise invalid("pattern", message, f"begin with the path or name: {example}", "anybody")
    if "*" not in match[2] and "?" not in match[2]:
        message = "this pattern has no wildcard: it is one principal"
        raise invalid("pattern", message, "write it as `principal:` with its whole ARN")
    return value


def _permission_set(value: str) -> str:
    if _PERMISSION_SET.fullmatch(value):
        return value
    name = value.rpartition("AWSReservedSSO_")[2].rpartition("/")[2]
    near = name.rpartition("_")[0] if "AWSReservedSSO_" in value else name
    fix = near if _PERMISSION_SET.fullmatch(near) else "DataScientist"
    message = f"`{value[:80]}` is not the name of a permission set: 1 to 32 letters, digits and +=,.@-_"
    raise invalid("permission-set", message, fix, "its name, and no ARN")


def _organization(value: str) -> str:
    if not _ORGANIZATION.fullmatch(value):
        raise invalid("identifier", f"`{value[:40]}` is not an organization's id", "write one such as o-a1b2c3d4e5")
    return value


def _unit(value: str) -> str:
    if not _UNIT.fullmatch(value):
        message = f"`{value[:80]}` is not an organizational unit's id"
        raise invalid("identifier", message, "write one such as ou-ab12-12345678: aws organizations list-roots")
    return value


def _path(value: str) -> str:
    if _PATH.fullmatch(value) and len(value) <= LONGEST_PATH:
        return value
    message = (
        f"`{value[:80]}` is not such a path: it begins and ends with slashes, in at most {LONGEST_PATH} characters"
    )
    raise invalid("path", message, f"write {_nearest_path(value)}")


def _nearest_path(value: str) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9+=,.@_-]+", value) if word]
    path = f"/{'/'.join(words)}/" if words else "/data-science/"
    return path if len(path) <= LONGEST_PATH else "one such as /data-science/"


Account = Annotated[str, BeforeValidator(_account), WithJsonSchema({"type": "string", "pattern": "^[0-9]{12}$"})]
Region = Annotated[str, AfterValidator(_region), WithJsonSchema({"type": "string", "enum": sorted(REGIONS)})]


def _machine(value: str) -> str:
    if not re.fullmatch(MACHINE, value):
        words = f"`{value}` is no instance type of SageMaker"
        raise invalid("identifier", words, "write ml.g5.xlarge, or ml.g5.* for the family")
    return value


MACHINE = r"ml\.[a-z0-9-]+\.(\*|[a-z0-9-]+)"
JobInstance = Annotated[str, AfterValidator(_machine), WithJsonSchema({"type": "string", "pattern": f"^{MACHINE}$"})]
Principal = Annotated[str, AfterValidator(_principal), WithJsonSchema({"type": "string", "pattern": "^arn:aws"})]
TrustedPrincipal = Annotated[str, AfterValidator(_trusted), WithJsonSchema({"type": "string", "pattern": "^arn:aws"})]
SamlProvider = Annotated[
    str, AfterValidator(_saml), WithJsonSchema({"type": "string", "pattern": "^arn:aws[a-z-]*:iam::[0-9]{12}:saml-"})
]
PermissionSet = Annotated[
    str,
    AfterValidator(_permission_set),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_+=,.@-]{1,32}$"}),
]
PrincipalPattern = Annotated[
    str, AfterValidator(_pattern), WithJsonSchema({"type": "string", "pattern": "(role|user|group)/[^*?]"})
]


def _managed_policy(value: str) -> str:
    if _POLICY.fullmatch(value):
        return value
    example = "arn:aws:iam::111122223333:policy/OrganizationBoundary"
    raise invalid("arn", f"`{value[:120]}` is not the ARN of a managed policy", f"write one such as {example}")


def _key_arn(value: str) -> str:
    if _KEY_ARN.fullmatch(value):
        return value
    example = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    words = "names an alias, which can be led to another key" if ":alias/" in value else "is not the ARN of a key"
    raise invalid("arn", f"`{value[:120]}` {words}", f"write one such as {example}")


def _bucket_name(value: str) -> str:
    if _BUCKET.fullmatch(value):
        return value
    raise invalid("identifier", f"`{value[:80]}` is not the name of a bucket", "write one such as central-access-logs")


KeyArn = Annotated[
    str, AfterValidator(_key_arn), WithJsonSchema({"type": "string", "pattern": "^arn:aws[a-z-]*:kms:.*:key/"})
]
BucketName = Annotated[
    str, AfterValidator(_bucket_name), WithJsonSchema({"type": "string", "pattern": f"^{_BUCKET.pattern}$"})
]
ManagedPolicy = Annotated[
    str, AfterValidator(_managed_policy), WithJsonSchema({"type": "string", "pattern": "^arn:aws[a-z-]*:iam::"})
]
RolePath = Annotated[
    str, AfterValidator(_path), WithJsonSchema({"type": "string", "pattern": "^/([A-Za-z0-9+=,.@_-]+/)*$"})
]
Organization = Annotated[
    str, AfterValidator(_organization), WithJsonSchema({"type": "string", "pattern": "^o-[a-z0-9]{10,32}$"})
]
OrganizationalUnit = Annotated[
    str,
    AfterValidator(_unit),
    WithJsonSchema({"type": "string", "pattern": "^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$"}),
]
