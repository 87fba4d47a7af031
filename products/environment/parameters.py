"""The questions that a person is asked about an environment, in the order of the launch page.

Lists are strings with commas: an empty answer can then be told from a list by conditions and by rules alike, and the
pattern holds for the list as a whole.
"""

from __future__ import annotations

from generator.blueprint import Canvas, Question

_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = rf"({_OCTET}\.){{3}}{_OCTET}"
_ARN = r"arn:aws[a-z-]*:[A-Za-z0-9:/_.@=,+*-]+"
_BLOCK = rf"{_ADDRESS}/([0-9]|[12][0-9]|3[0-2])"

ENVIRONMENT, NETWORK, PEOPLE, SOURCES, AUDIT, OTHERS = (
    "The environment",
    "Network",
    "Who works here",
    "Code and packages",
    "Audit",
    "Who else comes in",
)


def _choice(group: str, name: str, label: str, description: str, allowed: tuple[str, ...], default: str) -> Question:
    words = " or ".join(allowed)
    return Question(name, group, label, description, f"Type {words}.", default=default, allowed=allowed)


def _switch(group: str, name: str, label: str, description: str, default: str = "no") -> Question:
    return _choice(group, name, label, description, ("yes", "no"), default)


def _optional(group: str, name: str, label: str, description: str, pattern: str, otherwise: str) -> Question:
    return Question(name, group, label, description, otherwise, default="", pattern=rf"^$|^{pattern}$")


_ABOUT = (
    Question(
        "Project",
        ENVIRONMENT,
        "Project",
        "Short name of the project; part of the name of everything in the environment.",
        "Type 2 to 16 lower-case letters, digits and single hyphens, starting with a letter, such as churn.",
        pattern=r"^[a-z](?!.*--)[a-z0-9-]{0,14}[a-z0-9]$",
        min_length=2,
        max_length=16,
    ),
    Question(
        "Stage",
        ENVIRONMENT,
        "Stage",
        "Which of the project's environments this is, such as dev or prod.",
        "Type 2 to 8 lower-case letters and digits, starting with a letter, such as dev.",
        pattern=r"^[a-z][a-z0-9]{1,7}$",
        min_length=2,
        max_length=8,
    ),
    _switch(
        ENVIRONMENT,
        "Current",
        "The account's current environment",
        "Also publish the parameters below /ds/current/, so that products can be launched without naming it; one "
        "environment of an account and region can be current.",
    ),
)

