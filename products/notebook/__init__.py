"""The self-service notebook: what a data scientist launches. One page of questions, safe whatever the answers."""
