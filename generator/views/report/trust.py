"""Who can take on which role: a drawing, the same as Mermaid's text, and a table."""

from __future__ import annotations

from collections.abc import Sequence

from generator.views.report.facts import RoleFacts, Trusted
from generator.views.report.html import Markup, anchor, code, element
from generator.views.report.svg import box, cut, drawing, link, text
from generator.views.report.tables import folded, listing, scrolling, table

_ROW, _TOP = 46, 40
_LEFT, _RIGHT, _WIDTH = 380, 620, 1000


def render_trust(name: str, roles: Sequence[RoleFacts]) -> Markup:
    """The trust of an environment's roles."""
    rows = [
        (role.name, listing([_trusted(each) for each in role.trusted]), role.boundary or "none that is made here")
        for role in roles
    ]
    return element(
        "div",
        element(
            "figure",
            scrolling(f"Drawing of who can assume which role in {name}", _draw(name, roles)),
            element("figcaption", f"Who can assume which role in {name}. No other principal is trusted."),
        ),
        folded("The same as text for Mermaid", element("pre", _mermaid(roles))),
        table(f"Trust of {name}", ("Role", "Can be assumed by", "Boundary"), rows),
    )


def _trusted(each: Trusted) -> Markup:
    said = element("span", " if ", ", ".join(each.conditions), class_="soft") if each.conditions else None
    return element("span", code(each.principal), said)


def _principals(roles: Sequence[RoleFacts]) -> list[str]:
    return list(dict.fromkeys(each.principal for role in roles for each in role.trusted))


def _draw(name: str, roles: Sequence[RoleFacts]) -> Markup:
    principals = _principals(roles)
    height = _TOP + _ROW * max(len(principals), len(roles), 1) + 10
    places = {who: _TOP + _ROW * row for row, who in enumerate(principals)}
    parts = [text(10, 24, "principals", "small"), text(_RIGHT, 24, "roles", "small")]
    for role, y in zip(roles, range(_TOP, height, _ROW), strict=False):
        for who in dict.fromkeys(each.principal for each in role.trusted):
            parts.append(link(_LEFT, places[who] + 17, _RIGHT, y + 17))
    for who, y in places.items():
        parts += [box(10, y, _LEFT - 10, 34), text(20, y + 22, cut(who, 52))]
    for role, y in zip(roles, range(_TOP, height, _ROW), strict=False):
        parts += [
            box(_RIGHT, y, _WIDTH - _RIGHT - 10, 34, "plain"),
            text(_RIGHT + 10, y + 22, cut(role.name, 50), "title"),
        ]
    words = ". ".join(
        f"{role.name}: {', '.join(each.principal for each in role.trusted) or 'nobody'}" for role in roles
    )
    return drawing(f"Trust in {name}", words, _WIDTH, height, parts, key=anchor("trust", name))


def _mermaid(roles: Sequence[RoleFacts]) -> str:
    principals = _principals(roles)
    lines = ["flowchart LR", *(f'  p{number}["{who}"]' for number, who in enumerate(principals))]
    lines += [f'  r{number}(["{role.name}"])' for number, role in enumerate(roles)]
    lines += [
        f"  p{principals.index(who)} --> r{number}"
        for number, role in enumerate(roles)
        for who in dict.fromkeys(each.principal for each in role.trusted)
    ]
    return "\n".join(lines)
