"""What the rules see in a sentence, as marks that the trained coder weighs."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.decisions import Decision
from analyser.coding.heard import Heard


def marks_of(heard: Heard, decision: Decision) -> frozenset[str]:
    """The marks of a sentence: what was decided and why, which cues it has, and how it stands to the question."""
    facts = heard.facts
    named = {
        "decided": decision.level,
        "assertion": decision.assertion,
        "claim": decision.claim,
        "own_claim": facts.claim,
        "trend": decision.trend,
        "own_trend": facts.trend,
        "quantity": decision.quantity.kind if decision.quantity else "",
        "evidence": decision.evidence,
        "sentence": facts.assertion.value,
        "asked_level": heard.question.level,
    }
    flags = {
        "counts": facts.counts,
        "asserted_counts": facts.asserted_counts,
        "about_data": facts.about_data,
        "bare_claim": facts.bare_claim,
        "story": decision.case_ref,
        "first": heard.first,
        "opens": heard.opens,
        "asked_cases": heard.question.cases,
        "asked_data": heard.question.data,
        "asked_neutral": heard.question.neutral,
        "doubtful": decision.doubtful,
    }
    marks = {f"{axis}={value}" for axis, value in named.items() if value}
    marks |= {name for name, value in flags.items() if value}
    marks |= {f"type={code}" for code in facts.types} | {f"decided_type={code}" for code in decision.types}
    marks |= {f"talk={label}" for label in facts.labels}
    for sign in facts.signs:
        marks |= {
            f"sign={sign.indicator.level}{'?' if sign.weak else ''}",
            f"sign_kind={sign.indicator.kind}",
            f"sign_assertion={sign.assertion.value}",
        }
    return frozenset(marks)


def vector(marks: frozenset[str], names: Sequence[str]) -> tuple[float, ...]:
    """The marks as 0 and 1 in the order of `names`.

    >>> vector(frozenset({"first"}), ["first", "opens"])
    (1.0, 0.0)
    """
    return tuple(float(name in marks) for name in names)
