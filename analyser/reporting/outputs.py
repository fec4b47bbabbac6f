"""Where results go: the files of a run, written whole, and never over anything that is the user's."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from analyser import __version__
from analyser.coding import keep_coded
from analyser.comparison.findings import MISMATCH
from analyser.errors import InputError, Problem
from analyser.records.read_database import find_database, is_address
from analyser.reporting.coder_error import coder_error_line, coder_errors
from analyser.reporting.joint_display import joint_display, joint_table
from analyser.reporting.report import report_text
from analyser.schemas import (
    CODED_EXCERPTS,
    CODER_ERROR,
    DATA_QUALITY,
    DEFINITIONS,
    DISCREPANCIES,
    EXPLANATIONS,
    JOINT_DISPLAY,
    MONTHLY_COUNTS,
    PERCEIVED,
    RECORD_COUNTS,
    RIVALS,
    SPECIFICATIONS,
    TRENDS,
    TRIANGULATION,
    UNFLAGGED_SAMPLE,
)
from analyser.stages import CodedInterviews, Comparison, CountedRecords
from analyser.study import REVIEW, Study
from analyser.tables import Schema, csv_text, write_text

TABLES = {
    "coded_excerpts.csv": CODED_EXCERPTS,
    "record_counts.csv": RECORD_COUNTS,
    "perceived.csv": PERCEIVED,
    "discrepancies.csv": DISCREPANCIES,
    "explanations.csv": EXPLANATIONS,
    "data_quality.csv": DATA_QUALITY,
    "definitions.csv": DEFINITIONS,
    "unflagged_sample.csv": UNFLAGGED_SAMPLE,
    "rivals.csv": RIVALS,
    "joint_display.csv": JOINT_DISPLAY,
    "monthly_counts.csv": MONTHLY_COUNTS,
    "trends.csv": TRENDS,
    "triangulation.csv": TRIANGULATION,
    "specifications.csv": SPECIFICATIONS,
    "coder_error.csv": CODER_ERROR,
}
BESIDE_COUNTS = ("data_quality.csv", "unflagged_sample.csv")
LIBRARIES = ("spacy", "pandas", "numpy", "scipy", "matplotlib", "pyarrow", "openpyxl")


@dataclass(frozen=True)
class Output:
    """A file, a folder, or standard output (`path` None), and whether what stands there may be replaced."""

    path: Path | None
    force: bool = False

    @property
    def standard(self) -> bool:
        return self.path is None

    @classmethod
    def file(
        cls,
        path: Path | None,
        *,
        force: bool,
        also: Sequence[str] = (),
        study: Study | None = None,
        sources: Sequence[Path] = (),
    ) -> Output:
        """An output file; `also` are file names that will be written beside it.

        Raises:
            InputError: one of them is there already and `force` is not set; or it is, or would be read as, an input
                of the study or one of the `sources`, which `force` does not allow either.
        """
        if path is None or str(path) == "-":
            return cls(None, force)
        theirs = [path, *(path.parent / other for other in also)]
        _refuse_inputs(theirs, study, sources)
        _refuse_existing(theirs, force)
        return cls(path, force)

    @classmethod
    def folder(cls, path: Path, study: Study, *, force: bool) -> Output:
        """The folder of a `compare` run.

        Raises:
            InputError: it holds results already and `force` is not set, or it would write into the study's own input.
        """
        theirs = [path / name for name in (*TABLES, "report.html", "run.json")]
        _refuse_inputs(theirs, study)
        _refuse_existing(theirs, force)
        texts = (path / "interviews").resolve()
        for pattern in (*(study.interviews.files if study.interviews else ()),):
            for file in study.folder.glob(pattern):
                if texts in file.resolve().parents:
                    what = "the texts as read would be written among the study's own transcripts"
                    raise InputError(Problem(what, path, remedy="choose another folder for --out"))
        return cls(path, force)


def write_codes(coded: CodedInterviews, output: Output, *, texts: Path | None, everything: bool) -> dict[str, Any]:
    """Writes `coded_excerpts.csv`, and the texts as read where asked for; returns the summary."""
    kept = coded.excerpts if everything else keep_coded(coded.excerpts)
    if texts is not None:
        theirs = list(_texts(coded, texts))
        _refuse_inputs(theirs, None, coded.files)
        _refuse_existing(theirs, output.force)
    _write(kept, CODED_EXCERPTS, output.path)
    if texts is not None:
        for path, text in _texts(coded, texts).items():
            write_text(path, text)
    return {
        "interviews": int(coded.people["interview_id"].nunique()),
        "partner_sentences": len(coded.excerpts),
        "coded": len(keep_coded(coded.excerpts)),
        "needs_review": int((kept["needs_review"] == "yes").sum()),
        "coder": coded.coder,
        "out": str(output.path or "-"),
    }


def write_counts(counted: CountedRecords, output: Output) -> dict[str, Any]:
    """Writes `record_counts.csv` and, beside it, `data_quality.csv` and the sample; returns the summary."""
    _write(counted.counts, RECORD_COUNTS, output.path)
    if output.path is not None:
        for name, frame in zip(BESIDE_COUNTS, (counted.quality, counted.sample), strict=True):
            _write(frame, TABLES[name], output.path.parent / name)
    first = counted.counts.iloc[0]
    numbers = ("records", "duplicates", "cases", "high", "risk_missing", "type_missing", "high_min", "high_max")
    return {
        "unit": str(first["unit"]),
        **{name: int(first[name]) for name in numbers},
        "excluded": excluded(counted),
        "checks": {status: int((counted.quality["status"] == status).sum()) for status in ("ok", "warn", "fail")},
        "out": str(output.path or "-"),
    }


def write_comparison(run: Comparison, output: Output) -> tuple[dict[str, Any], list[str]]:
    """Writes every file of a run into its folder; returns the summary and the lines to print."""
    started = datetime.now(UTC)
    folder = output.path
    if folder is None:
        raise ValueError("a comparison goes into a folder")
    joint = joint_display(run)
    frames = {
        "coded_excerpts.csv": keep_coded(run.coded.excerpts),
        "record_counts.csv": run.counted.counts,
        "perceived.csv": run.perceived,
        "discrepancies.csv": run.discrepancies,
        "explanations.csv": run.explanations,
        "data_quality.csv": run.counted.quality,
        "definitions.csv": run.definitions,
        "unflagged_sample.csv": run.counted.sample,
        "rivals.csv": run.rivals,
        "joint_display.csv": joint_table(joint),
        "monthly_counts.csv": run.monthly,
        "trends.csv": run.trends,
        "triangulation.csv": run.triangulation,
        "specifications.csv": run.specifications,
        "coder_error.csv": run.coder_error,
    }
    # All that can fail comes before the first file, so that a run leaves everything or nothing.
    texts = _texts(run.coded, folder / "interviews")
    report = report_text(run, joint)
    facts = json.dumps(run_facts(run, started), ensure_ascii=False, indent=2)
    for path, text in texts.items():
        write_text(path, text)
    for name, table in TABLES.items():
        _write(frames[name], table, folder / name)
    write_text(folder / "report.html", report)
    write_text(folder / "run.json", facts + "\n")
    return summarise(run, folder)


def summarise(run: Comparison, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The findings of the whole study, as data and as lines for a person."""
    whole = run.discrepancies[run.discrepancies["slice"] == "all"]
    findings = [
        {name: str(row[name]) for name in ("measure", "finding", "robust", "note")} for row in whole.to_dict("records")
    ]
    errors = coder_errors(run.coder_error)
    for one in findings:
        one["coder_error"] = coder_error_line(errors, one["measure"])
    cells = run.discrepancies[run.discrepancies["slice"] != "all"]
    quality = run.counted.quality
    failed = sorted({str(check) for check in quality.loc[quality["status"] == "fail", "check"]})
    summary = {
        "title": run.study.title,
        "findings": findings,
        "mismatch": bool(whole["finding"].isin(MISMATCH).any()),
        "cells_with_mismatch": int(cells["finding"].isin(MISMATCH).sum()),
        "failed_checks": failed,
        "out": str(folder),
    }
    lines = [run.study.title]
    lines += [f"  {one['measure']:<9} {one['finding']:<16} {_hangs(one)}" for one in findings]
    if failed:
        lines.append(f"  failed checks of the data: {', '.join(failed)}")
    lines.append(f"  report: {folder / 'report.html'}")
    return summary, [line.rstrip() for line in lines]