_NETWORK = (
    Question(
        "VpcCidr",
        NETWORK,
        "Address block",
        "IPv4 block of the VPC: /16 to /20 gives subnets of /22, /21 to /24 gives subnets of /26. With an existing "
        "VPC: its block.",
        "Type an IPv4 block from /16 to /24, such as 10.0.0.0/16; a smaller one does not hold three subnets.",
        default="10.0.0.0/16",
        pattern=rf"^$|^{_ADDRESS}/(1[6-9]|2[0-4])$",
    ),
    _choice(NETWORK, "Zones", "Availability Zones", "Over how many zones the subnets spread.", ("2", "3"), "2"),
    _switch(
        NETWORK,
        "EndpointsDevelopment",
        "Endpoints for development",
        "Reach CodeCommit, CodeArtifact and Systems Manager from inside; billed by zone and hour.",
    ),
    _switch(
        NETWORK,
        "EndpointsContainers",
        "Endpoints for containers",
        "Pull images from Amazon ECR into our own subnets; billed by zone and hour.",
    ),
    _switch(
        NETWORK,
        "EndpointsSelfService",
        "Endpoints for self-service from inside",
        "Call Service Catalog, CloudFormation, EC2, EventBridge, Secrets Manager and the feature store from a "
        "notebook; billed by zone and hour.",
    ),
    _optional(
        NETWORK,
        "AccessCidr",
        "People's addresses",
        "From which private block people reach notebooks, over VPN or Direct Connect.",
        _BLOCK,
        "Type an IPv4 block such as 172.16.0.0/12, or nothing.",
    ),
    _optional(
        NETWORK,
        "AccessGroup",
        "People's security group",
        "Or: members of this security group reach notebooks.",
        "sg-[0-9a-f]{8,17}",
        "Type a security group id such as sg-0123456789abcdef0, or nothing.",
    ),
    _switch(NETWORK, "NetworkAcls", "Network ACLs", "Add a network ACL to our subnets, as a second line."),
    _optional(
        NETWORK,
        "S3PrefixList",
        "S3 prefix list",
        "Id of the region's own S3 prefix list (aws ec2 describe-managed-prefix-lists); needed only in regions that "
        "the template does not know it for.",
        "pl-[0-9a-f]{8,17}",
        "Type a prefix list id such as pl-63a5400a, or nothing.",
    ),
    _optional(
        NETWORK,
        "ExistingVpc",
        "Existing VPC",
        "Use this VPC and make none; it must have DNS support and host names on, and no way to the internet.",
        "vpc-[0-9a-f]{8,17}",
        "Type a VPC id such as vpc-0123456789abcdef0, or nothing.",
    ),
    _optional(
        NETWORK,
        "ExistingSubnets",
        "Existing subnets",
        "Two or three subnets of the existing VPC, as many as Zones says, separated by commas.",
        "subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17}){1,2}",
        "Type two or three subnet ids with commas and no spaces, or nothing.",
    ),
    _optional(
        NETWORK,
        "ExistingRouteTables",
        "Existing route tables",
        "The route tables of those subnets: the S3 endpoint is entered there.",
        "rtb-[0-9a-f]{8,17}(,rtb-[0-9a-f]{8,17})*",
        "Type route table ids with commas and no spaces, or nothing.",
    ),
    _optional(
        NETWORK,
        "ExistingEndpoints",
        "Existing core endpoints",
        "Where the existing VPC has the core endpoints already: the ids of those for s3 (gateway), sagemaker.api, "
        "sagemaker.runtime and notebook, in this order. Their policies stay their owner's.",
        "vpce-[0-9a-f]{8,17}(,vpce-[0-9a-f]{8,17}){3}",
        "Type four endpoint ids with commas and no spaces, or nothing.",
    ),
)

_PEOPLE = (
    _choice(
        PEOPLE,
        "TrustMode",
        "How people sign in",
        "Who may become the data scientist: IAM principals with MFA, a SAML provider's users, or Identity Center's.",
        ("mfa", "saml", "identity-center"),
        "mfa",
    ),
    _optional(
        PEOPLE,
        "TrustedPrincipals",
        "People",
        "ARNs of the IAM users and roles (with MFA), or of Identity Center's roles, separated by commas; never an "
        "account's root.",
        rf"(?!.*:root(,|$)){_ARN}",
        "Type ARNs of users or roles with commas and no spaces; an account's root is not accepted.",
    ),
    _optional(
        PEOPLE,
        "SamlProvider",
        "SAML provider",
        "ARN of the IAM SAML provider, where people sign in by SAML.",
        r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[A-Za-z0-9._-]{1,128}",
        "Type the ARN of a SAML provider, or nothing.",
    ),
    _choice(
        PEOPLE,
        "Presign",
        "From where notebooks open",
        "any: wherever the person signed in; cidr: from PresignCidr; endpoint: only through our api and notebook "
        "endpoints (the console's Open button then stops working).",
        ("any", "cidr", "endpoint"),
        "any",
    ),
    _optional(
        PEOPLE,
        "PresignCidr",
        "Addresses that open notebooks",
        "IPv4 blocks from which notebooks may be opened, separated by commas.",
        rf"{_BLOCK}(,{_BLOCK})*",
        "Type IPv4 blocks with commas and no spaces, or nothing.",
    ),
    _choice(
        PEOPLE,
        "OwnerMode",
        "How a notebook knows its owner",
        "By Service Catalog's own tag with the launching principal, or by the owner tag that the launch sets.",
        ("provisioning-principal", "owner-tag"),
        "provisioning-principal",
    ),
)

