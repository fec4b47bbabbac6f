"""The records: files → rows with recognised columns and values → cases → counts and checks of their quality."""

from analyser.records.cases import Cases, NarrativeCoder, find_cases
from analyser.records.counts import count_cases
from analyser.records.definitions import Definition, definitions
from analyser.records.monthly import count_months
from analyser.records.names import area_key
from analyser.records.quality import check_quality
from analyser.records.read import read_records
from analyser.records.recount import Recount, recountable
from analyser.records.scope import MISSING
from analyser.records.table import Recognition, RecordTable
from analyser.records.unflagged import draw_sample

__all__ = [
    "MISSING",
    "Cases",
    "Definition",
    "NarrativeCoder",
    "Recognition",
    "RecordTable",
    "Recount",
    "area_key",
    "check_quality",
    "count_cases",
    "count_months",
    "definitions",
    "draw_sample",
    "find_cases",
    "read_records",
    "recountable",
]