def run_facts(run: Comparison, now: datetime) -> dict[str, Any]:
    """What `run.json` holds: all that is needed to repeat the run, and what became of every row."""
    files = (*run.coded.files, *run.counted.table.files, *_single_inputs(run.study))
    inputs = [run.study.folder / "study.toml", *files]
    return {
        "program": {"name": "analyser", "version": __version__},
        "time": now.isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "python": sys.version.split()[0]},
        "libraries": {name: _version(name) for name in LIBRARIES},
        "study": {"title": run.study.title, "folder": str(run.study.folder)},
        "seed": run.study.compare.seed,
        "options": dict(run.options),
        "coder": run.coded.coder,
        "codebook": codebook_hash(),
        "review": dict(run.review) or None,
        "inputs": [
            *(_hashed(path, run.study.folder) for path in dict.fromkeys(inputs) if path.is_file()),
            *({"database": name} for name in run.counted.table.servers),
        ],
        "interviews": {
            "read": len(run.coded.interviews),
            "partners": len(run.coded.people),
            "partner_sentences": len(run.coded.excerpts),
            "coded": len(keep_coded(run.coded.excerpts)),
        },
        "records": {
            **({"query": run.study.records.query} if run.study.records and run.study.records.query else {}),
            "rows_read": len(run.counted.table.frame) + len(run.counted.table.excluded),
            "rows_used": int(run.counted.counts["records"].iloc[0]),
            "rows_no_case": int((~run.counted.cases.frame["is_cse"]).sum()),
            "excluded": excluded(run.counted),
        },
        "warnings": [*run.coded.warnings, *run.counted.warnings],
    }


