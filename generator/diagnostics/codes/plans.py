"""PLN601-PLN614, PLN620-PLN629: plans that cannot be made, or not be applied as they are."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PLN601",
        "Not a plan of ours",
        "A saved plan is JSON of a known format; another file, or one of another format, cannot be compared.",
        "Make the plan again: `./build.py plan --save plan.json`.",
    ),
    Explanation(
        "PLN602",
        "Published with other content",
        "A published version's bytes never change under the people who launched it.",
        "Release the new content as a new version and offer that one.",
    ),
    Explanation(
        "PLN603",
        "Published, content unknown",
        "A version of this name is in Service Catalog, but its description has no digest of ours, so nobody can "
        "say that it holds what was released.",
        "Release the content under a new version; the unknown one is left alone.",
    ),
    Explanation(
        "PLN604",
        "Claimed twice",
        "Two published objects say that they are the same portfolio, product, version or constraint; changing one of "
        "them would leave the other as it is.",
        "Delete the one that nobody uses in the Service Catalog console, then plan again.",
    ),
    Explanation(
        "PLN605",
        "Over a quota",
        "Service Catalog would refuse the call in the middle of publishing.",
        "Take some out, or ask AWS for a higher quota before you publish.",
    ),
    Explanation(
        "PLN606",
        "Current here, deprecated there",
        "A version's guidance is one for all portfolios of an account and region.",
        "List the version under `deprecated` wherever it is offered, or nowhere.",
    ),
    Explanation(
        "PLN607",
        "A stale plan",
        "What is published, or portfolio.yaml, has changed since the plan was saved, so it would do something else.",
        "Make the plan again and look at it again.",
    ),
    Explanation(
        "PLN608",
        "Consent is missing",
        "Some steps let somebody do more, take something away from users or destroy something; they run only when "
        "they are allowed by name.",
        "Read the plan, then pass the `--allow` words that the message names.",
    ),
    Explanation(
        "PLN610",
        "Offers that could not be launched",
        "Their launch roles lack what their templates ask for: whoever launches them sees a failure.",
        "Mend the launch role, or insist with --allow breaks-users.",
    ),
    Explanation(
        "PLN609",
        "Too many versions for one launch role",
        "A role launches every version that its portfolios offer, with a policy for each that needs another; IAM takes "
        "10,240 characters of them inline, or 10 managed policies of 6,144 characters.",
        "Offer fewer versions, or release one with a smaller launch role.",
    ),
    Explanation(
        "PLN611",
        "An ownership tag is missing or names another",
        "What is published is ours by its tag. Somebody took the tag off, or copied a product of ours, so that a write "
        "could change what belongs to others.",
        "Put the tag on again with `./build.py adopt ADDRESS ID`, or take the copy out of the portfolio.",
    ),
    Explanation(
        "PLN612",
        "Cannot be adopted",
        "An object is adopted under an address of portfolio.yaml that nothing else has.",
        "Take an address that `./build.py plan` would create, and the id from the Service Catalog console.",
    ),
    Explanation(
        "PLN613",
        "Something of others stops a removal",
        "Service Catalog deletes no portfolio that has a product, a constraint or a share, and lets no product go that "
        "has a constraint. What was not made from here is not deleted from here.",
        "Take it away in the Service Catalog console, or put the portfolio back into portfolio.yaml.",
    ),
    Explanation(
        "PLN614",
        "Another publisher is at work",
        "Two runs that write to one catalog at the same time would undo each other's steps, so the second waits for "
        "the lease in the artifact bucket, and gives up after a minute and a half.",
        "Wait until the other run has ended. A run that was killed holds its lease for a minute at most.",
    ),
    Explanation(
        "PLN620",
        "An environment in use",
        "Deleting an environment takes roles, network and keys. What runs on them would stand in the way, half of the "
        "stack would be gone, and nobody could end what was launched without its launch role.",
        "End what is listed with the commands beside it, take the portfolio out of portfolio.yaml, then run it again.",
    ),
    Explanation(
        "PLN621",
        "A key that something is encrypted under",
        "A key that is scheduled for deletion is gone after its waiting period, and so is all that it encrypts.",
        "Delete what is listed or encrypt it anew; or deploy a version of the environment that retains its keys.",
    ),
    Explanation(
        "PLN622",
        "Somebody is at work on the stack",
        "CloudFormation does one thing at a time with a stack.",
        "Wait until it ends; `aws cloudformation describe-stack-events` tells how far it is.",
    ),
    Explanation(
        "PLN623",
        "Offered before it is deployed",
        "A portfolio offers an environment that has no stack yet: its roles, keys and network are not there, so that "
        "nothing could be launched from it.",
        "Deploy the environment first; `./build.py apply` without a part does both, in this order.",
    ),
    Explanation(
        "PLN625",
        "An update would lose data",
        "The new version or answer would replace a resource that holds data, or make its volume smaller, which AWS "
        "refuses in the middle of the update.",
        "Keep the answer or the version, or launch another one beside it and move the data.",
    ),
    Explanation(
        "PLN680",
        "Policies that a role has no room for",
        "A role takes ten managed policies of 6,144 characters, and each environment has names of its own in them.",
        "Let one deployer have a part of the environments: `./build.py permissions deployer --environment NAME`.",
    ),
    Explanation(
        "PLN681",
        "A share that nobody has accepted",
        "An account outside the organization's shares sees a portfolio once its administrator has accepted it. An "
        "organization's accounts have it at once.",
        "Let that administrator run the command beside it, or take the account out of `share`.",
    ),
)
