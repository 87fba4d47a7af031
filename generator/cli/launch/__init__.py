"""The data scientist's commands: what may be launched, and what one has launched.

Takes the answers of a person and the caller's AWS credentials; prints tables, outputs and the states of a launch.
Calls Service Catalog and SageMaker only through `generator.aws`, and never reads portfolio.yaml, except to find a role
that `--as` names by its local name.
"""
