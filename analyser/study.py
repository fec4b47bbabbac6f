"""A study: the folder with a `study.toml` that says where the interviews and records lie and how to compare them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

NEEDED = "needed"


@dataclass(frozen=True)
class Period:
    """Whole days, both ends inclusive."""

    start: date
    end: date

    @property
    def months(self) -> float:
        """Length in months: whole calendar months where it begins and ends on month's ends.

        >>> Period(date(2018, 4, 1), date(2019, 3, 31)).months
        12.0
        """
        return self.days * 12 / 365.25 if not self._whole else float(self._calendar_months)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def _calendar_months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def _whole(self) -> bool:
        after = date.fromordinal(self.end.toordinal() + 1)
        return self.start.day == 1 and after.day == 1

    def month_names(self) -> list[str]:
        """The calendar months that it touches, as `2018-04`.

        >>> Period(date(2018, 12, 15), date(2019, 1, 3)).month_names()
        ['2018-12', '2019-01']
        """
        first = self.start.year * 12 + self.start.month - 1
        return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, first + self._calendar_months)]


@dataclass(frozen=True)
class InterviewSettings:
    """`[interviews]`: which files, who speaks in them, and how far those asked cover the field."""

    files: tuple[str, ...] = ()
    metadata: Path | None = None
    coverage: str = "some"  # or "all"
    interviewer: tuple[str, ...] = ()
    coded: Path | None = None


@dataclass(frozen=True)
class HighHarm:
    """`[records.high_harm]`: what counts as high harm in the records."""

    rule: str = "risk_level"
    offence_codes: tuple[str, ...] = ()
    harm_index: Path | None = None
    harm_index_threshold: float = 365.0


@dataclass(frozen=True)
class RecordSettings:
    """`[records]`: which files, what is counted, whose records they are, and names that cannot be recognised."""

    files: tuple[str, ...] = ()
    query: str = ""
    unit: str = "child"  # or "record"
    owner: tuple[str, ...] = ("police",)
    non_recent: str = "include"  # or "exclude"
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    high_harm: HighHarm = HighHarm()


@dataclass(frozen=True)
class CompareSettings:
    """`[compare]`: which cells, how far apart still agrees, and how long a case is held."""

    slices: tuple[str, ...] = ("area", "cse_type", "agency_type")
    margin: float = 1.5
    case_months: float = 12.0
    seed: int = 0


@dataclass(frozen=True)
class Study:
    """What `study.toml` says, with defaults filled in. Paths are absolute; glob patterns are kept as written."""

    folder: Path
    title: str
    period: Period | None = None
    areas: tuple[str, ...] = ()
    profile_date: date | None = None
    update_due: date | None = None
    as_of: date | None = None
    interviews: InterviewSettings | None = None
    records: RecordSettings | None = None
    compare: CompareSettings = CompareSettings()
