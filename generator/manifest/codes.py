"""Which code a kind of validation error has in each of the files that people write."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

Codes: TypeAlias = Mapping[str, str]
"""Kind of validation error → code. Forms and the parser raise errors by kind, so that all files share them."""

PORTFOLIO: Codes = MappingProxyType(
    {
        "missing-file": "PF101",
        "encoding": "PF102",
        "large": "PF103",
        "malformed": "PF105",
        "indentation": "PF100",
        "empty": "PF106",
        "several": "PF107",
        "duplicate-key": "PF108",
        "tag": "PF109",
        "unknown-key": "PF110",
        "missing-key": "PF111",
        "type": "PF112",
        "choice": "PF113",
        "number": "PF114",
        "deep": "PF115",
        "alias": "PF116",
        "empty-list": "PF117",
        "version": "PF118",
        "text": "PF119",
        "format": "PF120",
        "catalog": "PF121",
        "account": "PF122",
        "region": "PF123",
        "name": "PF124",
        "project": "PF125",
        "cidr": "PF130",
        "identifier": "PF134",
        "domain": "PF180",
        "open-domain": "PF181",
        "proxy": "PF194",
        "open-proxy": "PF195",
        "repository": "PF199",
        "arn": "PF140",
        "pattern": "PF142",
        "path": "PF170",
        "contact": "PF145",
        "permission-set": "PF149",
        "local-role": "PF154",
        "narrow": "PF155",
        "rules": "PF260",
        "notify": "PF263",
        "stack-set": "PF266",
        "duplicate": "PF156",
        "tags": "PF158",
        "access": "PF161",
        "place": "PF173",
        "share": "PF250",
    }
)

PRODUCT: Codes = MappingProxyType(
    {
        "missing-file": "PD201",
        "encoding": "PD202",
        "large": "PD203",
        "malformed": "PD205",
        "indentation": "PD220",
        "empty": "PD206",
        "several": "PD207",
        "duplicate-key": "PD208",
        "tag": "PD209",
        "unknown-key": "PD210",
        "missing-key": "PD211",
        "type": "PD212",
        "choice": "PD212",
        "deep": "PD215",
        "alias": "PD216",
        "version": "PD218",
        "text": "PD219",
        "contact": "PD245",
        "narrow": "PD246",
        "local-role": "PD254",
    }
)

SCENARIOS: Codes = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "missing-file",
                "encoding",
                "large",
                "malformed",
                "empty",
                "several",
                "duplicate-key",
                "tag",
                "deep",
                "alias",
            ),
            "SEC470",
        ),
        **dict.fromkeys(
            ("unknown-key", "missing-key", "type", "choice", "number", "text", "empty-list", "format"), "SEC471"
        ),
    }
)

PROBES: Codes = MappingProxyType(
    {**{kind: "PRB801" for kind in SCENARIOS if SCENARIOS[kind] == "SEC470"}}
    | {kind: "PRB802" for kind in SCENARIOS if SCENARIOS[kind] == "SEC471"}
)

DEPLOYMENT: Codes = MappingProxyType(
    {kind: "PD280" for kind in SCENARIOS if SCENARIOS[kind] == "SEC470"}
    | {kind: "PD281" for kind in SCENARIOS if SCENARIOS[kind] == "SEC471"}
    | {"duplicate": "PD281", "narrow": "PD281", "field": "PD282"}
)

LAUNCH_ROLE: Codes = MappingProxyType(
    {kind: "PD260" for kind in SCENARIOS if SCENARIOS[kind] == "SEC470"}
    | {kind: "PD261" for kind in SCENARIOS if SCENARIOS[kind] == "SEC471"}
    | {"duplicate": "PD261", "resource": "PD261", "action": "PD262"}
)

ACTION_DOCUMENT: Codes = MappingProxyType({kind: "PD292" for kind in SCENARIOS if SCENARIOS[kind] == "SEC470"})
