"""The generator: `portfolio.yaml` and `products/` become templates that are proven, frozen, published and launched."""

__version__ = "1.1.0"
