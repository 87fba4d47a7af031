"""STS: sessions of roles, through the role's trust policy; MFA, tags, source identity, session policies.

Its requests carry condition keys that nobody else knows: those of MFA. Source: STS API Reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.callers import Sessions, default_document, find_seen_role, new_keys, role_session
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.gateway.web_identity import OPERATION, REFUSAL, web_keys
from embedded_aws.service import PARTITION, Call, Caller, ServiceError

NAME = re.compile(r"[\w+=,.@-]{2,64}")
CODE = re.compile(r"\d{6}")
SESSION_POLICY = 2048
"""The characters of a session policy ("AssumeRole", STS API Reference)."""
HOUR = 3600


def mfa_keys(params: Mapping[str, Any], caller: Caller) -> dict[str, str]:
    """The keys that a code of an MFA device adds to AssumeRole; raises ServiceError for a code or device that is wrong.

    Any six digits are a right code here, for a device that is the caller's own.
    """
    serial, code = params.get("SerialNumber"), params.get("TokenCode")
    if not serial and not code:
        return {}
    user = iam_backends[caller.account][PARTITION].users.get(caller.name)
    if user is None or serial not in user.mfa_devices or not CODE.fullmatch(str(code or "")):
        raise ServiceError("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403)
    return {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


class Sts:
    """The operations of STS that exist here; the sessions are its state."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Answer one operation; raises ServiceError."""
        caller = call.caller
        match call.operation:
            case "GetCallerIdentity":
                return {"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn}
            case "AssumeRole":
                return self._assume_role(params, caller)
            case "AssumeRoleWithWebIdentity":
                return self._assume_role_with_token(params, caller)
            case "GetSessionToken":
                return self._session_token(params, caller)
            case "GetAccessKeyInfo":
                return self._key_info(str(params["AccessKeyId"]))
        raise refuse_unknown("sts", call.operation)

    def context(self, params: Mapping[str, Any], call: Call) -> Mapping[str, str]:
        """The keys of MFA; raises ServiceError for a role that is not there, as for one that may not be assumed."""
        if call.operation == OPERATION:
            if find_seen_role(str(params.get("RoleArn", ""))) is None:
                raise ServiceError("AccessDenied", REFUSAL, 403)
            return web_keys(params)
        if call.operation != "AssumeRole":
            return {}
        if find_seen_role(str(params.get("RoleArn", ""))) is None:
            raise _not_authorized(call.caller, str(params.get("RoleArn", "")))
        return mfa_keys(params, call.caller)

    def dump(self) -> object:
        """The sessions."""
        return self._sessions.dump()

    def load(self, state: object) -> None:
        """Take over what `dump` gave."""
        self._sessions.load(state)

    def _assume_role(self, params: Mapping[str, Any], caller: Caller) -> Mapping[str, Any]:
        name = str(params["RoleSessionName"])
        _check_name(name)
        role = find_seen_role(str(params["RoleArn"]))
        if caller.kind == "root":
            raise ServiceError("AccessDenied", "Roles may not be assumed by root accounts.", 403)
        if role is None:
            raise _not_authorized(caller, str(params["RoleArn"]))
        made = role_session(role, name, _duration(params, role, caller))
        inherited = {key: caller.session_tags[key] for key in caller.transitive_tags if key in caller.session_tags}
        session = replace(
            made,
            session_policies=_session_policies(params, role.account_id),
            session_tags={**inherited, **{tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}},
            transitive_tags=(*caller.transitive_tags, *params.get("TransitiveTagKeys", ())),
            source_identity=caller.source_identity or params.get("SourceIdentity"),
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

    def _assume_role_with_token(self, params: Mapping[str, Any], caller: Caller) -> Mapping[str, Any]:
        name = str(params["RoleSessionName"])
        _check_name(name)
        role = find_seen_role(str(params["RoleArn"]))
        made = role_session(role, name, _duration(params, role, caller))
        session = self._sessions.issue(replace(made, session_policies=_session_policies(params, made.account)))
        return {
            "Credentials": credentials_of(session),
            "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": session.arn},
            "SubjectFromWebIdentityToken": caller.name,
            "Provider": caller.arn,
        }

    def _session_token(self, params: Mapping[str, Any], caller: Caller) -> Mapping[str, Any]:
        if not caller.long_term:
            raise ServiceError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
        mfa = mfa_keys(params, caller)
        session = replace(
            caller,
            keys=new_keys(),
            long_term=False,
            expires=datetime.now(UTC) + timedelta(seconds=int(params.get("DurationSeconds") or 12 * HOUR)),
            mfa_at=datetime.now(UTC) if mfa else None,
        )
        return {"Credentials": credentials_of(self._sessions.issue(session))}

    def _key_info(self, access_key: str) -> Mapping[str, Any]:
        session = self._sessions.find(access_key)
        if session is not None:
            return {"Account": session.account}
        for account in list(iam_backends):
            for user in list(iam_backends[account][PARTITION].users.values()):
                if any(key.access_key_id == access_key for key in user.access_keys):
                    return {"Account": account}
        raise ServiceError("ValidationError", f"Invalid value for AccessKeyId: {access_key}", 400)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ServiceError("ValidationError", f"The session name {name!r} must satisfy [\\w+=,.@-]{{2,64}}", 400)


def credentials_of(session: Caller) -> Mapping[str, Any]:
    """Credentials in STS's shape."""
    return {
        "AccessKeyId": session.keys.access_key,
        "SecretAccessKey": session.keys.secret_key,
        "SessionToken": session.keys.token,
        "Expiration": session.expires,
    }


def _not_authorized(caller: Caller, arn: str) -> ServiceError:
    sentence = f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    return ServiceError("AccessDenied", sentence, 403)


def _duration(params: Mapping[str, Any], role: Any, caller: Caller) -> int:
    seconds = int(params.get("DurationSeconds") or HOUR)
    most = HOUR if caller.kind == "role" else int(role.max_session_duration or HOUR)
    if seconds > most:
        why = (
            "the 1 hour session limit for roles assumed by role chaining"
            if caller.kind == "role"
            else ("the MaxSessionDuration set for this role")
        )
        raise ServiceError("ValidationError", f"The requested DurationSeconds exceeds {why}.", 400)
    if seconds < 900:
        raise ServiceError("ValidationError", "DurationSeconds must be at least 900.", 400)
    return seconds


def _session_policies(params: Mapping[str, Any], account: str) -> tuple[str, ...]:
    texts = [str(params["Policy"])] if params.get("Policy") else []
    if sum(map(len, texts)) > SESSION_POLICY:
        raise ServiceError("ValidationError", f"'policy' must be of {SESSION_POLICY} characters at most", 400)
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
