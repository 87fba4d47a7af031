"""What is not ours in what is: said in the plan, and left alone; or refused, where Service Catalog takes one of two."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.planning.catalog import CatalogState, Observed, portfolio_address

STACK_SET = "STACKSET constraint "
"""What the words of an obstacle begin with that no launch role can stand beside."""


def name_foreign(desired: CatalogState, observed: Observed) -> Iterator[str]:
    """Constraints and products of others in what stays, and budgets of what goes."""
    for key, portfolio in desired.portfolios.items():
        held = observed.obstacles.get(portfolio_address(key), ())
        if strangers := ", ".join(each for each in held if each.startswith("product ")):
            yield f"portfolio {key} has {strangers}, not made from here: whoever has access can launch it"
        for product in portfolio.offers:
            address = portfolio_address(key).child(product)
            if words := observed.obstacles.get(address):
                yield f"`{address}` has {', '.join(words)}, not made from here: it holds as well, and is left alone"
    yield from _name_options(desired, observed)
    for key in observed.state.portfolios.keys() - desired.portfolios.keys():
        if names := observed.budgets.get(portfolio_address(key)):
            yield f"portfolio {key} goes with its link to the budget {', '.join(names)}; the budget itself stays"


def _name_options(desired: CatalogState, observed: Observed) -> Iterator[str]:
    """Tag options of a product that gets none from here."""
    for key, there in observed.state.products.items():
        wish = desired.products.get(key)
        if wish is not None and there.tag_options and not wish.tag_options and key not in observed.optioned:
            words = ", ".join(f"{name}={value}" for name, value in sorted(there.tag_options))
            yield f"product {key} has tag options of others, which are left alone and asked for at launches: {words}"


def render_removal(portfolio: str, words: str) -> str:
    """The call that takes one of the obstacles of a portfolio of this id away: its words end with its id."""
    what, _, identity = words.rpartition(" ")
    if what == "product":
        return (
            f"aws servicecatalog disassociate-product-from-portfolio --portfolio-id {portfolio} --product-id {identity}"
        )
    return f"aws servicecatalog delete-constraint --id {identity}"


def find_stack_sets(desired: CatalogState, observed: Observed) -> Iterator[Finding]:
    """PLN670: a stack set constraint where the launch role should be ("CreateConstraint": not both)."""
    for key, portfolio in desired.portfolios.items():
        for product in portfolio.offers:
            address = portfolio_address(key).child(product)
            for words in observed.obstacles.get(address, ()):
                if words.startswith(STACK_SET):
                    identity = words.removeprefix(STACK_SET)
                    what = (
                        f"`{address}` has {words}, not made from here: Service Catalog takes no launch role beside it; "
                        "one of the two has to go"
                    )
                    fix = f"aws servicecatalog delete-constraint --id {identity}"
                    yield Finding("PLN670", what, fix=fix)
