"""The question about jobs: on which machines they run."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from generator.model.environment import JOB_INSTANCES

_MACHINE = r"ml\.[a-z0-9-]+\.(\*|[a-z0-9-]+)"

JOBS = (
    ParameterPrompt(
        "JobInstances",
        "Jobs",
        "Machines of jobs",
        "Instance types of training, processing, tuning and transform, with commas; a family is written ml.m5.*. "
        "Families with local disks (g4dn, g5, g6, p4d, p5, trn1) run without a volume key, which they cannot take.",
        "Type instance types with commas, such as ml.m5.*,ml.g5.xlarge; a family is named in full.",
        default=",".join(JOB_INSTANCES),
        pattern=rf"^{_MACHINE}(,{_MACHINE})*$",
        max_length=300,
    ),
)
