"""The IAM vocabulary, linter and evaluator."""
