"""Catalogs that portfolio.yaml could want: one small one to change, and Hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from generator.model import Digest, Support, Target
from generator.model.action import Action
from generator.model.share import ACCOUNT, ORGANIZATION, UNIT, Share
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
from generator.planning.actions import want_actions
from generator.planning.catalog import SHARED_TAG
from generator.planning.desired import TAG_UPDATES
from generator.planning.documents import want_documents
from generator.planning.launch_roles import LaunchRoleState, build_boundary, build_role

ACTIONS = ("s3:GetObject", "s3:PutObject")
VERSIONS = ("1.0.0", "1.1.0", "2.0.0")
PRODUCTS = ("notebook", "endpoint")
PORTFOLIOS = ("dev", "prod")
RECEIVERS = ((ACCOUNT, "444455556666"), (UNIT, "ou-ab12-12345678"), (ORGANIZATION, "o-a1b2c3d4e5"))
PRINCIPALS = tuple(Principal(f"arn:aws:iam::111122223333:role/{name}") for name in ("one", "two", "three"))


def body(product: str, version: str) -> str:
    """The one content of a version, for ever."""
    return f"{product} {version}"


LAUNCH = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "a"})
NARROW = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {"R": 1}})
TAGS = ConstraintState.of(ConstraintType.RESOURCE_UPDATE, TAG_UPDATES)
TOPIC = "arn:aws:sns:eu-west-1:111122223333:launches"
TOPICS = ([TOPIC], [TOPIC, f"{TOPIC}-too"])
TOLD = ConstraintState.of(ConstraintType.NOTIFICATION, {"NotificationArns": TOPICS[0]})
BODIES = {f"dist/{name}/{version}/template.yaml": body(name, version) for name in PRODUCTS for version in VERSIONS}
"""Path → content of every release."""


@st.composite
def products(draw: st.DrawFn, key: str) -> ProductState:
    """A product with up to three versions, each current or deprecated; titles of two products may be the same."""
    names = sorted(draw(st.sets(st.sampled_from(VERSIONS), min_size=1)))
    guidance = st.sampled_from(["DEFAULT", "DEPRECATED"])
    versions = {name: VersionState(name, Digest.of(body(key, name)), guidance=draw(guidance)) for name in names}
    title = draw(st.sampled_from(["Title", "Another title", key.upper()]))
    support = draw(st.sampled_from([Support(), Support(email="ml@example.com")]))
    words = draw(st.sampled_from(["", "words"]))
    options = frozenset(draw(st.sets(st.sampled_from([("CostCenter", "1"), ("CostCenter", "2"), ("Stage", "x")]))))
    return ProductState(key, title, "owner", words, support=support, versions=versions, tag_options=options)


@st.composite
def offers(draw: st.DrawFn, key: str) -> OfferState:
    """A product's place in a portfolio, always with a launch role."""
    launch = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": draw(st.sampled_from(["a", "b"]))})
    template = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": draw(st.sampled_from([{}, {"R": 1}]))})
    told = ConstraintState.of(ConstraintType.NOTIFICATION, {"NotificationArns": draw(st.sampled_from(TOPICS))})
    more = [each for each in (template, TAGS, told) if draw(st.booleans())]
    return OfferState(key, (launch, *more))


@st.composite
def portfolios(draw: st.DrawFn, key: str) -> PortfolioState:
    """A portfolio of one or both products."""
    chosen = sorted(draw(st.sets(st.sampled_from(PRODUCTS), min_size=1)))
    shared = draw(shares())
    return PortfolioState(
        key,
        draw(st.sampled_from(["A", "B"])),
        "provider",
        draw(st.sampled_from(["", "words"])),
        {name: draw(offers(name)) for name in chosen},
        frozenset(draw(st.sets(st.sampled_from(PRINCIPALS)))),
        frozenset(draw(st.sets(st.sampled_from([("Team", "x"), ("Team2", "y")])))) | marks(shared),
        frozenset(draw(st.sets(st.sampled_from([("CostCenter", "1"), ("CostCenter", "2")])))),
        shared,
    )


@st.composite
def shares(draw: st.DrawFn) -> frozenset[Share]:
    """Shares with up to three receivers; principals are shared within the organization only."""
    chosen = sorted(draw(st.sets(st.sampled_from(RECEIVERS))))
    principals = [kind != ACCOUNT and draw(st.booleans()) for kind, _ in chosen]
    return frozenset(Share(*each, on, draw(st.booleans())) for each, on in zip(chosen, principals, strict=True))


def marks(shared: frozenset[Share]) -> frozenset[tuple[str, str]]:
    """The tag of a portfolio that is shared."""
    return frozenset({(SHARED_TAG, "true")} if shared else ())


@st.composite
def catalogs(draw: st.DrawFn) -> CatalogState:
    """A catalog of up to two portfolios and two products; it may be empty."""
    boxes = {key: draw(portfolios(key)) for key in sorted(draw(st.sets(st.sampled_from(PORTFOLIOS))))}
    made = {name: draw(products(name)) for name in sorted({n for box in boxes.values() for n in box.offers})}
    acts = {name: draw(actions()) for name in made}
    acting = {
        key: each for name in made for key, each in want_actions("c", name, acts[name], made[name].versions).items()
    }
    documents = want_documents("c", acts)
    return replace(catalog(boxes, made, draw(roles())), actions=acting, documents=documents)


@st.composite
def actions(draw: st.DrawFn) -> list[Action]:
    """Up to two service actions of a product: with a document that is there, or with one of two of its own."""
    chosen = draw(st.sets(st.sampled_from(["start", "stop"])))
    contents = {name: draw(st.sampled_from(["", "{}", '{"a":1}'])) for name in sorted(chosen)}
    return [Action(name, "words", "Doc", "1", content=content) for name, content in contents.items()]


@st.composite
def roles(draw: st.DrawFn) -> dict[str, LaunchRoleState]:
    """Launch roles of up to two products with one of two policies, under the boundary."""
    target = Target("dev", "111122223333", "eu-west-1")
    actions = {name: draw(st.sampled_from(ACTIONS)) for name in sorted(draw(st.sets(st.sampled_from(PRODUCTS))))}
    made = [
        build_role(name, "churn-dev", [{"Statement": [{"Action": action}]}], target, "aws")
        for name, action in actions.items()
    ]
    return {role.name: role for role in (build_boundary(target, "aws"), *made)} if made else {}


def catalog(
    portfolios: dict[str, PortfolioState],
    products: dict[str, ProductState],
    roles: dict[str, LaunchRoleState] | None = None,
) -> CatalogState:
    """The wanted state of these parts."""
    bodies = {Digest.of(content): path for path, content in BODIES.items()}
    return CatalogState("c", "111122223333", "eu-west-1", portfolios, products, bodies, roles or {})


def small(
    *versions: str,
    title: str = "Title",
    constraints: tuple[ConstraintState, ...] = (LAUNCH, NARROW),
    principals: frozenset[Principal] = frozenset(PRINCIPALS[:1]),
) -> CatalogState:
    """A portfolio `dev` that offers `notebook` at these versions, or at 1.0.0."""
    made = {name: VersionState(name, Digest.of(body("notebook", name))) for name in versions or VERSIONS[:1]}
    offer = {"notebook": OfferState("notebook", constraints)}
    portfolio = PortfolioState("dev", "Dev", "provider", "", offer, principals)
    return catalog({"dev": portfolio}, {"notebook": ProductState("notebook", title, "owner", "", versions=made)})
