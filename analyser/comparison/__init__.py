"""The comparison: what each speaker says, held against what the records show, and what may explain a gap."""

from analyser.comparison.both_sides import BothSides, both_sides
from analyser.comparison.coder_error import Coding, coder_error
from analyser.comparison.compare import compare
from analyser.comparison.definitions import compare_definitions
from analyser.comparison.explain import explain
from analyser.comparison.gaps import gaps
from analyser.comparison.perceived import extremes, perceive
from analyser.comparison.rivals import weigh_rivals
from analyser.comparison.specifications import specify
from analyser.comparison.trends import compare_trends
from analyser.comparison.triangulation import triangulate

__all__ = [
    "BothSides",
    "Coding",
    "both_sides",
    "coder_error",
    "compare",
    "compare_definitions",
    "compare_trends",
    "explain",
    "extremes",
    "gaps",
    "perceive",
    "specify",
    "triangulate",
    "weigh_rivals",
]
