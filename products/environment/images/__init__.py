"""Whose container images jobs may pull: the accounts in which AWS publishes SageMaker's own, by region, and ours.

`accounts.json` has them; `refresh` writes it.
"""

from products.environment.images.accounts import IMAGE_ACCOUNTS, account_rows, allowed_accounts

__all__ = ["IMAGE_ACCOUNTS", "account_rows", "allowed_accounts"]
