"""What linking children across lists did to the counts, and how far it may be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyser.records.cases import Cases
from analyser.records.quality_rules import Row, judged
from analyser.study import Study

_LEARNT = "what true pairs agree in was learnt from the lists"
_BY_CONVENTION = "what true pairs agree in was taken by convention, as too few pairs match to learn it"


def linkage_checks(cases: Cases, study: Study) -> Iterator[Row]:
    """The checks `linkage` and `linkage_threshold`; none where the study links nothing.

    The expected error is the sum, over the joins made, of one minus their match probability, and over the likeliest
    pairs that were not joined of theirs. High harm is counted at three thresholds, to show what hangs on the choice.
    """
    linked = cases.linkage
    if linked is None or study.records is None or study.records.link is None:
        return
    children = linked.persons - linked.links
    share = (linked.false_links + linked.missed_links) / children if children else 0.0
    words: dict[str, Any] = {
        "columns": list(study.records.link.columns),
        "links": linked.links,
        "persons": linked.persons,
        "children": children,
        "threshold": f"{linked.threshold:g}",
        "false": f"{linked.false_links:.1f}",
        "missed": f"{linked.missed_links:.1f}",
        "share": share,
        "basis": _LEARNT if linked.learnt else _BY_CONVENTION,
    }
    yield judged("linkage", share, **words)
    high = (cases.frame["is_cse"] & (cases.frame["level"] == "high")).to_numpy()
    counts = {threshold: len(set(numbers[high])) for threshold, numbers in sorted(linked.numbers.items())}
    chosen = counts[linked.threshold]
    for threshold, n in counts.items():
        words = {"n": n, "chosen": chosen, "own": f"{linked.threshold:g}", "threshold": f"{threshold:g}"}
        by = abs(n - chosen) / max(1, chosen)
        yield judged("linkage_threshold", n, slice_="threshold", value=f"{threshold:g}", by=by, **words)
