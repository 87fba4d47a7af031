"""What the planner, the publisher and the deployer of a catalog may do, as statements written by awacs.

The planner reads, and is a part of both others. Sources of what no command of ours calls itself stand beside the
statements; `tests/behavior/principals` compares what is allowed with what was asked.
"""

from generator.iam.publishing.boundary import BOUNDARY, PATH, build_boundary
from generator.iam.publishing.deployer import deployer_statements
from generator.iam.publishing.planner import planner_statements
from generator.iam.publishing.publisher import publisher_statements
from generator.iam.publishing.scope import Scope

__all__ = [
    "BOUNDARY",
    "PATH",
    "Scope",
    "build_boundary",
    "deployer_statements",
    "planner_statements",
    "publisher_statements",
]
