"""The administrator's commands: base environments, and the catalog that portfolio.yaml describes.

Takes portfolio.yaml, the ledger and the administrator's AWS credentials; shows what would change, and changes it only
with the consent that each risk needs.
"""
