"""SEC430-SEC439: ways out of a private network that are no packets: the names that are asked for, and credentials."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC430",
        "A private network that answers every name",
        "The VPC's resolver asks the internet for whoever may ask it; groups and routes do not apply to it, and data "
        "leaves in the labels of a name.",
        "Associate a rule group of Route 53 Resolver DNS Firewall with the VPC.",
    ),
    Explanation(
        "SEC431",
        "A firewall of names that does not end with a block",
        "What no rule of DNS Firewall matches is answered.",
        "Let the last rule, which has the highest number, block a domain list of *, for records of any type.",
    ),
    Explanation(
        "SEC432",
        "An allowed name by which data leaves",
        "A query for DATA.example.com arrives at whoever runs the name servers of example.com; below this domain "
        "anybody can run some. Below AWS's suffixes nobody can: such a query ends at AWS.",
        "Name the domains that are needed. A single name carries nothing; a wildcard trusts its domain's owner.",
    ),
    Explanation(
        "SEC433",
        "A firewall of names that opens",
        "It fails open, or somebody who works inside may change its rules, its lists, or where names are sent.",
        "Leave FirewallFailOpen at its default, and give nobody at work the actions that change DNS Firewall.",
    ),
    Explanation(
        "SEC434",
        "Queries without a log, or without a key",
        "Nobody learns what was asked for and blocked, or whoever reads logs without our key does.",
        "Log the VPC's queries to a log group of the template with the logs key.",
    ),
    Explanation(
        "SEC435",
        "Credentials of people's code that work from anywhere",
        "Whoever copies them out of a notebook pushes code, reads parameters or starts jobs from home, past every wall "
        "of the network.",
        "Deny the service's actions where aws:SourceVpc is not the network. Leave out what SageMaker does with the "
        "role from its own network: interfaces, images, keys and logs.",
    ),
)
