"""The seven roles on one page: what each is for, who may assume it, its policies, and what limits it.

The statements of a role's policies are in the module with its name.
"""

from __future__ import annotations

from products.environment.roles.data_scientist import (
    scientist_catalog,
    scientist_looking,
    scientist_notebooks,
)
from products.environment.roles.drawing import Policy, RoleDefinition
from products.environment.roles.endpoint_creation import creation_deploying, creation_promoting
from products.environment.roles.endpoint_hosting import hosting_serving, hosting_trust
from products.environment.roles.endpoint_invocation import invocation_invoking
from products.environment.roles.limits import SCIENTIST_SESSION_SECONDS
from products.environment.roles.notebook_creation import creation_launching, creation_notebooks
from products.environment.roles.notebook_execution import (
    execution_data,
    execution_jobs,
    execution_refusals,
    execution_tools,
)
from products.environment.roles.registry import registry_registering
from products.environment.roles.training import training_trust, training_work
from products.environment.roles.trust import application_trust, launch_trust, notebook_trust, scientist_trust

ROLES: tuple[RoleDefinition, ...] = (
    RoleDefinition(
        "data-scientist",
        "Launches notebooks from the catalog and opens those that are her own.",
        scientist_trust,
        (
            Policy("catalog", "Launch, update and terminate one's own products of the catalog.", scientist_catalog),
            Policy("notebooks", "Open, start and stop one's own notebooks, and change none.", scientist_notebooks),
            Policy("looking", "Look at jobs, logs and metrics of the environment.", scientist_looking),
        ),
        shared=(),
        seconds=SCIENTIST_SESSION_SECONDS,
    ),
    RoleDefinition(
        "notebook-creation",
        "Launch role of the notebook product: makes notebooks in our subnets, under our key, without root.",
        launch_trust,
        (
            Policy(
                "notebooks",
                "Make, update and delete notebooks that are closed to the internet and run without root.",
                creation_notebooks,
            ),
            Policy(
                "launching",
                "What CloudFormation and Service Catalog need to launch, update and terminate.",
                creation_launching,
            ),
        ),
        shared=("network-guard", "encryption-guard", "output-guard"),
    ),
    RoleDefinition(
        "notebook-execution",
        "What a notebook of this environment can do.",
        notebook_trust,
        (
            Policy(
                "jobs", "Train, process, tune, transform and model, in our network and under our keys.", execution_jobs
            ),
            Policy("data", "Read and write the project's data, and what SageMaker needs to run there.", execution_data),
            Policy(
                "tools",
                "Follow jobs, keep experiments, reach code, packages and parameters, and stop idle notebooks.",
                execution_tools,
            ),
            Policy(
                "refusals",
                "No endpoint, pipeline, other machine or longer run, and no call from outside our network.",
                execution_refusals,
            ),
            Policy("registry", "Register models, which somebody else approves.", registry_registering),
        ),
        shared=("data-perimeter", "network-guard", "encryption-guard", "output-guard"),
        boundary="boundary",
    ),
    RoleDefinition(
        "training",
        "What a training, processing, tuning or transform job can do.",
        training_trust,
        (Policy("work", "Read data, write models, and what a job needs to run in our network.", training_work),),
        shared=("data-perimeter",),
        boundary="boundary",
    ),
    RoleDefinition(
        "endpoint-creation",
        "Makes models and endpoints of this environment from approved model packages.",
        launch_trust,
        (
            Policy("deploying", "Make models and endpoints in our network and under our key.", creation_deploying),
            Policy(
                "promoting",
                "Read approved candidates, copy them to the models that are served, and read what was captured.",
                creation_promoting,
            ),
        ),
        shared=("data-perimeter", "network-guard", "encryption-guard", "output-guard"),
        boundary="serving-boundary",
    ),
    RoleDefinition(
        "endpoint-hosting",
        "What an endpoint of this environment can do.",
        hosting_trust,
        (
            Policy(
                "serving",
                "Read models, write captures, and what an endpoint needs to run in our network.",
                hosting_serving,
            ),
        ),
        shared=("data-perimeter",),
        boundary="serving-boundary",
    ),
    RoleDefinition(
        "endpoint-invocation",
        "Invokes endpoints of this environment, for the applications that were named.",
        application_trust,
        (Policy("invoking", "Invoke endpoints of this environment.", invocation_invoking),),
        shared=(),
        boundary="serving-boundary",
    ),
)
