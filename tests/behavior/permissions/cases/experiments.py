"""Experiments as the SageMaker SDK's `Run` keeps them, and pipelines, which nobody starts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import HAS_MARK, MARK, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT

_RUN = (
    ("CreateExperiment", "experiment/churn"),
    ("CreateTrial", "experiment-trial/default-run-group-churn"),
    ("CreateTrialComponent", "experiment-trial-component/churn-first"),
    ("CreateArtifact", "artifact/*"),
)
_THINGS = {
    "Experiment": "experiment/churn",
    "Trial": "experiment-trial/default-run-group-churn",
    "TrialComponent": "experiment-trial-component/churn-first",
}
_KEPT = (
    *((f"{verb}{noun}", name) for noun, name in _THINGS.items() for verb in ("Describe", "Update", "Delete")),
    ("AssociateTrialComponent", "experiment-trial/default-run-group-churn"),
    ("DisassociateTrialComponent", "experiment-trial-component/churn-first"),
    ("BatchPutMetrics", "experiment-trial-component/churn-first"),
    ("AddAssociation", "artifact/a1"),
)


def experiments() -> Iterator[Case]:
    """`Run` marks nothing, so what nobody marked is everybody's of the account; what another marked is not."""
    for action, name in _RUN:
        yield from pair(
            f"a notebook calls {action}, which Run does without a tag",
            "notebook-execution",
            f"sagemaker:{action}",
            f"{SM}:{name}",
            {MARK: ABSENT},
            {
                "with another environment's tag": {MARK: "fraud-dev"},
                "from outside our network": {"aws:SourceVpc": ABSENT},
            },
        )
        marked = f"a notebook calls {action} with our tag"
        yield Case(marked, "notebook-execution", f"sagemaker:{action}", f"{SM}:{name}", {MARK: "churn-dev"}, True)
    for action, name in _KEPT:
        yield from pair(
            f"a notebook calls {action} on what nobody marked",
            "notebook-execution",
            f"sagemaker:{action}",
            f"{SM}:{name}",
            {HAS_MARK: ABSENT},
            {"on what another environment marked": {HAS_MARK: "fraud-dev"}},
        )
    yield from pair(
        "a notebook searches, which Run does to find itself",
        "notebook-execution",
        "sagemaker:Search",
        "*",
        {},
        {
            "from outside our network": {"aws:SourceVpc": ABSENT},
            "asking for words": {"action": "sagemaker:QueryLineage"},
        },
    )
    for action in ("CreatePipeline", "UpdatePipeline", "StartPipelineExecution", "RetryPipelineExecution"):
        refused = f"a notebook refuses {action} whatever is attached"
        yield Case(
            refused,
            "notebook-execution overloaded",
            f"sagemaker:{action}",
            f"{SM}:pipeline/p",
            {MARK: "churn-dev"},
            False,
        )
