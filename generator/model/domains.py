"""Domains of an allow list: which of them let data out.

A query for `DATA.example.com` arrives at whoever runs the name servers of example.com. So a wildcard is a way out where
somebody can get a domain below it and run its name servers: below a top-level domain, below a registry's second level
(co.uk, com.au), below a block of addresses that is not private (its reverse zone is its holder's), and below services
whose purpose is to show queries to anybody. A single name carries nothing, since nothing of it can be chosen.

The lists are not complete: the Public Suffix List has some ten thousand rows. They hold what is written by mistake.
"""

from __future__ import annotations

_SECOND_LEVELS = frozenset(
    {
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gov",
        "gv",
        "id",
        "info",
        "ltd",
        "me",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
        "sch",
        "school",
        "web",
    }
)
"""Below these and a country's two letters, a registry sells names."""
_REGISTRIES = frozenset(
    {
        "br.com",
        "cn.com",
        "co.com",
        "de.com",
        "eu.com",
        "eu.org",
        "gb.net",
        "pp.ua",
        "ru.com",
        "uk.com",
        "us.com",
        "us.kg",
        "za.com",
    }
)
"""Domains of two labels below which anybody gets a delegation."""
_SHOWN = frozenset(
    {
        "burpcollaborator.net",
        "canarytokens.com",
        "ceye.io",
        "dnslog.cn",
        "interact.sh",
        "nip.io",
        "oast.fun",
        "oast.live",
        "oast.me",
        "oast.online",
        "oast.pro",
        "oast.site",
        "oastify.com",
        "requestrepo.com",
        "sslip.io",
    }
)
"""Services that show everybody the queries for a name of his, or delegate to an address in the name."""
_PRIVATE = frozenset(("10", "168.192", "254.169", *(f"{number}.172" for number in range(16, 32))))
_PRIVATE_SHARED = frozenset(f"{number}.100" for number in range(64, 128))


def covers(domain: str, name: str) -> bool:
    """Whether a domain of a list stands for a name; `*` stands for anything before what follows it."""
    return name.endswith(domain[1:]) if domain.startswith("*") else name == domain


def way_out(domain: str) -> str | None:
    """Why a domain of an allow list lets data out, in words; None where it does not."""
    if not domain.startswith("*"):
        return None
    if domain == "*":
        return "it stands for every name"
    if not domain.startswith("*."):
        return f"anybody can register a name that ends in {domain[1:]}"
    rest = domain[2:].lower().rstrip(".")
    labels = rest.split(".")
    if rest.endswith(("in-addr.arpa", "ip6.arpa")):
        block = rest.removesuffix(".in-addr.arpa")
        private = any(block == each or block.endswith(f".{each}") for each in _PRIVATE | _PRIVATE_SHARED)
        return None if private else "whoever holds a block of addresses runs its reverse zone"
    if len(labels) == 1:
        return None if rest in ("internal", "local") else f"anybody can register a name below {rest}"
    if rest in _REGISTRIES or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SECOND_LEVELS):
        return f"anybody can register a name below {rest}"
    if any(rest == each or rest.endswith(f".{each}") for each in _SHOWN):
        return f"{rest} shows anybody the queries for a name of his"
    return None
