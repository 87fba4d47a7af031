"""The stack engine: what happens to a stack over time, in a thread of its own, resource by resource.

`book` is the state, `step` does one resource, `create`, `update` and `delete` whole operations, `plan` says what an
update would do. One resource after the other, in dependency order, so that events come out the same each time.
"""
