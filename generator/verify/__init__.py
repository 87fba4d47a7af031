"""Rendered templates → findings: cfn-lint in this process, limits, and whether `dist/` is what it should be.

Takes `Rendered` products and the project folder; returns findings at the authors' lines and raises none. The only
place with cfn-lint, which is imported only where something has changed. Writes only below `.cache/`.
"""

from generator.verify.lint import check_templates
from generator.verify.project import Report, check_project

__all__ = ["Report", "check_project", "check_templates"]
