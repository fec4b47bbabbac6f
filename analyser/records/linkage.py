"""Which children of several lists are one, where no id is shared: cases joined by match probability, with its error."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyser.records.dates import is_date, read_dates
from analyser.records.link_pairs import DATE, NAME, OTHER, Pairs, compare_persons
from analyser.records.lists import column_names
from analyser.records.names import value_key
from analyser.records.recognise import has_word
from analyser.records.recognise_values import missing_kind
from analyser.records.table import RecordTable
from analyser.study import Study

THRESHOLDS = (0.5, 0.99)
"""Beside the study's own, to show what hangs on it."""
_MOSTLY = 0.9  # of a column's values are dates where it is one of dates
_LEAST = 0.001  # a pair less likely than this tells nothing


@dataclass(frozen=True)
class Linkage:
    """How the children of several lists were joined.

    `numbers`: threshold → the case of each row of `Cases.frame`. `persons`: children before linking, `links` how many
    of them were joined to another one. `false_links` and `missed_links`: how many links are expected to be wrong, and
    how many right ones to be lacking, by the probabilities of the pairs that were compared. `learnt`: the model's
    parameters were, and are not conventions.
    """

    threshold: float
    numbers: Mapping[float, np.ndarray]
    persons: int
    links: int
    false_links: float
    missed_links: float
    learnt: bool
    warnings: tuple[str, ...] = ()

    @property
    def case(self) -> np.ndarray:
        return self.numbers[self.threshold]


def link_children(table: RecordTable, holding: np.ndarray, study: Study) -> Linkage | None:
    """Numbers the children of the rows; None where the study links nothing.

    `holding`: for each row in scope, the place in `table` of the row that holds for it. Rows of one file with the same
    victim_id are one child, and with different ones never are. The same id in two files is one child unless the
    linked columns speak against it. The likeliest pairs are joined first.

    Raises:
        InputError: Splink is not installed; the columns cannot tell persons apart.
    """
    if study.records is None or study.records.link is None or table.link is None:
        return None
    settings = study.records.link
    rows = pd.DataFrame(
        {name: table.frame[name].iloc[holding].astype("str").to_numpy() for name in ("file", "sheet", "victim_id")}
    )
    rows["number"] = rows["victim_id"].str.casefold()
    told = table.link.iloc[holding].reset_index(drop=True)
    own = rows["number"].where(rows["number"] != "", "\x1f" + pd.Series(holding).astype("str"))
    person = (rows["file"] + "\x1f" + own).to_numpy(dtype=object)
    of_row, _ = pd.factorize(person, sort=True)

    values, kinds, warnings = _comparable(told, rows)
    first = pd.Series(range(len(rows))).groupby(of_row).first()
    persons = pd.DataFrame({"ident": first.index.to_numpy("int64")})
    persons["source"] = rows["file"].to_numpy()[first]
    persons["number"] = rows["number"].to_numpy()[first]
    for n, header in enumerate(values):
        persons[f"c{n}"] = _most_frequent(values[header], of_row, len(persons))
    pairs = compare_persons(persons, kinds, seed=study.compare.seed)
    joined = {one: _Groups(persons, pairs, one) for one in sorted({*THRESHOLDS, settings.threshold})}
    chosen = joined[settings.threshold]
    if chosen.clashes:
        warnings.append(
            f"ids that two files have for children whose linked columns differ: {chosen.clashes}; they count apart"
        )
    return Linkage(
        threshold=settings.threshold,
        numbers={one: pd.factorize(groups.of_person[of_row])[0].astype("int64") for one, groups in joined.items()},
        persons=chosen.persons,
        links=chosen.links,
        false_links=round(chosen.false_links, 1),
        missed_links=round(chosen.missed(pairs), 1),
        learnt=pairs.learnt,
        warnings=tuple(warnings),
    )


