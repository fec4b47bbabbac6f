"""The raw cells of one sheet → contract columns: one column of two headers, ids, dates, codes, rows without a date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from string import ascii_letters, digits

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.compact import asked, blanked, by_value, constant, is_compact, plain
from analyser.records.dates import column_order, read_dates
from analyser.records.letters import holding, made_of, whole
from analyser.records.link_columns import link_columns
from analyser.records.lists import column_names, words
from analyser.records.names import value_key
from analyser.records.read_sheet import RawSheet
from analyser.records.recognise_values import missing_kind, recognise_values
from analyser.records.side_by_side import in_order
from analyser.records.table import CODES, COLUMNS, CSE_TYPES, DATE_COLUMNS, ID_COLUMNS, SheetRecognition
from analyser.study import RecordSettings

NO_DATE = {
    "blank": "no recorded_date",
    "placeholder": "recorded_date is a placeholder, such as 01/01/1900",
    "unreadable": "recorded_date cannot be read",
    "contradicts": "recorded_date contradicts the order of day and month in its column",
}
_SPREADSHEET_ENDS = (65_536, 1_048_576)
# No rule for ids changes one of these letters with a digit other than nought.
_PLAIN = "/_-" + ascii_letters + digits
LEVELS = ("high", "medium", "low")
_NO_CODE = ("record_class", "record_status")  # their unrecognised values are blank, as the table says


@dataclass
class CleanSheet:
    """A sheet's part of the table; `problems` are (what, remedy)."""

    frame: pd.DataFrame
    excluded: pd.DataFrame
    values: pd.DataFrame
    recognised: SheetRecognition
    warnings: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    link: pd.DataFrame | None = None


def clean_sheet(raw: RawSheet, name: str, settings: RecordSettings) -> CleanSheet:
    """Reads dates, codes and ids, and moves rows without a usable recorded_date to `excluded`."""
    warnings: list[str] = []
    problems: list[tuple[str, str]] = []
    if raw.padded:
        warnings.append(f"{raw.padded} rows end early; their missing cells are taken as blank")
    if raw.unnamed:
        warnings.append(f"{raw.unnamed} rows hold cells beside the last header; these cells are not read")
    last = max(int(raw.rows.max()) if len(raw.rows) else 0, *(row for row, _ in raw.excluded), 0)
    if last in _SPREADSHEET_ENDS:
        warnings.append(f"it ends at row {last}, a spreadsheet's last: rows were probably CUT OFF")
    cells = _columns(raw, warnings, problems)
    _levels_for_types(raw, cells, settings, warnings)
    for column, by_code in settings.values.items():
        if column not in CODES and column in cells:
            cells[column] = _without(cells[column], set(map(value_key, by_code.get("missing", ()))))
    orders = _dates(cells, warnings)
    why = cells.pop("_why")
    keep = cells["recorded_date"] != ""
    _ids(cells, keep, warnings)
    # Nothing is held twice: of ten million rows each column is a tenth of a gigabyte.
    names = list(cells)
    given = (cells.pop(column) for column in names)
    kept = dict(zip(names, in_order(lambda one: one[keep].reset_index(drop=True), given), strict=True))
    rows = raw.rows[keep].reset_index(drop=True)
    all_the_same = partial(constant, index=rows.index, like=is_compact(kept["recorded_date"]))
    blank = all_the_same("")
    frame = pd.DataFrame({column: kept.get(column, blank) for column in COLUMNS}, copy=False)
    listed = []

    def recognised(column: str) -> tuple[pd.Series, pd.DataFrame]:
        header = " ".join(_headers(raw, column))
        return recognise_values(column, kept.get(column, blank), header, settings.values.get(column, {}))

    for column, (codes, values) in zip(CODES, in_order(recognised, CODES), strict=True):
        frame[f"{column}_code"] = blanked(codes, codes.isin(["blank", "unrecognised"])) if column in _NO_CODE else codes
        if column in kept:
            listed.append(values)
            _tell_unrecognised(column, values, warnings)
    frame = frame.assign(file=all_the_same(name), sheet=all_the_same(raw.sheet), row=rows)
    excluded = [*raw.excluded, *zip(raw.rows[~keep].tolist(), why[~keep].map(NO_DATE).tolist(), strict=True)]
    excluded.sort()
    return CleanSheet(
        frame,
        _places(excluded, name, raw.sheet),
        _with_place(listed, name, raw.sheet),
        SheetRecognition(
            name,
            raw.sheet,
            raw.header_row,
            {column: _headers(raw, column) for column in COLUMNS if column in raw.columns.found},
            tuple(raw.headers[position] for position in raw.columns.others),
            orders,
            len(frame) + len(excluded),
        ),
        warnings,
        problems,
        link_columns(kept, frame.index, settings.link),
    )


