"""What state, kind and purpose of a key allow: KMS refuses the rest, moto (5.2) takes nearly all of it.

Sources: AWS KMS Developer Guide, "Key states of AWS KMS keys" (its table and the sentences below it) and "Key type
reference"; the errors that each operation of botocore's model may answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from embedded_aws.gateway.moto_state import find_key, key_of_blob
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.policy_principals import is_seen

DOUBLE = {"ReEncrypt": ("SourceKeyId", "DestinationKeyId"), "CreateAlias": ("TargetKeyId",)}
DOUBLE["UpdateAlias"] = DOUBLE["CreateAlias"]
USAGES = {
    **dict.fromkeys(("Encrypt", "Decrypt", "ReEncrypt"), "ENCRYPT_DECRYPT"),
    **{f"GenerateDataKey{kind}": "ENCRYPT_DECRYPT" for kind in ("", "WithoutPlaintext")},
    **{f"GenerateDataKeyPair{kind}": "ENCRYPT_DECRYPT" for kind in ("", "WithoutPlaintext")},
    **dict.fromkeys(("Sign", "Verify"), "SIGN_VERIFY"),
    **dict.fromkeys(("GenerateMac", "VerifyMac"), "GENERATE_VERIFY_MAC"),
    "DeriveSharedSecret": "KEY_AGREEMENT",
}
"""The operations that use a key's material, and the purpose that the key must have."""
ROTATION = ("EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand")
NOT_DISABLED = (*USAGES, *ROTATION, "CreateGrant", "GetPublicKey")
NOT_PENDING = (
    *NOT_DISABLED,
    *("CreateAlias", "ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"),
)
USUAL_WINDOW = 30
"""Days of waiting where nobody says how many."""
PURPOSES: Mapping[str, tuple[str, ...]] = {
    "SYMMETRIC_DEFAULT": ("ENCRYPT_DECRYPT",),
    "HMAC": ("GENERATE_VERIFY_MAC",),
    "RSA": ("ENCRYPT_DECRYPT", "SIGN_VERIFY"),
    "ECC_NIST_P": ("SIGN_VERIFY", "KEY_AGREEMENT"),
    "ECC_NIST_EDWARDS": ("SIGN_VERIFY",),
    "ECC_SECG": ("SIGN_VERIFY",),
    "ML_DSA": ("SIGN_VERIFY",),
    "SM2": ("ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"),
}
"""How a key's spec begins, and what a key of it can be for ("Key type reference")."""


def _keys(call: Call) -> Iterator[str]:
    for name in DOUBLE.get(call.operation, ("KeyId",)):
        if call.params.get(name):
            yield str(call.params[name])
    blob = call.params.get("CiphertextBlob")
    if isinstance(blob, bytes):
        yield key_of_blob(blob)


def check_use(call: Call) -> None:
    """Raises ServiceError where a key that the call names is in no state, or for no purpose, that allows it."""
    for name in _keys(call):
        key = find_key(name, call.region, call.account)
        if key is None:
            continue
        if key.key_state == "Disabled" and call.operation in NOT_DISABLED:
            raise ServiceError("DisabledException", f"{key.arn} is disabled.", 400)
        if key.key_state == "PendingDeletion" and call.operation in NOT_PENDING:
            raise ServiceError("KMSInvalidStateException", f"{key.arn} is pending deletion.", 400)
        if key.key_state != "PendingDeletion" and call.operation == "CancelKeyDeletion":
            raise ServiceError("KMSInvalidStateException", f"{key.arn} is not pending deletion.", 400)
        usage, wanted = key.key_usage or "ENCRYPT_DECRYPT", USAGES.get(call.operation)
        if wanted and usage != wanted:
            message = f"{key.arn} key usage is {usage} which is not valid for {call.operation}."
            raise ServiceError("InvalidKeyUsageException", message, 400)
        if call.operation in ROTATION and key.key_spec != "SYMMETRIC_DEFAULT":
            # Only symmetric encryption keys rotate ("EnableKeyRotation", KMS API Reference).
            raise ServiceError("UnsupportedOperationException", f"{key.arn} is {key.key_spec}: it has no rotation", 400)


