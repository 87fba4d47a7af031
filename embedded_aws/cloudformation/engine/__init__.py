"""The stack engine: what a stack operation does over time, in a thread of its own, resource by resource.

`store` is the state, `step` does one resource, `create`, `update` and `delete` whole operations, `changes` says what an
update would do. One resource follows the other in dependency order, so that the events are the same each time.
"""