def _columns(raw: RawSheet, warnings: list[str], problems: list[tuple[str, str]]) -> dict[str, pd.Series]:
    """Column → trimmed cells; where two headers stand for one column, the first unless their contents differ."""
    names = column_names()
    errors = {text.casefold() for text in words("errors")["cells"]}
    cells = {}
    last = {position: column for column, positions in raw.columns.found.items() for position in positions}
    found = list(raw.columns.found.items())
    # Each is let go where it is needed last: children may be linked by a column of the contract.
    given = (
        [raw.cells.pop(place) if last[place] == column else raw.cells[place] for place in positions]
        for column, positions in found
    )
    trimmed = in_order(lambda parts: [_trimmed(one, errors) for one in parts], given)
    for (column, positions), parts in zip(found, trimmed, strict=True):
        read = [part for part, _ in parts]
        warnings += [
            f"{column}: {failed} cells hold a spreadsheet error and are taken as blank" for _, failed in parts if failed
        ]
        headers = [raw.headers[position] for position in positions]
        filled = [place for place, one in enumerate(read) if (one != "").any()]
        if len(read) > 1 and len(filled) == 1 and column not in raw.columns.joined:
            place = filled[0]
            blank = ", ".join(repr(header) for header in headers if header != headers[place])
            warnings.append(f"{column}: {headers[place]!r} was taken; {blank} holds nothing")
            raw.columns = replace(raw.columns, found={**raw.columns.found, column: (positions[place],)})
            read, headers = [read[place]], [headers[place]]
        cells[column] = read[0]
        if column in raw.columns.joined:
            cells[column] = _join(read)
        elif len(read) > 1:
            same = all(plain(one).equals(plain(read[0])) for one in read[1:])
            if not same and column not in names["loose"]:
                what = f"{' and '.join(map(repr, headers))} could both be {column}, and their contents differ"
                problems.append(
                    (what, f'name the right one in study.toml under [records.columns]: {column} = "{headers[0]}"')
                )
            else:
                differ = "the same" if same else "OTHER content"
                warnings.append(f"{column}: {headers[0]!r} was taken; {', '.join(map(repr, headers[1:]))} has {differ}")
        if column in raw.columns.weaker and column not in names["loose"]:
            others = ", ".join(repr(raw.headers[position]) for position in raw.columns.weaker[column])
            warnings.append(f"{column}: {headers[0]!r} was taken, not {others}")
    return cells


def _levels_for_types(
    raw: RawSheet, cells: dict[str, pd.Series], settings: RecordSettings, warnings: list[str]
) -> None:
    """A "category" may be a type of exploitation or a level of risk: where no level is there, its values tell."""
    if "risk_level" in cells or "cse_type" not in cells or "cse_type" in settings.columns:
        return
    unique = pd.Series(cells["cse_type"].unique(), dtype="str")
    header = " ".join(_headers(raw, "cse_type"))
    levels, _ = recognise_values("risk_level", unique, header, settings.values.get("risk_level", {}))
    types, _ = recognise_values("cse_type", unique, header, settings.values.get("cse_type", {}))
    told = ~types.isin(["blank", "not_known"])
    if told.any() and levels[told].isin(LEVELS).all() and not types[told].isin(CSE_TYPES).any():
        warnings.append(f"{header!r} holds levels and no types: it is read as risk_level")
        cells["risk_level"] = cells.pop("cse_type")
        found = dict(raw.columns.found)
        found["risk_level"] = found.pop("cse_type")
        raw.columns = replace(raw.columns, found=found)


def _trimmed(cells: pd.Series, errors: set[str]) -> tuple[pd.Series, int]:
    """The cells without what is around them, and how many held a spreadsheet's error."""
    if not is_compact(cells) and made_of(whole(cells), _PLAIN).all():
        return cells, 0
    text = by_value(cells, _stripped)
    failed = asked(text, lambda texts: _failed(texts, errors))
    return (blanked(text, failed) if failed.any() else text), int(failed.sum())


def _failed(texts: pd.Series, errors: set[str]) -> pd.Series:
    marked = texts.str.startswith("#")
    return texts.where(marked, "").str.casefold().isin(errors) if marked.any() else marked


def _stripped(texts: pd.Series) -> pd.Series:
    """Without spaces around it, and without the formula that keeps a spreadsheet from reading a number."""
    texts = texts.str.strip()
    return texts.str.replace(r'^="(.*)"$', r"\1", regex=True) if texts.str.startswith("=").any() else texts


def _join(parts: list[pd.Series]) -> pd.Series:
    """Numbered columns as one list: "a", "", "b" is "a; b"."""
    joined = plain(parts[0])
    for part in map(plain, parts[1:]):
        both = (joined != "") & (part != "")
        joined = joined + both.map({True: "; ", False: ""}).astype("str") + part
    return joined


