"""Calls on behalf, as data: operation → what its caller, and the role that it passes, must be allowed besides.

One table (`ROWS`), each row with its source and grade; `needs_of(operation, parameters, place)` applies it to one call.
The embedded AWS decides by it, the rule SEC469 of `check` looks for roles that would fail by it, and the launch proof
asks it. What rests on a belief (`BELIEFS`) can be switched off, so that both answers are tested.
"""

from generator.iam.on_behalf.beliefs import BELIEFS, HELD
from generator.iam.on_behalf.expressions import Place, find_texts
from generator.iam.on_behalf.needs import OPERATIONS, ROWS, Need, needs_of, rows_of
from generator.iam.on_behalf.row import Row

__all__ = ["BELIEFS", "HELD", "OPERATIONS", "ROWS", "Need", "Place", "Row", "find_texts", "needs_of", "rows_of"]
