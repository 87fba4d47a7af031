"""The files of a new product: a small one that already passes every check.

Takes a name and a project; writes one folder, whole or not at all. Each file is beside this module as it will be
written, but for the two words `{{ title }}` and `{{ name }}`.
"""

from generator.synth.starter.writing import write_product

__all__ = ["write_product"]
