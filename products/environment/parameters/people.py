"""Questions about people, pipelines and applications: who comes in, and how."""

from __future__ import annotations

from products.environment.parameters.kinds import ARN, BLOCK, choice, optional

_PEOPLE, _OTHERS = "Who works here", "Who else comes in"

PEOPLE = (
    choice(
        _PEOPLE,
        "TrustMode",
        "How people sign in",
        "Who may become the data scientist: IAM users of this account with MFA; a SAML provider's users, whose "
        "assertions must carry SourceIdentity with the value of RoleSessionName; or Identity Center's users.",
        ("mfa", "saml", "identity-center"),
        "mfa",
    ),
    optional(
        _PEOPLE,
        "TrustedPrincipals",
        "People",
        "With mfa: ARNs of IAM users of this account, who sign in with MFA; a role, or another account's user, does "
        "not get in. With identity-center: ARNs of its roles (all of the account's where empty). With saml: nothing. "
        "Separated by commas; never an account's root.",
        rf"(?!.*:root(,|$)){ARN}",
        "Type ARNs of users, or of Identity Center's roles, with commas and no spaces; never an account's root.",
    ),
    optional(
        _PEOPLE,
        "SamlProvider",
        "SAML provider",
        "ARN of the IAM SAML provider, where people sign in by SAML. It must send the attribute SourceIdentity with "
        "the value of RoleSessionName: by these a notebook knows its owner.",
        r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[A-Za-z0-9._-]{1,128}",
        "Type the ARN of a SAML provider, or nothing.",
    ),
    choice(
        _PEOPLE,
        "Presign",
        "From where notebooks open",
        "any: wherever the person signed in; cidr: from PresignCidr; endpoint: only through our api and notebook "
        "endpoints (the console's Open button then stops working).",
        ("any", "cidr", "endpoint"),
        "any",
    ),
    optional(
        _PEOPLE,
        "PresignCidr",
        "Addresses that open notebooks",
        "IPv4 blocks from which notebooks may be opened, separated by commas.",
        rf"{BLOCK}(,{BLOCK})*",
        "Type IPv4 blocks with commas and no spaces, or nothing.",
    ),
    choice(
        _PEOPLE,
        "OwnerMode",
        "How a notebook knows its owner",
        "owner-tag: by the tag ds:owner with the session's name, which the launch sets from the answer Owner "
        "(./build.py launch does). provisioning-principal: by Service Catalog's own tag with the launching principal; "
        "then a session needs a source identity, and the console's Switch Role opens nothing.",
        ("owner-tag", "provisioning-principal"),
        "owner-tag",
    ),
)

OTHERS = (
    optional(
        _OTHERS,
        "Organization",
        "Organization",
        "The organization's id, for the data perimeter.",
        "o-[a-z0-9]{10,32}",
        "Type an organization id such as o-a1b2c3d4e5, or nothing.",
    ),
    optional(
        _OTHERS,
        "PipelinePrincipals",
        "Pipelines",
        "ARNs of the roles that may deploy endpoints, separated by commas.",
        rf"(?!.*:root(,|$)){ARN}",
        "Type role ARNs with commas and no spaces, or nothing; an account's root is not accepted.",
    ),
    optional(
        _OTHERS,
        "ApplicationPrincipals",
        "Applications",
        "ARNs of the roles that may invoke endpoints, separated by commas.",
        rf"(?!.*:root(,|$)){ARN}",
        "Type role ARNs with commas and no spaces, or nothing; an account's root is not accepted.",
    ),
    optional(
        _OTHERS,
        "ExternalId",
        "External id",
        "What applications of other accounts must present when they assume the invocation role.",
        r"[A-Za-z0-9+=,.@:/_-]{2,128}",
        "Type 2 to 128 letters, digits and +=,.@:/_- characters, or nothing.",
    ),
    choice(
        _OTHERS,
        "InvokeFrom",
        "From where endpoints are invoked",
        "any: wherever the application runs; endpoint: only through this environment's SageMaker runtime endpoint.",
        ("any", "endpoint"),
        "any",
    ),
)
