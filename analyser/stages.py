"""The three stages of a run, each from files to tables: code the interviews, count the records, compare the two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.coding import (
    Coder,
    NarrativeReader,
    code_interviews,
    error_rates,
    load_coder,
    read_codes,
    topics_by_interview,
)
from analyser.comparison import (
    BothSides,
    Coding,
    both_sides,
    coder_error,
    compare,
    compare_definitions,
    compare_trends,
    explain,
    extremes,
    gaps,
    perceive,
    specify,
    triangulate,
    weigh_rivals,
)
from analyser.errors import InputError, Problem
from analyser.interviews import Interview, Person, Reading, find_files, read_interviews_report
from analyser.records import (
    Cases,
    RecordTable,
    check_quality,
    count_cases,
    count_months,
    definitions,
    draw_sample,
    find_cases,
    read_records,
    recountable,
)
from analyser.records.told import recognition_facts, recognition_lines
from analyser.study import Study

# Told what is being worked on: a file, an interview.
Progress = Callable[[str], None]
# Puts analysts' decisions in the place of codes: excerpts and each interview's text → excerpts and what was done.
Review = Callable[[pd.DataFrame, Mapping[str, str]], tuple[pd.DataFrame, dict[str, Any]]]

PERSON = ["interview_id", "speaker", "agency", "agency_type", "area", "date"]


@dataclass(frozen=True)
class CodedInterviews:
    """The NLP stage's result: the interviews as read (none where only codes were given), a row per partner sentence.

    `people` has a row per partner speaker, also of those without a coded sentence; `asked` the topics that the
    interviewers' questions raise, by interview (None where no interview was read).
    """

    interviews: tuple[Interview, ...]
    excerpts: pd.DataFrame
    people: pd.DataFrame
    asked: Mapping[str, frozenset[str]] | None
    coder: str
    files: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountedRecords:
    """The quantitative stage's result: the rows as read, the cases found in them, counts for each cell, and checks.

    `sample`: the unflagged records for an analyst to confirm.
    """

    table: RecordTable
    cases: Cases
    counts: pd.DataFrame
    quality: pd.DataFrame
    sample: pd.DataFrame
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A whole run: what was read, coded and counted, and what the comparison says of it.

    `review` tells which decisions of analysts were used and which findings they changed; empty where none were.
    """

    coded: CodedInterviews
    counted: CountedRecords
    both: BothSides
    discrepancies: pd.DataFrame
    explanations: pd.DataFrame
    definitions: pd.DataFrame
    rivals: pd.DataFrame
    monthly: pd.DataFrame
    trends: pd.DataFrame
    triangulation: pd.DataFrame
    coder_error: pd.DataFrame
    options: Mapping[str, Any] = field(default_factory=dict)
    review: Mapping[str, Any] = field(default_factory=dict)
    specifications: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def study(self) -> Study:
        return self.both.study

    @property
    def perceived(self) -> pd.DataFrame:
        """What each speaker says (`schemas.PERCEIVED`)."""
        return self.both.perceived


@dataclass(frozen=True)
class CheckReport:
    """What `check` tells: warnings by stage, the checks of data quality, what was recognised as data and as lines."""

    warnings: tuple[str, ...]
    quality: pd.DataFrame
    facts: Mapping[str, Any]
    recognised: Mapping[str, Any] = field(default_factory=dict)
    recognised_lines: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        doubtful = self.quality[self.quality["status"].isin(["warn", "fail"])]
        told = {"warnings": list(self.warnings), "checks": doubtful.to_dict("records")}
        return {**self.facts, **self.recognised, **told}

    def lines(self) -> list[str]:
        told = [f"{name.replace('_', ' ')}: {value}" for name, value in self.facts.items()]
        told += self.recognised_lines
        told += [f"doubtful: {warning}" for warning in self.warnings]
        for row in self.quality.astype("str").to_dict("records"):
            if row["status"] in ("warn", "fail"):
                cell = f" [{row['slice']} {row['value']}]" if row["value"] else ""
                told.append(f"{row['status']}: {row['check']}{cell}: {row['meaning']}")
        return told


def code_study(
    study: Study,
    *,
    interviewer: Sequence[str] = (),
    coder: str = "model",
    skip_unreadable: bool = False,
    progress: Progress | None = None,
) -> CodedInterviews:
    """Codes a study's interviews, or takes the codes of its `coded` table.

    Raises:
        InputError: the study has no `[interviews]`; files are missing or cannot be read; no partner speaks.
    """
    settings = study.interviews
    if settings is None:
        raise InputError(_no_section(study, "interviews", 'files = "interviews/*"'))
    reading = Reading(())
    files: list[Path] = []
    if settings.files:
        files = find_files(study.folder, settings.files)
        reading = read_interviews_report(
            files,
            interviewer=(*settings.interviewer, *interviewer),
            metadata=settings.metadata,
            skip_unreadable=skip_unreadable,
            progress=progress,
        )
    files += [path for path in (settings.metadata, settings.coded) if path is not None]
    machine = load_coder("rules" if settings.coded is not None else coder, period=study.period)
    if settings.coded is not None:
        return _given_codes(settings.coded, reading, files, machine)
    return _coded(reading, files, machine, progress)


