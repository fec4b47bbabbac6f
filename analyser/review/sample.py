"""Which of the reviewed passages are a sample by chance, and with which chances: what a correction may rest on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from analyser.review.passages import passages_of
from analyser.review.queue import random_sample


def drawn_sample(excerpts: pd.DataFrame, settled: Collection[str]) -> dict[str, Any]:
    """The random sample among the passages that are settled, by the machine's rows (`schemas.CODED_EXCERPTS`).

    The queue `random sample` follows each passage's lot, which hangs on its key alone. So the sample is the run of
    settled passages with the smallest lots, whatever else was reviewed and by which queue: the run ends before the
    first passage that nobody has settled. A group that the coder's own codes make, those marked for review and those
    of high harm, may have been reviewed whole: then its passages were certain to be looked at, and the sample
    stands for the others.

    Returns `of` (passages not in a group reviewed whole), `ids` (the excerpts drawn among them, in order) and `certain`
    (the excerpts of groups reviewed whole).
    """
    frame = passages_of(excerpts)
    done = frame["passage"].isin(set(settled))
    groups = frame["needs_review"].eq("yes").astype("str") + frame["harm_level"].eq("high").astype("str")
    whole = done.groupby(groups).transform("all")
    order = random_sample(frame, len(frame))
    left = order[~whole.loc[order.index]]
    drawn = left[done.loc[left.index].cummin()] if len(left) else left
    return {"of": len(left), "ids": drawn["excerpt_id"].tolist(), "certain": frame.loc[whole, "excerpt_id"].tolist()}
