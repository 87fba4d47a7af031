"""The CloudFormation registry's schemas of the types in use: an extract of what cfn-lint ships, read lazily.

`refresh.py` writes the extract (`python -m generator.cloudformation.registry.refresh`); a test finds drift.
"""
