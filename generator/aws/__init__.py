"""AWS: the ports' implementation over boto3, and the only place where a botocore response is seen.

Takes a `Connection`; returns the plain data of `generator.planning` and of its own modules; raises `AwsRefused` and
`Unmet`. Works the same against a real account and the embedded AWS: only profile, region and endpoint differ.
"""
