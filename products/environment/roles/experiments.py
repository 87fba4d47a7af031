"""Experiments as the SageMaker SDK's `Run` keeps them, in which environments of an account are not wholly apart.

`Run` tags nothing of its own accord, and calls a trial `Default-Run-Group-<experiment>` and a run
`<experiment>-<run>` (sagemaker 2.257, experiments/run.py). So what has another environment's tag is refused, and what
has none is everybody's of the account: parameters, metrics and the places of artifacts, never the artifacts. `Search`,
by which `Run` looks whether a run is there, and the lists know no resource at all.
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import keys
from generator.iam.conditions import present, string_not_equals
from generator.iam.statements import allow, deny
from products.environment.places import OURS, actions, any_name

_NOUNS = ("Experiment", "Trial", "TrialComponent")
KINDS = ("artifact", "experiment", "experiment-trial", "experiment-trial-component")
MADE = [*actions(("Create",), _NOUNS), "sagemaker:CreateArtifact"]
_KEPT = [
    *actions(("Delete", "Describe", "Update"), _NOUNS),
    "sagemaker:AddAssociation",
    "sagemaker:AssociateTrialComponent",
    "sagemaker:BatchPutMetrics",
    "sagemaker:DisassociateTrialComponent",
]


def experiments() -> list[Statement]:
    """Make and keep experiments, and find runs."""
    return [
        allow("KeepExperiments", [*MADE, *_KEPT], any_name(*KINDS)),
        allow(
            "FindExperiments",
            [*actions(("List",), (f"{noun}s" for noun in _NOUNS)), "sagemaker:ListAssociations", "sagemaker:Search"],
            "*",
        ),
    ]


def never_others_experiments() -> list[Statement]:
    """What is marked as another environment's is not touched, and nothing is marked so."""
    made, had = keys.request_tag(keys.ENVIRONMENT_TAG), keys.resource_tag(keys.ENVIRONMENT_TAG)
    return [
        deny("NeverMarkForOthers", MADE, "*", string_not_equals(made, OURS), present(made)),
        deny("NeverOthersExperiments", _KEPT, "*", string_not_equals(had, OURS), present(had)),
    ]