def code_files(
    paths: Sequence[Path],
    *,
    interviewer: Sequence[str] = (),
    coder: str = "model",
    skip_unreadable: bool = False,
    progress: Progress | None = None,
) -> CodedInterviews:
    """Codes plain transcript files without a study."""
    reading = read_interviews_report(
        list(paths), interviewer=tuple(interviewer), skip_unreadable=skip_unreadable, progress=progress
    )
    return _coded(reading, list(paths), load_coder(coder, period=None), progress)


def count_study(
    study: Study,
    *,
    people: pd.DataFrame | None = None,
    narratives: NarrativeReader | None = None,
    progress: Progress | None = None,
) -> CountedRecords:
    """Counts a study's cases and checks its data; `people` are the partners to compare areas and dates with.

    `narratives` codes the records' free texts; without it one is made.

    Raises:
        InputError: the study has no `[records]`; files, columns or dates are missing; no row lies in the period.
    """
    if study.records is None:
        raise InputError(_no_section(study, "records", 'files = "records/*"'))
    table = read_records(study.records, study.folder, progress=progress)
    narratives = narratives or NarrativeReader(study.period)
    cases = find_cases(table, study, narrative_coder=narratives)
    counts = count_cases(cases, study)
    interviews = None if people is None else [Person(*row) for row in people[PERSON[1:]].itertuples(index=False)]
    quality = check_quality(table, cases, counts, study, interviews=interviews, narrative_coder=narratives)
    sample = draw_sample(table, cases, study)
    return CountedRecords(table, cases, counts, quality, sample, (*table.warnings, *cases.warnings))


def compare_study(
    study: Study,
    *,
    coder: str = "model",
    review: Review | None = None,
    ignore_review: bool = False,
    skip_unreadable: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """The whole run, from a study to its findings, by the decisions of `review` unless they are to be ignored."""
    missing = [
        _no_section(study, name, f'files = "{name}/*"')
        for name in ("interviews", "records")
        if getattr(study, name) is None
    ]
    if missing:
        raise InputError(missing)
    coded = code_study(study, coder=coder, skip_unreadable=skip_unreadable, progress=progress)
    narratives = NarrativeReader(study.period)
    counted = count_study(study, people=coded.people, narratives=narratives, progress=progress)
    told: dict[str, Any] = {}
    by_machine = coded
    if review is not None and not ignore_review:
        texts = {one.interview_id: one.text for one in coded.interviews}
        excerpts, told = review(coded.excerpts, texts)
        coded = replace(coded, excerpts=excerpts)
    perceived = perceive(coded.excerpts, coded.people, coded.asked, study)
    both = both_sides(perceived, counted.counts, study)
    discrepancies = compare(both)
    graded = definitions(counted.table, counted.cases, study, narrative_coder=narratives)
    given = study.interviews is not None and study.interviews.coded is not None
    coding = Coding(by_machine.excerpts, None if given else error_rates(coder), told.get("sample"), given)
    if told:
        before = perceive(by_machine.excerpts, by_machine.people, by_machine.asked, study)
        told |= {"findings_changed": _changed(compare(both_sides(before, counted.counts, study)), discrepancies)}
    explanations = explain(discrepancies, both)
    by_rule = compare_definitions(graded, both)
    monthly = count_months(counted.cases, counted.counts)
    quality = counted.quality
    errors = coder_error(coding, coded.excerpts, coded.people, discrepancies, both)
    return Comparison(
        coded=replace(coded, excerpts=_marked(coded.excerpts, perceived)),
        counted=counted,
        both=both,
        discrepancies=discrepancies,
        explanations=explanations,
        definitions=by_rule,
        rivals=weigh_rivals(gaps(both, discrepancies, explanations, quality, by_rule)),
        monthly=monthly,
        trends=compare_trends(both, monthly, quality),
        triangulation=triangulate(discrepancies, both, quality, definitions=by_rule, coder_depends=_dependent(errors)),
        coder_error=errors,
        options={"coder": coder, "ignore_review": ignore_review, "skip_unreadable": skip_unreadable},
        review=told,
        specifications=specify(
            recountable(counted.table, counted.cases, study, graded, narrative_coder=narratives),
            both,
            _without_doubtful(coded, study),
        ),
    )


def _dependent(errors: pd.DataFrame) -> set[tuple[str, str, str]]:
    """The findings, by cell and measure, that the coder's errors may change."""
    rows = errors.loc[errors["depends"] == "yes", ["slice", "value", "measure"]].astype("str")
    return {(row[0], row[1], row[2]) for row in rows.to_numpy().tolist()}


def _marked(excerpts: pd.DataFrame, perceived: pd.DataFrame) -> pd.DataFrame:
    """Marks the sentences that set a figure's ends: a person should look at those, where none has coded them."""
    telling = excerpts["excerpt_id"].isin(extremes(perceived)) & ~excerpts["coder"].str.startswith("analyst:")
    return excerpts.assign(needs_review=excerpts["needs_review"].mask(telling, "yes"))


def _without_doubtful(coded: CodedInterviews, study: Study) -> pd.DataFrame | None:
    """What each speaker says in the sentences that need no review; None where none does."""
    doubtful = coded.excerpts["needs_review"] == "yes"
    return perceive(coded.excerpts[~doubtful], coded.people, coded.asked, study) if doubtful.any() else None


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, str]]:
    """The cells and measures with another finding, in the order of the table."""
    cell = ["slice", "value", "measure"]
    was, now = (
        {(row[0], row[1], row[2]): row[3] for row in frame[[*cell, "finding"]].astype("str").to_numpy().tolist()}
        for frame in (before, after)
    )
    return [
        {**dict(zip(cell, one, strict=True)), "machine": was.get(one, ""), "review": now.get(one, "")}
        for one in [*now, *(one for one in was if one not in now)]
        if was.get(one, "") != now.get(one, "")
    ]


