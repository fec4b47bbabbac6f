"""The comparison: what each speaker says, held against what the records show, and what may explain a gap."""

from analyser.comparison.coder_error import Coding, coder_error
from analyser.comparison.compare import compare
from analyser.comparison.definitions import compare_definitions
from analyser.comparison.explain import explain
from analyser.comparison.perceived import extremes, perceive

__all__ = ["Coding", "coder_error", "compare", "compare_definitions", "explain", "extremes", "perceive"]
