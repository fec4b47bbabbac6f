"""Agreement between coders: published values, and what holds for all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.statistics import (
    agreement,
    bootstrap_clusters,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    positive_agreement,
    ratings_of,
)

FOUR_BY_TWELVE = [
    [None if cell == "." else int(cell) for cell in row.split()]
    for row in (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
]


@pytest.mark.parametrize(
    ("scale", "alpha"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_krippendorffs_four_observers(scale: str, alpha: float) -> None:
    assert krippendorff_alpha(FOUR_BY_TWELVE, scale=scale) == pytest.approx(alpha, abs=5.1e-7)  # type: ignore[arg-type]


def test_the_other_coefficients_of_the_four_observers() -> None:
    assert gwet_ac1(FOUR_BY_TWELVE) == pytest.approx(0.77544, abs=5.1e-6)
    assert fleiss_kappa(FOUR_BY_TWELVE) == pytest.approx(0.76117, abs=5.1e-6)


def test_two_observers_and_two_categories() -> None:
    first, second = ([int(digit) for digit in row] for row in ("0100000010", "1110010000"))
    assert krippendorff_alpha([first, second]) == pytest.approx(0.095238, abs=5.1e-7)


def test_weighted_kappa() -> None:
    table = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
    assert cohen_kappa(table) == pytest.approx(0.129330, abs=5.1e-7)
    assert cohen_kappa(table, weights="linear") == pytest.approx(0.237381, abs=5.1e-7)
    assert cohen_kappa(table, weights="quadratic") == pytest.approx(0.332046, abs=5.1e-7)


def test_a_table_of_two_coders() -> None:
    table = [[20, 5], [10, 15]]
    assert cohen_kappa(table) == pytest.approx(0.4)
    assert krippendorff_alpha(ratings_of(table)) == pytest.approx(0.4, abs=1e-9)


def test_a_rare_category_ruins_kappa_and_not_ac1() -> None:
    table = [[118, 5], [2, 0]]
    assert agreement(table) == pytest.approx(0.944)
    assert cohen_kappa(table) == pytest.approx(-0.023392, abs=5.1e-7)
    assert gwet_ac1(ratings_of(table)) == pytest.approx(0.940776, abs=5.1e-7)
    assert krippendorff_alpha(ratings_of(table)) == pytest.approx(-0.024691, abs=5.1e-7)
    assert positive_agreement(table, 1) == 0


def test_three_categories() -> None:
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    assert cohen_kappa(table) == pytest.approx(0.676471, abs=5.1e-7)
    assert gwet_ac1(ratings_of(table)) == pytest.approx(0.867570, abs=5.1e-7)
    assert krippendorff_alpha(ratings_of(table)) == pytest.approx(0.676900, abs=5.1e-7)


def test_without_variation_nothing_is_defined() -> None:
    same = [["high"] * 4, ["high"] * 4]
    assert krippendorff_alpha(same) is None
    assert gwet_ac1(same) is None
    assert fleiss_kappa(same) is None
    assert cohen_kappa([[4, 0], [0, 0]]) is None
    assert krippendorff_alpha([[1, None], [None, 2]]) is None
    assert agreement([[0, 0], [0, 0]]) is None
    assert positive_agreement([[4, 0], [0, 0]], 1) is None
    assert bootstrap_clusters(krippendorff_alpha, same, list("aabb")) is None


@settings(deadline=None)
@given(st.lists(st.sampled_from(["low", "medium", "high"]), min_size=2, max_size=30))
def test_who_agrees_in_all_agrees_wholly(ratings: list[str]) -> None:
    varied = len(set(ratings)) > 1
    for coefficient in (krippendorff_alpha, gwet_ac1, fleiss_kappa):
        value = coefficient([ratings, ratings])  # type: ignore[operator]
        assert value == pytest.approx(1) if varied else value is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=30))
def test_coders_may_change_places(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    for coefficient in (krippendorff_alpha, gwet_ac1, fleiss_kappa):
        there, back = coefficient([first, second]), coefficient([second, first])  # type: ignore[operator]
        assert there == pytest.approx(back) if there is not None else back is None


def test_senseless_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="each unit"):
        krippendorff_alpha([[1, 2], [1]])
    with pytest.raises(ValueError, match="numbers"):
        krippendorff_alpha([["a", "b"], ["b", "a"]], scale="ordinal")
    with pytest.raises(ValueError, match="square"):
        cohen_kappa([[1, 2, 3], [1, 2, 3]])
    with pytest.raises(ValueError, match="label"):
        bootstrap_clusters(gwet_ac1, [[1, 2], [1, 2]], ["a"])
