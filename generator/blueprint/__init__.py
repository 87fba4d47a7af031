"""What the author of a product draws with.

Takes troposphere objects, remembers where each was drawn, and returns a document with the source of every part. The
only generator package that imports troposphere. No clock, no random, no environment.
"""

from generator.blueprint.canvas import Canvas
from generator.blueprint.drawing import Drawing
from generator.blueprint.parameters import ParameterPrompt

__all__ = ["Canvas", "Drawing", "ParameterPrompt"]
