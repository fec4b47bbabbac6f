"""How often a set of levels holds the right one of an author by whom nothing was weighed.

    python benchmarks/sets.py [--model partner] [--coverage 0.94]

The weights are fitted to all development authors but one and judge that one, in turn. `weighing.COVERAGE` is set so
that each level of each of them is in its set nine times in ten.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.coding import load_coder
from analyser.model import load_model
from analyser.model.axes import LEVELS
from analyser.training import weighing
from analyser.training.corpus import read_items

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of the sets, for each development author left out.")
    parser.add_argument("--model", default="partner")
    parser.add_argument("--coverage", type=float, default=weighing.COVERAGE)
    options = parser.parse_args()
    weighing.COVERAGE = options.coverage
    items = read_items(ROOT / "corpora", "development")
    scored = weighing.scored_items(items, load_model(options.model), load_coder())
    print(
        f"sets made for {options.coverage:.0%}; levels in the set, up for review, and how often the coded one is in it"
    )
    for author in sorted({item.author for item in items}):
        others = [one for one in scored if one.example.item.author != author]
        frame = weighing.judged(
            [one for one in scored if one.example.item.author == author], weighing.fit_weights(others)
        )
        sets = frame["level_set"].str.split(";")
        inside = [level in found for level, found in zip(frame["gold_harm_level"], sets, strict=True)]
        shares = frame.assign(inside=inside).groupby("gold_harm_level")["inside"].mean()
        told = ", ".join(f"{level} {shares[level]:.3f}" for level in LEVELS)
        review = (frame["needs_review"] == "yes").mean()
        print(f"{author:10} {sets.str.len().mean():.2f}  {review:.3f}  {told}")


if __name__ == "__main__":
    main()
