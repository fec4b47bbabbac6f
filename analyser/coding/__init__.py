"""From what partners say to codes: level of harm, assertion, quantity, form, and what is said of the data."""

from analyser.coding.coder import Coder, code_interviews, keep_coded, load_coder
from analyser.coding.error_rates import CLASSES, NUMBERS, ErrorRates, class_of, error_rates
from analyser.coding.explaining import Explained, explain, explained_lines
from analyser.coding.given import read_codes
from analyser.coding.narratives import NarrativeCode, NarrativeReader, code_narratives
from analyser.coding.topics import asked_topics, topics_by_interview

__all__ = [
    "CLASSES",
    "NUMBERS",
    "Coder",
    "ErrorRates",
    "Explained",
    "NarrativeCode",
    "NarrativeReader",
    "asked_topics",
    "class_of",
    "code_interviews",
    "code_narratives",
    "error_rates",
    "explain",
    "explained_lines",
    "keep_coded",
    "load_coder",
    "read_codes",
    "topics_by_interview",
]
