"""The generator and the embedded AWS know no product of ours by heart: what they need of one, it declares.

A name is one of ours where a string literal that is no docstring is the name of a role or of a parameter and no
property of a registry's schema, or names a product where a release is looked for, compared or worked on. A parameter
that gives an environment its name, or takes that name, is ours wherever it stands; and so is every parameter inside
`${…}`, in the text of a pattern, too.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.cloudformation.registry.schema import all_types, find_schema
from generator.cloudformation.template.reader import read_document
from generator.manifest import load_products
from generator.manifest.deployments import load_base
from generator.synth import read_ledger

ROOT = Path(__file__).resolve().parents[2]
LEFT = {"generator/cli/local/demo.py": 1, "generator/cli/local/story.py": 7}
"""What is left: the demonstration tells its story with a product that ships."""
DEFINED = ("generator/model/launch_role.py", "generator/model/__init__.py")
"""Where launch-role.yaml's own variable for an environment's name is defined, and the name of a class."""
ROLE_NAME = re.compile(r"\}-([a-z][a-z-]+)$")


@cache
def documents() -> tuple[dict[str, object], ...]:
    """The newest release of each product, as its template says."""
    newest = {row.product: row for row in sorted(read_ledger(ROOT).releases)}
    return tuple(read_document((ROOT / row.template).read_text(encoding="utf-8")) for row in newest.values())


def parameters() -> frozenset[str]:
    """Every parameter of ours whose name is no word of AWS's own."""
    schemas = (schema for kind in all_types() if (schema := find_schema(kind)) is not None)
    properties = {name for schema in schemas for name in schema.get("properties", {})}
    # The answers of EC2's DescribeNetworkAcls and CloudTrail's GetTrail, and a member of EC2's block devices.
    properties.update({"NetworkAcls", "Trail", "VolumeSize"})
    return frozenset(name for each in documents() for name in each.get("Parameters", {})) - properties  # type: ignore[attr-defined] # a section is a mapping


def shared() -> frozenset[str]:
    """Every parameter of ours, also those that AWS's own words are."""
    return frozenset(name for each in documents() for name in each.get("Parameters", {}))  # type: ignore[attr-defined] # a section is a mapping


def roles() -> frozenset[str]:
    """The local name of every role that a product makes."""
    found = set()
    for document in documents():
        for body in document.get("Resources", {}).values():  # type: ignore[attr-defined] # a section is a mapping
            name = body.get("Properties", {}).get("RoleName") if body["Type"] == "AWS::IAM::Role" else None
            text = name.get("Fn::Sub") if isinstance(name, dict) else name
            if isinstance(text, str) and (match := ROLE_NAME.search(text)):
                found.add(match[1])
    return frozenset(found)


def literals(path: Path) -> Iterator[tuple[str, ast.AST | None]]:
    """Every string of a module that is no docstring, and what it stands in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parent = parents.get(node)
            if not isinstance(parent, ast.Expr):
                yield node.value, parent


def naming() -> frozenset[str]:
    """Parameters that give an environment its name, or take it."""
    base = load_base(ROOT, [file.parent.name for file in ROOT.glob("products/*/product.yaml")])
    given = [name for field in ("project", "stage") for name in base.parameters(field)]
    taken = [product.environment_parameter for product in load_products(ROOT).values()]
    return frozenset({*given, *(name for name in taken if name is not None)})


def written_inside(text: str) -> Iterator[str]:
    """The names in `${…}` of a text, which a pattern writes with backslashes."""
    return (match[1] for match in re.finditer(r"\$\{(\w+)\}", text.replace("\\", "")))


def names_product(parent: ast.AST | None) -> bool:
    """Whether a literal there is the name of a product, and not a key or a word."""
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Attribute) and parent.func.attr in ("find", "build")
    if isinstance(parent, ast.Compare):
        words = ast.unparse(parent)
        return ".product" in words or "['product']" in words
    return isinstance(parent, ast.Assign | ast.AnnAssign)


def found() -> Counter[str]:
    """How many names of ours each module has."""
    products = {file.parent.name for file in ROOT.glob("products/*/product.yaml")}
    ours, local, every = parameters() | naming(), roles(), parameters() | shared() | naming()
    role = re.compile(rf"(?<![\w-])({'|'.join(sorted(name for name in local if '-' in name))})(?![\w-])")
    count: Counter[str] = Counter()
    for folder in ("generator", "embedded_aws"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text, parent in literals(path):
                named = text in ours or text in local or role.search(text) is not None
                if path.relative_to(ROOT).as_posix() not in DEFINED:
                    named = named or any(name in every for name in written_inside(text))
                else:
                    named = named and text not in naming()
                if named or (text in products and names_product(parent)):
                    count[path.relative_to(ROOT).as_posix()] += 1
    return count


def test_no_module_knows_a_product_of_ours_by_heart() -> None:
    assert found() - Counter(LEFT) == Counter()


def test_names_of_roles_and_parameters_are_read_from_the_products_themselves() -> None:
    assert {"data-scientist", "notebook-creation", "training"} <= roles()
    assert {"VpcCidr", "OwnerMode", "NotebookName"} <= parameters()
    assert "InstanceType" not in parameters()


def test_names_inside_a_text_or_a_pattern_are_seen() -> None:
    assert {"Environment", "Project", "Stage"} <= naming()
    assert [*written_inside(r"ssm:/ds/\$\{Environment\}/x ${Packages}")] == ["Environment", "Packages"]
    assert names_product(ast.parse("offer.product == 'notebook'", mode="eval").body)
    assert not names_product(ast.parse("service == 'notebook'", mode="eval").body)
