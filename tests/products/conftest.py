"""The products as templates and code, without the embedded AWS; the folders mirror `products/`."""
