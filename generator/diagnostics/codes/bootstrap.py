"""AWS750-AWS769: an account that is made ready once, before anything is deployed or published in it."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "AWS750",
        "Nobody may become the roles",
        "A role that nobody may assume is of no use, and IAM takes no trust policy without a principal.",
        "Say who: people by --trust, --saml or --identity-center, pipelines by --github or --gitlab.",
    ),
    Explanation(
        "AWS751",
        "A trust that is too wide, or names nobody",
        "A wildcard lets in repositories, projects or people that nobody here has chosen, and an account's root stands "
        "for everybody in it.",
        "Name each user, role, permission set, repository or project.",
    ),
    Explanation(
        "AWS752",
        "Pipelines that would publish from anywhere",
        "Whoever may push a branch can run a pipeline from it. Publisher and deployer are opened for protected "
        "branches and environments alone, the planner for pull requests, too.",
        "Protect a branch or an environment, and name it: --protected branch:main or environment:production.",
    ),
    Explanation(
        "AWS753",
        "Rights that the caller lacks",
        "The stack would fail half-way. IAM was asked for all that this takes by SimulatePrincipalPolicy, which leaves "
        "out policies of resources and policies of the organization with conditions. It is a warning where a look is "
        "refused that decides nothing.",
        "Do what the fix says: run it as an administrator, or allow what is listed.",
    ),
    Explanation(
        "AWS754",
        "A name that is taken in the account",
        "The roles, policies, stack and bucket have fixed names, and somebody else has one of them.",
        "Delete what has the name if nobody uses it, or use another account.",
    ),
    Explanation(
        "AWS755",
        "An OpenID Connect provider without our audience",
        "An account has one provider of an address. It is there already, and its audiences lack the one of the tokens.",
        "Add the audience with the command of the fix: nobody who uses the provider loses anything.",
    ),
    Explanation(
        "AWS756",
        "Somebody or something that is not there",
        "IAM takes no trust in a user or role that does not exist, and no boundary that is no policy.",
        "Create it first, or leave it out.",
    ),
    Explanation(
        "AWS757",
        "A permission set that is not assigned here (a warning)",
        "Identity Center makes a set's role in an account when the set is assigned in it; until then nobody gets in.",
        "Have the set assigned in this account.",
    ),
    Explanation(
        "AWS758",
        "A quota that would be met",
        "What the stack, the environments or a first launch take is more than the account is given. A notebook's "
        "machine has a quota of its own, which is 0 for many machines in a new account. It is a warning where the "
        "stack itself can be made.",
        "Ask for a higher quota now: AWS takes hours or days.",
    ),
    Explanation(
        "AWS759",
        "A region that the account is not opened for",
        "Regions that AWS opened after 2019 are switched on one by one; until then each call fails.",
        "Enable the region, or take another in portfolio.yaml.",
    ),
    Explanation(
        "AWS760",
        "A permissions boundary that may be demanded (a warning)",
        "Some organizations deny the creation of roles without a certain boundary. An account cannot read their "
        "policies; that all of its roles have one boundary is what it can see.",
        "Name the boundary with --boundary, and in portfolio.yaml under `roles` of each environment.",
    ),
    Explanation(
        "AWS761",
        "More than IAM takes of a role",
        "A trust policy has 2,048 characters at most, and a role 10 managed policies, unless AWS has raised that.",
        "Trust fewer, open roles one by one (planner=…), or let the deployer deploy a part of the environments.",
    ),
    Explanation(
        "AWS762",
        "Bootstrapping needs consent",
        "It lets people and pipelines into an account.",
        "Look at what would change, then pass --yes.",
    ),
    Explanation(
        "AWS763",
        "Roles that are still needed",
        "Without its roles nobody could publish, deploy or end what is there, and launch roles would lose their "
        "boundary.",
        "End what is listed first: `terminate`, `apply catalog` without portfolios, `destroy`; then remove.",
    ),
)
