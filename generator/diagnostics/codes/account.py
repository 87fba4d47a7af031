"""PF166-PF167, PF184-PF187 and AWS730-AWS739: an environment against its account and region."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF184",
        "Zones that are not the network's to name",
        "A zone is one of its region's, and the zones of an existing VPC are those of its subnets.",
        "Name zones of the target's region, or say how many.",
    ),
    Explanation(
        "PF185",
        "A shared VPC that is not described as one",
        "A subnet of another account carries that account in its ARN, and only its owner makes endpoints in it.",
        "With `vpc-owner`, name `vpc` and its `existing-endpoints`, and leave tiers of endpoints to the owner.",
    ),
    Explanation(
        "PF186",
        "A data principal of the wrong kind",
        "The data buckets let named roles of their own account in from elsewhere: a user, a role of another account or "
        "one of the environment's own would be a hole or of no use.",
        "Name a role of the target's account that loads, saves or scans data.",
    ),
    Explanation(
        "PF187",
        "An answer that the release does not take",
        "An older release lacks questions of a newer one, and CloudFormation refuses parameters that it does not know.",
        "Take the answer out, give one that the release takes, or ask for a newer version of the environment.",
    ),
    Explanation(
        "PF166",
        "A machine that the region lacks",
        "AWS's lists of SageMaker's machines, as cfn-lint carries them, have this family in other regions only. The "
        "lists are of endpoints, processing, transform and clusters; a family in one of them counts for all.",
        "Do what the fix says. Where AWS has it by now, a newer cfn-lint knows, and "
        "`python -m generator.manifest.data.refresh` takes it over.",
    ),
    Explanation(
        "PF167",
        "A machine that no list knows (a warning)",
        "No region has this family in AWS's lists of SageMaker's machines: it is new, retired, or misspelled.",
        "Look at its name.",
    ),
    Explanation(
        "AWS730",
        "An endpoint service that a zone lacks",
        "Not every zone of a region has every endpoint service; it would fail when half of the stack is there.",
        "Name zones that have all of them (`zones: [...]`), or leave off the tier that brings the service.",
    ),
    Explanation(
        "AWS731",
        "An endpoint service that the region lacks",
        "DescribeVpcEndpointServices does not know it where the environment is to stand.",
        "Leave off the tier, `git` or `packages` that brings it.",
    ),
    Explanation(
        "AWS732",
        "A zone that the account does not have",
        "Zones differ by account; some accounts have two in a region with more.",
        "`aws ec2 describe-availability-zones` lists them.",
    ),
    Explanation(
        "AWS733",
        "No trail left",
        "An account takes five trails a region, a multi-region one counts in each, and AWS does not raise it.",
        "Rely on a trail that is there: `trail: account` or `trail: organization`.",
    ),
    Explanation(
        "AWS734",
        "A quota that may be met (a warning)",
        "As many are there as AWS gives unasked; whether it was raised for this account is not looked up.",
        "Ask for a higher quota, or use what is there.",
    ),
    Explanation(
        "AWS735",
        "A name that is taken",
        "What the environment would make has a fixed name, and somebody else's has it already.",
        "Do what the fix says: leave it to its owner, or give the environment another stage.",
    ),
    Explanation(
        "AWS736",
        "A given key that cannot be used",
        "The key is not there, is not enabled, or is not a symmetric one; what needs it would fail one by one.",
        "Enable it, name another, or take the line out: the environment then makes its own.",
    ),
    Explanation(
        "AWS737",
        "A given key whose policy is too narrow",
        "The policy of a given key is its owner's, and must allow what ours would. It is a warning where the policy "
        "cannot be read, or asks for condition keys that are known only at the call.",
        "Add the statements that the fix has to the key's policy.",
    ),
    Explanation(
        "AWS738",
        "A given log bucket that takes no logs",
        "S3 and CloudTrail write only to a bucket of this account and region whose policy lets them; S3 also wants its "
        "default encryption to be SSE-S3, and no default retention.",
        "Do what the fix says, or take the line out: the environment then makes its own.",
    ),
    Explanation(
        "AWS739",
        "A given role that is missing",
        "With `made: given` the roles that deliver logs come before the environment, under the names and the path that "
        "`./build.py roles` prints.",
        "Deploy the supporting template first.",
    ),
)
