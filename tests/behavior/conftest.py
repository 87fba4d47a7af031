"""What the products promise, as cases: permissions, networks, deployments, launches and publishing."""
