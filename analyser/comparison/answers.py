"""What each agency answers on high harm in a cell: it affirms, denies, says nothing, or was not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.comparison.findings import several
from analyser.comparison.voices import Voice, agencies

_TOLD = (
    ("affirm", "affirms high harm", "affirm high harm"),
    ("deny", "denies it", "deny it"),
    ("elsewhere", "speaks of it as past, possible or others' knowledge", ""),
    ("silent", "was asked and says nothing of it", "were asked and say nothing of it"),
    ("not_asked", "was not asked after it", "were not asked after it"),
)


@dataclass(frozen=True)
class Answers:
    """The agencies of a cell by what they answer, each in one group; `elsewhere`: past, possible or others' cases."""

    affirm: tuple[str, ...]
    deny: tuple[str, ...]
    elsewhere: tuple[str, ...]
    silent: tuple[str, ...]
    not_asked: tuple[str, ...]

    def told(self) -> str:
        """The groups in words, those apart that silence, denial and no question would look alike in."""
        found = [(getattr(self, name), one, more) for name, one, more in _TOLD]
        return ", ".join(
            f"{several(len(names), 'agency', 'agencies')} {one if len(names) == 1 or not more else more}"
            for names, one, more in found
            if names
        )


def answers(voices: Sequence[Voice]) -> Answers:
    """Sorts the agencies that speak in a cell by what the most telling of their speakers says."""
    rest = agencies(voices)
    groups: list[tuple[str, ...]] = []
    for speaking in (
        [voice for voice in voices if voice.affirms],
        [voice for voice in voices if voice.denied],
        [voice for voice in voices if voice.other_high],
        [voice for voice in voices if voice.asked],
        voices,
    ):
        found = tuple(name for name in agencies(speaking) if name in rest)
        groups.append(found)
        rest = [name for name in rest if name not in found]
    return Answers(*groups)
