"""Looks at what an event is about, and reports or stops what lies outside the environment's rules.

Takes EventBridge's events (CloudTrail's calls and SageMaker's own state changes); returns an `Outcome`. It compares
with this environment's own subnets, groups, keys and roles, never with "some VPC" or "some key".

* Ours is what carries our name prefix or runs as one of our roles. All rules apply to it.
* A stranger that sits in our subnets or groups, or uses our keys, is reported and never touched.
* Everything else in the account belongs to others, and so does what a longer environment name claims.
* What runs is stopped: notebooks and jobs are stopped, endpoints deleted (their configuration and model stay, so one
  call brings them back). Models and endpoint configurations run nothing and are only reported: SageMaker's API
  reference warns against deleting a configuration in use, and without them nobody could tell what an endpoint runs.
* A denied call, a malformed event, a resource that is gone or over end quietly with a line in the journal. A throttled
  call is tried again a few times and then raised, so that Lambda's retries and the dead-letter queue get the event.
"""
