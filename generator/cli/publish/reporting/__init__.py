"""What the report says of a project, gathered from its files: portfolio.yaml, products, releases, scenarios, scans."""
