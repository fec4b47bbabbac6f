"""Sentences take their codes from their words and from what was said before; the table keeps its promises."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding import asked_topics, code_interviews, code_narratives, keep_coded, load_coder
from analyser.interviews.model import Interview, Turn
from analyser.schemas import CODED_EXCERPTS
from tests.coding.talk import coded, interview, last


def test_the_interviewer_is_never_coded() -> None:
    rows = coded("Q: Have you got any high-harm girls being moved between hotels?\nA: The kettle is over there.")
    assert [row["harm_level"] for row in rows] == ["none"]


def test_a_bare_answer_takes_level_and_form_from_the_question() -> None:
    row = last("Q: Do you see high-harm cases online?\nA: Yes.")
    assert (row["harm_level"], row["assertion"], row["cse_type"]) == ("high", "affirmed", "online")


def test_a_number_alone_takes_the_level_of_the_sentence_before() -> None:
    row = last("A: We do get the really entrenched ones. Only a couple of them, though.")
    assert (row["harm_level"], row["quantity_low"], row["quantity_high"]) == ("high", 2, 2)


def test_every_sentence_of_a_story_takes_its_level_but_the_paperwork() -> None:
    rows = coded(
        "A: There was one girl, fourteen. She'd got in with an older lad. He was moving her between flats. "
        "Her form came in late. She is doing better."
    )
    assert [row["harm_level"] for row in rows] == ["high", "high", "high", "none", "high"]
    assert {row["case_ref"] for row in rows if row["harm_level"] == "high"} == {"s1"}


def test_a_story_ends_with_the_next_child() -> None:
    rows = coded(
        "A: There was one girl who was being moved between hotels. She was terrified of him. "
        "Another lad is skipping school. He has a new set of friends."
    )
    assert [row["harm_level"] for row in rows] == ["high", "high", "low", "low"]


def test_a_number_that_answers_a_question_about_every_level_is_not_high() -> None:
    row = last("Q: How many exploited children do you have at high, medium and low?\nA: Twenty-two.")
    assert (row["harm_level"], row["quantity_low"]) == ("unspecified", 22)


def test_a_level_does_not_outlive_its_topic() -> None:
    rows = coded(
        "Q: How many girls do you have at the serious end?\nA: Six.\nQ: How do your staff cope?\nA: They don't, always."
    )
    assert [row["harm_level"] for row in rows] == ["high", "none"]


def test_a_number_said_again_takes_its_level_again() -> None:
    rows = coded(
        "A: We've got nineteen girls at the serious end.\nQ: And what do you do with the police data?\n"
        "A: I read it. Nothing came of that. Of those nineteen, two are boys."
    )
    assert rows[-1]["harm_level"] == "high"


def test_a_denied_level_is_not_given_to_those_named_after_it() -> None:
    row = last("A: We haven't had a single category three this year. You always get kids outside the chip shop.")
    assert row["harm_level"] != "high"


def test_an_affirmed_level_goes_before_a_denied_higher_one() -> None:
    row = last("A: We have no category threes but there are three girls at medium.")
    assert (row["harm_level"], row["assertion"]) == ("medium", "affirmed")


def test_a_named_band_decides_over_the_description() -> None:
    assert last("A: We've got two girls with older boyfriends that we hold as category one.")["harm_level"] == "low"


def test_an_open_bound_is_infinite_on_either_side() -> None:
    row = last("A: We've got fewer than ten girls at the serious end.")
    assert (row["quantity_low"], row["quantity_high"]) == (math.inf, 10)


def test_what_is_said_to_be_no_exploitation_is_negated() -> None:
    row = last("A: That's not CSE, that's a falling-out at school.")
    assert (row["harm_level"], row["assertion"]) == ("unspecified", "negated")


def test_no_evidence_denies_cases_also_where_the_data_are_the_topic() -> None:
    row = last("A: Some of the flags are wrong. There's no evidence of an organised network in this area.")
    assert (row["harm_level"], row["assertion"], row["data_claim"]) == ("high", "negated", "")


def test_keep_coded_drops_what_says_nothing() -> None:
    frame = code_interviews(
        [interview("A: We've got four girls at the serious end. The profile is out of date. Lovely weather.")],
        load_coder(),
    )
    assert list(keep_coded(frame)["text"]) == [
        "We've got four girls at the serious end.",
        "The profile is out of date.",
    ]


def test_no_code_is_certain_and_a_carried_one_is_for_review() -> None:
    rows = coded("A: We've got four girls at the serious end. They don't see it.")
    assert all(0 < row["confidence"] < 1 for row in rows)
    assert [row["needs_review"] for row in rows] == ["no", "yes"]


def test_asked_topics() -> None:
    asked = interview(
        "Q: How many high-risk girls do you have?\nA: Six.\nQ: Is that what the police data shows online?\nA: No."
    )
    assert asked_topics(asked, load_coder()) == {"high", "numbers", "data", "online"}


def test_narratives() -> None:
    texts = [
        "IP GROOMED ONLINE BY UNKNOWN MALE",
        "NOT CSE",
        "BIKE STOLEN FROM SHED",
        "",
        "FEMALE MOVED BETWEEN HOTELS BY ADULT MALES",
        "ROBBERY ON BUS BY GROUP OF MALES, KNIFE SEEN",
        "REPORT OF INCIDENT BY UNKNOWN MALE, CCTV REQUESTED",
        "NO CONCERNS OF CSE, RETURNED HOME",
    ]
    codes = code_narratives(texts, load_coder())
    assert [(code.is_cse, code.harm_level) for code in codes] == [
        (True, "medium"),
        (False, ""),
        (False, ""),
        (False, ""),
        (True, "high"),
        (False, ""),
        (False, ""),
        (False, ""),
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["We've got six.", "She was held.", "No.", "The data is wrong.", "\n\n", "…", "Yes", " um ", "2019", "’"]
        ),
        max_size=12,
    )
)
def test_any_speech_gives_rows_in_order_whose_text_is_the_source(pieces: list[str]) -> None:
    text = " ".join(pieces)
    talk = Interview("any", interview("").path, text, (Turn(1, "", "partner", 0, len(text)),))
    frame = code_interviews([talk], load_coder())
    assert list(frame.columns) == list(CODED_EXCERPTS.columns)
    assert list(frame["start"]) == sorted(frame["start"])
    assert frame["excerpt_id"].is_unique
    for row in frame.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["text"] != ""
        assert bool(row["assertion"]) == (row["harm_level"] != "none")


def test_long_speech_without_turns_is_coded_like_short() -> None:
    once = [
        row["harm_level"]
        for row in coded("A: The room is booked for the whole day. We've got four girls at the serious end.")
    ]
    many = coded("A: " + "The room is booked for the whole day. We've got four girls at the serious end. " * 60)
    assert [row["harm_level"] for row in many][-2:] == once
    assert len(many) == 120
