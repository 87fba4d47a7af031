"""Systems Manager's automations: documents that moto keeps are looked at when they are made, and run here.

moto (5.2) keeps any content and runs none. Two kinds of steps are offered, calls of AWS's APIs and looks at what they
say; a document with anything else is refused by name when it is made. Source: Systems Manager User Guide, "Systems
Manager Automation actions reference" and "Using action outputs as inputs".
"""

from embedded_aws.services.automations.automations import OPERATIONS, Automations
from embedded_aws.services.automations.content import check_document

__all__ = ["OPERATIONS", "Automations", "check_document"]
