"""The trained coder's decision of each sentence: what the model reads in it, with what the rules found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyser.coding.assertion import HYPOTHETICAL, NEGATED, REPORTED
from analyser.coding.decisions import Decision
from analyser.coding.hearing import Spoken, lines_of
from analyser.coding.quantity_sentence import Quantity
from analyser.interviews.model import Interview
from analyser.model import AXES, TYPES, Reading, TrainedModel

MODEL = "model"  # the evidence of a decision that the model has made
BAND, ASKED = "band", "question"  # kinds of evidence of the rules
UNTOLD = "unspecified"
RIGHT = "matches"
BARE = 5  # words: an answer up to this length is a bare number
LIKELY = 0.5  # a form that is likelier than not is coded
# What the rules see of a number, on the scale of the model's logits.
SAME_KIND, RULED, ASIDE = 1.0, 0.5, 1.0
SUREST = 0.99  # that is told: no reading is without doubt


def weigh(interview: Interview, sentences: Sequence[Spoken], model: TrainedModel) -> list[Decision]:
    """The trained coder's decisions of an interview's partner sentences."""
    lines, places = lines_of(interview, sentences, model.marks)
    readings = model.read(lines, places)
    return [
        weighed_one(reading, said.numbers, said.ruled, lines[place].text)
        for reading, said, place in zip(readings, sentences, places, strict=True)
    ]


def weighed_one(reading: Reading, numbers: Sequence[Quantity], ruled: Decision, text: str) -> Decision:
    """One sentence's decision; `numbers` are those that the reading has a logit for, in its order.

    By the manual a number that answers "how many at that level?" has the question's level, and a band that is named
    decides: there the rules' number stands. A number of the records, where the talk is about them, is none. Which way a
    claim goes, the words of the claim say best.
    """
    if ruled.quantity and ruled.evidence == ASKED and ruled.level != UNTOLD and len(text.split()) <= BARE:
        reason = f"{ruled.reason}; a bare number is taken by its question"
        return replace(ruled, reason=reason, doubtful=ruled.level != reading.level)
    level = reading.level
    claim = _claim(reading, ruled)
    confidence = float(reading.probabilities["harm_level"].max())
    reason = _reason(reading, ruled, text)
    review = not reading.settled
    if level == "none":
        indicators = ruled.indicators if ruled.level != "none" else ()
        return Decision(
            claim=claim, evidence=MODEL, reason=reason, indicators=indicators, doubtful=review, confidence=confidence
        )
    assertion = _likeliest(reading, "assertion")
    return replace(
        ruled,
        level=level,
        assertion=assertion,
        quantity=None
        if ruled.quoted
        else _quantity(reading, numbers, assertion, ruled.quantity) or _beside_band(ruled, level, assertion),
        types=tuple(
            name for name, share in zip(TYPES, reading.probabilities["cse_type"], strict=True) if share > LIKELY
        ),
        claim=claim,
        trend=_likeliest(reading, "trend"),
        evidence=MODEL,
        reason=reason,
        doubtful=review,
        confidence=confidence,
    )


def _beside_band(ruled: Decision, level: str, assertion: str) -> Quantity | None:
    """The rules' number, where it stands with a named band or is the speaker's own ("we've got sixty girls"), of the
    level and assertion that the model reads too."""
    number = ruled.quantity
    if number is None or (ruled.level, ruled.assertion) != (level, assertion):
        return None
    return number if ruled.evidence == BAND or (number.owned and not number.elliptical) else None


def _claim(reading: Reading, ruled: Decision) -> str:
    """The claim, where there is one: that of the rules, else the likeliest.

    That the data are right is said only where it is likelier than all other claims together: of several faults that
    the sentence may find, each can be less likely.
    """
    claim = _likeliest(reading, "data_claim")
    if claim and ruled.claim:
        return ruled.claim
    chances = dict(zip(AXES["data_claim"], reading.probabilities["data_claim"], strict=True))
    if claim != RIGHT or chances[RIGHT] >= LIKELY * (1 - chances[""]):
        return claim
    return max((code for code in chances if code not in ("", RIGHT)), key=lambda code: chances[code])


def _likeliest(reading: Reading, axis: str) -> str:
    return AXES[axis][int(reading.probabilities[axis].argmax())]


def _quantity(reading: Reading, numbers: Sequence[Quantity], assertion: str, ruled: Quantity | None) -> Quantity | None:
    """The number that the model takes for the sentence's, of the kind that it says there is.

    By the manual a reported or imagined number is none, and a negated one 0. What the rules see of a number counts as
    well: that they take it too, that it is of an earlier time, denied, or the whole of a part.
    """
    kind = _likeliest(reading, "quantity_kind")
    if not kind or assertion in (REPORTED, HYPOTHETICAL):
        return None
    basis, per = _likeliest(reading, "quantity_basis"), _likeliest(reading, "rate_per")
    if assertion == NEGATED:
        return Quantity("count", 0.0, 0.0, "", basis, False, "cases", 0, 0, "", zero=True)
    best: Quantity | None = None
    likeliest = float("-inf")
    for number, logit in zip(numbers, reading.numbers, strict=True):
        if number.kind != kind and (number.kind, kind) != ("count", "rate"):
            continue
        likely = float(logit)
        likely += SAME_KIND * (number.kind == kind) + RULED * (ruled is not None and number.start == ruled.start)
        likely -= ASIDE * (number.then + number.denied + number.whole)
        if likely > likeliest:
            best, likeliest = number, likely
    if best is None:
        return None
    if kind == "rate":
        return replace(best, kind=kind, rate_per=best.rate_per or per, basis="flow", counted="cases")
    return replace(best, basis=basis, rate_per="", counted="cases")


def _reason(reading: Reading, ruled: Decision, text: str) -> str:
    level, chance = reading.level, _percent(float(reading.probabilities["harm_level"].max()))
    if level == ruled.level:
        why = f"{ruled.reason}; read so in its context too ({chance})"
    else:
        words = ", ".join(f"'{text[start:end]}'" for start, end in reading.words)
        told = f"; {words} weighed most" if words else ""
        why = f"read as {level} in its context ({chance}){told}; by its words alone {ruled.level}: {ruled.reason}"
    others = [other for other in reading.levels if other != level]
    return f"{why}; may be {' or '.join(others)}" if others else why


def _percent(chance: float) -> str:
    return f"{min(chance, SUREST):.0%}"
