"""PD26x, PD27x, PD29x, PF173-PF176 and PF240-PF246: a launch role, and where a product is launched, can be wrong."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PD260",
        "launch-role.yaml cannot be read",
        "The file is missing, is no UTF-8 text, or is no plain YAML.",
        "Draft it anew, or mend the line.",
    ),
    Explanation(
        "PD261",
        "launch-role.yaml does not say what it should",
        "A statement has an id, a reason (`because`), actions (`allow`) and ARNs (`on`), and may have conditions "
        "(`when`).",
        "Write it as the fix shows.",
    ),
    Explanation(
        "PD262",
        "An action that AWS does not have",
        "A statement that names it allows nothing, and the launch fails where the right action is missed.",
        "Write service:Action, such as s3:CreateBucket.",
    ),
    Explanation(
        "PD263",
        "A name in ${…} that nothing fills in",
        "The role is made once for every launch: it knows the account, the region and, of a product in an environment, "
        "the environment's name, and none of the answers.",
        "Take one of the names that are listed, or a wildcard.",
    ),
    Explanation(
        "PD264",
        "Two statements of one id",
        "Ids tell the statements of a policy apart, and plans and reviews name them.",
        "Give one of the two another id.",
    ),
    Explanation(
        "PD265",
        "A launch role that could make itself another",
        "A role that makes roles, users or policies, or takes the boundary off, has whatever it gives away. Roles may "
        "be made at the path /ds/launched/ under the boundary ds-launched-boundary alone, and policies at that path.",
        "Write the condition and the path that the fix shows; or leave the action out, and pass a role that exists.",
    ),
    Explanation(
        "PD290",
        "A launch role that could take over keys which no launch made",
        "A key's ARN is not known before it exists, so a launch role's statements reach every key of the account; a "
        "tag does not tell the launch's own, since who may tag a key that is being made may tag any. Calls that "
        "CloudFormation makes for a stack are about the keys of that stack, and say so in aws:CalledVia.",
        "Add the condition that the fix shows to the statement, and allow no change sets that import keys.",
    ),
    Explanation(
        "PD291",
        "A launch role that may do what no launch does (a warning)",
        "Whoever launches acts through the role. No list of the registry names the action for any type of the "
        "template, whatever its properties, and no table of what its calls ask for; a pattern covers all that it "
        "matches, today's actions and tomorrow's.",
        "Remove the action, or write the needed ones in the pattern's place.",
    ),
    Explanation(
        "PD270",
        "A launch role that cannot create or delete what its template makes",
        "The registry lists what a resource's handlers call; without it each launch, or its end, fails half-way.",
        "Add the statement that the finding shows to launch-role.yaml.",
    ),
    Explanation(
        "PD271",
        "A launch role that cannot update what its template makes",
        "A launched product could not move to this version, or to other answers.",
        "Add the statement that the finding shows to launch-role.yaml.",
    ),
    Explanation(
        "PD272",
        "A launch role that is there already",
        "A draft would overwrite what its author reviewed.",
        "Add --force, or --stdout to see the draft only.",
    ),
    Explanation(
        "PD266",
        "A launch role that is too large",
        "A launch role has its statements inline, up to 10,240 characters, or in up to 10 managed policies of 6,144 "
        "characters each, in which no statement is divided.",
        "Join statements on the same resources, and write actions with wildcards.",
    ),
    Explanation(
        "PF173",
        "A portfolio without a place, or with two",
        "A portfolio is published in the account and region of its environment, or of the target that it names.",
        "Write `environment`, or `target` where no product of it lives in an environment.",
    ),
    Explanation(
        "PF174",
        "An environment is needed, and the portfolio has none",
        "A product that lives in an environment is pinned to one, and a role by local name belongs to one.",
        "Give the portfolio an `environment`, or name a role that exists.",
    ),
    Explanation(
        "PF175",
        "A launch role that cannot launch",
        "Service Catalog assumes the launch role, so the role must trust servicecatalog.amazonaws.com.",
        "Take a role whose trust names Service Catalog, or draft the product's own.",
    ),
    Explanation(
        "PF176",
        "An offer that could not be launched",
        "Its launch role lacks what the template's resources ask for, so that whoever launches it sees a failure.",
        "Add the statement to the product's launch-role.yaml and release it, or name a role that may do it.",
    ),
    Explanation(
        "PF240",
        "An offer whose launch is not proven",
        "Nothing in the project says what the role that exists may do. `plan` and `apply` read it from the account, "
        "where they may.",
        "Keep the role's policies as JSON in the project, and name the file under `policies`.",
    ),
    Explanation(
        "PF241",
        "A launch role that is not there",
        "The account, or the environment at its version, has no role of this name, so that no launch could take it.",
        "Name a role that is there, or leave `launch-role` out for the product's own.",
    ),
    Explanation(
        "PF242",
        "A file of policies that says nothing",
        "The launch is proven with the policies in it: a policy document, or a list of them, as JSON.",
        "Write the role's policies into the file, or name another one.",
    ),
    Explanation(
        "PF243",
        "An offer whose launches could not be updated",
        "Its launch role lacks what other answers, or a move from an older version on offer, ask for.",
        "Add the statement to the product's launch-role.yaml and release it, or name a role that may do it.",
    ),
    Explanation(
        "PF236",
        "What a portfolio answers, answered again",
        "A portfolio that offers the product which makes environments, under its own launch role, sets where the "
        "environment's roles are, their permissions boundary and its asset: nobody else does.",
        "Remove it.",
    ),
    Explanation(
        "PF237",
        "An environment that was launched from a portfolio",
        "Its stack is a provisioned product of whoever launched it, and changes and ends by that person's commands. "
        "`deploy` would make a second one, and `destroy` has nothing of its own to delete.",
        "Use `launch`, `update` and `terminate` as the fix shows.",
    ),
    Explanation(
        "PF245",
        "An offer whose launch role could take keys over (a warning)",
        "A released version's launch role is frozen with it. This one lets whoever acts as it put a policy on a key "
        "that no launch made, lend, disable or delete it (PD290); a role has the statements of all versions on offer.",
        "Offer a version whose role does not, in this one's place.",
    ),
    Explanation(
        "PF246",
        "A type that the target's region lacks",
        "CloudFormation refuses a template with a resource of a type that its region does not have, unless a condition "
        "leaves the resource out. The types of each region are those that cfn-lint carries.",
        "Offer the product in a target of another region, or a version without the resource.",
    ),
    Explanation(
        "PF235",
        "Boundaries of launch roles that are not as they are wanted, and are another stack's",
        "An account has each boundary once: the bootstrap's stack holds them, or the stack ds-launch-boundary of the "
        "region that was published first. Launch roles would be made under what that stack made of them. The message "
        "names the stack where this region has it; AWS tells nobody which other region does.",
        "Bootstrap again, or publish that region first: its stack is changed there, and this region finds it as it "
        "should be.",
    ),
)
