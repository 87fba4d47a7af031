"""1,500 recorded IAM decisions, which the evaluator must reproduce."""
