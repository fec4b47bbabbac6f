"""The columns of the tables that a run writes. Names and order are a promise: add at the end, change nothing."""

from __future__ import annotations

from analyser.tables import Kind, Schema


def _schema(name: str, text: str) -> Schema:
    """Words are text columns; `name:integer`, `name:number` and `name:probability` the others."""
    kinds: dict[str, Kind] = {}
    for word in text.split():
        column, _, kind = word.partition(":")
        kinds[column] = kind or "text"  # type: ignore[assignment]
    return Schema(name, kinds)


CODES = (
    "harm_level",
    "assertion",
    "quantity_kind",
    "quantity_low",
    "quantity_high",
    "rate_per",
    "quantity_basis",
    "cse_type",
    "data_claim",
    "trend",
)
"""The columns of `CODED_EXCERPTS` that hold what a person or a coder decides."""

CODED_EXCERPTS = _schema(
    "coded_excerpts",
    """excerpt_id interview_id agency agency_type area date speaker start:integer end:integer locator text harm_level
    assertion quantity_kind quantity_low:number quantity_high:number rate_per quantity_basis cse_type data_claim trend
    indicators confidence:probability needs_review coder reason turn:integer case_ref
    approximate""",
)

RECORD_COUNTS = _schema(
    "record_counts",
    """slice value from to unit records:integer duplicates:integer cases:integer high:integer medium:integer
    low:integer risk_missing:integer type_missing:integer high_min:integer high_max:integer share_min:number
    share_max:number share_known:number unflagged:integer misflagged:integer months_covered:integer""",
)

MONTHLY_COUNTS = _schema(
    "monthly_counts",
    """slice value month from to unit records:integer cases:integer high:integer medium:integer low:integer
    risk_missing:integer months_covered:integer""",
)

DATA_QUALITY = _schema(
    "data_quality", "check slice value observed:number expected:number unit status meaning low:number high:number"
)

PERCEIVED = _schema(
    "perceived",
    """interview_id speaker agency agency_type area date owner stock_low:number stock_high:number flow_low:number
    flow_high:number mentions_high:integer mentions_medium:integer mentions_low:integer denied:integer asked:integer
    under_recorded:integer over_recorded:integer matches:integer incomplete:integer trend excerpts
    number_excerpts high_excerpts reviewed_high:integer denial_excerpts claim_excerpts types other_high:integer
    trend_excerpts combined""",
)

DISCREPANCIES = _schema(
    "discrepancies",
    """slice value from to measure partners_n:integer agencies_n:integer partners:number partners_low:number
    partners_high:number records:number records_low:number records_high:number difference:number ratio:number
    ratio_low:number ratio_high:number p_value:probability q_value:probability finding robust tipping_point:number fit
    support:integer explained:number unexplained:number excerpts note""",
)

EXPLANATIONS = _schema(
    "explanations", "slice value cause cases:number cases_low:number cases_high:number share_of_gap:number"
)

RIVALS = _schema("rivals", "slice value rival status evidence test")

DEFINITIONS = _schema(
    "definitions",
    """rule chosen unit cases:integer high:integer risk_missing:integer high_min:integer high_max:integer
    share_min:number share_max:number measure finding robust changes_answer note""",
)

JOINT_DISPLAY = _schema(
    "joint_display",
    """slice value measure construct partners:number partners_low:number partners_high:number partners_of
    records:number records_low:number records_high:number records_of finding robust fit quotations excerpts
    interviews:integer cases:integer agencies:integer said_by follows""",
)

SPECIFICATIONS = _schema(
    "specifications",
    """measure definition unit period from to non_recent coder weights case_months:number margin:number left_out own
    partners:number partners_low:number partners_high:number records:number records_low:number records_high:number
    ratio:number ratio_low:number ratio_high:number finding robust same note""",
)

UNFLAGGED_SAMPLE = _schema("unflagged_sample", "record_id file sheet row:integer reason confirmed")

AGREEMENT = _schema(
    "agreement",
    """first second axis code measure value:number low:number high:number passages:integer interviews:integer
    disagreements:integer note""",
)

DISAGREEMENTS = _schema("disagreements", "first second axis interview_id passage first_code second_code")

TRENDS = _schema(
    "trends",
    """slice value partners agencies_rising:integer agencies_falling:integer agencies_stable:integer
    records_first:number records_second:number ratio:number ratio_low:number ratio_high:number records_trend finding
    note from to months_first:integer months_second:integer dispersion:number p_value:probability q_value:probability
    robust step excerpts""",
)

TRIANGULATION = _schema(
    "triangulation",
    """slice value count share presence stated fit_count fit_share fit_presence fit_stated agreement overall statement
    confidence rests_on would_change likelihood agencies_affirm:integer agencies_deny:integer
    agencies_elsewhere:integer agencies_silent:integer agencies_not_asked:integer""",
)

CODER_ERROR = _schema(
    "coder_error",
    """slice value measure method partners:number corrected:number low:number high:number records:number finding
    finding_at_low finding_at_high depends note""",
)
