"""A project of one's own, outside this checkout, which depends on the generator at a version.

`draw_project` says which files it has; `write_project` writes a new one, whole or not at all; `compare_project`
says what another generator would change, and `update_project` does it. What a generator wrote is recorded with its
digests in `.catalog-project.json`, so that a file which somebody has changed since is never overwritten.
"""

from generator.synth.own_project.drawing import Wanted, draw_project
from generator.synth.own_project.record import read_record
from generator.synth.own_project.updating import Update, compare_project, update_project
from generator.synth.own_project.wheels import Wheel, read_wheel
from generator.synth.own_project.writing import write_project

__all__ = [
    "Update",
    "Wanted",
    "Wheel",
    "compare_project",
    "draw_project",
    "read_record",
    "read_wheel",
    "update_project",
    "write_project",
]
