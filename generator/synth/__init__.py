"""Products → templates, and templates → versions.

Takes `Product`s and the project folder; returns `Rendered` templates, the ledger of releases, semantic differences
and findings. Finds products by folder, never by an import statement. No clock, no random, no environment; writes only
below `dist/` and `.cache/` and a released product's version, each file whole or not at all.
"""

from generator.synth.dist import check_dist, write_dist
from generator.synth.ledger import Ledger, read_ledger
from generator.synth.parts import Rendered
from generator.synth.project import choose_products, render_project
from generator.synth.releasing import Difference, compare_release, plan_version, write_release
from generator.synth.render import render_product

__all__ = [
    "Difference",
    "Ledger",
    "Rendered",
    "check_dist",
    "choose_products",
    "compare_release",
    "plan_version",
    "read_ledger",
    "render_product",
    "render_project",
    "write_dist",
    "write_release",
]
