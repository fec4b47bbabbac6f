"""A coder's errors, counted on judged sentences and read back beside a model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analyser.coding import CLASSES, NUMBERS, error_rates
from analyser.coding.error_rates import FILE, ErrorRates, write_error_rates
from analyser.errors import InputError
from analyser.model.trained import DEFAULT
from analyser.schemas import CODES
from analyser.training.coder_errors import count_errors

HIGH = {"harm_level": "high", "assertion": "affirmed"}
SIX = {**HIGH, "quantity_kind": "count", "quantity_low": "6", "quantity_high": "6", "quantity_basis": "stock"}


def judged(*pairs: tuple[dict[str, str], dict[str, str]]) -> pd.DataFrame:
    """Sentences of one interview: what was said and what is coded by hand."""
    rows = []
    for said, gold in pairs:
        codes = {
            f"{who}_{axis}": given.get(axis, "") for who, given in (("said", said), ("gold", gold)) for axis in CODES
        }
        rows.append({"interview": "one", **codes})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("said", "gold", "name"),
    [
        (SIX, SIX, "right"),
        ({**SIX, "quantity_basis": "flow"}, SIX, "other_basis"),
        (SIX, {**SIX, "quantity_high": "inf"}, "larger"),
        (SIX, {**SIX, "quantity_low": "5"}, "smaller"),
        (SIX, {**SIX, "quantity_kind": "rate", "rate_per": "month"}, "smaller"),
        (SIX, {**SIX, "assertion": "past"}, "invented"),
        (SIX, HIGH, "invented"),
        ({**SIX, "harm_level": "medium"}, SIX, "missed"),
    ],
)
def test_what_became_of_a_number(said: dict[str, str], gold: dict[str, str], name: str) -> None:
    found = count_errors(judged((said, gold)), "")
    assert dict(zip(NUMBERS, found.numbers[0], strict=True)) == dict.fromkeys(NUMBERS, 0) | {name: 1}


def test_what_is_not_affirmed_is_neither() -> None:
    pairs = [
        (HIGH, {**HIGH, "assertion": "negated"}),
        ({"harm_level": "none"}, {"harm_level": "medium"} | {"assertion": "affirmed"}),
    ]
    found = count_errors(judged(*pairs), "")
    expected = np.zeros((3, 3))
    expected[CLASSES.index("high"), CLASSES.index("other")] = 1
    expected[CLASSES.index("other"), CLASSES.index("medium")] = 1
    assert (found.levels[0] == expected).all()
    assert not found.numbers.any()


def test_errors_are_read_back_and_only_beside_their_own_model(tmp_path: Path) -> None:
    from analyser.bundled import bundled

    model = tmp_path / "ours"
    model.mkdir()
    for path in bundled("models", DEFAULT).iterdir():
        if path.suffix in (".onnx", ".npz", ".json") and path.name != FILE:
            (model / path.name).symlink_to(path)
    assert error_rates(str(model)) is None
    rates = ErrorRates(np.full((4, 3, 3), 2.0), np.full((4, 6), 3.0), "invented interviews")
    write_error_rates(model, {"model": rates, "rules": rates}, model / FILE)
    found = error_rates(str(model))
    assert found is not None
    assert (found.levels.tolist(), found.numbers.tolist()) == (rates.levels.tolist(), rates.numbers.tolist())
    told = json.loads((model / FILE).read_text(encoding="utf-8"))
    other = {**told, "files": dict.fromkeys(told["files"], "0" * 64)}
    (model / FILE).write_text(json.dumps(other), encoding="utf-8")
    assert error_rates(str(model)) is None
    (model / FILE).write_text(
        json.dumps({**told, "coders": {"model": {"levels": [], "numbers": []}}}), encoding="utf-8"
    )
    with pytest.raises(InputError, match="how often the coder errs"):
        error_rates(str(model))
