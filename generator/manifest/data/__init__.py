"""Facts that portfolio.yaml is held against: `machines.json` says which families of SageMaker's machines a region has.

It is written by `python -m generator.manifest.data.refresh` and read by `generator.manifest.checks.machines`.
"""
