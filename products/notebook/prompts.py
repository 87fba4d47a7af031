"""The parameter prompts that a data scientist answers, and the combinations that cannot work."""

from __future__ import annotations

from typing import Any

from troposphere import Ref

from generator.blueprint import Canvas, ParameterPrompt
from generator.model.sources import LONGEST, REPOSITORY

INSTANCE_TYPES = (
    "ml.t3.medium",
    "ml.t3.large",
    "ml.t3.xlarge",
    "ml.t3.2xlarge",
    "ml.m5.xlarge",
    "ml.m5.2xlarge",
    "ml.m5.4xlarge",
    "ml.c5.xlarge",
    "ml.c5.2xlarge",
    "ml.g4dn.xlarge",
    "ml.g4dn.2xlarge",
    "ml.g5.xlarge",
    "ml.g5.2xlarge",
)
ACCELERATED = tuple(name for name in INSTANCE_TYPES if name.startswith(("ml.g", "ml.p")))

YOURS, COST, PLACE = "Your notebook", "Size and cost", "Where it runs"


def build_prompts(canvas: Canvas) -> None:
    """Ask everything, in the order of the launch page."""
    _yours(canvas)
    _cost(canvas)
    _place(canvas)
    _refuse(canvas)


def _yours(canvas: Canvas) -> None:
    canvas.parameter(
        ParameterPrompt(
            "NotebookName",
            YOURS,
            "Name",
            "A short name. The notebook is called ds-<project>-<stage>-<name>.",
            "2 to 30 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
            pattern="[a-z][a-z0-9-]{0,28}[a-z0-9]",
        )
    )
    canvas.parameter(
        ParameterPrompt(
            "Owner",
            YOURS,
            "Your name here",
            "The name of your session, such as dana, or dana@example.com with Identity Center: by it the notebook "
            "knows its owner. ./build.py launch fills it in.",
            "The name of your session: up to 64 letters, digits and _+=.@- characters",
            default="",
            pattern=r"[A-Za-z0-9_+=.@-]{0,64}",
        )
    )
    canvas.parameter(
        ParameterPrompt(
            "GitRepository",
            YOURS,
            "Git repository (optional)",
            "An https URL to clone at the first start, where the environment's network or proxy leads there. Left "
            "empty, the project's own repository is cloned.",
            "An https URL of at most 255 characters, without credentials, or nothing",
            default="",
            pattern=f"({REPOSITORY})?",
            max_length=LONGEST,
        )
    )


def _cost(canvas: Canvas) -> None:
    canvas.parameter(
        ParameterPrompt(
            "InstanceType",
            COST,
            "Machine",
            "t3.medium: 2 vCPU, 4 GiB. m5.xlarge: 4 vCPU, 16 GiB. c5: more computing. g4dn and g5: one GPU.",
            "One of the machines in the list; your portfolio may allow fewer",
            default="ml.t3.medium",
            allowed=INSTANCE_TYPES,
        )
    )
    canvas.parameter(
        ParameterPrompt(
            "VolumeSize",
            COST,
            "Home volume in GB",
            "Encrypted storage for your home folder. It may grow later, and never shrinks.",
            "A whole number from 5 to 1000",
            type="Number",
            default=20,
            minimum=5,
            maximum=1000,
        )
    )
    canvas.parameter(
        ParameterPrompt(
            "IdleMinutes",
            COST,
            "Stop after idle minutes",
            "The notebook stops after so long without running code. 0 leaves it running.",
            "A whole number from 0 to 1440; machines with a GPU need at least 1",
            type="Number",
            default=60,
            minimum=0,
            maximum=1440,
        )
    )


def _place(canvas: Canvas) -> None:
    canvas.parameter(
        ParameterPrompt(
            "Environment",
            PLACE,
            "Environment",
            "The team's environment, such as churn-dev. The catalog fills it in.",
            "The name of a base environment, such as churn-dev, or current",
            default="current",
            pattern="[a-z][a-z0-9-]{1,24}",
        )
    )
    canvas.parameter(
        ParameterPrompt(
            "Zone",
            PLACE,
            "Zone",
            "Which of the environment's subnets. Take another where a machine is out of stock.",
            "1, 2 or 3",
            default="1",
            allowed=("1", "2", "3"),
        )
    )


def _refuse(canvas: Canvas) -> None:
    canvas.rule(
        "AcceleratedMachinesStop",
        {"A machine with a GPU must stop when it is idle: set the idle minutes to 1 or more.": _is_not_zero()},
        when={"Fn::Contains": [list(ACCELERATED), Ref("InstanceType")]},
    )


def _is_not_zero() -> dict[str, Any]:
    return {"Fn::Not": [{"Fn::Equals": [Ref("IdleMinutes"), "0"]}]}
