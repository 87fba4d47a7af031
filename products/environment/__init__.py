"""The base environment: network, endpoints, keys, buckets, roles and audit in one stack.

`template.build` draws it part by part; what the roles refer to is an `Estate`, and `names` spells every name and ARN.
"""
