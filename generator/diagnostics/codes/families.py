"""PF260-PF272 and PLN670-PLN679: constraints besides launch role and narrowing, regions, service actions, tags."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF260",
        "A rule that CloudFormation cannot read",
        "A rule of a template constraint tests answers by a few functions of its own: Fn::And, Fn::Or, Fn::Not, "
        "Fn::Equals, Fn::Contains, Fn::EachMemberEquals and Fn::EachMemberIn, on values, Ref, Fn::RefAll, Fn::ValueOf "
        "and Fn::ValueOfAll. Every launch would fail with any other.",
        "Write the rule with these functions, in their long form.",
    ),
    Explanation(
        "PF261",
        "A rule about what is not asked",
        "A rule that names a parameter which a version on offer lacks blocks every launch of it; one that compares a "
        "secret shows it to whoever may launch.",
        "Name a parameter that every version on offer has; `./build.py show PRODUCT` lists them.",
    ),
    Explanation(
        "PF262",
        "A rule that nobody can meet",
        "What the rule wants of a parameter is left by no answer: the template takes others, the portfolio pins it, or "
        "`narrow` leaves others. Nobody could launch.",
        "Let the rule take what the parameter can be, or remove it.",
    ),
    Explanation(
        "PF263",
        "Topics that stacks cannot tell",
        "CloudFormation tells at most five topics of a stack's events, in the stack's own partition.",
        "Subscribe several people to one topic of the target's partition.",
    ),
    Explanation(
        "PF266",
        "No stack set constraints",
        "A stack set constraint takes the launch role's place: the launch then runs under an administration role with "
        "an execution role in each account, whose permissions nothing here proves, and without the narrowing's pins.",
        "Offer the product in a portfolio of each target, or share the portfolio with the accounts.",
    ),
    Explanation(
        "PF271",
        "A region without Service Catalog",
        "The lists of cfn-lint and botocore name no Service Catalog in the target's region: each call would fail, for "
        "its endpoint has no address. Lists may be older than a region.",
        "Take a target in a region that has it.",
    ),
    Explanation(
        "PF272",
        "Tag options without a value in common",
        "Whoever launches chooses from the values that the product and the portfolio have both. Where they have none "
        "in common, Service Catalog asks for nothing and tags what is launched with the name of a conflict.",
        "Give the key a value that both have, or name it in one of the two.",
    ),
    Explanation(
        "PLN670",
        "A stack set constraint in the launch role's place",
        "Service Catalog takes a launch or a stack set constraint for a product in a portfolio, never both. Stack sets "
        "are launched under an administration role that nobody here proves, so none is published from here.",
        "Delete the stack set constraint, or take the product out of this portfolio.",
    ),
    Explanation(
        "PLN671",
        "A topic that cannot be told",
        "CloudFormation refuses a stack whose topics are not there, or take nothing from the role that launches it: "
        "nothing could be launched from this portfolio.",
        "Make the topic, let the launch role publish to it, or take it out of `notify`.",
    ),
    Explanation(
        "PLN672",
        "A service action has lost its mark",
        "Service actions have no tags: one is ours by what its description says. One of a wanted name on versions of "
        "ours that says nothing would get a second one beside it, and people would see two.",
        "Take it over with `./build.py adopt action/PRODUCT/NAME ID`, or delete it in the Service Catalog console.",
    ),
    Explanation(
        "PD292",
        "The document of a service action cannot be read",
        "The file is missing, is no UTF-8 text, or is no plain YAML.",
        "Write it beside product.yaml, as docs/publishing.md shows; or name a document that is there.",
    ),
    Explanation(
        "PD293",
        "A document that is not taken",
        "An automation has schemaVersion 0.3 and steps that call an API of AWS or look at what one says: of these it "
        "is known what they ask of whoever runs them. Scripts, other automations and branches are not looked into.",
        "Write it with the actions that the fix names; or keep the document in the account, and name it.",
    ),
    Explanation(
        "PD294",
        "A service action and its document do not fit together",
        "A parameter that the document lacks is refused when the action is run, and so is one that nobody gives; which "
        "resource a target is, Service Catalog tells by its type.",
        "Write the parameters of the document, and the type of the target.",
    ),
    Explanation(
        "PD295",
        "A service action that its role, or its caller (a warning), may not run",
        "An automation runs as its caller, or as the role that the action names, with that one's permissions in each "
        "step; starting and following it are calls of Systems Manager, too. Nothing that the role is given allows this "
        "one, so the action would fail whenever somebody runs it. What a call asks for besides is not looked at.",
        "Take a version of the environment whose people may do it, let the launch role do it, or name another role.",
    ),
    Explanation(
        "PLN673",
        "A document holds something else than what was published",
        "Documents have the digest of their content in their names, so that one is never changed. Somebody has made "
        "another one of the same name.",
        "Delete it, and plan again.",
    ),
    Explanation(
        "PLN674",
        "A document and a service action that do not belong together",
        "A service action runs the document that it names: without it, whoever runs the action gets an error. One that "
        "no action names (a warning) is what a run that was killed left.",
        "Run `./build.py apply`: it makes what is missing, and deletes what is left over.",
    ),
)
