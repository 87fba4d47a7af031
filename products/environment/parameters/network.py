"""Questions about the environment itself and its network."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from products.environment.parameters.kinds import ADDRESS, BLOCK, PROXY, choice, optional, switch

_ENVIRONMENT, _NETWORK = "The environment", "Network"

ABOUT = (
    ParameterPrompt(
        "Project",
        _ENVIRONMENT,
        "Project",
        "Short name of the project; part of the name of everything in the environment.",
        "Type 2 to 16 lower-case letters, digits and single hyphens, starting with a letter, such as churn.",
        pattern=r"^[a-z](?!.*--)[a-z0-9-]{0,14}[a-z0-9]$",
        min_length=2,
        max_length=16,
    ),
    ParameterPrompt(
        "Stage",
        _ENVIRONMENT,
        "Stage",
        "Which of the project's environments this is, such as dev or prod.",
        "Type 2 to 8 lower-case letters and digits, starting with a letter, such as dev.",
        pattern=r"^[a-z][a-z0-9]{1,7}$",
        min_length=2,
        max_length=8,
    ),
    switch(
        _ENVIRONMENT,
        "Current",
        "The account's current environment",
        "Also publish the parameters below /ds/current/, so that products can be launched without naming it; one "
        "environment of an account and region can be current.",
    ),
)

NETWORK = (
    ParameterPrompt(
        "VpcCidr",
        _NETWORK,
        "Address block",
        "IPv4 block of the VPC: /16 to /20 gives subnets of /22, /21 to /24 gives subnets of /26. With an existing "
        "VPC: its block.",
        "Type an IPv4 block from /16 to /24, such as 10.0.0.0/16; a smaller one does not hold three subnets.",
        default="10.0.0.0/16",
        pattern=rf"^$|^{ADDRESS}/(1[6-9]|2[0-4])$",
    ),
    choice(_NETWORK, "Zones", "Availability Zones", "Over how many zones the subnets spread.", ("2", "3"), "2"),
    optional(
        _NETWORK,
        "ZoneNames",
        "Names of the zones",
        "As many zones as Zones says, by name; empty takes the region's first. The letters differ by account, and not "
        "every zone has every endpoint service (aws ec2 describe-vpc-endpoint-services).",
        r"[a-z]{2}(-[a-z]+)+-[0-9][a-z](,[a-z]{2}(-[a-z]+)+-[0-9][a-z]){1,2}",
        "Type two or three names such as eu-west-1a,eu-west-1c with commas and no spaces, or nothing.",
    ),
    switch(
        _NETWORK,
        "EndpointsDevelopment",
        "Endpoints for development",
        "Reach CodeCommit, CodeArtifact and Systems Manager from inside; billed by zone and hour.",
    ),
    switch(
        _NETWORK,
        "EndpointsContainers",
        "Endpoints for containers",
        "Pull images from Amazon ECR into our own subnets; billed by zone and hour.",
    ),
    switch(
        _NETWORK,
        "EndpointsSelfService",
        "Endpoints for self-service from inside",
        "People launch over the private network: Service Catalog, CloudFormation and EC2, admitted as AccessCidr and "
        "AccessGroup say; billed by zone and hour.",
    ),
    optional(
        _NETWORK,
        "AccessCidr",
        "People's addresses",
        "From which private block people reach notebooks, over VPN or Direct Connect.",
        BLOCK,
        "Type an IPv4 block such as 172.16.0.0/12, or nothing.",
    ),
    optional(
        _NETWORK,
        "AccessGroup",
        "People's security group",
        "Or: members of this security group reach notebooks.",
        "sg-[0-9a-f]{8,17}",
        "Type a security group id such as sg-0123456789abcdef0, or nothing.",
    ),
    optional(
        _NETWORK,
        "Proxy",
        "Proxy to the outside",
        "Private IPv4 address and port of a forward proxy: the one way out for git and, without an index, pip. It "
        "decides which hosts are reached; whoever runs it answers for that.",
        PROXY,
        "Type a private IPv4 address and a port, such as 10.1.2.3:3128, or nothing.",
    ),
    switch(_NETWORK, "NetworkAcls", "Network ACLs", "Add a network ACL to our subnets, as a second line."),
    optional(
        _NETWORK,
        "S3PrefixList",
        "S3 prefix list",
        "Id of the region's own S3 prefix list (aws ec2 describe-managed-prefix-lists); needed only in regions that "
        "the template does not know it for.",
        "pl-[0-9a-f]{8,17}",
        "Type a prefix list id such as pl-63a5400a, or nothing.",
    ),
    optional(
        _NETWORK,
        "ExistingVpc",
        "Existing VPC",
        "Use this VPC and make none; it must have DNS support and host names on, and no way to the internet.",
        "vpc-[0-9a-f]{8,17}",
        "Type a VPC id such as vpc-0123456789abcdef0, or nothing.",
    ),
    ParameterPrompt(
        "VpcOwner",
        _NETWORK,
        "Account of the existing VPC",
        "Where another account shares the existing VPC: its number. That account makes endpoints and flow logs.",
        "Type an account number of twelve digits, or nothing.",
        default="",
        pattern="^$|^[0-9]{12}$",
        max_length=12,
    ),
    optional(
        _NETWORK,
        "ExistingSubnets",
        "Existing subnets",
        "Two or three subnets of the existing VPC, as many as Zones says, separated by commas.",
        "subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17}){1,2}",
        "Type two or three subnet ids with commas and no spaces, or nothing.",
    ),
    optional(
        _NETWORK,
        "ExistingRouteTables",
        "Existing route tables",
        "The route tables of those subnets: the S3 endpoint is entered there.",
        "rtb-[0-9a-f]{8,17}(,rtb-[0-9a-f]{8,17})*",
        "Type route table ids with commas and no spaces, or nothing.",
    ),
    optional(
        _NETWORK,
        "ExistingEndpoints",
        "Existing core endpoints",
        "Where the existing VPC has the core endpoints already: the ids of those for s3 (gateway), sagemaker.api, "
        "sagemaker.runtime and notebook, in this order. Their policies stay their owner's.",
        "vpce-[0-9a-f]{8,17}(,vpce-[0-9a-f]{8,17}){3}",
        "Type four endpoint ids with commas and no spaces, or nothing.",
    ),
)
