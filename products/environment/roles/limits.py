"""What may be started: instance types by pattern and the longest run. A portfolio narrows further, never widens."""

NOTEBOOK_INSTANCES = ("ml.t3.*", "ml.m5.*", "ml.m6i.*", "ml.c5.*", "ml.c6i.*", "ml.r5.*", "ml.g4dn.*", "ml.g5.*")
"""Families for people at work; a notebook's volume is always EBS, so all of them take a volume key."""

HOSTING_INSTANCES = ("ml.t2.*", "ml.m5.*", "ml.m6i.*", "ml.c5.*", "ml.c6i.*", "ml.r5.*")

LONGEST_RUN_SECONDS = 432_000
"""Five days, the longest that SageMaker documents for a training job without a quota increase."""

SCIENTIST_SESSION_SECONDS = 14_400
SERVICE_SESSION_SECONDS = 3_600
