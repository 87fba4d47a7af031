"""Questions about the names that are answered inside the network."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from products.environment.parameters.kinds import choice, optional

_NETWORK = "Network"
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = rf"(\*\.)?({_LABEL}\.)+{_LABEL}"

NAMES: tuple[ParameterPrompt, ...] = (
    choice(
        _NETWORK,
        "DnsFirewall",
        "DNS Firewall",
        "Which VPC's resolver answers AWS's and the VPC's own names only, so that no data leaves in the names that are "
        "asked for. own: of a VPC that is made here; existing: of ExistingVpc, too, for everything in it; none. "
        "Regions without DNS Firewall go without.",
        ("own", "existing", "none"),
        "own",
    ),
    optional(
        _NETWORK,
        "AllowedDomains",
        "Other names that are answered",
        "Domains besides AWS's and the VPC's own, such as that of a Git server; *.example.com stands for every name "
        "below it. Whoever runs a domain's name servers receives what is asked below it.",
        rf"{_DOMAIN}(,{_DOMAIN})*",
        "Type domains in lower case such as git.example.com,*.corp.example.com with commas and no spaces, or nothing.",
    ),
)
