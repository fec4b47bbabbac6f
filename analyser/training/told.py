"""The scores of an evaluation as Markdown tables, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analyser.training.scores import BINS, Figure

SAYS = {
    "harm_level_agreement": "Harm level: the same level",
    "harm_level_kappa": "Harm level: Cohen's kappa",
    "harm_level_weighted_kappa": "Harm level: kappa, linear weights, none < low < medium < high (without unspecified)",
    "harm_level_macro_f1": "Harm level: macro-F1 of the five levels",
    "high_affirmed_f1": "Affirmed high harm: F1",
    "low_said_high": "Coded low, said high",
    "high_said_low": "Coded high, said low",
    "assertion_macro_f1": "Assertion: macro-F1 of the five values, where a case is coded (none said counts as missed)",
    "assertion_kappa": "Assertion: kappa over all sentences",
    "data_claim_any_f1": "Claim on the data: F1 of any claim",
    "data_claim_kappa": "Claim on the data: kappa",
    "trend_f1": "Trend: F1, direction and all",
    "cse_type_micro_f1": "Type: micro-F1",
    "quantity_exact_f1": "Quantity: F1, kind and both bounds exact",
    "quantity_exact_precision": "Quantity: right among those said",
    "quantity_exact_recall": "Quantity: found among those coded",
    "quantity_basis_right": "Quantity: stock or flow right, where it is exact",
    "calibration_error": f"Calibration error of the likeliest level ({BINS} bins)",
    "level_set_size": "Levels in the set, on average",
    "review_share": "Up for review",
    "agreement_without_review": "Harm level right where no review is asked for",
    "errors_up_for_review": "Wrong levels that are up for review",
}
AXES = {
    "harm_level": "harm level",
    "assertion": "assertion",
    "quantity_kind": "quantity",
    "cse_type": "type",
    "data_claim": "claim on the data",
    "trend": "trend",
}


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; what would break a cell is made harmless.

    >>> print(markdown_table(["a"], [["x|y"]]))
    | a |
    |---|
    | x\\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(_line(cells, bare=number == 1) for number, cells in enumerate(lines))


def figure_table(figures: Mapping[str, Figure]) -> str:
    """The headline scores."""
    rows = [[SAYS[name], told(one.value), limits(one.low, one.high), f"{one.n:,}"] for name, one in figures.items()]
    return markdown_table(["score", "value", "95 % interval", "rests on"], rows)


def codes_table(codes: pd.DataFrame) -> str:
    """Precision, recall and F1 of every code."""
    head = ["axis", "code", "coded", "said", "precision", "recall", "F1", "95 % interval of F1"]
    rows = [
        [
            AXES[row["axis"]],
            row["code"].replace("_", " "),
            f"{row['coded']:,}",
            f"{row['said']:,}",
            *(told(row[name]) for name in ("precision", "recall", "f1")),
            limits(row["f1_low"], row["f1_high"]),
        ]
        for row in codes.to_dict("records")
    ]
    return markdown_table(head, rows)


def confusion_table(confusion: pd.DataFrame) -> str:
    """Coded levels down, said levels across."""
    head = ["coded \\ said", *confusion.columns, "all"]
    rows = [
        [str(level), *(f"{count:,}" for count in counts), f"{sum(counts):,}"]
        for level, counts in zip(confusion.index, confusion.to_numpy().tolist(), strict=True)
    ]
    return markdown_table(head, rows)


def coverage_table(coverage: pd.DataFrame) -> str:
    """How often the set of levels holds the coded one."""
    head = ["coded level", "sentences", "coded level is in the set", "95 % interval", "levels in the set"]
    rows = [
        [
            row["level"],
            f"{row['sentences']:,}",
            told(row["share"]),
            limits(row["low"], row["high"]),
            f"{row['mean_size']:.2f}",
        ]
        for row in coverage.to_dict("records")
    ]
    return markdown_table(head, rows)


def curve_table(points: pd.DataFrame) -> str:
    """The points of a learning curve."""
    names = ("kappa", "macro_f1")
    rows = [
        [
            f"{row['interviews']:.0f}",
            *(cell for name in names for cell in (told(row[name]), limits(row[f"{name}_low"], row[f"{name}_high"]))),
        ]
        for row in points.to_dict("records")
    ]
    head = ["interviews fitted to", "kappa", "95 % interval", "macro-F1", "95 % interval"]
    return markdown_table(head, rows)


def told(value: float | None) -> str:
    """A score to three decimals; a dash where it is not defined.

    >>> told(0.51249), told(None), told(float("nan"))
    ('0.512', '–', '–')
    """
    return "–" if value is None or pd.isna(value) else f"{value:.3f}"


def limits(low: float | None, high: float | None) -> str:
    """The ends of an interval."""
    return f"{told(low)} to {told(high)}" if told(low) != "–" else "–"


def _line(cells: Sequence[str], *, bare: bool) -> str:
    if bare:
        return f"|{'|'.join(cells)}|"
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"
