"""SEC480-SEC489: who can do more or less than by the last release, and what of it nobody can see."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC480",
        "Somebody can do more than by the last release",
        "The policies of the product allow what those of its last release do not, by a role's policies together or by "
        "one of them alone. Whoever launches the next version, or updates to it, gets that.",
        "Read who can do what, and consent to it: `./build.py release PRODUCT --allow broadens`, or "
        "`./build.py render PRODUCT --allow broadens` for a version that is not released yet.",
    ),
    Explanation(
        "SEC481",
        "Somebody can do less than by the last release",
        "Something that the last release allowed is refused now, or not granted any more. That needs no consent; it is "
        "said, so that nobody loses what they work with unseen.",
        "Release it as it is, or give back what was meant to stay.",
    ),
    Explanation(
        "SEC482",
        "A part of a policy that was looked at under no answers",
        "The part is there only under some answers, and no answers were found that the template takes and under which "
        "it is. So nobody has seen what it allows, and a change of it would go unseen, too.",
        "Name such answers under `networks` or `worlds` in the product's scenarios.yaml, or take the part out.",
    ),
    Explanation(
        "SEC483",
        "Permissions that cannot be computed",
        "A policy of the template depends on what only AWS knows, or cannot be read, so that nobody can say what it "
        "allows.",
        "Give the answers that it needs in the product's scenarios.yaml, or write the policy so that it can be known.",
    ),
    Explanation(
        "SEC484",
        "A claim that is not true",
        "A claim of scenarios.yaml speaks of every resource, every condition key and every set of answers. One request "
        "breaks it: it is named with what it is asked for, and with the statement that allows it.",
        "Narrow the statement; or say in the claim what is meant to be allowed, under `but`, `on-anything-but` or "
        "`unless`.",
    ),
    Explanation(
        "SEC485",
        "A claim that says nothing",
        "No action is called so, no role or resource of the template, or no action of the claim carries the condition "
        "key: the claim would be true, or false, whatever the policies say.",
        "Write the name as AWS or the template spells it.",
    ),
    Explanation(
        "SEC486",
        "A claim that cannot be decided",
        "The policies are too much to decide together with the claim, or what only AWS knows decides it. So nobody can "
        "say whether it is true.",
        "Make the claim about fewer actions and resources, or the policies simpler.",
    ),
    Explanation(
        "SEC487",
        "A role that can give itself more",
        "By one allowed request, or by way of other roles that it can become, a role changes its own permissions, "
        "takes its boundary away, or makes one that may anything: nothing else that the template says of it holds.",
        "Name other roles or policies in the statement, or let it make and change roles only under a boundary that it "
        "names: `StringEquals` on `iam:PermissionsBoundary`.",
    ),
)
