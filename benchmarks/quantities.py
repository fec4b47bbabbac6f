"""The number grammar on English specifications of Recognizers-Text: `python benchmarks/quantities.py DIR [--errors]`.

DIR holds NumberModel.json, PercentModel.json, NumberRangeModel.json and, for information, OrdinalModel.json and
DurationParser.json (or DurationModel.json), each also as NAME.dev.json. A case is right when every result is found
with its text, first and last character and value, and nothing else is. Texts are compared in lower case, since the
specifications hold them in lower case.

A case names in "NotSupported" and "NotSupportedByDesign" the implementations that do not pass it, and the official
tests skip it for those. Every case says what the English means, whoever passes it, so all of them are counted here;
the second figure is on the cases that the official tests of Python run.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from analyser.coding.quantity_durations import read_durations
from analyser.coding.quantity_ranges import read_ranges
from analyser.coding.quantity_reading import read_numbers, read_ordinals, read_percentages

Result = tuple[str, int, int, str]  # text in lower case, first and last character, value
LANGUAGE = "python"
DIGITS = 15


def written(value: float) -> str:
    """A value as the specifications write it: 15 digits, "1E-12"."""
    return f"{value:.{DIGITS}G}"


def percent(value: float) -> str:
    """A percentage as the specifications write it: "40%", "null" for a sign without a number."""
    return "null" if math.isnan(value) else f"{written(value)}%"


def bounds(low: float, high: float, brackets: str) -> str:
    """A range as the specifications write it: "[10,20)", "(,5]"."""
    ends = ["" if math.isinf(end) else written(end) for end in (low, high)]
    return f"{brackets[0]}{ends[0]},{ends[1]}{brackets[1]}"


def numbers(text: str) -> list[Result]:
    return [(f.text, f.start, f.end - 1, written(f.value)) for f in read_numbers(text)]


def percentages(text: str) -> list[Result]:
    return [(f.text, f.start, f.end - 1, percent(f.value)) for f in read_percentages(text)]


def ranges(text: str) -> list[Result]:
    return [(f.text, f.start, f.end - 1, bounds(f.low, f.high, f.brackets)) for f in read_ranges(text)]


def ordinals(text: str) -> list[Result]:
    origins = {"from_end": "end", "from_here": "current"}
    return [
        (f.text, f.start, f.end - 1, f"{origins[f.kind]}{f.value:+.0f}" if f.kind in origins else written(f.value))
        for f in read_ordinals(text)
    ]


def durations(text: str) -> list[Result]:
    return [(f.text, f.start, f.end - 1, written(f.value)) for f in read_durations(text)]


READERS: dict[str, Callable[[str], list[Result]]] = {
    "NumberModel": numbers,
    "PercentModel": percentages,
    "NumberRangeModel": ranges,
    "OrdinalModel": ordinals,
    "DurationParser": durations,
    "DurationModel": durations,
}


def expected(result: dict[str, Any]) -> Result:
    """A result of a specification; a duration is told by its seconds."""
    text, start = result["Text"], result["Start"]
    values = result.get("Resolution") or result.get("Value") or {}
    value = values.get("value") or values.get("FutureResolution", {}).get("duration", "")
    return text, start, result.get("End", start + len(text) - 1), value


def folded(results: Iterable[Result]) -> list[Result]:
    return sorted((text.lower(), start, end, value) for text, start, end, value in results)


def supported(case: dict[str, Any]) -> bool:
    """Do the official tests of Python run the case?"""
    listed = f"{case.get('NotSupported', '')},{case.get('NotSupportedByDesign', '')}"
    return LANGUAGE not in (name.strip().lower() for name in listed.split(","))


def measure(name: str, cases: list[dict[str, Any]], *, errors: bool) -> tuple[int, int, int, int]:
    """Right and all cases, and right and all of those that the official tests run."""
    right = official_right = official = 0
    for case in cases:
        wanted = folded(expected(result) for result in case.get("Results", ()))
        found = folded(READERS[name](case["Input"]))
        hit = wanted == found
        right += hit
        official += supported(case)
        official_right += hit and supported(case)
        if errors and not hit:
            print(f"  {case['Input']!r}\n    expected {wanted}\n    found    {found}")
    return right, len(cases), official_right, official


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the cases that are wrong")
    asked = parser.parse_args()
    print("model              right  all       %   | run by the official tests of Python")
    for name in READERS:
        paths = [asked.folder / f"{name}{suffix}" for suffix in (".json", ".dev.json")]
        path = next((path for path in paths if path.exists()), None)
        if path is None:
            print(f"{name:<18} skipped: no {paths[0].name} in {asked.folder}")
            continue
        cases = json.loads(path.read_text(encoding="utf-8-sig"))
        right, count, official_right, official = measure(name, cases, errors=asked.errors)
        share = f"{100 * right / count:6.1f}" if count else "   –  "
        print(f"{name:<18} {right:5d} {count:4d}  {share}   | {official_right} of {official}")


if __name__ == "__main__":
    main()
