"""S3: how a bucket is read from elsewhere: as a site, by scripts of other sites, through transfer acceleration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, shape
from embedded_aws.cloudformation.providers.settings import Settings, put_or_delete

RULE = "AllowedHeaders AllowedMethods AllowedOrigins"
SHAPES = {
    "AccelerateConfiguration": shape("AccelerationStatus"),
    "CorsConfiguration": shape("", CorsRules=shape(f"{RULE} ExposedHeaders Id MaxAge")),
    "WebsiteConfiguration": shape(
        "IndexDocument ErrorDocument",
        RedirectAllRequestsTo=shape("HostName Protocol"),
        RoutingRules=shape(
            "",
            RedirectRule=shape("HostName HttpRedirectCode Protocol ReplaceKeyPrefixWith ReplaceKeyWith"),
            RoutingRuleCondition=shape("HttpErrorCodeReturnedEquals KeyPrefixEquals"),
        ),
    ),
}


def _accelerate(request: HandlerRequest, new: Any, old: Any) -> None:
    # AWS quirk: what was accelerated once can be suspended, and not be without a status again ("Amazon S3 Transfer
    # Acceleration" in the S3 User Guide).
    status = {"Status": new["AccelerationStatus"] if new else "Suspended"}
    request.client("s3").put_bucket_accelerate_configuration(Bucket=request.physical_id, AccelerateConfiguration=status)


def _put_cors(request: HandlerRequest, new: Any) -> None:
    rules = [
        pick(rule, RULE, ExposedHeaders="ExposeHeaders", Id="ID", MaxAge="MaxAgeSeconds") for rule in new["CorsRules"]
    ]
    request.client("s3").put_bucket_cors(Bucket=request.physical_id, CORSConfiguration={"CORSRules": rules})


def _put_site(request: HandlerRequest, new: Mapping[str, Any]) -> None:
    site: dict[str, Any] = pick(new, "RedirectAllRequestsTo")
    if "IndexDocument" in new:
        site["IndexDocument"] = {"Suffix": new["IndexDocument"]}
    if "ErrorDocument" in new:
        site["ErrorDocument"] = {"Key": new["ErrorDocument"]}
    if "RoutingRules" in new:
        site["RoutingRules"] = [
            pick(rule, "", RedirectRule="Redirect", RoutingRuleCondition="Condition") for rule in new["RoutingRules"]
        ]
    request.client("s3").put_bucket_website(Bucket=request.physical_id, WebsiteConfiguration=site)


SETTINGS: Settings = {
    "AccelerateConfiguration": _accelerate,
    "CorsConfiguration": put_or_delete(
        _put_cors, lambda request: request.client("s3").delete_bucket_cors(Bucket=request.physical_id)
    ),
    "WebsiteConfiguration": put_or_delete(
        _put_site, lambda request: request.client("s3").delete_bucket_website(Bucket=request.physical_id)
    ),
}
