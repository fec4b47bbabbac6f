"""The two sides of a study, handed to everything that compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analyser.comparison.cells import Cell, cells
from analyser.comparison.shown import Records
from analyser.comparison.voices import Voice, read_voices
from analyser.study import Study


@dataclass(frozen=True, eq=False)
class BothSides:
    """What each speaker says (`schemas.PERCEIVED`) and, read from it, a voice for each row; what the records show
    (`schemas.RECORD_COUNTS`); and the study that says how the two are compared."""

    perceived: pd.DataFrame
    voices: Sequence[Voice]
    counts: pd.DataFrame
    study: Study

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """`all`, then the cells of the slices that the study names; made when first asked for."""
        return tuple(cells(self.voices, Records(self.counts), self.study))

    @property
    def whole(self) -> Study:
        """The study with `all` as its only cell and the records' own areas, which one row of counts cannot tell."""
        areas = self.study.areas or tuple(Records(self.counts).values("area"))
        return replace(self.study, areas=areas, compare=replace(self.study.compare, slices=()))


def both_sides(perceived: pd.DataFrame, counts: pd.DataFrame, study: Study) -> BothSides:
    """Both sides of a study, from their tables."""
    return BothSides(perceived, read_voices(perceived), counts, study)