def check_study(study: Study, *, skip_unreadable: bool = False, progress: Progress | None = None) -> CheckReport:
    """Reads everything of a study; the errors of both sides are told together.

    Raises:
        InputError: anything that would stop a run.
    """
    problems: list[Problem] = []
    warnings: list[str] = []
    facts: dict[str, Any] = {"title": study.title}
    recognised: dict[str, Any] = {}
    lines: list[str] = []
    people: pd.DataFrame | None = None
    quality = pd.DataFrame(columns=["check", "slice", "value", "status", "meaning"])
    if study.interviews is not None:
        try:
            coded = code_study(study, coder="rules", skip_unreadable=skip_unreadable, progress=progress)
            people = coded.people
            warnings += coded.warnings
            facts |= {"interviews": people["interview_id"].nunique(), "partners": len(people)}
            facts |= {"partner_sentences": len(coded.excerpts)}
        except InputError as error:
            problems += error.problems
    if study.records is not None:
        try:
            counted = count_study(study, people=people, progress=progress)
            warnings += counted.warnings
            quality = counted.quality
            facts |= {"rows_read": len(counted.table.frame) + len(counted.table.excluded)}
            recognised = recognition_facts(counted.table)
            lines = recognition_lines(counted.table)
            facts |= {"cases": int(counted.counts["cases"].iloc[0])}
        except InputError as error:
            problems += error.problems
    if study.interviews is None and study.records is None:
        problems.append(_no_section(study, "interviews", 'files = "interviews/*"'))
    if problems:
        raise InputError(problems)
    return CheckReport(tuple(dict.fromkeys(warnings)), quality, facts, recognised, tuple(lines))


def _coded(reading: Reading, files: Sequence[Path], coder: Coder, progress: Progress | None) -> CodedInterviews:
    interviews = reading.interviews
    return CodedInterviews(
        interviews=interviews,
        excerpts=code_interviews(interviews, coder, progress=progress, jobs=0),
        people=_people(interviews),
        asked=topics_by_interview(interviews, coder, jobs=0),
        coder=coder.name,
        files=tuple(files),
        warnings=_warnings(reading),
    )


def _given_codes(path: Path, reading: Reading, files: Sequence[Path], coder: Coder) -> CodedInterviews:
    """Codes by hand, simulated or reviewed, from a table; the interviews only tell who was asked what."""
    excerpts = read_codes(path)
    interviews = reading.interviews
    spoken = excerpts[PERSON].drop_duplicates()
    people = pd.concat([spoken, _people(interviews)]).drop_duplicates(["interview_id", "speaker", "area"])
    asked = topics_by_interview(interviews, coder, jobs=0)
    return CodedInterviews(
        interviews=interviews,
        excerpts=excerpts,
        people=people.sort_values(PERSON, kind="stable").reset_index(drop=True),
        asked=asked or None,
        coder=f"file:{path.name}",
        files=tuple(files),
        warnings=_warnings(reading),
    )


def _people(interviews: Sequence[Interview]) -> pd.DataFrame:
    rows = [{"interview_id": one.interview_id, **asdict(person)} for one in interviews for person in one.people]
    return pd.DataFrame(rows, columns=PERSON, dtype="str")


def _warnings(reading: Reading) -> tuple[str, ...]:
    skipped = [f"{problem} (left out)" for problem in reading.unreadable]
    return (*skipped, *(f"{one.path.name}: {warning}" for one in reading.interviews for warning in one.warnings))


def _no_section(study: Study, name: str, example: str) -> Problem:
    return Problem(f"it has no [{name}]", study.folder / "study.toml", remedy=f"write [{name}] and {example}")
