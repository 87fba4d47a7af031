"""The permission matrix: callers × tasks × situations, each with an exact answer and the statements that decide."""
