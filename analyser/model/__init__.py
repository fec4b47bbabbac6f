"""The trained model: reads an interview's lines and says how likely each code is of each of them.

It knows lines of speech and numbers, and nothing of rules, studies and tables; `coding` gives it what the rules see.
"""

from analyser.model.axes import AXES, LEVELS, TYPES
from analyser.model.lines import Line
from analyser.model.trained import Reading, TrainedModel, load_model

__all__ = ["AXES", "LEVELS", "TYPES", "Line", "Reading", "TrainedModel", "load_model"]
