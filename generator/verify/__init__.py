"""Rendered templates → findings: cfn-lint in this process, our own rules, limits, and whether `dist/` is as it should.

Takes `Rendered` products and the project folder; returns findings at the authors' lines and raises none. The only
place with cfn-lint, which is imported only where something has changed. Writes only below `.cache/`.
"""

from generator.verify.project import Report, check_project
from generator.verify.templates import check_rules, check_templates

__all__ = ["Report", "check_project", "check_rules", "check_templates"]
