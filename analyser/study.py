"""A study: the folder with a `study.toml` that says where the interviews and records lie and how to compare them."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analyser import study_values as given
from analyser.bundled import example_names, example_study
from analyser.errors import InputError, Problem

NAME = "study.toml"
REVIEW = "review.sqlite"  # the analysts' decisions, in the study's folder
EXAMPLE = "example:"
SLICES = ("area", "cse_type", "agency_type", "month", "quarter")
HIGH_HARM_RULES = ("risk_level", "offence_code", "harm_index", "narrative", "any")
RECORD_COLUMNS = (
    "record_id", "victim_id", "recorded_date", "updated_date", "committed_date", "area", "offence_code", "cse_flag",
    "cse_type", "risk_level", "vulnerabilities", "narrative", "record_class", "record_status", "suspect_id", "place",
    "home_area", "victim_age", "ethnicity", "suspect_ethnicity", "disability", "source", "flag_date",
)  # fmt: skip


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
class LinkSettings:
    """`[records.link]`: the headers that tell persons apart, and from which match probability on two are one child."""

    columns: tuple[str, ...]
    threshold: float = 0.9


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
    link: LinkSettings | None = None
    unflagged_sample: Path | None = None  # what an analyst confirmed of the sample that a run drew


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


def load_study(path: Path) -> Study:
    """Reads `study.toml`, given itself, as its folder, or as `example:NAME` for an example study that ships.

    Raises:
        InputError: no such file, no TOML, unknown keys (with the nearest known one), values of a wrong type or out of
            range, a section without its `files`; all of them at once.
    """
    if str(path).startswith(EXAMPLE):
        path = example_study(str(path).removeprefix(EXAMPLE))
    file = path / NAME if path.is_dir() else path
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        remedy = f"give a folder with a {NAME}, start one with `analyser new`, or take {_examples()}"
        raise InputError(Problem("there is no such study", file, remedy=remedy)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(Problem(f"it cannot be read as TOML: {error}", file)) from None
    problems: list[Problem] = []
    study = _study(file.resolve().parent, _Section(content, "", file, problems))
    if problems:
        raise InputError(problems)
    return study


def _examples() -> str:
    return " or ".join(EXAMPLE + name for name in example_names()) or "an example study"


class _Section:
    """One table of the file, which hands out its keys by type and remembers what it was asked for."""

    def __init__(self, content: Mapping[str, Any], name: str, file: Path, problems: list[Problem]) -> None:
        self.content, self.name, self.file, self.problems = content, name, file, problems
        self.known: list[str] = []

    def take(self, key: str, expected: str, parse: Callable[[Any], Any], default: Any) -> Any:
        self.known.append(key)
        if key not in self.content:
            return default
        try:
            return parse(self.content[key])
        except (TypeError, ValueError) as error:
            found = f" ({error})" if isinstance(error, ValueError) and str(error) else ""
            self.problem(f"{self.content[key]!r} is not what it takes{found}", key, f"write {expected}")
            return default

    def section(self, key: str) -> _Section:
        self.known.append(key)
        content = self.content.get(key, {})
        if not isinstance(content, dict):
            self.problem(f"it is {content!r}, not a section", key, f"write [{self._path(key)}] on a line of its own")
            content = {}
        return _Section(content, self._path(key), self.file, self.problems)

    def done(self) -> None:
        """A problem for each key that nobody asked for."""
        for key in self.content:
            if key not in self.known:
                near = difflib.get_close_matches(key, self.known, n=1, cutoff=0.0)
                self.problem(f"unknown key {key!r}", "", f"did you mean {near[0]!r}?" if near else "remove it")

    def problem(self, what: str, key: str, remedy: str) -> None:
        place = f"[{self.name}] {key}".strip() if self.name else key
        self.problems.append(Problem(what, self.file, place, remedy))

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


def _study(folder: Path, root: _Section) -> Study:
    about = root.section("study")
    title = about.take("title", 'a text, as in title = "Profile 2019"', given.text, "")
    if "title" not in about.content:
        about.problem("it is missing", "title", 'write title = "…"')
    study = Study(
        folder=folder,
        title=title,
        period=about.take("period", "{ from = 2018-04-01, to = 2019-03-31 }", _period, None),
        areas=about.take("areas", 'a list such as ["Northgate"]', given.texts, ()),
        profile_date=about.take("profile_date", "a date such as 2019-06-30", given.day, None),
        update_due=about.take("update_due", "a date such as 2020-06-30", given.day, None),
        as_of=about.take("as_of", "a date such as 2020-12-31", given.day, None),
        interviews=_interviews(folder, root.section("interviews")) if "interviews" in root.content else None,
        records=_records(folder, root.section("records")) if "records" in root.content else None,
        compare=_compare(root.section("compare")),
    )
    root.known += ["interviews", "records"]
    about.done()
    root.done()
    return study


def _interviews(folder: Path, section: _Section) -> InterviewSettings:
    path = given.path_in(folder)
    settings = InterviewSettings(
        files=section.take("files", 'a pattern such as "interviews/*", or a list of them', given.patterns, ()),
        metadata=section.take("metadata", 'a file name such as "interviews.csv"', path, None),
        coverage=section.take("coverage", '"some" or "all"', given.one_of("some", "all"), "some"),
        interviewer=section.take("interviewer", 'a list such as ["Interviewer"]', given.texts, ()),
        coded=section.take("coded", 'a file name such as "coded_excerpts.csv"', path, None),
    )
    if "files" not in section.content and "coded" not in section.content:
        section.problem("it is missing", "files", 'write files = "interviews/*"')
    section.done()
    return settings


def _records(folder: Path, section: _Section) -> RecordSettings:
    settings = RecordSettings(
        files=section.take("files", 'a pattern such as "records/*", or a list of them', given.patterns, ()),
        query=section.take("query", "an SQL query", given.text, ""),
        unit=section.take("unit", '"child" or "record"', given.one_of("child", "record"), "child"),
        owner=section.take("owner", 'a list such as ["police"]', given.texts, ("police",)),
        non_recent=section.take("non_recent", '"include" or "exclude"', given.one_of("include", "exclude"), "include"),
        columns=_columns(section.section("columns")),
        values=_values(section.section("values")),
        high_harm=_high_harm(folder, section.section("high_harm")),
        link=_link(section.section("link")) if "link" in section.content else None,
        unflagged_sample=section.take(
            "unflagged_sample", 'a file name such as "unflagged_sample.csv"', given.path_in(folder), None
        ),
    )
    section.known.append("link")
    if settings.link is not None and settings.unit != "child":
        section.problem("it joins children, and the unit is the record", "link", 'write unit = "child", or take it out')
    if "files" not in section.content:
        section.problem("it is missing", "files", 'write files = "records/*"')
    section.done()
    return settings


def _columns(section: _Section) -> dict[str, str]:
    columns = {
        name: section.take(name, 'the column\'s header, as in "Crime Ref"', given.text, "") for name in RECORD_COLUMNS
    }
    section.done()
    return {name: header for name, header in columns.items() if header}


def _values(section: _Section) -> dict[str, dict[str, tuple[str, ...]]]:
    """Which values stand for which code, by column: `[records.values.risk_level] high = ["Cat 3"]`."""
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for column in RECORD_COLUMNS:
        codes = section.section(column)
        values[column] = {code: codes.take(code, 'a list such as ["High"]', given.texts, ()) for code in codes.content}
    section.done()
    return {column: codes for column, codes in values.items() if codes}


def _high_harm(folder: Path, section: _Section) -> HighHarm:
    high_harm = HighHarm(
        rule=section.take("rule", f"one of {', '.join(HIGH_HARM_RULES)}", given.one_of(*HIGH_HARM_RULES), "risk_level"),
        offence_codes=section.take("offence_codes", 'a list such as ["19D"]', given.texts, ()),
        harm_index=section.take("harm_index", 'a file name such as "weights.csv"', given.path_in(folder), None),
        harm_index_threshold=section.take("harm_index_threshold", "a number", given.number(0), 365.0),
    )
    if high_harm.rule == "harm_index" and high_harm.harm_index is None:
        section.problem("the rule needs it", "harm_index", 'write harm_index = "weights.csv" (offence_code,weight)')
    section.done()
    return high_harm


def _link(section: _Section) -> LinkSettings:
    settings = LinkSettings(
        columns=section.take("columns", 'a list of headers such as ["Surname", "Date of Birth"]', given.headers, ()),
        threshold=section.take("threshold", "a probability such as 0.9", given.probability, LinkSettings.threshold),
    )
    if "columns" not in section.content:
        section.problem("it is missing", "columns", 'write columns = ["Forename", "Surname", "Date of Birth"]')
    section.done()
    return settings


def _compare(section: _Section) -> CompareSettings:
    defaults = CompareSettings()
    settings = CompareSettings(
        slices=section.take("slices", f"a list from {', '.join(SLICES)}", _slices, defaults.slices),
        margin=section.take("margin", "a number above 1, such as 1.5", given.number(1), defaults.margin),
        case_months=section.take("case_months", "a number of months above 0", given.number(0), defaults.case_months),
        seed=section.take("seed", "a whole number", given.whole, defaults.seed),
    )
    section.done()
    return settings


def _slices(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given.one_of(*SLICES)(item) for item in given.texts(value)))


def _period(value: Any) -> Period:
    if not isinstance(value, dict):
        raise TypeError
    if set(value) != {"from", "to"}:
        raise ValueError("it takes exactly from and to")
    period = Period(given.day(value["from"]), given.day(value["to"]))
    if period.end < period.start:
        raise ValueError("it ends before it begins")
    return period
