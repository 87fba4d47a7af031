"""Would a launch succeed? What a template asks of the role that launches it, held against the role's policies.

`find_needs(template, …)` takes a template and gives what create, update, delete and read ask for, by the registry's
handler permissions and the table of calls on behalf; `prove_launch` holds them against policies; `draft_role` turns
them into the statements of a launch-role.yaml. Pure; proven relative to those two sources and nothing more.
"""

from generator.launching.draft import draft_role, render_role
from generator.launching.needs import Need, Needs, Verb, find_all_needs, find_needs
from generator.launching.proof import LaunchProof, Missing, prove_launch

__all__ = [
    "LaunchProof",
    "Missing",
    "Need",
    "Needs",
    "Verb",
    "draft_role",
    "find_all_needs",
    "find_needs",
    "prove_launch",
    "render_role",
]
