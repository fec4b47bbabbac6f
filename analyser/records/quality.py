"""The quality of the records, check by check, with what each means for the comparison (`data_quality.csv`)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analyser.records.cases import Cases, NarrativeCoder
from analyser.records.quality_ages import age_checks
from analyser.records.quality_coverage import Interviewed, coverage_checks, sameness_checks
from analyser.records.quality_fields import field_checks
from analyser.records.quality_flags import flag_checks
from analyser.records.quality_linkage import linkage_checks
from analyser.records.quality_people import people_checks
from analyser.records.quality_places import place_checks
from analyser.records.quality_plausible import plausibility_checks
from analyser.records.quality_rows import row_checks
from analyser.records.quality_rules import in_order
from analyser.records.quality_view import view
from analyser.records.table import RecordTable
from analyser.records.unflagged import unflagged_estimate
from analyser.schemas import DATA_QUALITY
from analyser.study import Study
from analyser.tables import table as as_table


def check_quality(
    table: RecordTable,
    cases: Cases,
    counts: pd.DataFrame,
    study: Study,
    *,
    interviews: Sequence[Interviewed] | None = None,
    narrative_coder: NarrativeCoder | None = None,
) -> pd.DataFrame:
    """A row (`schemas.DATA_QUALITY`) for each check, and for each area, column or reason that it tells apart.

    `counts` are those of `count_cases`. `interviews`: who was interviewed, with area, agency_type and date; without
    them it is `not_checked` whether both sides speak of the same places and time. The limits and sentences stand in
    `quality_rules.yaml`; the rows are in its order. `narrative_coder` is asked for the narratives of low risk and of
    unflagged child sexual offences.
    """
    seen = view(table, cases, narrative_coder)
    rows = [
        *coverage_checks(cases, study),
        *field_checks(table, cases, counts),
        *row_checks(table, cases, counts),
        unflagged_estimate(table, cases, study),
        *flag_checks(seen),
        *people_checks(seen),
        *plausibility_checks(seen, counts),
        *age_checks(table, cases),
        *linkage_checks(cases, study),
        *place_checks(table, cases),
        *sameness_checks(table, cases, study, interviews),
    ]
    return as_table(in_order(rows), DATA_QUALITY)
