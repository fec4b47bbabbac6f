"""In which order passages are looked at. Pure functions: passages in (`passages.PASSAGES`), some of them out, in order.

`texts` are the words of each passage by its key. What analysts have decided, the page's desk knows (`desk.py`).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from scipy.stats import t as student

from analyser.statistics.clusters import cluster_ratio

LIKENESS = 0.05  # of an interview's sentences, where the codes cannot tell
RAREST = 0.05  # a code that is rarer is planned for as if it were not


@dataclass(frozen=True)
class Proposal:
    """How many passages to draw: `share` of them is expected to be of the code, and their interviews are alike by
    `likeness` (intraclass correlation). `precision` is the half-width that the size gives; where it is above the one
    that was wanted, all passages of these interviews are too few."""

    size: int
    precision: float
    share: float
    likeness: float


def least_certain(passages: pd.DataFrame) -> pd.DataFrame:
    """Those marked for review first, then by how sure the coder is of the level, the least sure first."""
    marked = passages["needs_review"] != "yes"
    by_doubt = passages.assign(marked=marked).sort_values(["marked", "confidence"], kind="stable")
    return by_doubt.drop(columns="marked")


def high_harm(passages: pd.DataFrame) -> pd.DataFrame:
    """What the coder reads as high harm, the affirmed first, each the least sure first."""
    high = least_certain(by_code(passages, "harm_level", "high"))
    return high.loc[(high["assertion"] != "affirmed").sort_values(kind="stable").index]


def by_code(passages: pd.DataFrame, axis: str, code: str) -> pd.DataFrame:
    """Those with a code; of several types joined by `;` any may be it."""
    return passages[[code in given.split(";") for given in passages[axis]]]


def by_agency(passages: pd.DataFrame, agency: str) -> pd.DataFrame:
    """What one agency's speakers say."""
    return passages[passages["agency"] == agency]


def search(passages: pd.DataFrame, texts: Mapping[str, str], words: str) -> pd.DataFrame:
    """Passages with all the words, in any case; none where no word is given."""
    wanted = words.casefold().split()
    found = {key for key, text in texts.items() if wanted and all(word in text.casefold() for word in wanted)}
    return passages[passages["passage"].isin(found)]


def random_sample(passages: pd.DataFrame, size: int, *, seed: int = 0) -> pd.DataFrame:
    """So many passages by chance, each as likely as any other, in the order drawn.

    A passage's lot hangs on its key and the seed alone: a larger sample begins with the smaller one, and what other
    interviews are added changes nothing among those already there.
    """
    lots = [hashlib.sha256(f"{seed}\0{key}".encode("utf-8", "surrogatepass")).digest() for key in passages["passage"]]
    order = sorted(range(len(lots)), key=lots.__getitem__)
    return passages.iloc[order[: max(size, 0)]]


def proposed_size(
    passages: pd.DataFrame, precision: float, *, axis: str = "harm_level", code: str = "high", level: float = 0.95
) -> Proposal:
    """How many passages to draw so that the share of a code is known to ± `precision`, interviews being clusters.

    n = t² p (1 − p) / e² · (1 + (n/k − 1) ρ) for k interviews, solved for n (Kish 1965, Survey Sampling, ch. 5), with t
    of k − 1. What the coder found stands for p and for ρ, how alike an interview's sentences are.

    Raises:
        ValueError: the precision is not between 0 and 1.
    """
    if not 0 < precision < 1:
        raise ValueError("the precision is a share between 0 and 1")
    hits = pd.Series([code in given.split(";") for given in passages[axis]], index=passages.index)
    by_interview = hits.groupby(passages["interview_id"]).agg(["sum", "size"])
    clusters, every = len(by_interview), len(passages)
    if clusters < 2:
        return Proposal(every, math.inf, float(hits.mean()) if every else math.nan, math.nan)
    share, likeness = _share_and_likeness(by_interview)
    factor = float(student.ppf(0.5 + level / 2, clusters - 1)) ** 2 * share * (1 - share)
    size = factor / precision**2
    if size > clusters:
        room = precision**2 / factor - likeness / clusters
        size = (1 - likeness) / room if room > 0 else math.inf
    drawn = every if size > every else math.ceil(size - 1e-9)
    reached = math.sqrt(factor / drawn * (1 + max(drawn / clusters - 1, 0) * likeness))
    return Proposal(drawn, reached, share, likeness)


def _share_and_likeness(by_interview: pd.DataFrame) -> tuple[float, float]:
    """A code's share, kept off the ends, and the intraclass correlation that its design effect implies."""
    sizes = by_interview["size"].to_numpy(dtype=float)
    found = cluster_ratio(by_interview["sum"].to_numpy(dtype=float), sizes)
    typical = float((sizes**2).sum() / sizes.sum())
    if math.isnan(found.deff) or typical <= 1:
        return min(max(found.share, RAREST), 1 - RAREST), LIKENESS
    return min(max(found.share, RAREST), 1 - RAREST), min(max((found.deff - 1) / (typical - 1), 0.0), 1.0)
