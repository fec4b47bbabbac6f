"""The analysts' decisions in the place of the machine's codes: what the comparison goes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.review.codes import changes, codes_of, in_order
from analyser.review.level_agreement import level_agreement
from analyser.review.log import NAME, digest, open_log
from analyser.review.passages import hash_of, keys_of, passages_of, place_of
from analyser.review.sample import drawn_sample
from analyser.review.standing import JUDGED, REPLACED, keys, standing
from analyser.schemas import CODED_EXCERPTS
from analyser.study import Study
from analyser.tables import table

_Row = dict[str, Any]
_NUMBER = ("quantity_kind", "quantity_low", "quantity_high")


@dataclass(frozen=True)
class _Settled:
    """What the analysts say of one passage together. Without `codes` it is replaced by the passages `into`."""

    codes: Mapping[str, str] | None
    by: tuple[str, ...]
    into: tuple[str, ...] = ()
    adjudicated: bool = False
    reason: str = ""


def read_review(study: Study) -> Callable[[pd.DataFrame, Mapping[str, str]], tuple[pd.DataFrame, _Row]] | None:
    """What `stages.compare_study` takes as `review`: the decisions in the study's log; None where nobody has reviewed.

    Raises:
        InputError: the log cannot be read.
    """
    path = study.folder / NAME
    if not path.is_file():
        return None
    with open_log(path) as log:
        events, passages = log.events(), log.passages()
    if not events:
        return None
    source = {"file": NAME, "last_event": events[-1].number, "sha256": digest(events)}

    def review(excerpts: pd.DataFrame, texts: Mapping[str, str]) -> tuple[pd.DataFrame, _Row]:
        frame, summary = reviewed(excerpts, standing(events), texts)
        laid = passages_of(excerpts) if passages.empty else passages
        return frame, {**source, **summary, **level_agreement(events, laid, seed=study.compare.seed)}

    return review


def reviewed(
    excerpts: pd.DataFrame, decisions: pd.DataFrame, texts: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, _Row]:
    """Excerpts with the analysts' codes where they have decided, and a summary of what was used and what was not.

    An adjudication wins; else what the one analyst says, or all of them alike. Where they differ the machine's codes
    stand, marked `needs_review`. A decision on words that have changed since is left out and counted.

    Args:
        excerpts: the machine's rows (`schemas.CODED_EXCERPTS`), every partner sentence.
        decisions: what stands of the log (`standing.STANDING`).
        texts: each interview's text as read, for passages that the machine does not have.
    """
    rows = _records(excerpts)
    machine = dict(zip(keys_of(excerpts), rows, strict=True))
    count: Counter[str] = Counter()
    judged = [row for row in _records(decisions) if row["kind"] in (*JUDGED, *REPLACED)]
    fresh = [row for row in judged if _is_fresh(row, machine, texts or {}, count)]
    settled, undecided = _settle_all(fresh)
    kept = [
        made for key, row in zip(keys_of(excerpts), rows, strict=True)
        for made in _told(row, settled.get(key), key in undecided, count)
    ]  # fmt: skip
    new = {key: one for key, one in settled.items() if key not in machine and one.codes is not None}
    made, lost = _new_rows(rows, new, texts or {})
    count.update({"added": len(made), "unplaced": len(lost)})
    used = [row for row in fresh if row["passage"] in settled and row["passage"] not in lost]
    names = Counter(str(row["analyst"]) for row in used)
    summary: _Row = {
        "decisions": len(used),
        "analysts": {name: names[name] for name in sorted(names)},
        **{name: count[name] for name in ("accepted", "changed", "adjudicated", "added", "replaced")},
        "undecided": len(undecided),
        "stale": count["stale"],
        "unplaced": count["unplaced"],
        "events": _ranges(sorted({int(row["number"]) for row in used})),
        "sample": drawn_sample(excerpts, settled.keys()),
    }
    return table(_in_place(rows, kept, made), CODED_EXCERPTS), summary


def review_warnings(summary: Mapping[str, Any]) -> list[str]:
    """What of the review an analyst should see to, in words."""
    told = {
        "undecided": "passages are coded differently by analysts: the machine's codes stand until one adjudicates",
        "stale": "decisions are on words that have changed since and were left out: review these passages again",
        "unplaced": "decisions are on passages that no partner's sentence covers and were left out",
    }
    return [f"{NAME}: {summary[name]} {words}" for name, words in told.items() if summary.get(name)]


def _records(frame: pd.DataFrame) -> list[_Row]:
    columns = {str(name): frame[name].tolist() for name in frame}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _is_fresh(row: _Row, machine: Mapping[str, _Row], texts: Mapping[str, str], count: Counter[str]) -> bool:
    """Whether the words that were judged are still those of the passage."""
    if not row["text_hash"]:
        return True
    found = machine.get(row["passage"])
    text = str(found["text"]) if found is not None else _text(row["passage"], machine.values(), texts)
    if text is not None and hash_of(text) != row["text_hash"]:
        count["stale"] += 1
        return False
    return True


def _text(passage: str, rows: Iterable[_Row], texts: Mapping[str, str]) -> str | None:
    """The words of a passage that the machine does not have; None where they cannot be told."""
    try:
        interview, start, end = place_of(passage)
    except ValueError:
        return None
    if interview in texts:
        return texts[interview][start:end]
    for row in rows:
        if _overlaps(row, interview, start, end) and row["start"] <= start and end <= row["end"]:
            return str(row["text"])[start - row["start"] : end - row["start"]]
    return None


def _settle_all(rows: Iterable[_Row]) -> tuple[dict[str, _Settled], set[str]]:
    """What holds of each passage, and the passages on which analysts differ.

    A passage gives way only to passages that are settled themselves, and these come only where it has given way:
    what analysts split or join differently stays whole.
    """
    by_passage: dict[str, list[_Row]] = {}
    for row in rows:
        by_passage.setdefault(row["passage"], []).append(row)
    found = {passage: _settle(own) for passage, own in by_passage.items()}
    settled = {passage: one for passage, one in found.items() if one is not None}
    undecided = found.keys() - settled.keys()
    while True:
        loose = {key for key, one in settled.items() if any(new not in settled for new in one.into)}
        stray = {key for key in settled.keys() - loose if not _has_place(by_passage[key], settled)}
        if not loose and not stray:
            return settled, {key for key in undecided if _has_place(by_passage[key], settled)}
        undecided |= loose
        settled = {key: one for key, one in settled.items() if key not in loose | stray}


def _has_place(own: Iterable[_Row], settled: Mapping[str, _Settled]) -> bool:
    """Whether one of the rows is on a passage that is there, or all that it was made of has given way to it."""

    def gave_way(key: str, passage: str) -> bool:
        return key in settled and passage in settled[key].into

    return any(all(gave_way(key, row["passage"]) for key in keys(row["made_of"])) for row in own)


def _settle(own: list[_Row]) -> _Settled | None:
    """What holds of one passage; None where analysts differ and nobody has adjudicated."""
    final = [row for row in own if row["kind"] == "adjudicate"]
    if final:
        last = max(final, key=lambda row: int(row["number"]))
        return _Settled(in_order(codes_of(last)), (last["analyst"],), adjudicated=True, reason=last["reason"])
    sides = {(tuple(codes_of(row).values()), keys(row["into"])) for row in own}
    if len(sides) > 1:
        return None
    first = own[0]
    names = tuple(sorted({row["analyst"] for row in own}))
    replaced = first["kind"] in REPLACED
    return _Settled(None if replaced else in_order(codes_of(first)), names, keys(first["into"]))


def _told(row: _Row, settled: _Settled | None, undecided: bool, count: Counter[str]) -> list[_Row]:
    """The machine's row as it stands after the review: none where others have taken its place."""
    if undecided:
        return [{**row, "needs_review": "yes", "reason": f"{row['reason']}; analysts differ, not adjudicated"}]
    if settled is None:
        return [row]
    if settled.codes is None:
        count["replaced"] += 1
        return []
    before = in_order(codes_of(row))
    differs = changes(before, settled.codes)
    names = " and ".join(settled.by)
    if settled.adjudicated:
        count["adjudicated"] += 1
        why = f" ({settled.reason})" if settled.reason else ""
        reason = f"adjudicated by {names}{why}: {differs or 'as the machine'}"
    else:
        count["changed" if differs else "accepted"] += 1
        reason = f"changed by {names}: {differs}" if differs else f"accepted by {names}"
    made = {**row, **settled.codes} if differs else dict(row)
    if any(before[name] != settled.codes[name] for name in _NUMBER):
        made["approximate"] = ""
    return [made | _by(settled) | {"reason": reason}]


