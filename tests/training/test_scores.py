"""The scores of judged sentences: by hand, against scikit-learn, and what holds for all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from judged_frames import frame, level_frame, sentence

from analyser.model.axes import LEVELS
from analyser.statistics import wilson
from analyser.training.scores import (
    Draws,
    Measure,
    calibration,
    code_scores,
    confusion,
    coverage,
    draw,
    estimate,
    level_measures,
    other_measures,
    quantity_counts,
    resampled,
    same_quantity,
    share,
    trust_measures,
)


def value(measures: list[Measure], name: str) -> float:
    one = next(measure for measure in measures if measure.name == name)
    return float(one.score(one.counts.sum(axis=0, keepdims=True))[0])


def by_chance(n: int, seed: int = 3) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    gold = chance.choice(LEVELS, n)
    said = np.where(chance.random(n) < 0.6, gold, chance.choice(LEVELS, n))
    return level_frame(gold.tolist(), said.tolist(), [f"one#{number}" for number in chance.integers(0, 30, n)])


def test_levels_are_scored_as_scikit_learn_does() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    judged = by_chance(900)
    gold, said = judged["gold_harm_level"], judged["said_harm_level"]
    found = level_measures(judged)
    assert value(found, "harm_level_kappa") == pytest.approx(metrics.cohen_kappa_score(gold, said))
    assert value(found, "harm_level_macro_f1") == pytest.approx(metrics.f1_score(gold, said, average="macro"))
    ordered = (gold != "unspecified") & (said != "unspecified")
    weighted = metrics.cohen_kappa_score(
        gold[ordered], said[ordered], weights="linear", labels=["none", "low", "medium", "high"]
    )
    assert value(found, "harm_level_weighted_kappa") == pytest.approx(weighted)
    codes = code_scores(judged, draw(judged["interview"], resamples=10))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(gold, said, labels=list(LEVELS))
    levels = codes[codes["axis"] == "harm_level"]
    assert levels["precision"].tolist() == pytest.approx(precision)
    assert levels["recall"].tolist() == pytest.approx(recall)
    assert levels["f1"].tolist() == pytest.approx(f1)
    assert levels["coded"].tolist() == support.tolist()


def test_confusion_counts_every_sentence_once() -> None:
    table = confusion(level_frame(["low", "low", "high", "none"], ["low", "high", "high", "none"]))
    assert table.loc["low"].to_dict() == {"none": 0, "low": 1, "medium": 0, "high": 1, "unspecified": 0}
    assert table.to_numpy().sum() == 4


def test_low_and_high_taken_for_each_other() -> None:
    found = level_measures(level_frame(["low"] * 4 + ["high"] * 2, ["high", "low", "low", "none", "low", "high"]))
    assert value(found, "low_said_high") == 0.25
    assert value(found, "high_said_low") == 0.5


def test_affirmed_high_needs_both_codes() -> None:
    high = {"harm_level": "high", "assertion": "affirmed"}
    denied = {"harm_level": "high", "assertion": "negated"}
    judged = frame([sentence(high), sentence(high, denied), sentence(denied, high), sentence(denied)])
    assert value(level_measures(judged), "high_affirmed_f1") == 0.5


def test_a_case_that_was_said_to_be_none_is_a_missed_assertion() -> None:
    case = {"harm_level": "low", "assertion": "affirmed"}
    judged = frame([sentence(case), sentence(case, {"harm_level": "none", "assertion": "affirmed"})])
    assert value(other_measures(judged), "assertion_macro_f1") == pytest.approx(2 / 3)


def test_an_assertion_where_no_case_is_coded_counts_in_kappa_alone() -> None:
    case, none = {"harm_level": "low", "assertion": "affirmed"}, {"harm_level": "none"}
    right = other_measures(frame([sentence(case), sentence(none)]))
    wrong = other_measures(frame([sentence(case), sentence(none, case)]))
    assert value(right, "assertion_macro_f1") == value(wrong, "assertion_macro_f1") == 1
    assert value(right, "assertion_kappa") == 1
    assert value(wrong, "assertion_kappa") == 0


def test_claims_trends_and_types() -> None:
    judged = frame(
        [
            sentence({"data_claim": "under_recorded"}, {"data_claim": "incomplete"}),
            sentence({"data_claim": "matches"}, {}),
            sentence({"harm_level": "low", "trend": "rising"}, {"harm_level": "low", "trend": "falling"}),
            sentence({"harm_level": "low", "trend": "rising"}),
            sentence({"harm_level": "low", "cse_type": "online;peer"}, {"harm_level": "low", "cse_type": "peer;gang"}),
        ]
    )
    found = other_measures(judged)
    assert value(found, "data_claim_any_f1") == pytest.approx(2 / 3)
    assert value(found, "trend_f1") == 0.5
    assert value(found, "cse_type_micro_f1") == 0.5


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (("count", "5", "6", ""), ("count", "5", "6.0", ""), True),
        (("count", "5", "6", ""), ("count", "5", "5", ""), False),
        (("share", ".333", ".333", ""), ("share", "0.335", "0.333333", ""), True),
        (("share", ".333", ".333", ""), ("share", "0.336", "0.333333", ""), False),
        (("count", "10", "inf", ""), ("count", "10", "inf", ""), True),
        (("count", "inf", "10", ""), ("count", "-inf", "10", ""), True),
        (("count", "10", "inf", ""), ("count", "10", "10", ""), False),
        (("rate", "2", "3", "month"), ("rate", "2", "3", "month"), True),
        (("rate", "2", "3", "month"), ("rate", "2", "3", "week"), False),
        (("rate", "2", "3", "month"), ("count", "2", "3", "month"), False),
        (("", "", "", ""), ("", "", "", ""), False),
    ],
)
def test_a_quantity_is_exact_or_wrong(ours: tuple[str, ...], theirs: tuple[str, ...], same: bool) -> None:
    assert same_quantity(ours, theirs) is same


def test_quantities_are_counted_over_said_and_coded() -> None:
    two = {"quantity_kind": "count", "quantity_low": "2", "quantity_high": "2", "quantity_basis": "stock"}
    three = {**two, "quantity_low": "3", "quantity_high": "3"}
    flow = {**two, "quantity_basis": "flow"}
    judged = frame([sentence(two), sentence(two, three), sentence(two, {}), sentence({}, two), sentence(two, flow)])
    assert quantity_counts(judged).sum(axis=0).tolist() == [2, 4, 4]
    found = other_measures(judged)
    assert value(found, "quantity_exact_precision") == value(found, "quantity_exact_recall") == 0.5
    assert value(found, "quantity_basis_right") == 0.5


def test_calibration_of_stated_probabilities() -> None:
    sure = {"p": {"high": 0.9, "low": 0.1}}
    judged = frame(
        [sentence({"harm_level": level}, {"harm_level": "high"}, **sure) for level in ("high", "high", "low")]
    )
    assert value(trust_measures(judged), "calibration_error") == pytest.approx(0.9 - 2 / 3)
    bins = calibration(judged)
    assert bins["sentences"].tolist() == [0] * 13 + [3, 0]
    assert bins["share_right"].iloc[13] == pytest.approx(2 / 3)
    assert bins["mean_probability"].iloc[13] == pytest.approx(0.9)


def test_a_certain_sentence_is_in_the_last_bin() -> None:
    assert calibration(level_frame(["low"], ["low"]))["sentences"].iloc[-1] == 1


def test_coverage_of_the_sets() -> None:
    rows = [
        sentence({"harm_level": "low"}, level_set="low;medium" if n < 9 else "none", interview=f"one#{n}")
        for n in range(10)
    ]
    table = coverage(frame(rows)).set_index("level")
    assert table.loc["low", ["sentences", "covered", "share"]].tolist() == [10, 9, 0.9]
    assert table.loc["low", "mean_size"] == pytest.approx(1.9)
    # The variance over ten interviews has nine below the line, so ten sentences that stand alone tell as much as nine.
    low, high = wilson(0.9 * 9, 9)
    assert table.loc["low", ["low", "high"]].tolist() == pytest.approx([low, high])


def test_coverage_is_less_certain_where_interviews_differ() -> None:
    sets = ["low"] * 20 + ["none"] * 10 + ["low"] * 30
    apart = frame([sentence({"harm_level": "low"}, level_set=s, interview=f"one#{n}") for n, s in enumerate(sets)])
    together = apart.assign(interview=[f"one#{n // 10}" for n in range(60)])
    wide, narrow = (coverage(one).set_index("level").loc["low"] for one in (together, apart))
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_review_and_what_it_catches() -> None:
    judged = level_frame(["low", "low", "low", "low"], ["low", "high", "high", "low"])
    judged["needs_review"] = ["no", "yes", "no", "yes"]
    found = trust_measures(judged)
    assert value(found, "review_share") == value(found, "errors_up_for_review") == 0.5
    assert value(found, "agreement_without_review") == 0.5


def test_a_resample_of_sums_is_the_score_of_the_sentences_drawn() -> None:
    judged = by_chance(200)
    draws = draw(judged["interview"], resamples=3, seed=5)
    for measures in (level_measures, other_measures, trust_measures):
        for place, measure in enumerate(measures(judged)):
            for number, times in enumerate(draws.times):
                drawn = judged.loc[np.repeat(np.arange(len(judged)), times[draws.groups].astype(int))]
                again = measures(drawn.reset_index(drop=True))[place]
                expected = again.score(again.counts.sum(axis=0, keepdims=True))[0]
                assert resampled(measure, draws)[number] == pytest.approx(expected, nan_ok=True)


def test_intervals_hold_the_score_and_are_the_same_again() -> None:
    judged = by_chance(400)
    for measure in level_measures(judged):
        first, second = (estimate(measure, draw(judged["interview"], seed=1)) for _ in range(2))
        assert first == second
        assert first.value is not None
        assert first.low is not None
        assert first.high is not None
        assert first.low <= first.value <= first.high


def test_sentences_of_one_interview_are_drawn_together() -> None:
    hits = np.array([[1.0, 1.0]] * 50 + [[0.0, 1.0]] * 50)
    apart = estimate(Measure("x", hits, share, 100), draw([str(n) for n in range(100)]))
    together = estimate(Measure("x", hits, share, 100), draw(["a"] * 50 + ["b"] * 50))
    assert (together.low, together.high) == (0, 1)
    assert apart.low == pytest.approx(0.4, abs=0.03)


def test_what_is_not_there_has_no_score() -> None:
    judged = level_frame(["none"] * 4, ["none"] * 4, ["a", "a", "b", "b"])
    figure = estimate(next(m for m in other_measures(judged) if m.name == "trend_f1"), draw(judged["interview"]))
    assert (figure.value, figure.low, figure.high, figure.n) == (None, None, None, 0)


def test_a_single_interview_has_no_interval() -> None:
    judged = level_frame(["none", "low"], ["none", "none"])
    figure = estimate(level_measures(judged)[0], draw(judged["interview"]))
    assert (figure.value, figure.low, figure.high) == (0.5, None, None)


def test_draws_take_as_many_interviews_as_there_are() -> None:
    draws = draw(["a", "b", "b", "c"], resamples=20)
    assert isinstance(draws, Draws)
    assert draws.groups.tolist() == [0, 1, 1, 2]
    assert (draws.times.sum(axis=1) == 3).all()
