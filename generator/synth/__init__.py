"""Products → templates, and templates → versions.

Takes `Product`s and the project folder; returns `Rendered` templates, the ledger of releases, semantic differences
and findings. Finds products by folder, never by an import statement. No clock, no random, no environment; writes only
below `dist/` and `.cache/`, each file whole or not at all.
"""

from generator.synth.parts import Rendered
from generator.synth.render import render_product

__all__ = ["Rendered", "render_product"]
