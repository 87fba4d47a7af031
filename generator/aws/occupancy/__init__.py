"""What an environment's stack carries: what runs in it, who is offered it, what its keys hold."""

from generator.aws.occupancy.encrypted import find_held_keys
from generator.aws.occupancy.estate import Estate, read_estate
from generator.aws.occupancy.launched import find_launched
from generator.aws.occupancy.offered import find_offers
from generator.aws.occupancy.running import find_running
from generator.model.occupant import Occupant

__all__ = ["Estate", "Occupant", "find_held_keys", "find_launched", "find_offers", "find_running", "read_estate"]
