"""Checks of who is seen: children in several records or in intelligence alone, suspects, networks, sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analyser.records.compact import looked_up
from analyser.records.quality_lists import quality_lists
from analyser.records.quality_rules import Row, judged
from analyser.records.quality_view import View, column_of, not_told, share

_ENOUGH = 100  # records among which some child is expected to have two
_KIND_OF_PLACE = 0.05  # a place that a larger share of the records has is a kind of place and no place
_NETWORK = ("several_suspects", "shared_suspects")


def people_checks(view: View) -> list[Row]:
    """The checks of repeat victims, intelligence, completeness of ethnicity and disability, networks and sources."""
    return [*_repeats(view), *_intelligence(view), *_completeness(view), *_networks(view), *_sources(view)]


def _repeats(view: View) -> Iterator[Row]:
    check = "repeat_victims"
    if lacks := list(view.lacks(check, "victim_id")):
        yield from lacks
        return
    named = view.told[view.told["victim_id"] != ""]
    incidents = named["record_id"].str.casefold().where(named["record_id"] != "", named["order"].astype("str"))
    records = incidents.groupby(view.child_of(named)).nunique()
    n, children = int((records > 1).sum()), len(records)
    part = n / children if children else 0.0
    # That nobody comes twice is as doubtful as that most do.
    never = n == 0 and children >= _ENOUGH
    words: dict[str, Any] = {"share": part, "n": n, "rows": children, "records": int(records.sum())}
    yield judged(check, part, by=1.0 if never else part, sentence="aside" if never else "", **words)


def _intelligence(view: View) -> Iterator[Row]:
    check = "intelligence_only"
    if lacks := list(view.lacks(check, "record_class")):
        yield from lacks
        return
    classes = view.told["record_class_code"]
    alone = (classes == "intelligence").groupby(view.told["case"]).all()
    yield share(check, int(alone.sum()), len(alone))


def _completeness(view: View) -> Iterator[Row]:
    checks = {
        "ethnicity_not_known": "ethnicity",
        "disability_not_told": "disability",
        "suspect_ethnicity_not_told": "suspect_ethnicity",
    }
    for check, column in checks.items():
        if lacks := list(view.lacks(check, column)):
            yield from lacks
            continue
        cells = view.column(column)
        if column == "suspect_ethnicity" and "suspect_id" not in view.table.absent:
            cells = cells[view.column("suspect_id") != ""]
        missing = not_told(cells)
        if check == "ethnicity_not_known":
            missing &= cells != ""
        yield share(check, int(missing.sum()), len(cells))


def _networks(view: View) -> Iterator[Row]:
    """Whether several suspects of a record, and suspects and places of several children, can be seen at all."""
    if lacks := [row for check in (*_NETWORK, "network_suspects") for row in view.lacks(check, "suspect_id")]:
        yield from lacks
    else:
        suspects = _suspects(view)
        records = suspects.groupby("record")["suspect"].nunique()
        yield judged("several_suspects", int((records > 1).sum()), n=int((records > 1).sum()), rows=len(records))
        yield _shared("shared_suspects", suspects, "suspect", view)
        if "cse_type" not in view.table.absent:
            yield _without_suspect(view, set(suspects["record"]))
    if lacks := list(view.lacks("shared_places", "place")):
        yield from lacks
        return
    places = pd.DataFrame({"place": view.column("place").str.casefold(), "child": view.children})
    places = places[~not_told(places["place"])]
    common = places["place"].value_counts(normalize=True)
    kinds = common[(common > _KIND_OF_PLACE) & (common * len(places) > 2)].index
    yield _shared("shared_places", places[~places["place"].isin(kinds)], "place", view)


def _suspects(view: View) -> pd.DataFrame:
    """`record suspect child`: a row per suspect of a case's record, also those that only a surplus row names."""
    rows = view.cases.frame[view.cases.frame["is_cse"]]
    rows = rows.assign(suspect=column_of(view.table, rows, "suspect_id").str.casefold())
    rows = rows[rows["suspect"] != ""]
    links = pd.DataFrame({"record": _record(rows), "child": view.child_of(rows), "suspect": rows["suspect"]})
    between = quality_lists().suspect_separators
    several = links["suspect"].str.contains(between)
    spread = links[several].assign(suspect=links.loc[several, "suspect"].str.split(between)).explode("suspect")
    links = pd.concat([links[~several], spread.assign(suspect=spread["suspect"].str.strip())])
    return links[links["suspect"] != ""]


def _record(rows: pd.DataFrame) -> pd.Series:
    return rows["record_id"].str.casefold().where(rows["record_id"] != "", "\x1f" + rows["order"].astype("str"))


def _shared(check: str, links: pd.DataFrame, what: str, view: View) -> Row:
    """How many children share a suspect or place with another."""
    children = links.groupby(what)["child"].nunique()
    shared = links[links[what].isin(children[children > 1].index)]
    n = int(shared["child"].nunique())
    return judged(check, n, n=n, rows=int(view.children.nunique()), shared=int(shared[what].nunique()))


def _without_suspect(view: View, named: set[str]) -> Row:
    types, networks = view.told["types"], quality_lists().network_types
    several = view.told[looked_up(types, lambda text: not networks.isdisjoint(text.split(";")), "bool")]
    return share("network_suspects", int((~_record(several).isin(named)).sum()), len(several))


def _sources(view: View) -> Iterator[Row]:
    if lacks := list(view.lacks("sources_silent", "source")):
        yield from lacks
        return
    lists = quality_lists()
    told = view.column("source")
    kinds = told.map({text: lists.source(text) for text in told.unique()})
    counts = {kind: int((kinds == kind).sum()) for kind in lists.sources}
    silent = [kind.replace("_", " ") for kind, n in counts.items() if not n]
    yield judged("sources_silent", len(silent), names=silent)
    for kind, n in counts.items():
        part = n / len(told)
        words: dict[str, Any] = {"share": part, "n": n, "rows": len(told), "name": kind.replace("_", " ")}
        yield judged("source_share", part, slice_="source", value=kind, **words)
