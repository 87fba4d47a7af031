"""The report: one self-contained, script-free HTML file for those who launch, those who pay and those who review.

`render_report` takes `ReportFacts`, plain data, and returns the page. Nothing here reads a file of the project, knows a
clock or a product.
"""

from generator.views.report.page import render_report

__all__ = ["render_report"]
