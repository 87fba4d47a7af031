"""Web identities: an OpenID Connect token → who asks to become a role, and the condition keys that it brings.

As AWS does (STS API Reference, "AssumeRoleWithWebIdentity"): the issuer is a provider of the role's account, the
audience is one of that provider's, and the token has not expired. No identity provider stands behind this AWS, so a
token is signed by whoever can read the secret of its state: HMAC with SHA-256 over the first two parts.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from moto.iam.models import iam_backends

from embedded_aws.gateway.statements import listed
from embedded_aws.secret import Secret
from embedded_aws.service import PARTITION, Caller, ServiceError

OPERATION = "AssumeRoleWithWebIdentity"
REFUSAL = f"Not authorized to perform sts:{OPERATION}"


def read_web_caller(body: bytes, secret: Secret) -> Caller:
    """The identity provider in whose name the request is made; raises ServiceError for a token that is not its."""
    params = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    token = params.get("WebIdentityToken", "")
    claims = read_claims(token)
    account = (params.get("RoleArn", "").split(":") + [""] * 5)[4]
    issuer = str(claims["iss"]).removeprefix("https://")
    arn = f"arn:{PARTITION}:iam::{account}:oidc-provider/{issuer}"
    providers = iam_backends[account][PARTITION].open_id_providers if account in iam_backends else {}
    if arn not in providers:
        raise _invalid(f"No OpenIDConnect provider found in your account for {claims['iss']}")
    if not set(listed(claims["aud"])) & set(providers[arn].client_id_list):
        raise _invalid("Incorrect token audience")
    words, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), secret.sign(words).encode()):
        raise _invalid("The token is not signed with the secret of this embedded AWS, which its README describes")
    if float(claims.get("exp", 0)) < time.time():
        raise ServiceError("ExpiredTokenException", "Token is expired", 400)
    return Caller(account, arn, "service", str(claims["sub"]), name=str(claims["sub"]))


def web_keys(params: Mapping[str, Any]) -> dict[str, str]:
    """The condition keys of the request, named after the provider's address without its scheme."""
    claims = read_claims(str(params.get("WebIdentityToken", "")))
    issuer = str(claims["iss"]).removeprefix("https://")
    return {f"{issuer}:sub": str(claims["sub"]), f"{issuer}:aud": listed(claims["aud"])[0]}


def read_claims(token: str) -> Mapping[str, Any]:
    """The claims of a token; raises ServiceError for what is none."""
    parts = token.split(".")
    try:
        payload = parts[1] + "=" * (-len(parts[1]) % 4)
        claims: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(payload))
        if not all(claims.get(name) for name in ("iss", "sub", "aud")):
            raise ValueError("a claim is missing")
    except (IndexError, ValueError, AttributeError) as error:
        raise _invalid(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from error
    return claims


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidIdentityToken", message, 400)
