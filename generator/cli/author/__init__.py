"""The product author's and the security reviewer's commands: draw, check, compare, freeze and explain.

Takes the project's files; prints findings, differences and documents. Needs no AWS credentials and calls no AWS.
"""
