"""Each offer under the role that launches it: would it launch, be updated from every version on offer, and end?

Takes the manifest, the ledger and how portfolio.yaml answers an environment's template; gives findings at the offers.
"""

from generator.verify.offered.proof import check_offered_launches
from generator.verify.offered.role import Answers, Launching, OfferRole, ReadAccount

__all__ = ["Answers", "Launching", "OfferRole", "ReadAccount", "check_offered_launches"]
