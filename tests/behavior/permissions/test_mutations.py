"""Every way to weaken a role is caught: by a sentence that is no longer true, or by a weakness in its policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from tests.behavior.permissions.cases import Case, all_cases
from tests.behavior.permissions.environment import Environment, deployed
from tests.behavior.permissions.mutations import Mutation, all_mutations, name_of
from tests.behavior.permissions.trust_cases import TrustCase, all_trust_cases
from tests.behavior.permissions.weaknesses import weaknesses

Answers = tuple[tuple[str, str], ...]
EQUIVALENT = {
    "DataScientistNotebooks UseOwnNotebooksByTag: without Null on aws:ResourceTag/ds:owner": "a variable without a "
    "value matches nobody; the Null says so aloud",
    "EndpointInvocationRole NobodyYet: gone": "a trust without statements lets nobody in either",
    **{
        f"NotebookExecutionRegistry RegisterForApproval: {how} sagemaker:ModelApprovalStatus": "NeverRegisterApproved "
        "refuses the same, whatever is attached"
        for how in ("without StringEquals on", "with any")
    },
}
"""Changes that weaken nothing, each with its reason."""


@cache
def sentences() -> Mapping[Answers, Sequence[Case | TrustCase]]:
    by_answers: dict[Answers, list[Case | TrustCase]] = defaultdict(list)
    for case in (*all_cases(), *all_trust_cases()):
        by_answers[case.answers].append(case)
    return by_answers


@cache
def every_mutation() -> Mapping[str, tuple[Answers, Mutation]]:
    """Each once, in the environment with the most answers; the guards' lists of actions are tested by themselves."""
    found: dict[str, tuple[Answers, Mutation]] = {}
    for answers in sorted(sentences(), key=lambda given: (given == (), [value == "" for _, value in given])):
        for mutation in all_mutations(deployed(**dict(answers)).document):
            generated = "Guard" in mutation.resource and ": without sagemaker:" in str(mutation)
            if str(mutation) not in EQUIVALENT and not generated:
                found.setdefault(str(mutation), (answers, mutation))
    # What every environment has is asked where most sentences are.
    for mutation in all_mutations(deployed().document):
        if str(mutation) in found:
            found[str(mutation)] = ((), mutation)
    return found


@cache
def known_weaknesses(answers: Answers) -> set[str]:
    return weaknesses(deployed(**dict(answers)))


def caught_by(answers: Answers, mutation: Mutation) -> str | None:
    environment = deployed(**dict(answers))
    weakened = mutation.weaken(environment)
    for case in sentences()[answers]:
        if concerns(case, environment, mutation) and not case.agrees(weakened):
            return case.sentence
    return min(weaknesses(weakened) - known_weaknesses(answers), default=None)


def concerns(case: Case | TrustCase, environment: Environment, mutation: Mutation) -> bool:
    subject = case.local if isinstance(case, TrustCase) else case.subject.split(" ")[0]
    role = environment.roles.get(subject)
    if role is None:
        return True
    name = name_of(environment.document["Resources"][mutation.resource])
    boundary = [role.boundary.name] if role.boundary else []
    return name in {role.name, *boundary, *(policy.name for policy in role.identity)}


def test_an_unchanged_environment_has_no_weakness() -> None:
    for answers in sentences():
        assert known_weaknesses(answers) == set(), answers


def test_there_are_hundreds_of_ways_to_weaken_the_roles() -> None:
    assert len(every_mutation()) > 300


SOME = (
    "Boundary DenyIdentityChange: gone",
    "Boundary DenyOtherAccounts: gone",
    "Boundary PassOurRole: without StringEquals on iam:PassedToService",
    "DataPerimeter DenyDataOutsideTheEndpoint: gone",
    "DataPerimeter DenyForeignBuckets: gone",
    "DataScientistCatalog ManageOwnProducts: without StringEquals on servicecatalog:userLevel",
    "DataScientistNotebooks NeverChangeNotebooks: without sagemaker:AddTags",
    "DataScientistLooking LookFromOurNetworkOnly: gone",
    "DataScientistLooking LookFromOurNetworkOnly: without logs:GetLogEvents",
    "DataScientistNotebooks NeverPassAnotherRole: gone",
    "DataScientistNotebooks PassNotebookExecution: on every resource",
    "DataScientistNotebooks UseOwnNotebooksByTag: on every resource",
    "DataScientistNotebooks UseOwnNotebooksByTag: with any aws:userid",
    "DataScientistNotebooks UseOwnNotebooksByTag: without StringLike on aws:userid",
    "DataScientistNotebooks UseOwnNotebooks: on every resource",
    "DataScientistNotebooks UseOwnNotebooks: without StringEquals on "
    "aws:ResourceTag/aws:servicecatalog:provisioningPrincipalArn",
    "DataScientistRole BecomeScientistWithMfa: for anybody",
    "DataScientistRole BecomeScientistWithMfa: without Bool on aws:MultiFactorAuthPresent",
    "DataScientistRole BecomeScientistWithMfa: without StringEquals on sts:RoleSessionName",
    "DataScientistRole BecomeScientistWithMfa: without StringEqualsIfExists on sts:SourceIdentity",
    "EncryptionGuard DenyForeignVolumeKey: gone",
    "EncryptionGuard DenyWithoutVolumeKey: gone",
    "EndpointCreationDeploying PassHosting: on every resource",
    "EndpointHostingServing NeverTrainingData: gone",
    "EndpointInvocationInvoking InvokeOurEndpoints: on every resource",
    "NetworkGuard DenyForeignSubnets: gone",
    "NotebookExecutionRegistry NeverRegisterApproved: gone",
    "EndpointCreationPromoting PromoteModels: on every resource",
    "ServingBoundary DenyIdentityChange: gone",
    "NetworkGuard DenyWithoutGroups: gone",
    "NotebookCreationLaunching RunLaunchedStacks: on every resource",
    "NotebookCreationNotebooks CreateSafeNotebooks: without Null on sagemaker:VpcSubnets",
    "NotebookCreationNotebooks CreateSafeNotebooks: without StringEquals on sagemaker:DirectInternetAccess",
    "NotebookCreationNotebooks CreateSafeNotebooks: without StringEquals on sagemaker:RootAccess",
    "NotebookCreationNotebooks LendNotebookKey: without Bool on kms:GrantIsForAWSResource",
    "NotebookExecutionData UseDataKey: on every resource",
    "NotebookExecutionJobs MakeIsolatedModels: without Bool on sagemaker:NetworkIsolation",
    "NotebookExecutionJobs PassTraining: without StringEquals on iam:PassedToService",
    "NotebookExecutionJobs RunGuardedJobs: without NumericLessThanEquals on sagemaker:MaxRuntimeInSeconds",
    "TrainingRole JobsOfThisEnvironment: without StringEquals on aws:SourceAccount",
    "TrainingWork NeverCallSageMaker: gone",
)


@pytest.mark.parametrize("name", SOME)
def test_weakening_is_caught(name: str) -> None:
    answers, mutation = every_mutation()[name]
    assert caught_by(answers, mutation), name


@pytest.mark.slow
def test_every_weakening_is_caught() -> None:
    missed = [name for name, (answers, mutation) in every_mutation().items() if not caught_by(answers, mutation)]
    assert missed == []