def _comparable(told: pd.DataFrame, rows: pd.DataFrame) -> tuple[dict[str, pd.Series], list[str], list[str]]:
    """The columns in a form that can be compared, None for what is not known; their kinds; and warnings."""
    values: dict[str, pd.Series] = {}
    kinds: list[str] = []
    warnings: list[str] = []
    for header in told.columns:
        cells = told[header].astype("str")
        cells = cells.replace({text: "" for text in cells.unique() if missing_kind(str(text))})
        filled = cells[cells != ""]
        dates = filled.map({text: is_date(str(text)) for text in filled.unique()}).astype(bool)
        if len(filled) and dates.mean() >= _MOSTLY:
            kinds.append(DATE)
            groups = [
                read_dates(part, name=header) for _, part in cells.groupby([rows["file"], rows["sheet"]], sort=False)
            ]
            days = pd.concat([group.days for group in groups]).reindex(cells.index)
            warnings += [warning for group in groups for warning in group.warnings]
            unread = int(((days == "") & (cells != "")).sum())
            if unread:
                warnings.append(f"{header}: {unread} values cannot be read as a date; children are not linked by them")
            keys = days
        else:
            kinds.append(NAME if has_word(header, column_names()["person_names"]) else OTHER)
            keys = cells.map({text: _letters(str(text)) for text in cells.unique()})
        values[str(header)] = keys.astype(object).where(keys != "", None)
    return values, kinds, list(dict.fromkeys(warnings))


def _letters(text: str) -> str:
    """
    >>> _letters("O’Néill-Smith"), _letters(" SW1A  1AA"), _letters("-")
    ('oneill smith', 'sw1a 1aa', '')
    """
    plain = unicodedata.normalize("NFKD", text)
    key = value_key("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return key if any(letter.isalnum() for letter in key) else ""


def _most_frequent(values: pd.Series, of_row: np.ndarray, persons: int) -> np.ndarray:
    """The value that most of a person's rows give, of equals the first by letters."""
    counts = pd.DataFrame({"ident": of_row, "value": values}).dropna().value_counts().reset_index(name="rows")
    best = counts.sort_values(["ident", "rows", "value"], ascending=[True, False, True]).drop_duplicates("ident")
    found = np.full(persons, None, dtype=object)
    found[best["ident"].to_numpy()] = best["value"].to_numpy(dtype=object)
    return found


class _Groups:
    """Persons joined at one threshold; `of_person`: the first of the group that each belongs to."""

    def __init__(self, persons: pd.DataFrame, pairs: Pairs, threshold: float) -> None:
        self._root = list(range(len(persons)))
        # What a group may not hold twice: two ids of one file.
        self._ids = [
            {source: number} if number else {}
            for source, number in zip(persons["source"], persons["number"], strict=True)
        ]
        self.links, self.false_links, self.clashes = 0, 0.0, 0
        self._join_same_ids(persons, pairs)
        self.persons = sum(place == root for place, root in enumerate(self._root))
        for place in np.lexsort((pairs.right, pairs.left, -pairs.probability)):
            probability = float(pairs.probability[place])
            if probability < threshold:
                break
            if self._join(int(pairs.left[place]), int(pairs.right[place])):
                self.links += 1
                self.false_links += 1 - probability
        self.of_person = np.array([self._find(one) for one in range(len(self._root))])

    def missed(self, pairs: Pairs) -> float:
        """The links expected among groups that were not joined: of each two groups their likeliest pair."""
        likeliest: dict[tuple[int, int], float] = {}
        for place in np.flatnonzero(pairs.probability >= _LEAST):
            one, other = (int(self.of_person[end[place]]) for end in (pairs.left, pairs.right))
            if one != other and not self._differ(one, other):
                key = (min(one, other), max(one, other))
                likeliest[key] = max(likeliest.get(key, 0.0), float(pairs.probability[place]))
        return float(sum(likeliest[key] for key in sorted(likeliest)))

    def _join_same_ids(self, persons: pd.DataFrame, pairs: Pairs) -> None:
        numbers = persons["number"].to_numpy(dtype=object)
        same = (numbers[pairs.left] == numbers[pairs.right]) & (numbers[pairs.left] != "")
        unlike = same & (pairs.factor < 1)
        against = set(zip(pairs.left[unlike].tolist(), pairs.right[unlike].tolist(), strict=True))
        self.clashes = len({numbers[left] for left, _ in against})
        named = persons[persons["number"] != ""]
        for _, members in named.groupby("number")["ident"]:
            idents = [int(one) for one in members]
            for place, one in enumerate(idents):
                for other in idents[:place]:
                    if (other, one) not in against and self._join(other, one):
                        break

    def _join(self, one: int, other: int) -> bool:
        one, other = sorted((self._find(one), self._find(other)))
        if one == other or self._differ(one, other):
            return False
        self._root[other] = one
        self._ids[one].update(self._ids[other])
        return True

    def _differ(self, one: int, other: int) -> bool:
        first, second = sorted((self._ids[one], self._ids[other]), key=len)
        return any(second.get(source, number) != number for source, number in first.items())

    def _find(self, one: int) -> int:
        while self._root[one] != one:
            self._root[one] = self._root[self._root[one]]
            one = self._root[one]
        return one
