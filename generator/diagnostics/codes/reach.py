"""PF250-PF259, PLN650-PLN669: targets that cannot be reached, and shares that cannot be made."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF250",
        "A share that is none",
        "Service Catalog shares a portfolio with one receiver at a time; principals it shares only within an "
        "organization.",
        "Name exactly one of `account`, `organizational-unit` and `organization`, and leave out `principals` for an "
        "account.",
    ),
    Explanation(
        "PF251",
        "A share with the portfolio's own account",
        "A portfolio is there already in the account that it is published in.",
        "Remove the share; who launches in this account is said in `access`.",
    ),
    Explanation(
        "PF252",
        "Shared twice",
        "A portfolio has one share with a receiver, so that two entries would undo each other.",
        "Keep one of the two.",
    ),
    Explanation(
        "PF253",
        "A pattern that opens a spoke",
        "With principals shared, whoever matches the pattern in any receiving account may launch. Where the pattern is "
        "not below a path that AWS keeps for itself, whoever may create roles there lets himself in.",
        "Take a pattern below role/aws-reserved/, where only AWS makes roles, or do not share principals.",
    ),
    Explanation(
        "PF254",
        "A launch role of one account",
        "Launches from a shared portfolio run in the receiving account, under a role of that account: a constraint "
        "that names a role by its ARN cannot be used there.",
        "Name the role by `name`; a role of that name has to be in every account.",
    ),
    Explanation(
        "PF255",
        "An environment cannot be shared",
        "What is offered in an environment runs in its network, with its roles and keys. These are of one account, and "
        "a receiving account has no environment of that name that portfolio.yaml knows.",
        "Share a portfolio that has a `target`; publish what needs an environment in a target of its own.",
    ),
    Explanation(
        "PF256",
        "Principals are shared, and there is none",
        "Service Catalog shares patterns of principals; users and roles by ARN are of one account.",
        "Add a `pattern` to `access`, or leave out `principals`.",
    ),
    Explanation(
        "PF257",
        "A portfolio that nobody gets",
        "It is published with its products, and is in nobody's catalog: it has neither `access` nor a `share`.",
        "Name who may launch from it below `access`; or leave it so, until it is to be seen.",
    ),
    Explanation(
        "PLN650",
        "A target that cannot be reached",
        "`--all` and `--ring` look first whether every target can be reached, so that nothing is written anywhere "
        "while one of them is out of reach.",
        "Name a profile of your AWS configuration as the target's `profile`, or sign in with it.",
    ),
    Explanation(
        "PLN651",
        "A profile of another account",
        "The target's profile reaches another account than portfolio.yaml names: publishing would write there.",
        "Name the profile that reaches the target's account, or mend the account's digits.",
    ),
    Explanation(
        "PLN652",
        "The organization does not let Service Catalog share",
        "Shares with an organization or its units need trusted access for Service Catalog, which the management "
        "account switches on once.",
        "aws servicecatalog enable-aws-organizations-access, as the management account.",
    ),
    Explanation(
        "PLN653",
        "Not an administrator of the organization",
        "Only the organization's management account or a delegated administrator of Service Catalog shares within it.",
        "Register the account as delegated administrator, or share with accounts one by one.",
    ),
    Explanation(
        "PLN654",
        "Launches of a shared product make roles",
        "Roles that launches make are held by a boundary that is in the publishing account only; without it every "
        "launch in a receiving account fails.",
        "Take the product out of the shared portfolio, or launch it under a role of your own by `name`.",
    ),
    Explanation(
        "PLN655",
        "Stack sets may not reach the organization",
        "One stack set puts the launch roles into the organizational units of the shares; it needs trusted access, "
        "which the management account switches on once.",
        "aws cloudformation activate-organizations-access, as the management account.",
    ),
    Explanation(
        "PLN656",
        "A launch role is missing where it is shared",
        "A stack of the stack set is not as its template says, so that launches in that account fail.",
        "Mend what AWS names there, then `./build.py apply`, which tries again.",
    ),
    Explanation(
        "PLN657",
        "Nothing is shared that brings its own launch role",
        "There is no template to print: roles that are given by name are yours to make.",
        "Share a portfolio whose products have a launch-role.yaml.",
    ),
    Explanation(
        "PLN658",
        "A share that portfolio.yaml does not name",
        "It goes on handing out whatever is added to the portfolio, to people that no reviewed file names.",
        "Let `apply` withdraw it, or add it to the portfolio's `share`.",
    ),
    Explanation(
        "PLN659",
        "A share that did not reach every account",
        "Service Catalog shares with an organization or a unit account by account, and says only to the run that "
        "shared which ones it left out and why; the release record keeps that. People there do not see the portfolio.",
        "Mend what AWS names there, such as a closed account, then `./build.py apply`, which shares again.",
    ),
)