def excluded(counted: CountedRecords) -> dict[str, int]:
    """Rows that were read but not used, by reason."""
    reasons = counted.cases.excluded["reason"].value_counts()
    return {str(reason): int(reasons[reason]) for reason in sorted(reasons.index)}


def codebook_hash() -> str:
    """One hash over the codebook and its lexicons, so that a changed word list shows."""
    folder = Path(sys.modules["analyser"].__file__ or "").parent / "codebook"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _write(frame: pd.DataFrame, schema: Schema, path: Path | None) -> None:
    text = csv_text(frame, schema)
    if path is None:
        sys.stdout.write(text)
    else:
        write_text(path, text)


def _texts(coded: CodedInterviews, folder: Path) -> dict[Path, str]:
    """The texts as read by the file that each goes into; their ids differ, which the reader sees to."""
    return {_text_path(folder, one.interview_id): one.text for one in coded.interviews}


def _text_path(folder: Path, interview_id: str) -> Path:
    """`<interview_id>.txt`, with what no file name may hold replaced."""
    return folder / (re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", interview_id) + ".txt")


def _refuse_existing(paths: Sequence[Path], force: bool) -> None:
    if force:
        return
    remedy = "choose another --out, or give --force to replace it"
    problems = [Problem("it is there already", path, remedy=remedy) for path in paths if path.exists()]
    if problems:
        raise InputError(problems)


def _refuse_inputs(paths: Sequence[Path], study: Study | None, sources: Sequence[Path] = ()) -> None:
    """Refuses to write over an input, or where the next run would read the result as one; `--force` or not."""
    inputs = {source.resolve() for source in sources}
    patterns: list[str] = []
    if study is not None:
        inputs |= {
            file.resolve() for file in (study.folder / "study.toml", study.folder / REVIEW, *_single_inputs(study))
        }
        sections = [section.files for section in (study.interviews, study.records) if section is not None]
        named = [pattern for files in sections for pattern in files]
        databases = [find_database(one, "", study.folder).path for one in named if is_address(one)]
        inputs |= {path.resolve() for path in databases if path}
        patterns = [os.path.normpath(study.folder / pattern) for pattern in named if not is_address(pattern)]
    problems = [
        Problem("the study reads its input from there", path, remedy="choose another --out")
        for path in paths
        if path.resolve() in inputs or any(path.resolve().match(pattern) for pattern in patterns)
    ]
    if problems:
        raise InputError(problems)


def _single_inputs(study: Study) -> list[Path]:
    """The files that the study names one by one."""
    named = [study.interviews.metadata, study.interviews.coded] if study.interviews else []
    named += [study.records.high_harm.harm_index, study.records.unflagged_sample] if study.records else []
    return [path for path in named if path is not None]


def _hashed(path: Path, folder: Path) -> Mapping[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    try:
        name = path.resolve().relative_to(folder).as_posix()
    except ValueError:
        name = str(path)
    return {"file": name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _hangs(finding: Mapping[str, str]) -> str:
    """What a finding hangs on."""
    missing = {"yes": "survives every missing value", "no": "hangs on missing values"}.get(finding["robust"], "")
    return "; ".join(filter(None, (missing, finding["coder_error"])))
