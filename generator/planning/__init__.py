"""Desired × observed → the steps between them, in a safe order.

Takes `CatalogState`s (one shape for what portfolio.yaml wants and for what AWS has) and returns a `Plan`. Pure: reads
no file, calls no AWS, knows no clock.
"""

from generator.planning.answers import find_untaken, list_answers
from generator.planning.catalog import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)
from generator.planning.compare import plan_changes
from generator.planning.desired import build_desired
from generator.planning.environments import Deployment, plan_deployment
from generator.planning.plan import Plan, load_plan
from generator.planning.risk import Risk
from generator.planning.steps import Step

__all__ = [
    "CatalogState",
    "ConstraintState",
    "ConstraintType",
    "Deployment",
    "Observed",
    "OfferState",
    "Plan",
    "PortfolioState",
    "Principal",
    "ProductState",
    "Risk",
    "Step",
    "VersionState",
    "build_desired",
    "find_untaken",
    "list_answers",
    "load_plan",
    "plan_changes",
    "plan_deployment",
]
