"""One function an endpoint: takes the keys, returns its policy.

No policy allows everything. Each names its actions; requests must come from a principal of this account, so that
foreign credentials find no way out, and must concern resources of this account, by ARN or by `aws:ResourceAccount`.
"""