def _by(settled: _Settled) -> _Row:
    return {"coder": f"analyst:{'+'.join(settled.by)}", "confidence": 1.0, "needs_review": "no"}


def _new_rows(
    rows: list[_Row], new: Mapping[str, _Settled], texts: Mapping[str, str]
) -> tuple[list[tuple[str, _Row]], set[str]]:
    """The rows of new passages, each with the id of the sentence that it begins in, whose speaker it takes; and the
    passages that no sentence covers."""
    made: list[tuple[str, _Row]] = []
    lost: set[str] = set()
    for key, settled in new.items():
        try:
            interview, start, end = place_of(key)
        except ValueError:
            lost.add(key)
            continue
        covered = [row for row in rows if _overlaps(row, interview, start, end)]
        if not covered:
            lost.add(key)
            continue
        row = {**covered[0], **(settled.codes or {}), **_by(settled), "indicators": "", "approximate": ""}
        text = _text(key, rows, texts) or " ".join(str(one["text"]) for one in covered)
        row |= {"excerpt_id": key, "start": start, "end": end, "text": text}
        made.append((covered[0]["excerpt_id"], row | {"reason": f"added by {' and '.join(settled.by)}"}))
    return made, lost


def _in_place(rows: list[_Row], kept: list[_Row], made: list[tuple[str, _Row]]) -> list[_Row]:
    """The rows that are kept, in their order, and the new ones where they begin."""
    if not made:
        return kept
    places = {row["excerpt_id"]: place for place, row in enumerate(rows)}
    placed = [(places[row["excerpt_id"]], 0 if pd.isna(row["start"]) else row["start"], row) for row in kept]
    placed += [(places[base], row["start"], row) for base, row in made]
    return [row for _, _, row in sorted(placed, key=lambda one: one[:2])]


def _overlaps(row: _Row, interview: str, start: int, end: int) -> bool:
    there = row["interview_id"] == interview and not pd.isna(row["start"])
    return bool(there and row["start"] < end and start < row["end"])


def _ranges(numbers: list[int]) -> str:
    """Numbers in short.

    >>> _ranges([1, 2, 3, 7])
    '1-3,7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