def _dates(cells: dict[str, pd.Series], warnings: list[str]) -> dict[str, str]:
    """Reads the date columns in place; `_why` tells what is the matter with each blank recorded_date."""
    there = [column for column in DATE_COLUMNS if column in cells]
    proved = {column: column_order(cells[column]) for column in there}
    orders = {}
    for column in there:
        others = {proved[other] for other in there if other != column and proved[other]}
        read = read_dates(cells[column], name=column, hint=others.pop() if len(others) == 1 else "")
        warnings += read.warnings
        unreadable = int((read.why == "unreadable").sum())
        if unreadable:
            fate = "the rows are excluded" if column == "recorded_date" else "taken as blank"
            warnings.append(f"{column}: {unreadable} values cannot be read as a date; {fate}")
        if column == "recorded_date":
            cells["_why"] = read.why
        cells[column] = read.days
        orders[column] = read.order
    return orders


def _ids(cells: dict[str, pd.Series], keep: pd.Series, warnings: list[str]) -> None:
    """Ids that a program wrote as numbers lose their ".0"; words for "not known" are no id and become blank."""
    there = [column for column in ID_COLUMNS if column in cells]
    texts = [plain(cells[column]) for column in there]
    for column, given, may_change in zip(there, texts, in_order(_may_change, texts), strict=True):
        odd = pd.Series(may_change, index=given.index)
        ids = given[odd].str.replace(r"^'?(\d+)\.0+$", r"\1", regex=True).str.replace(r"^'(?=\w)", "", regex=True)
        doubtful = ids[~ids.str.contains("[1-9]", regex=True)].unique()
        placeholders = {text for text in doubtful if _is_placeholder(str(text))}
        rows = int((ids.isin(list(placeholders)) & keep[odd]).sum())
        if rows:
            shown = ", ".join(repr(text) for text in sorted(placeholders)[:5])
            warnings.append(f"{column}: {rows} rows hold {shown} in place of an id; taken as blank")
            ids = ids.where(~ids.isin(list(placeholders)), "")
        rounded = int((ids.str.contains(r"^\d(?:\.\d+)?[Ee]\+\d+$", regex=True) & keep[odd]).sum())
        if rounded:
            warnings.append(
                f"{column}: {rounded} rows hold an id like 1.23E+11, ROUNDED by a spreadsheet: export it as text"
            )
        if not ids.equals(given[odd]):
            given = given.copy()
            given[odd] = ids
        cells[column] = given


def _may_change(ids: pd.Series) -> npt.NDArray[np.bool_]:
    """The ids that a rule may change."""
    held = whole(ids)
    return ~(made_of(held, _PLAIN) & holding(held, digits.strip("0")))


def _is_placeholder(text: str) -> bool:
    """Words for "not known", and an id that is all noughts; a lone letter may be an id."""
    if not text:
        return False
    return (missing_kind(text) != "" and not (len(text) == 1 and text.isalnum())) or not text.strip("0")


def _without(cells: pd.Series, keys: set[str]) -> pd.Series:
    unique = [text for text in cells.unique() if value_key(str(text)) in keys]
    return blanked(cells, cells.isin(unique))


def _tell_unrecognised(column: str, values: pd.DataFrame, warnings: list[str]) -> None:
    codes = {*CODES[column], "blank"}
    unknown = values[[not codes.issuperset(code.split(";")) for code in values["code"]]]
    if len(unknown):
        shown = ", ".join(repr(value[:40]) for value in unknown["value"][:5]) + (" …" if len(unknown) > 5 else "")
        rows = int(unknown["rows"].sum())
        warnings.append(
            f"{column}: {len(unknown)} values in {rows} rows are not recognised ({shown}); "
            f"name them in study.toml under [records.values.{column}]"
        )


def _headers(raw: RawSheet, column: str) -> tuple[str, ...]:
    positions = raw.columns.found.get(column, ())
    taken = positions if column in raw.columns.joined else positions[:1]
    return tuple(raw.headers[position] for position in taken)


def _places(excluded: list[tuple[int, str]], name: str, sheet: str) -> pd.DataFrame:
    frame = pd.DataFrame(excluded, columns=["row", "reason"]).astype({"row": "int64", "reason": "str"})
    frame.insert(0, "file", pd.Series(name, index=frame.index, dtype="str"))
    frame.insert(1, "sheet", pd.Series(sheet, index=frame.index, dtype="str"))
    return frame


def _with_place(listed: list[pd.DataFrame], name: str, sheet: str) -> pd.DataFrame:
    columns = ["file", "sheet", "column", "value", "code", "rows", "share"]
    if not listed:
        return pd.DataFrame(columns=columns)
    values = pd.concat(listed, ignore_index=True)
    values.insert(0, "file", name)
    values.insert(1, "sheet", sheet)
    return values[columns]
