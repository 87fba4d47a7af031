"""The environment's template in every combination of options and every region: closed, resolvable, lint-clean."""
