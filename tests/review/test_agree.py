"""Agreement of those who coded the same passages: published numbers, what is compared, what lies behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.review.agree import ALL, AXES, Agreement, agreement_of
from analyser.review.codes import in_order
from analyser.review.log import Event
from analyser.review.passages import PASSAGES, hash_of, key_of
from analyser.review.ratings import COLUMNS, analysts_ratings, machine_ratings, table_ratings
from analyser.schemas import CODED_EXCERPTS, CODES
from analyser.statistics import cohen_kappa, gwet_ac1, krippendorff_alpha, ratings_of
from analyser.tables import table, write_csv

LEVELS = ("none", "low", "medium", "high")


def rated(coders: Mapping[str, Iterable[Mapping[str, str] | None]], interviews: int = 20) -> pd.DataFrame:
    """Ratings: for each coder the codes of passage 0, 1, …, None where not coded."""
    rows = []
    for coder, given_codes in coders.items():
        for n, codes in enumerate(given_codes):
            if codes is not None:
                interview = f"interview {n % interviews}"
                about = {"passage": key_of(interview, n * 10, n * 10 + 5), "text_hash": f"{n}", "coder": coder}
                about |= {"interview_id": interview, "kind": coder.partition(":")[0], "seen": "no"}
                rows.append({**about, **in_order({"assertion": "affirmed", **codes})})
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def levels(confusion: list[list[int]], names: tuple[str, ...] = LEVELS) -> dict[str, list[dict[str, str]]]:
    first, second = ratings_of(confusion)
    return {
        "analyst:ana": [{"harm_level": names[place]} for place in first],
        "analyst:ben": [{"harm_level": names[place]} for place in second],
    }


def figure(found: Agreement, axis: str, measure: str, code: str = "", first: str = "", second: str = "") -> pd.Series:
    rows = found.figures
    rows = rows[(rows["axis"] == axis) & (rows["measure"] == measure) & (rows["code"] == code)]
    if first:
        rows = rows[(rows["first"] == first) & (rows["second"] == second)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_published_weighted_kappas_over_the_order_of_harm() -> None:
    found = agreement_of(rated(levels([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])))
    for measure, value in (("kappa", 0.129330), ("kappa_linear", 0.237381), ("kappa_quadratic", 0.332046)):
        assert figure(found, "harm_level", measure)["value"] == pytest.approx(value, abs=5.1e-7)


def test_published_numbers_where_high_harm_is_rare() -> None:
    found = agreement_of(rated(levels([[118, 5], [2, 0]], ("none", "high"))))
    expected = {"agreement": 0.944, "kappa": -0.023392, "ac1": 0.940776, "alpha": -0.024691, "positive_agreement": 0}
    for measure, value in expected.items():
        assert figure(found, "harm_level", measure, "high")["value"] == pytest.approx(value, abs=5.1e-7)
    assert figure(found, "harm_level", "prevalence", "high")["value"] == pytest.approx(7 / 250)


def test_published_numbers_of_three_categories() -> None:
    found = agreement_of(rated(levels([[75, 1, 4], [5, 4, 1], [0, 0, 10]])))
    for measure, value in (("kappa", 0.676471), ("ac1", 0.867570), ("alpha", 0.676900)):
        assert figure(found, "harm_level", measure)["value"] == pytest.approx(value, abs=5.1e-7)


def test_four_coders_with_missing_ratings_as_krippendorff_has_them() -> None:
    """His values 1 to 4 as our order; his 5 as `unspecified`, which stands apart from it."""
    names = {"1": "none", "2": "low", "3": "medium", "4": "high", "5": "unspecified"}
    rows = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    coders = {
        f"analyst:{n}": [{"harm_level": names[c]} if c != "." else None for c in row] for n, row in enumerate(rows)
    }
    found = agreement_of(rated(coders, interviews=4))
    assert figure(found, "harm_level", "alpha", "", ALL, "")["value"] == pytest.approx(0.743421, abs=5.1e-7)
    ordered = [[None if c in ".5" else int(c) for c in row] for row in rows]
    assert figure(found, "harm_level", "alpha_ordinal", "", ALL, "")["value"] == pytest.approx(
        krippendorff_alpha(ordered, scale="ordinal")
    )


def test_unspecified_stands_apart_from_the_order() -> None:
    names = (*LEVELS, "unspecified")
    found = agreement_of(
        rated(levels([[9, 1, 0, 0, 1], [1, 5, 1, 0, 2], [0, 1, 6, 1, 0], [0] * 5, [1, 0, 0, 0, 3]], names))
    )
    assert figure(found, "harm_level", "kappa")["passages"] == 32
    weighted = figure(found, "harm_level", "kappa_linear")
    assert weighted["passages"] == 25
    assert set(found.behind(weighted)["first_code"]) <= set(LEVELS)
    assert len(found.behind(weighted)) == weighted["disagreements"] == 5


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), min_size=1, max_size=40))
def test_figures_are_those_of_the_plain_coefficients(pairs: list[tuple[str, str]]) -> None:
    given_codes = {
        "analyst:ana": [{"harm_level": a} for a, _ in pairs],
        "model:m@1": [{"harm_level": b} for _, b in pairs],
    }
    found = agreement_of(rated(given_codes), resamples=20)
    sides = [[LEVELS.index(level) for level in side] for side in zip(*pairs, strict=True)]
    confusion = np.zeros((4, 4))
    np.add.at(confusion, tuple(map(np.array, sides)), 1)
    expected = {
        "alpha": krippendorff_alpha(sides),
        "alpha_ordinal": krippendorff_alpha(sides, scale="ordinal"),
        "ac1": gwet_ac1(sides),
        "kappa": cohen_kappa(confusion),
        "kappa_quadratic": cohen_kappa(confusion, weights="quadratic"),
    }
    for measure, value in expected.items():
        said = figure(found, "harm_level", measure)
        if value is None:
            assert pd.isna(said["value"])
            assert said["note"].startswith("not defined")
        else:
            assert said["value"] == pytest.approx(value, abs=1e-9)
    assert figure(found, "harm_level", "agreement")["disagreements"] == sum(a != b for a, b in pairs)


def test_every_figure_counts_the_disagreements_behind_it() -> None:
    random = np.random.default_rng(3)

    def codes() -> list[dict[str, str]]:
        types = ["", "online", "peer", "online;peer"]
        return [
            {"harm_level": str(random.choice(LEVELS)), "cse_type": str(random.choice(types)), "trend": "rising"}
            for _ in range(60)
        ]

    found = agreement_of(
        rated({"analyst:ana": codes(), "analyst:ben": codes(), "analyst:cy": codes(), "model:m@1": codes()})
    )
    assert found.figures["first"].nunique() == 4
    for row in found.figures.to_dict("records"):
        assert found.behind(row)["passage"].nunique() == row["disagreements"]
        if row["measure"] == "agreement" and row["second"] and row["passages"]:
            assert row["value"] == pytest.approx(1 - row["disagreements"] / row["passages"])


def test_what_is_said_of_a_case_is_compared_where_both_see_one() -> None:
    found = agreement_of(
        rated(
            {
                "analyst:ana": [
                    {"harm_level": "high"},
                    {"harm_level": "high", "assertion": "negated"},
                    {"harm_level": "none"},
                ],
                "analyst:ben": [{"harm_level": "low"}, {"harm_level": "high"}, {"harm_level": "high"}],
            }
        )
    )
    assert figure(found, "harm_level", "agreement")["value"] == pytest.approx(1 / 3)
    assert figure(found, "assertion", "agreement")["value"] == pytest.approx(1 / 2)
    basis = figure(found, "quantity_basis", "kappa")
    assert pd.isna(basis["value"])
    assert "both give a number" in basis["note"]


def test_numbers_agree_when_kind_and_both_ends_do() -> None:
    six = {"harm_level": "high", "quantity_kind": "count", "quantity_low": "6", "quantity_basis": "stock"}
    sure, open_end = {**six, "quantity_high": "6"}, {**six, "quantity_high": "inf"}
    found = agreement_of(rated({"analyst:ana": [sure, sure], "analyst:ben": [open_end, sure]}))
    assert figure(found, "quantity", "agreement")["value"] == 0.5
    assert figure(found, "quantity_kind", "agreement")["value"] == 1
    assert found.disagreements["first_code"].tolist() == ["count 6 6"]


def test_intervals_hold_the_figure_and_widen_with_few_interviews() -> None:
    given_codes = levels([[30, 4, 1, 0], [5, 20, 3, 1], [0, 2, 20, 3], [0, 0, 4, 27]])
    many, few = (figure(agreement_of(rated(given_codes, k)), "harm_level", "kappa") for k in (40, 6))
    assert many["low"] < many["value"] < many["high"]
    assert few["low"] < few["value"] < few["high"] <= 1
    assert many["note"] == ""
    assert "t(5)" in few["note"]
    single = figure(agreement_of(rated(given_codes, 1)), "harm_level", "kappa")
    assert pd.isna(single["low"])
    assert "one interview" in single["note"]


def test_full_agreement_claims_no_interval() -> None:
    found = agreement_of(rated(levels([[20, 0], [0, 20]], ("none", "high"))))
    kappa = figure(found, "harm_level", "kappa")
    assert kappa["value"] == 1
    assert pd.isna(kappa["low"])
    assert found.disagreements.empty


def test_the_order_of_the_ratings_changes_nothing() -> None:
    ratings = rated(levels([[9, 2, 1, 0], [3, 8, 1, 1], [0, 2, 7, 1], [0, 0, 1, 6]]))
    again = agreement_of(ratings.sample(frac=1, random_state=1)), agreement_of(ratings)
    pd.testing.assert_frame_equal(again[0].figures, again[1].figures)
    pd.testing.assert_frame_equal(again[0].disagreements, again[1].disagreements)


def test_coders_without_a_passage_in_common_have_no_figure() -> None:
    one = {"harm_level": "high"}
    found = agreement_of(rated({"analyst:ana": [one, None], "analyst:ben": [None, one]}))
    assert found.figures.empty
    assert found.coded == {"analyst:ana": 1, "analyst:ben": 1}


def passages(*coded: Mapping[str, object], coder: str = "model:m@1") -> pd.DataFrame:
    rows = [
        {"passage": key_of("one", n * 10, n * 10 + 5), "text_hash": hash_of(f"text {n}"), "coder": coder, **codes}
        for n, codes in enumerate(coded)
    ]
    return table(rows, PASSAGES)


def event(number: int, analyst: str, kind: str, n: int = 0, codes: Mapping[str, str] | None = None) -> Event:
    given_codes = in_order({"assertion": "affirmed", **codes}) if codes else {}
    return Event(number, "", analyst, kind, key_of("one", n * 10, n * 10 + 5), hash_of(f"text {n}"), given_codes, {})


def test_an_analysts_rating_is_what_they_first_coded_and_let_stand() -> None:
    high, low, none = ({"harm_level": level} for level in ("high", "low", "none"))
    events = [
        event(1, "ana", "change", 0, high),
        event(2, "ana", "change", 1, low),
        event(3, "ana", "undo", 1),
        event(4, "ana", "change", 1, none),
        event(5, "ana", "change", 0, low),  # once others' codes were seen
        event(6, "ana", "adjudicate", 0, low),
        event(7, "ana", "comment", 0),
        event(8, "ben", "defer", 0),
        event(9, "ben", "accept", 1),
        event(10, "ben", "split", 0),
    ]
    ratings, left_out = analysts_ratings(events, passages(low, {**high, "assertion": "affirmed"}))
    said = {(row["coder"], row["passage"]): row["harm_level"] for row in ratings.to_dict("records")}
    assert said == {
        ("analyst:ana", "one:0-5"): "high",
        ("analyst:ana", "one:10-15"): "none",
        ("analyst:ben", "one:10-15"): "high",
    }
    assert left_out == {"changed after the first coding": 1, "split into parts": 1}


def test_what_was_coded_with_other_codes_in_view_is_told() -> None:
    low = {"harm_level": "low", "assertion": "affirmed"}
    details = [{"blind": True}, {"blind": False}, {"sheet": True}]
    events = [replace(event(n + 1, "ana", "change", n, low), detail=detail) for n, detail in enumerate(details)]
    ratings, _ = analysts_ratings(events, passages(low, low, low))
    assert ratings["seen"].tolist() == ["no", "yes", "yes"]
    assert agreement_of(ratings).seen == {"analyst:ana": 2}


def test_codes_of_a_text_that_has_changed_are_not_compared() -> None:
    old = passages({"harm_level": "high", "assertion": "affirmed"})
    events = [event(1, "ana", "change", 0, {"harm_level": "low"}), event(2, "ben", "accept", 0)]
    ratings, left_out = analysts_ratings(events, old.assign(text_hash=hash_of("other words")))
    assert left_out == {"accepted codes of a text that has changed": 1}
    machine = machine_ratings(old.assign(text_hash=hash_of("other words")))
    assert agreement_of(pd.concat([ratings, machine], ignore_index=True)).figures.empty


def test_passages_coded_by_hand_are_no_model() -> None:
    ratings = machine_ratings(passages({"harm_level": "high", "assertion": "affirmed"}, coder="analyst:ana"))
    assert ratings["kind"].tolist() == ["table"]
    assert ratings["coder"].tolist() == ["codes given"]


def test_a_second_table_goes_by_place_and_text(tmp_path: Path) -> None:
    rows = [
        {
            "interview_id": "one",
            "start": n * 10,
            "end": n * 10 + 5,
            "text": text,
            "harm_level": "high",
            "excerpt_id": f"{n}",
        }
        for n, text in enumerate(["text 0", "", "other words", "text 3"])
    ]
    write_csv(table(rows, CODED_EXCERPTS), tmp_path / "second.csv", CODED_EXCERPTS)
    codes = {"harm_level": "low", "assertion": "affirmed"}
    ratings, left_out = table_ratings(tmp_path / "second.csv", passages(codes, codes, codes))
    assert ratings["passage"].tolist() == ["one:0-5", "one:10-15"]
    assert ratings["coder"].unique().tolist() == ["file:second.csv"]
    assert left_out == {
        "of second.csv: another text at its place": 1,
        "of second.csv: no passage at its place": 1,
    }


def test_all_ten_codes_are_compared() -> None:
    assert {column for axis in AXES for column in axis.columns} == set(CODES)
