"""The questions that a person is asked about an environment, in the order of the launch page.

Lists are strings with commas: an empty answer then differs from a list for conditions and rules alike, and the
pattern holds for the list as a whole.
"""

from __future__ import annotations

from generator.blueprint import Canvas, ParameterPrompt
from products.environment.parameters.jobs import JOBS
from products.environment.parameters.names import NAMES
from products.environment.parameters.network import ABOUT, NETWORK
from products.environment.parameters.organization import ORGANIZATION
from products.environment.parameters.people import OTHERS, PEOPLE
from products.environment.parameters.services import AUDIT, DATA, SOURCES

__all__ = ["PROMPTS", "build_parameters"]

PROMPTS: tuple[ParameterPrompt, ...] = (
    *ABOUT,
    *NETWORK,
    *NAMES,
    *PEOPLE,
    *SOURCES,
    *DATA,
    *JOBS,
    *AUDIT,
    *OTHERS,
    *ORGANIZATION,
)


def build_parameters(canvas: Canvas) -> None:
    """Ask every question."""
    for prompt in PROMPTS:
        canvas.parameter(prompt)
