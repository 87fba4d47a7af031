"""Audit: trail, flow logs, SageMaker's log groups, alarms and the detective control.

Takes the estate; returns nothing, since nothing in the environment depends on being watched.
"""

from __future__ import annotations

from generator.blueprint import Canvas
from products.environment.audit.alarms import build_alarms
from products.environment.audit.detective import build_detective
from products.environment.audit.flow_logs import build_flow_logs
from products.environment.audit.log_groups import build_sagemaker_groups
from products.environment.audit.topic import build_topic
from products.environment.audit.trail import build_trail
from products.environment.estate import Estate

__all__ = ["build_audit"]


def build_audit(canvas: Canvas, estate: Estate) -> None:
    """Draw what watches the environment."""
    build_topic(canvas, estate.keys)
    groups = build_trail(canvas, estate)
    build_flow_logs(canvas, estate)
    build_sagemaker_groups(canvas, estate.keys)
    build_alarms(canvas, groups)
    build_detective(canvas, estate)
