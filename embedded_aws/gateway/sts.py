"""STS: sessions of roles, through the role's trust policy; MFA, tags, source identity, session policies.

A `Service`, but one that also tells the front which condition keys its requests carry. Source: STS API Reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.principals import PARTITION, Principal, default_document, find_role
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.gateway.sessions import Session, Sessions, lasting, new_keys
from embedded_aws.service import Call, ServiceError

NAME = re.compile(r"[\w+=,.@-]{2,64}")
CODE = re.compile(r"\d{6}")
HOUR = 3600


def mfa_keys(params: Mapping[str, Any], principal: Principal) -> dict[str, str | list[str]]:
    """The keys that a code of an MFA device adds to AssumeRole; raises ServiceError for a code or device that is wrong.

    Any six digits are a right code here, for a device that is the caller's own.
    """
    serial, code = params.get("SerialNumber"), params.get("TokenCode")
    if not serial and not code:
        return {}
    user = iam_backends[principal.account][PARTITION].users.get(principal.name)
    if user is None or serial not in user.mfa_devices or not CODE.fullmatch(str(code or "")):
        raise ServiceError("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403)
    return {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


class Sts:
    """The operations of STS that exist here; each is named after its operation."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def carry_out(
        self, operation: str, params: Mapping[str, Any], principal: Principal, call: Call
    ) -> Mapping[str, Any]:
        """Answer one operation; raises ServiceError."""
        match operation:
            case "GetCallerIdentity":
                return {"UserId": principal.session.user_id, "Account": principal.account, "Arn": principal.arn}
            case "AssumeRole":
                return self._assume_role(params, principal)
            case "GetSessionToken":
                return self._session_token(params, principal)
            case "GetAccessKeyInfo":
                return self._key_info(str(params["AccessKeyId"]))
        raise refuse_unknown("sts", operation)

    def _assume_role(self, params: Mapping[str, Any], principal: Principal) -> Mapping[str, Any]:
        name = str(params["RoleSessionName"])
        if not NAME.fullmatch(name):
            raise ServiceError("ValidationError", f"The session name {name!r} must satisfy [\\w+=,.@-]{{2,64}}", 400)
        role = find_role(str(params["RoleArn"]))
        if role is None or principal.session.kind == "root":
            raise _not_assumable(principal, str(params["RoleArn"]))
        seconds = _duration(params, role, principal)
        session = self.open_session(role, name, seconds, policies=_session_policies(params, role.account_id))
        session = replace(
            session,
            tags={**_inherited(principal), **_tags(params)},
            transitive=(*principal.session.transitive, *params.get("TransitiveTagKeys", ())),
            source_identity=principal.session.source_identity or params.get("SourceIdentity"),
            mfa_at=datetime.now(UTC) if params.get("TokenCode") else None,
        )
        self._sessions.issue(session)
        answer: dict[str, Any] = {
            "Credentials": credentials_of(session),
            "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": session.arn},
        }
        if session.source_identity:
            answer["SourceIdentity"] = session.source_identity
        return answer

    def open_session(self, role: Any, name: str, seconds: int = HOUR, policies: tuple[str, ...] = ()) -> Session:
        """A session of moto's role; it is issued at once."""
        arn = f"arn:{PARTITION}:sts::{role.account_id}:assumed-role/{role.name}/{name}"
        session = Session(
            keys=new_keys(),
            account=role.account_id,
            kind="role",
            arn=arn,
            user_id=f"{role.id}:{name}",
            expires=lasting(seconds),
            role_arn=role.arn,
            session_name=name,
            policies=policies,
        )
        return self._sessions.issue(session)

    def _session_token(self, params: Mapping[str, Any], principal: Principal) -> Mapping[str, Any]:
        if not principal.long_term:
            raise ServiceError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
        mfa = mfa_keys(params, principal)
        session = replace(
            principal.session,
            keys=new_keys(),
            expires=lasting(int(params.get("DurationSeconds") or 12 * HOUR)),
            mfa_at=datetime.now(UTC) if mfa else None,
        )
        return {"Credentials": credentials_of(self._sessions.issue(session))}

    def _key_info(self, access_key: str) -> Mapping[str, Any]:
        session = self._sessions.find(access_key)
        if session is not None:
            return {"Account": session.account}
        for account in list(iam_backends):
            for user in iam_backends[account][PARTITION].users.values():
                if any(key.access_key_id == access_key for key in user.access_keys):
                    return {"Account": account}
        raise ServiceError("ValidationError", f"Invalid value for AccessKeyId: {access_key}", 400)


def credentials_of(session: Session) -> Mapping[str, Any]:
    """Credentials in STS's shape."""
    return {
        "AccessKeyId": session.keys.access_key,
        "SecretAccessKey": session.keys.secret_key,
        "SessionToken": session.keys.token,
        "Expiration": session.expires,
    }


def _not_assumable(principal: Principal, arn: str) -> ServiceError:
    sentence = f"User: {principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    if principal.session.kind == "root":
        sentence = "Roles may not be assumed by root accounts."
    return ServiceError("AccessDenied", sentence, 403)


def _duration(params: Mapping[str, Any], role: Any, principal: Principal) -> int:
    seconds = int(params.get("DurationSeconds") or HOUR)
    most = HOUR if principal.session.kind == "role" else int(role.max_session_duration or HOUR)
    if seconds > most:
        why = (
            "the 1 hour session limit for roles assumed by role chaining"
            if principal.session.kind == "role"
            else ("the MaxSessionDuration set for this role")
        )
        raise ServiceError("ValidationError", f"The requested DurationSeconds exceeds {why}.", 400)
    if seconds < 900:
        raise ServiceError("ValidationError", "DurationSeconds must be at least 900.", 400)
    return seconds


def _session_policies(params: Mapping[str, Any], account: str) -> tuple[str, ...]:
    texts = [str(params["Policy"])] if params.get("Policy") else []
    for row in params.get("PolicyArns") or ():
        policy = iam_backends[account][PARTITION].managed_policies.get(row["arn"])
        if policy is None:
            raise ServiceError("ValidationError", f"Policy {row['arn']} does not exist.", 400)
        texts.append(default_document(policy))
    for text in texts:
        _check_json(text)
    return tuple(texts)


def _check_json(text: str) -> None:
    try:
        json.loads(text)
    except ValueError as error:
        raise ServiceError("MalformedPolicyDocument", "The session policy is no JSON.", 400) from error


def _tags(params: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}


def _inherited(principal: Principal) -> dict[str, str]:
    held = principal.session
    return {key: held.tags[key] for key in held.transitive if key in held.tags}
