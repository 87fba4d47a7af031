"""How AWS words its refusals, by the protocol of the service that speaks.

Source: IAM User Guide, "Troubleshoot access denied error messages"; EC2, SNS and S3 "Common errors" pages.
"""

from __future__ import annotations

from embedded_aws.service import ServiceError

BAD_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method."
)
BAD_KEY = "The security token included in the request is invalid."
EC2_BAD = "AWS was not able to validate the provided access credentials"


def in_xml(code: str, message: str) -> bytes:
    """An error in XML, for who asks nothing of any service."""
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>".encode()


def is_json(protocol: str) -> bool:
    """Whether a protocol speaks JSON, and so names its errors `…Exception`."""
    return protocol in ("json", "rest-json", "smithy-rpc-v2-cbor")


def refuse_unsigned(service: str, protocol: str) -> ServiceError:
    """There are no credentials in the request."""
    if service == "s3":
        return ServiceError("AccessDenied", "Access Denied: the request is not signed.", 403)
    if is_json(protocol):
        return ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 400)
    return ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)


def refuse_version_two() -> ServiceError:
    """S3's signatures of version 2: since June 24th, 2020, no new bucket takes them, and each one here is new.

    Source: AWS News Blog, "Amazon S3 Update: SigV2 Deprecation Period Extended & Modified". What S3 says to a request
    that names no bucket is open question Q84.
    """
    message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    return ServiceError("InvalidRequest", message, 400)


def refuse_key(service: str, protocol: str) -> ServiceError:
    """Nobody has this access key, or the session token is not the session's."""
    if service == "s3":
        message = "The AWS Access Key Id you provided does not exist in our records."
        return ServiceError("InvalidAccessKeyId", message, 403)
    if service == "ec2":
        return ServiceError("AuthFailure", EC2_BAD, 401)
    if is_json(protocol):
        return ServiceError("UnrecognizedClientException", BAD_KEY, 400)
    return ServiceError("InvalidClientTokenId", BAD_KEY, 403)


def refuse_signature(service: str, protocol: str) -> ServiceError:
    """The signature is not what the secret gives."""
    if service == "ec2":
        return ServiceError("AuthFailure", EC2_BAD, 401)
    if is_json(protocol):
        return ServiceError("InvalidSignatureException", BAD_SIGNATURE, 400)
    return ServiceError("SignatureDoesNotMatch", BAD_SIGNATURE, 403)


def refuse_time(service: str, protocol: str, presigned: bool) -> ServiceError:
    """The clock of the caller is off, or a presigned URL has expired."""
    if service == "s3":
        if presigned:
            return ServiceError("AccessDenied", "Request has expired", 403)
        message = "The difference between the request time and the current time is too large."
        return ServiceError("RequestTimeTooSkewed", message, 403)
    if service == "ec2":
        return ServiceError("RequestExpired", "Request has expired.", 400)
    if is_json(protocol):
        return ServiceError("InvalidSignatureException", "Signature expired or not yet current.", 400)
    return ServiceError("SignatureDoesNotMatch", "Signature expired or not yet current.", 403)


def refuse_expired_session(service: str, protocol: str) -> ServiceError:
    """The session's time is over."""
    message = "The security token included in the request is expired"
    if is_json(protocol):
        return ServiceError("ExpiredTokenException", message, 400)
    return ServiceError("ExpiredToken", message, 400 if service == "s3" else 403)


def refuse_action(service: str, protocol: str, sentence: str) -> ServiceError:
    """IAM says no: `sentence` is the whole sentence."""
    if service == "ec2":
        message = f"You are not authorized to perform this operation. {sentence}"
        return ServiceError("UnauthorizedOperation", message, 403)
    if service == "sns":
        return ServiceError("AuthorizationError", sentence, 403)
    if is_json(protocol):
        return ServiceError("AccessDeniedException", sentence, 403 if protocol == "rest-json" else 400)
    return ServiceError("AccessDenied", sentence, 403)


def refuse_unkept(why: str) -> ServiceError:
    """A write while the state cannot be kept: it would be lost with the process. SDKs try such a call again."""
    words = f"The embedded AWS cannot keep its state ({why}), and takes no writes until it can"
    return ServiceError("ServiceUnavailable", words, 503)


def refuse_unknown(service: str, operation: str) -> ServiceError:
    """Loud: the embedded AWS does not have this."""
    return ServiceError("NotImplemented", f"{service}:{operation} is not part of the embedded AWS", 501)
