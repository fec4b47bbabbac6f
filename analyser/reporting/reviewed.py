"""The review as the report shows it: how much, by whom, how far they agree, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyser.reporting import words
from analyser.reporting.plots import cell_label
from analyser.stages import Comparison

DONE = (
    ("accepted", "accepted as coded"),
    ("changed", "changed"),
    ("adjudicated", "adjudicated"),
    ("replaced", "split or joined"),
    ("undecided", "coded differently by analysts and not adjudicated"),
)
LEFT = (("stale", "on words that have changed since"), ("unplaced", "on passages that no partner's sentence covers"))


def review_section(run: Comparison) -> dict[str, Any] | None:
    """What the template shows of a run's review; None where there was none."""
    told = run.review
    if not told:
        return None
    names = sorted({*told["coded"], *told["analysts"]})
    return {
        "reviewed": sum(told[name] for name, _ in DONE),
        "sentences": len(run.coded.excerpts) - told["added"] + told["replaced"],
        "done": [f"{told[name]} {how}" for name, how in DONE if told[name]],
        "added": told["added"],
        "left": [f"{told[name]} {why}" for name, why in LEFT if told[name]],
        "people": [(name, *(told[part].get(name, 0) for part in ("coded", "seen", "analysts"))) for name in names],
        "pairs": [_pair(one) for one in told["agreement"]],
        "changed": [
            {
                "cell": cell_label(one["slice"], one["value"]),
                "measure": words.MEASURES[one["measure"]],
                "machine": words.FINDINGS.get(one["machine"], "no such cell"),
                "review": words.FINDINGS.get(one["review"], "no such cell"),
            }
            for one in told["findings_changed"]
        ],
    }


def _pair(pair: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **pair,
        "who": _who(pair),
        "percent": _told(pair["agreement"], percent=True),
        "kappa": _told(pair["kappa"]),
    }


def _who(pair: Mapping[str, Any]) -> str:
    """The coders of a pair, analysts by their names; all analysts together have no second."""
    return " and ".join(pair[side].removeprefix("analyst:") for side in ("first", "second") if pair[side])


def _told(figure: Mapping[str, Any], *, percent: bool = False) -> str:
    """A figure with its interval.

    >>> _told({"value": 0.75, "low": 0.5, "high": 0.9, "note": ""}, percent=True)
    '75 % (50 to 90)'
    >>> _told({"value": None, "low": None, "high": None, "note": "not defined: the codes do not vary"})
    'not defined: the codes do not vary'
    >>> _told({"value": 0.5, "low": None, "high": None, "note": "no interval: one interview"})
    '0.50 (no interval: one interview)'
    """
    if figure["value"] is None:
        return str(figure["note"] or "not defined")
    scale, places = (100, 0) if percent else (1, 2)
    value, low, high = (
        None if figure[part] is None else f"{figure[part] * scale:.{places}f}" for part in ("value", "low", "high")
    )
    ends = f"{low} to {high}" if low is not None else str(figure["note"] or "no interval")
    return f"{value}{' %' if percent else ''} ({ends})"
