"""The products, one folder each: `product.yaml`, `template.py` with `build(canvas, product)`, scenarios and a README.

A product may import `generator.blueprint`, `generator.iam` and `generator.model`, and never another product.
"""
