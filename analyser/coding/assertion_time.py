"""Years that a sentence names, against the study period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyser.coding.cue_words import Word
from analyser.study import Period

_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


def past_years(words: Sequence[Word], period: Period | None) -> str:
    """The last year named, if all that are named lie before the period and none begins a time that goes on; else "".

    Without a period no year is past, but one that is "back in".
    """
    return ""
