"""YAML with positions.

Takes bytes of one file; returns a tree of nodes that remember line, column and length. Raises Problems for what is
not one plain YAML document of a reasonable size. The only place of the generator that parses YAML written by people.
"""

from generator.manifest.yaml.nodes import Entry, Mapping, Node, Place, Scalar, Sequence, plain
from generator.manifest.yaml.parsing import parse_yaml
from generator.manifest.yaml.reading import read_text

__all__ = ["Entry", "Mapping", "Node", "Place", "Scalar", "Sequence", "parse_yaml", "plain", "read_text"]
