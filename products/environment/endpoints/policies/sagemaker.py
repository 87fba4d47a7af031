"""SageMaker's endpoints: api, runtime, metrics, notebook."""

from __future__ import annotations

from awacs.aws import PolicyDocument, Statement

from generator.iam.conditions import arn_equals, if_exists
from generator.iam.keys import PRINCIPAL_ARN
from generator.iam.statements import allow, anyone, only_if, policy
from products.environment.endpoints.policies.perimeter import our_principals, ours, ours_unnamed
from products.environment.estate import Keys, When
from products.environment.names import role_arn
from products.environment.places import INVOKE, NOTEBOOKS, PRESIGN, any_name, sagemaker

_WORK = (
    "sagemaker:AddAssociation",
    "sagemaker:AddTags",
    "sagemaker:AssociateTrialComponent",
    "sagemaker:BatchDescribeModelPackage",
    "sagemaker:CreateAction",
    "sagemaker:CreateArtifact",
    "sagemaker:CreateContext",
    "sagemaker:CreateEndpoint",
    "sagemaker:CreateEndpointConfig",
    "sagemaker:CreateExperiment",
    "sagemaker:CreateHyperParameterTuningJob",
    "sagemaker:CreateModel",
    "sagemaker:CreateModelPackage",
    "sagemaker:CreateModelPackageGroup",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateTransformJob",
    "sagemaker:CreateTrial",
    "sagemaker:CreateTrialComponent",
    "sagemaker:DeleteEndpoint",
    "sagemaker:DeleteEndpointConfig",
    "sagemaker:DeleteExperiment",
    "sagemaker:DeleteHyperParameterTuningJob",
    "sagemaker:DeleteModel",
    "sagemaker:DeleteProcessingJob",
    "sagemaker:DeleteTrainingJob",
    "sagemaker:DeleteTrial",
    "sagemaker:DeleteTrialComponent",
    "sagemaker:Describe*",
    "sagemaker:DisassociateTrialComponent",
    "sagemaker:List*",
    "sagemaker:QueryLineage",
    "sagemaker:Search",
    "sagemaker:StartNotebookInstance",
    "sagemaker:StopHyperParameterTuningJob",
    "sagemaker:StopNotebookInstance",
    "sagemaker:StopProcessingJob",
    "sagemaker:StopTrainingJob",
    "sagemaker:StopTransformJob",
    "sagemaker:UpdateEndpoint",
    "sagemaker:UpdateEndpointWeightsAndCapacities",
    "sagemaker:UpdateExperiment",
    "sagemaker:UpdateTrainingJob",
    "sagemaker:UpdateTrial",
    "sagemaker:UpdateTrialComponent",
)


def api(keys: Keys) -> PolicyDocument:
    """What the roles do from inside; notebooks are neither made nor changed through here."""
    return policy(
        ours_unnamed("WorkInOurAccount", _WORK),
        ours("OpenOurNotebooks", PRESIGN, NOTEBOOKS),
        only_if(When.HAS_APPROVERS, _approve()),
    )


def _approve() -> Statement:
    """An approver who sits where the API's name leads here decides from there, and nobody else changes a package."""
    by_its_role = arn_equals(PRINCIPAL_ARN, role_arn("model-approval"))
    return ours("DecideAsTheApprover", "sagemaker:UpdateModelPackage", sagemaker("model-package"), by_its_role)


def runtime(keys: Keys) -> PolicyDocument:
    """The invocation role's own permissions once more: only it, only our endpoints, only invoking."""
    by_its_role = arn_equals(PRINCIPAL_ARN, role_arn("endpoint-invocation"))
    return policy(ours("InvokeAsTheInvocationRole", INVOKE, sagemaker("endpoint"), by_its_role))


def metrics(keys: Keys) -> PolicyDocument:
    """The metrics of an experiment's runs, which come by an API of their own (SageMaker Metrics Service)."""
    return policy(ours("KeepOurMetrics", "sagemaker:BatchPutMetrics", any_name("experiment-trial-component")))


def notebook(keys: Keys) -> PolicyDocument:
    """Our notebooks only. Jupyter's requests are authorized by the action that presigned their URL.

    They come from a browser, which signs nothing: no document says that they carry `aws:PrincipalAccount`. A wrong
    account is stopped, and a missing key does no harm.
    """
    by_us_if_by_anybody = if_exists(our_principals())
    return policy(allow("UseOurNotebooks", PRESIGN, NOTEBOOKS, by_us_if_by_anybody, to=anyone()))
