"""What AWS does that no document settles: each has a row in docs/open-questions.md and a switch in the embedded AWS."""

from __future__ import annotations

from collections.abc import Mapping

from generator.iam.on_behalf.row import Belief

BELIEFS: Mapping[str, Belief] = {
    "start-as-create": Belief(
        "Starting and updating a notebook ask their caller for what creating it asks for",
        held=True,
    ),
    "roles-from-outside": Belief(
        "CreateModel and the creation of jobs look at S3 with the role from SageMaker's own network, through no "
        "endpoint of ours",
        held=False,
    ),
    "update-endpoint-as-create": Belief(
        "UpdateEndpoint asks its caller for a grant on the new configuration's key, as CreateEndpoint does",
        held=True,
    ),
    "scaling-asks-its-caller": Belief(
        "Application Auto Scaling asks its caller for the calls to SageMaker that its own role then makes",
        held=True,
    ),
}
HELD = frozenset(name for name, belief in BELIEFS.items() if belief.held)