_SOURCES = (
    Question(
        "Git",
        SOURCES,
        "Git repository",
        "codecommit makes a repository, none makes none, and an https URL names an existing one.",
        "Type codecommit, none, or an https URL without credentials.",
        default="codecommit",
        pattern=r"^(codecommit|none|https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~/-]+)$",
    ),
    _choice(
        SOURCES,
        "Packages",
        "Package index",
        "codeartifact makes an index that passes the public one through, so that pip works with no internet.",
        ("none", "codeartifact"),
        "none",
    ),
)

_AUDIT = (
    _optional(
        AUDIT,
        "AlarmEmail",
        "Alarms go to",
        "E-mail address that alarms are sent to; empty means no alarms.",
        r"[^@\s,]+@[^@\s,]+\.[^@\s,]+",
        "Type an e-mail address, or nothing.",
    ),
    _choice(
        AUDIT,
        "Trail",
        "CloudTrail",
        "own makes a trail; organization says that the organization's trail covers this account.",
        ("own", "organization"),
        "own",
    ),
    _switch(
        AUDIT,
        "SageMakerLogGroups",
        "Own SageMaker's log groups",
        "Make the account's /aws/sagemaker log groups; one environment of an account and region can own them.",
        "yes",
    ),
    Question(
        "LogRetentionDays",
        AUDIT,
        "Keep logs for (days)",
        "How long logs are kept, in CloudWatch Logs and in the log bucket.",
        "Choose one of the listed numbers of days.",
        type="Number",
        default=365,
        allowed=(90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
    ),
    _choice(
        AUDIT,
        "Detective",
        "Detective control",
        "What happens to SageMaker resources outside the rules: nothing, a report, or they are stopped.",
        ("off", "report", "stop"),
        "off",
    ),
    _optional(
        AUDIT,
        "DetectiveBucket",
        "Bucket of the detective function",
        "Where the function's code is; empty means the publisher's bucket of this account and region.",
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "Type a bucket name, or nothing.",
    ),
    _optional(
        AUDIT,
        "DetectiveKey",
        "Object of the detective function",
        "The function's code in that bucket.",
        r"[A-Za-z0-9/_.=-]{1,512}",
        "Type an object key, or nothing.",
    ),
)

_OTHERS = (
    _optional(
        OTHERS,
        "Organization",
        "Organization",
        "The organization's id, for the data perimeter.",
        "o-[a-z0-9]{10,32}",
        "Type an organization id such as o-a1b2c3d4e5, or nothing.",
    ),
    _optional(
        OTHERS,
        "PipelinePrincipals",
        "Pipelines",
        "ARNs of the roles that may deploy endpoints, separated by commas.",
        rf"(?!.*:root(,|$)){_ARN}",
        "Type role ARNs with commas and no spaces, or nothing; an account's root is not accepted.",
    ),
    _optional(
        OTHERS,
        "ApplicationPrincipals",
        "Applications",
        "ARNs of the roles that may invoke endpoints, separated by commas.",
        rf"(?!.*:root(,|$)){_ARN}",
        "Type role ARNs with commas and no spaces, or nothing; an account's root is not accepted.",
    ),
    _optional(
        OTHERS,
        "ExternalId",
        "External id",
        "What applications of other accounts must present when they assume the invocation role.",
        r"[A-Za-z0-9+=,.@:/_-]{2,128}",
        "Type 2 to 128 letters, digits and +=,.@:/_- characters, or nothing.",
    ),
)

QUESTIONS: tuple[Question, ...] = (*_ABOUT, *_NETWORK, *_PEOPLE, *_SOURCES, *_AUDIT, *_OTHERS)


def build_parameters(canvas: Canvas) -> None:
    """Ask every question."""
    for question in QUESTIONS:
        canvas.parameter(question)
