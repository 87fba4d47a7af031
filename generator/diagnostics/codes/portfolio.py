"""PF121-PF163 and PF180-PF182: what can be wrong with what portfolio.yaml says."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF121",
        "A catalog key that does not fit",
        "It is written on everything that is published, as the mark of ownership, and never changes.",
        "Take 3 to 40 lower-case letters, digits and single hyphens, such as data-science.",
    ),
    Explanation(
        "PF122",
        "Not an account id",
        "An account id is text of twelve digits. Without quotes YAML reads a number and drops leading zeros.",
        'Quote it: account: "111122223333".',
    ),
    Explanation(
        "PF123",
        "Not a region for this",
        "CloudFormation has no SageMaker notebook instances there, or there is no such region.",
        "Take the region that is suggested, or one of `./build.py schema portfolio`.",
    ),
    Explanation(
        "PF124",
        "A name that does not fit",
        "Names of targets, environments and portfolios become parts of AWS names and of addresses on the command line.",
        "Take 1 to 40 lower-case letters, digits and single hyphens, with a letter first.",
    ),
    Explanation(
        "PF125",
        "A project or stage that does not fit",
        "Every name in an environment is made of both: ds-<project>-<stage>-models-<account>-<region> must stay within "
        "the 63 characters of a bucket name, ds-<project>-<stage>-endpoint-invocation within the 64 of a role name, "
        "and bucket names are lower case.",
        "Project: 2 to 16 lower-case letters, digits, single hyphens. Stage: 2 to 8 lower-case letters and digits.",
    ),
    Explanation(
        "PF126",
        "An environment's name is not <project>-<stage>",
        "The name is part of every name and parameter path; a second spelling would lead nowhere.",
        "Use the name that the fix gives.",
    ),
    Explanation(
        "PF127",
        "Two environments with the same project and stage",
        "Roles are named once in an account, whatever the region: theirs would have the same names.",
        "Give one of them another stage, or a target in another account.",
    ),
    Explanation("PF128", "There is no such target", "An environment is in one of `targets`.", "Correct or add it."),
    Explanation(
        "PF129",
        "Two current environments",
        "The parameters below /ds/current/ are there once in an account and region: the second would fail.",
        "Set `current: false` in all but one.",
    ),
    Explanation(
        "PF130",
        "Not a block of addresses, or not a usable one",
        "A block is written as its first address and its prefix; a VPC's is /16 to /24 here, so that it holds the "
        "subnets of three zones, and private, so that it hides nobody's real addresses.",
        "Write one such as 10.2.0.0/16.",
    ),
    Explanation(
        "PF131",
        "An environment whose name begins with another's name",
        "Policies name what is theirs by prefix: ds-churn-dev-* of `churn-dev` also covers everything in "
        "`churn-dev-qa`, so that one team's roles could open, pass or read what is the other's. Names of roles are one "
        "list for the whole account, so another region does not help.",
        "Rename one of the two, such as a project without the hyphen, or put it into another account.",
    ),
    Explanation(
        "PF132",
        "Overlapping blocks that one router sees",
        "People reach both environments from their own network (access-cidr or access-group), over a VPN, Direct "
        "Connect or a peering: the router can send an address to one of the two only. So with people's own block.",
        "Give one of them the block that the fix names; a VPC's block cannot be changed later.",
    ),
    Explanation(
        "PF133",
        "An existing VPC is described by half",
        "Subnets, route tables and endpoints belong to the VPC that is named, one subnet a zone.",
        "Name vpc, as many subnets as zones, and route-tables; or none of them.",
    ),
    Explanation(
        "PF134",
        "Not an AWS id",
        "Ids have a prefix and 8 or 17 hexadecimal digits, an organization's 10 to 32 letters and digits.",
        "Copy it from the console.",
    ),
    Explanation(
        "PF135",
        "Two owners of SageMaker's log groups",
        "The log groups below /aws/sagemaker/ have fixed names, once in an account and region: the second environment "
        "would fail to create them.",
        "Set `sagemaker-log-groups: false` in all but one.",
    ),
    Explanation(
        "PF136",
        "Names too long in this region",
        "Bucket names end in the account and the region, and this region's name is a long one.",
        "Shorten the project.",
    ),
    Explanation(
        "PF137",
        "Overlapping blocks in one target (a warning)",
        "The environments have no route to each other, so that both work; they can never be peered or reached over one "
        "VPN, and a VPC's block cannot be changed later.",
        "Give one of them the block that the fix names, while it is still new.",
    ),
    Explanation(
        "PF138",
        "Two targets are one",
        "The catalog would be published twice to one place, and each would take the other's portfolios for its own.",
        "Keep one of them.",
    ),
    Explanation(
        "PF139",
        "One of Identity Center's two shapes of path",
        "Its roles have a region in their path, but for those of an Identity Center in us-east-1: /*/AWSReservedSSO_… "
        "lets nobody in there.",
        "Write /*AWSReservedSSO_NAME_*, which fits both.",
    ),
    Explanation(
        "PF140",
        "Not an ARN that fits here",
        "A principal is one IAM user, role or group. An account's root would be everybody in the account, a wildcard "
        "whoever makes a matching role.",
        "Write arn:aws:iam::111122223333:role/NAME, or use trust: saml or identity-center.",
    ),
    Explanation(
        "PF141",
        "A principal of another account",
        "Service Catalog associates principals of its own account only; SAML providers and Identity Center's roles are "
        "the account's own.",
        "Name the principal of the environment's account, or give access by `environment-role`.",
    ),
    Explanation(
        "PF142",
        "A pattern that does not fit",
        "A pattern names no account; one that begins with a wildcard lets in whoever can create a role of any name.",
        "Begin with a path that only Identity Center can write: role/aws-reserved/sso.amazonaws.com/*…",
    ),
    Explanation(
        "PF143",
        "Trust that does not agree with itself",
        "mfa needs principals that are IAM users, since a session is named after its user and a role has no such name; "
        "saml needs saml-provider, identity-center the roles of permission sets or the permission set that has the "
        "data scientist's policies, and none makes sense with another's.",
        "Give what the message names, and remove the rest.",
    ),
    Explanation(
        "PF144",
        "Somebody who cannot approve models",
        "Who trains a model, or deploys it, does not approve it; a group becomes no role, and the environment's own "
        "roles are at work in it.",
        "Name a user or a role of the account that is neither a data scientist nor a pipeline of the environment.",
    ),
    Explanation(
        "PF145",
        "Not an e-mail or https address",
        "It is shown to people, and Service Catalog checks it.",
        "Write ml-platform@example.com or https://example.com/help.",
    ),
    Explanation(
        "PF146",
        "Presigned URLs that would not open",
        "presign: cidr needs presign-cidr; presign: endpoint needs somebody who reaches the endpoints.",
        "Add presign-cidr, or access-cidr or access-group, or choose another mode.",
    ),
    Explanation(
        "PF147",
        "An ARN of another partition",
        "China and GovCloud are partitions of their own; IAM refuses principals of another.",
        "Write the partition that the fix shows.",
    ),
    Explanation("PF148", "Access given twice", "It is one association in Service Catalog.", "Remove one."),
    Explanation(
        "PF149",
        "A permission set that cannot be",
        "Its name has 1 to 32 letters, digits and +=,.@-_ and is no ARN. One set carries one environment's policies: "
        "those of two refuse each other's notebooks, and must be in every account that the set is assigned in.",
        "Write the set's name as Identity Center shows it, another one for each environment.",
    ),
    Explanation(
        "PF150",
        "There is no such product",
        "`use` names a folder below products/.",
        "Correct it as suggested, or make it: `./build.py new product NAME`.",
    ),
    Explanation(
        "PF151",
        "Endpoints that no application could invoke",
        "invoke: endpoint admits requests through the environment's runtime endpoint only, whose security group admits "
        "application-cidr and application-group besides notebooks; given endpoints have their owner's groups.",
        "Add application-cidr or application-group, or choose invoke: any.",
    ),
    Explanation(
        "PF152",
        "A version both current and deprecated",
        "It can either be launched or not.",
        "Remove it from one of the two lists.",
    ),
    Explanation(
        "PF153",
        "There is no such environment",
        "A portfolio's products run in one of `environments`.",
        "Correct it as suggested, or add the environment.",
    ),
    Explanation(
        "PF154",
        "Not one of the environment's roles",
        "Launch roles are named by local name, so that one constraint works in every account.",
        "Take the one that is suggested: deployment.yaml of the product that makes environments lists them.",
    ),
    Explanation("PF156", "A value twice in a list", "One of the two was probably meant otherwise.", "Remove one."),
    Explanation(
        "PF157",
        "No launch role",
        "Without a launch constraint the product would be made with the person's own rights: these would have to be "
        "much too wide.",
        "Draft the product's own (`./build.py launch-role PRODUCT`), or name one in the offer (launch-role).",
    ),
    Explanation(
        "PF158",
        "Tags that do not fit",
        "Keys have 1 to 128 characters and values 1 to 256, `aws:` and `ds-catalog:` are reserved, an object has 20 "
        "tags of which two are the catalog's, a portfolio 25 tag options, and no key is both: it could have one value.",
        "Shorten, rename or remove.",
    ),
    Explanation(
        "PF160",
        "A product twice in one portfolio",
        "Service Catalog holds it there once, with one launch constraint.",
        "Put all versions into one `offer`.",
    ),
    Explanation(
        "PF161",
        "Not exactly one way of access",
        "An entry says who in one of three ways.",
        "Write environment-role, principal or pattern, each as an entry of its own.",
    ),
    Explanation(
        "PF162",
        "Two portfolios of one name (a warning)",
        "Service Catalog allows it, and people cannot tell them apart.",
        "Put the environment into the name.",
    ),
    Explanation(
        "PF163",
        "A JSON Schema that is not current",
        "Editors would complete and check portfolio.yaml by yesterday's rules.",
        "Write it again: `./build.py schema --write`.",
    ),
    Explanation(
        "PF180",
        "Not a domain",
        "DNS Firewall takes letters, digits, hyphens and dots, and `*.` before them for every name below.",
        "Write it in lower case, such as git.example.com or *.corp.example.com.",
    ),
    Explanation(
        "PF181",
        "An allowed domain by which data leaves",
        "A query for DATA.example.com arrives at whoever runs the name servers of example.com. Below this domain "
        "anybody can run some.",
        "Name the one domain that is needed; a name without `*.` carries nothing.",
    ),
    Explanation(
        "PF182",
        "DNS Firewall and its VPC do not fit",
        "It filters the names of a VPC that is made here (own), or of the one that is named (existing); what is "
        "allowed besides has a meaning only where something is blocked.",
        "Set dns-firewall as the fix says, or remove allowed-domains.",
    ),
)
