"""Numbers that a speaker says again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from analyser.coding.quantity import Quantity


def said_again(quantity: Quantity, said: Sequence[Quantity]) -> Quantity | None:
    """A number with the basis that it was first given with; a part has the basis of the number that it is a part of.

    None where it repeats a percentage ("that ninety-one").

    `said` are the speaker's numbers of that level, in order.

    >>> from analyser.coding.quantity import read_quantities
    >>> first, again = (read_quantities(text)[0] for text in ("We've had nine since April.", "Those nine are in it."))
    >>> told = said_again(again, [first])
    >>> again.basis, told and told.basis
    ('stock', 'flow')
    """
    if quantity.kind != "count" or not said:
        return quantity
    if quantity.restated and any(one.kind == "share" and isclose(one.low * 100, quantity.low) for one in said):
        return None
    earlier = None
    if quantity.restated or not quantity.timed:
        bounds = (quantity.low, quantity.high)
        earlier = next((one for one in reversed(said) if (one.low, one.high) == bounds), None)
    if earlier is None and quantity.part and not quantity.timed:
        earlier = said[-1]
    return replace(quantity, basis=earlier.basis) if earlier and earlier.kind == "count" else quantity
