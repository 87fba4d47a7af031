"""The account and the region that an environment is to stand in, as they are before anything is made.

`settle` fills in what portfolio.yaml leaves to the account; `look_ahead` finds what would make the deployment fail.
"""

from generator.aws.account.concern import Concern
from generator.aws.account.default_group import close_default_group
from generator.aws.account.ground import read_ground
from generator.aws.account.looking import look_ahead
from generator.aws.account.settling import settle

__all__ = ["Concern", "close_default_group", "look_ahead", "read_ground", "settle"]
