"""AWS700-AWS729, AWS740 and PF190-PF193: what AWS refuses, what it takes to reach it, and what a launch asks."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "AWS700",
        "AWS refused",
        "AWS answered a call with an error; its own sentence follows the name of the call.",
        "Do what the `try` line says, where there is one; what was done before is kept, and the same command goes on.",
    ),
    Explanation(
        "AWS701",
        "No credentials",
        "Nothing in the environment, the profile or the options says who is calling.",
        "Pass --profile, sign in, or use the embedded AWS: `./build.py local up` prints what to set.",
    ),
    Explanation(
        "AWS702",
        "No such profile",
        "The AWS configuration has no profile of this name.",
        "`aws configure list-profiles` lists them.",
    ),
    Explanation("AWS703", "No region", "A call needs a region.", "Pass --region, or set one in your profile."),
    Explanation(
        "AWS704",
        "AWS cannot be reached",
        "Nothing answers at the endpoint.",
        "Start the embedded AWS with `./build.py local up`, or look at --endpoint-url and your network.",
    ),
    Explanation(
        "AWS705",
        "The credentials have expired",
        "Credentials of a session hold for hours. Where they end during a command, what is done stays done.",
        "Sign in again, and run the same command: it goes on where it stopped.",
    ),
    Explanation(
        "AWS706",
        "This machine's clock is wrong",
        "Each request is signed with the time. AWS takes none that was signed some minutes before or after its own.",
        "Set the clock, or let it be set (`timedatectl set-ntp true`), and run the same command again.",
    ),
    Explanation(
        "AWS710",
        "No such product",
        "No product of this name is shared with you, or more than one is.",
        "`./build.py catalog` lists what you may launch.",
    ),
    Explanation(
        "AWS712",
        "No such version",
        "The version is not on offer, or it is deprecated and so not open to new launches.",
        "Leave --version away to take the newest.",
    ),
    Explanation(
        "AWS713",
        "No single launch path",
        "A launch goes through one portfolio; you have access through none, or through more than one.",
        "Name the environment, or ask for access.",
    ),
    Explanation(
        "AWS714",
        "Nothing of that name",
        "You have launched nothing of this name, or more than one thing.",
        "`./build.py notebooks` lists what you have launched.",
    ),
    Explanation(
        "AWS715",
        "No notebook behind it",
        "What you launched has no notebook: it failed, is being made, or is another product.",
        "`./build.py notebooks` shows its state and the reason.",
    ),
    Explanation(
        "AWS716",
        "Not Key=Value",
        "An answer is written Key=Value.",
        "Write, for example, --set InstanceType=ml.t3.large.",
    ),
    Explanation(
        "AWS717",
        "Not a question of this product",
        "The product has no parameter of this name.",
        "`./build.py show PRODUCT` lists what it asks.",
    ),
    Explanation(
        "AWS718",
        "An answer is missing",
        "The product asks this, and neither a default nor the portfolio answers it.",
        "Answer it with --set; a secret with --set NAME=-, which reads a line of standard input.",
    ),
    Explanation(
        "AWS719",
        "An answer that is not allowed",
        "The product's own limits, or the portfolio's template constraint, refuse the value.",
        "Take one of the values that the message names; an administrator widens them in portfolio.yaml.",
    ),
    Explanation(
        "AWS721",
        "A stack that cannot be updated",
        "A stack whose creation or deletion failed can only be deleted; one whose rollback failed goes on from there.",
        "Finish it with `./build.py destroy ENVIRONMENT`, then deploy again; or deploy with --resume, as the fix says.",
    ),
    Explanation(
        "AWS722",
        "Data would be lost",
        "The change set replaces or removes something that holds data.",
        "Look at the change set; where it is meant, pass --allow destroys.",
    ),
    Explanation(
        "AWS723", "Deleting needs consent", "Deleting an environment cannot be undone.", "Pass --yes where it is meant."
    ),
    Explanation(
        "AWS724",
        "Terminating needs consent",
        "Terminating deletes what was launched and everything in it, such as a notebook's home volume.",
        "Pass --yes where it is meant.",
    ),
    Explanation(
        "AWS725",
        "Launched already",
        "You have launched something under this name, and a second one of the name is not made.",
        "Update it, terminate it, or take another --name.",
    ),
    Explanation(
        "AWS726",
        "No session to sign in with",
        "AWS's console is signed in to with the credentials of a role's session; long-term keys and a user's own "
        "session are refused.",
        "Assume the role first (`--as ROLE --mfa-code …`), or take a profile that does.",
    ),
    Explanation(
        "AWS727",
        "A partition without a sign-in page",
        "Where the federation endpoint of this partition is, no document says.",
        "Use the AWS CLI there, or your identity provider's own page.",
    ),
    Explanation(
        "AWS728",
        "No page of the console",
        "A sign-in URL leads to a page of the console of the caller's own partition, and nowhere else.",
        "Name catalog, provisioned or notebooks, or copy the page's address from the console.",
    ),
    Explanation(
        "AWS729",
        "Nobody to hand it over to",
        "A launched product belongs to the session of a person: its name has 2 to 64 letters, digits and _+=.@- "
        "characters. What a user launched, and no session of a role, cannot be told whose role it would be.",
        "Name the person as the session is called, such as dana or dana@example.com, or give the session's whole ARN.",
    ),
    Explanation(
        "PF190",
        "Which environment",
        "The command works in one environment, and portfolio.yaml has none of this name, or more than one.",
        "Name one that portfolio.yaml has.",
    ),
    Explanation(
        "PF191", "No such target", "portfolio.yaml has no target of this name.", "Name one that portfolio.yaml has."
    ),
    Explanation(
        "PF192",
        "In another account or region",
        "Your credentials reach an account or a region that is not the one that the command is about, and publishing "
        "there would make a second catalog.",
        "Use the --profile and --region of the target.",
    ),
    Explanation(
        "PF193",
        "The environment makes its roles itself",
        "Templates of roles alone are for environments whose roles somebody else makes, at a version that can leave "
        "them out.",
        "Write roles: { made: given } in portfolio.yaml, at environment 2.0.0 or later.",
    ),
    Explanation(
        "AWS740",
        "A permission is missing",
        "No policy of the caller allows the action. The roles of `./build.py permissions` have what the commands need; "
        "the message says which of them has this.",
        "Use a profile of that role, or deploy the roles anew where portfolio.yaml or a release has changed since.",
    ),
)