def check_purpose(call: Call) -> None:
    """CreateKey: raises ServiceError for a purpose that a key of the spec cannot have, or where none is given."""
    spec = str(call.params.get("KeySpec") or call.params.get("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT")
    usage = call.params.get("KeyUsage") or ("ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else None)
    possible = next((found for start, found in PURPOSES.items() if spec.startswith(start)), None)
    if usage is None:
        message = "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
        raise ServiceError("ValidationException", message, 400)
    if possible is not None and usage not in possible:
        raise ServiceError("ValidationException", f"KeyUsage {usage} is not compatible with KeySpec {spec}", 400)


def check_window(call: Call) -> None:
    """ScheduleKeyDeletion: the waiting period is of 7 to 30 days (KMS API Reference, `PendingWindowInDays`)."""
    check_use(call)
    days = int(call.params.get("PendingWindowInDays") or USUAL_WINDOW)
    if not 7 <= days <= 30:
        raise ServiceError("ValidationException", f"PendingWindowInDays is {days}: it must be from 7 to 30", 400)


def check_alias(call: Call) -> None:
    """Raises ServiceError for an alias that only AWS makes, and for one of a key with another purpose."""
    name = str(call.params.get("AliasName"))
    if name.startswith("alias/aws/"):
        raise ServiceError("NotAuthorizedException", "", 400)  # KMS says no more (moto's tests)
    check_use(call)
    new, old = (find_key(one, call.region, call.account) for one in (str(call.params.get("TargetKeyId")), name))
    if call.operation == "UpdateAlias" and new is not None and old is not None and _kind(new) != _kind(old):
        # "UpdateAlias", KMS API Reference: both keys are of the same type and have the same key usage.
        raise ServiceError("ValidationException", f"{old.arn} and {new.arn} are of different type or usage", 400)


def _kind(key: object) -> tuple[bool, str]:
    spec = str(getattr(key, "key_spec", ""))
    return spec == "SYMMETRIC_DEFAULT", str(getattr(key, "key_usage", "") or "ENCRYPT_DECRYPT")


def check_tags(call: Call) -> None:
    """Raises ServiceError for a tag whose key begins as AWS's own do ("Tagging keys", KMS Developer Guide)."""
    check_use(call)
    # CloudFormation and Service Catalog do tag so.
    for tag in () if call.caller.via else call.params.get("Tags") or ():
        if str(tag.get("TagKey", "")).lower().startswith("aws:"):
            raise ServiceError("TagException", f"The tag key {tag['TagKey']} begins with aws:, which is AWS's", 400)


def check_marker(call: Call) -> None:
    """ListKeys: no page of moto's has a following one, so that no marker can be of any (`InvalidMarkerException`)."""
    if call.params.get("Marker"):
        raise ServiceError("InvalidMarkerException", f"Could not deserialize marker {call.params['Marker']}", 400)


def check_grant(call: Call) -> None:
    """CreateGrant: whom it is given to must be there, and each operation be one that the key is for."""
    check_use(call)
    for name in ("GranteePrincipal", "RetiringPrincipal"):
        arn = call.params.get(name)
        if arn and not is_seen(str(arn)):
            raise ServiceError("InvalidArnException", f"ARN does not refer to a valid principal: {arn}", 400)
    key = find_key(str(call.params.get("KeyId")), call.region, call.account)
    usage = (key.key_usage or "ENCRYPT_DECRYPT") if key is not None else ""
    for operation in call.params.get("Operations") or ():
        wanted = USAGES.get(operation.replace("ReEncryptFrom", "ReEncrypt").replace("ReEncryptTo", "ReEncrypt"))
        if key is not None and wanted and wanted != usage:
            raise ServiceError("ValidationException", f"{operation} is no operation of a key for {usage}", 400)


_SPECIAL: Mapping[str, Callable[[Call], None]] = {
    "CreateAlias": check_alias,
    "CreateGrant": check_grant,
    "DeleteAlias": check_alias,
    "ListKeys": check_marker,
    "ScheduleKeyDeletion": check_window,
    "TagResource": check_tags,
    "UpdateAlias": check_alias,
}


def _dry(check: Callable[[Call], None]) -> Callable[[Call], None]:
    """The check and then the end of a dry run, of which moto knows nothing: it would carry the call out.

    Source: `DryRun` and `DryRunOperationException`, KMS API Reference. A key that is not there is moto's to say.
    """

    def both(call: Call) -> None:
        check(call)
        if call.params.get("DryRun") and all(find_key(name, call.region, call.account) for name in _keys(call)):
            message = "The request was rejected because the DryRun parameter was specified."
            raise ServiceError("DryRunOperationException", message, 400)

    return both


_GRANTED = ("RetireGrant", "RevokeGrant")
_CHECKS = {**dict.fromkeys((*NOT_PENDING, "CancelKeyDeletion", *_GRANTED), check_use), **_SPECIAL}
CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {("kms", name): _dry(each) for name, each in _CHECKS.items()}
"""What is looked at before moto carries out a call that names a key."""
