"""Catalogs of a size: so many portfolios, products, versions a product; each product in one portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.model import Digest
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)

PRINCIPALS = 3
PAGE = 20
"""Service Catalog's smallest page."""
LAUNCH = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "ds-launch"})
_ALWAYS = {"Assert": {"Fn::Equals": ["a", "a"]}, "AssertDescription": "always"}
NARROW = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {"Always": {"Assertions": [_ALWAYS]}}})


@dataclass(frozen=True)
class Size:
    """So much, with two constraints a product and three principals a portfolio."""

    portfolios: int
    products: int
    versions: int

    @property
    def name(self) -> str:
        """`10/100/10`."""
        return f"{self.portfolios}/{self.products}/{self.versions}"

    @property
    def least_writes(self) -> int:
        """Bodies, portfolios, products with their first versions, the other versions, offers, constraints, people: what
        no publisher can do without, whatever it writes down of itself."""
        bodies = self.products * self.versions
        return bodies + self.portfolios + bodies + 3 * self.products + PRINCIPALS * self.portfolios

    @property
    def most_reads(self) -> int:
        """One, four a portfolio, one a product, and one for each 20 constraints of a portfolio beyond the first 20.

        AWS quirk: ListConstraintsForPortfolio takes a PageSize of at most 20 (botocore's model).
        """
        constraints = 2 * -(-self.products // self.portfolios)
        return 1 + (4 + (constraints - 1) // PAGE) * self.portfolios + self.products

    def catalog(self, *more: str) -> CatalogState:
        """The wanted state; `more` are further versions of the first product."""
        names = [f"product-{number:03d}" for number in range(self.products)]
        numbers = [f"1.{number}.0" for number in range(self.versions)]
        made = {name: _product(name, [*numbers, *(more if name == names[0] else ())]) for name in names}
        boxes = {}
        for number in range(self.portfolios):
            key = f"portfolio-{number:02d}"
            held = {name: OfferState(name, (LAUNCH, NARROW)) for name in names[number :: self.portfolios]}
            people = (f"arn:aws:iam::111122223333:role/{key}-{person}" for person in range(PRINCIPALS))
            boxes[key] = PortfolioState(key, key, "ML", "", held, frozenset(map(Principal, people)))
        bodies = {
            version.digest: path_of(name, version.version)
            for name, product in made.items()
            for version in product.versions.values()
            if version.digest is not None
        }
        return CatalogState("c", "111122223333", "eu-west-1", boxes, made, bodies)


SIZES = (Size(1, 4, 3), Size(3, 12, 5), Size(10, 100, 10), Size(20, 300, 20))


def path_of(product: str, version: str) -> str:
    """Where a release lies in the project."""
    return f"dist/{product}/{version}/template.yaml"


def body(product: str, version: str) -> str:
    """A template of its own."""
    return f'Description: {product} {version}\nResources: {{Topic: {{Type: "AWS::SNS::Topic"}}}}\n'


def write_bodies(project: Path, wanted: CatalogState) -> None:
    """Every release of a catalog, as a file."""
    for name, product in wanted.products.items():
        for version in product.versions:
            path = project / path_of(name, version)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body(name, version))


def _product(name: str, versions: list[str]) -> ProductState:
    made = {each: VersionState(each, Digest.of(body(name, each))) for each in versions}
    return ProductState(name, name, "ML", "", versions=made)
