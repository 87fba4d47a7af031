"""What the two files that people write may say, as pydantic models: the source of the JSON Schemas too.

Takes the plain data of a YAML tree; returns forms. A value that does not fit raises a validation error with its kind,
one sentence and a fix. Forms look at one value, or at the values of one mapping: what needs two of them is in
`generator.manifest.checks`.
"""

from generator.manifest.forms.environments import (
    EnvironmentForm,
    NetworkForm,
    OptionsForm,
    RolesForm,
    TargetForm,
    TrustForm,
)
from generator.manifest.forms.given_roles import GivenRoleForm
from generator.manifest.forms.portfolios import (
    AccessForm,
    OfferForm,
    PortfolioFile,
    PortfolioForm,
    SupportForm,
)
from generator.manifest.forms.products import ProductFile
from generator.manifest.forms.shares import ShareForm

__all__ = [
    "AccessForm",
    "EnvironmentForm",
    "GivenRoleForm",
    "NetworkForm",
    "OfferForm",
    "OptionsForm",
    "PortfolioFile",
    "PortfolioForm",
    "ProductFile",
    "RolesForm",
    "ShareForm",
    "SupportForm",
    "TargetForm",
    "TrustForm",
]
