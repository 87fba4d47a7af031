"""No way to the internet, proven over the graph of a resolved template.

Takes what `generator.cloudformation.resolve` returns for one set of answers; returns findings SEC420 to SEC429 and
those of the rules on names and endpoints, and raises nothing. Pure: nothing is read or written. Names that are not the
template's own (an existing VPC, its subnets) are where the graph ends: what lies behind them is their owner's promise.
"""

from generator.verify.network.checks import check_network
from generator.verify.network.graph import Network, read_network, ways_out

__all__ = ["Network", "check_network", "read_network", "ways_out"]
