"""SEC420-SEC429: what opens a private network, or cuts work in it off; found over the graph of a resolved template."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC420",
        "A gateway by which packets leave the network",
        "The environment promises that there is no way to the internet; one gateway and one route are such a way.",
        "Leave the gateway out, and reach AWS by VPC endpoints.",
    ),
    Explanation(
        "SEC421",
        "A route that leads out",
        "The message says the way, step by step; whatever is not the VPC or its S3 endpoint counts as outside.",
        "Leave the route out. The S3 gateway endpoint enters its own.",
    ),
    Explanation(
        "SEC422",
        "A public address",
        "What has one can be reached, and reach, as soon as any gateway is attached; IPv6 addresses are all public.",
        "MapPublicIpOnLaunch=False, and neither elastic nor IPv6 addresses.",
    ),
    Explanation(
        "SEC423",
        "A security group that lets traffic out",
        "Egress is the second line: a gateway that somebody adds later must be of no use.",
        "Let traffic out to groups of the template and to prefix lists only, and state a rule in each group itself. "
        "One private address with one port passes: that of the proxy that the template publishes.",
    ),
    Explanation(
        "SEC424",
        "A security group that lets the internet in",
        "Notebooks and endpoints are reached from private networks only.",
        "Name a group or a private block.",
    ),
    Explanation(
        "SEC425",
        "A subnet without a route table of its own",
        "It takes the VPC's main route table, to which anybody may add a route that no template shows.",
        "Associate the subnet with a route table of the template.",
    ),
    Explanation(
        "SEC426",
        "An endpoint that nobody inside reaches",
        "There is no other way, so every call to its service would hang without a word.",
        "Put it into subnets and a group that the workload's group may reach, and that lets it in, on port 443.",
    ),
    Explanation(
        "SEC427",
        "A VPC that is left as EC2 makes it",
        "Its default group lets everything out, and without DNS the private names of endpoints are not answered.",
        "Turn DNS support and host names on, and take the default group's open rule away.",
    ),
)
