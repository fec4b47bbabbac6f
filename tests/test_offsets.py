"""`text == source[start:end]`, whatever a transcript holds: the promise that every number can be followed back."""

from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyser.coding import code_interviews, load_coder
from analyser.errors import InputError
from analyser.interviews import read_interviews

LABELS = ["Interviewer:", "Partner:", "INT\t", "R:", "**Dana**", "Dana (00:01:02)", "[00:04] Q.", "A.", "", "Note:"]
SPEECH = [
    "We've got six girls at the serious end.",
    "none, not one",
    "[laughs]",
    "(pause) She was being moved between addresses…",
    "how many do you see?",
    "Two or three a month – “if that”.",
    "the profile doesn't show them",
    "café naïve 🙂 e\u0301",
    "=SUM(1)",
    "\u00a0\u200b",
    "I.e. approx. 3.5 % of them, Mr. X said",
]
lines = st.lists(
    st.tuples(
        st.sampled_from(LABELS),
        st.lists(st.one_of(st.sampled_from(SPEECH), st.text(max_size=12)), max_size=4).map(" ".join),
    ).map(" ".join),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, st.sampled_from(["\n", "\r\n", "\n\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_excerpts_are_slices_of_the_text_as_read(tmp_path: Path, parts: list[str], end: str, encoding: str) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(end.join(parts).encode(encoding, "replace"))
    try:
        (interview,) = read_interviews([path])
    except InputError:
        return
    assert "\r" not in interview.text
    rows = code_interviews([interview], load_coder())
    for row in rows.to_dict("records"):
        assert row["text"] == interview.text[row["start"] : row["end"]]
        assert row["text"] == row["text"].strip() != ""
    spans = list(zip(rows["start"], rows["end"], strict=True))
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
