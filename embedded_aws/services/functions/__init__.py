"""Lambda functions that really run: `Invoke`, where the embedded AWS was started to run functions.

Without `./build.py local up --run-functions` none of this is wired, and nothing that anybody stores is ever run.
"""
