"""The PassRole chain, and that nobody becomes more than he is."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import IAM, ROLES, Case
from tests.behavior.permissions.environment import ABSENT


def privilege_escalation() -> Iterator[Case]:
    """Nobody passes, assumes or makes a role but along 2 → 3 → 4 and 5 → 6; 1 → 3 is for starting a notebook alone."""
    sagemaker = {"iam:PassedToService": "sagemaker.amazonaws.com"}
    chain = {"notebook-creation": "notebook-execution", "notebook-execution": "training"}
    chain |= {"endpoint-creation": "endpoint-hosting", "data-scientist": "notebook-execution"}
    names = ROLES
    for subject in names:
        for passed in (*names, "boundary", "admin"):
            role = f"{IAM}:role/ds-churn-dev-{passed}" if passed in names else f"{IAM}:role/{passed}"
            may = chain.get(subject) == passed
            said = "passes" if may else "never passes"
            yield Case(f"{subject} {said} {passed}", subject, "iam:PassRole", role, sagemaker, may)
        if subject in chain:
            role = f"{IAM}:role/ds-churn-dev-{chain[subject]}"
            for service in ("ec2.amazonaws.com", "lambda.amazonaws.com", ABSENT):
                how = service if isinstance(service, str) else "a service left unsaid"
                asked = {"iam:PassedToService": service}
                yield Case(f"{subject} passes nothing to {how}", subject, "iam:PassRole", role, asked, False)
        for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "DeleteRolePermissionsBoundary"):
            role = f"{IAM}:role/ds-churn-dev-training"
            yield Case(f"{subject} never calls iam:{action}", subject, f"iam:{action}", role, {}, False)
        for other in names:
            if other != subject:
                role = f"{IAM}:role/ds-churn-dev-{other}"
                yield Case(f"{subject} never becomes {other}", subject, "sts:AssumeRole", role, {}, False)
