"""What a sentence is coded as, and the rules of the coding manual that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Span

from analyser.coding.facts import RANK, Facts, Sign
from analyser.coding.quantity import Quantity, sentence_quantity
from analyser.coding.quantity_asked import asked_for, asks_speaker
from analyser.coding.talk_words import talk_words
from analyser.coding.threads import Question, Story, Thread

BARE = 9  # words: an answer up to this length may take its meaning from the question
SHORT = 4  # words: a bare answer to nobody's question, "None." after "Not one at that level."
NEAR, FAR = 2, 3  # sentences that may stand between a level and the words, the number that it is carried to
# Which of several assertions holds where nothing is affirmed (coding manual, "If two fit").
PRECEDENCE = ("affirmed", "hypothetical", "reported", "negated", "historical")


@dataclass  # not frozen, which takes thrice the time to make
class Decision:
    """The codes of one sentence with the evidence behind them."""

    level: str = "none"
    assertion: str = ""
    quantity: Quantity | None = None
    types: tuple[str, ...] = ()
    claim: str = ""
    trend: str = ""
    indicators: tuple[str, ...] = ()
    evidence: str = "nothing"
    reason: str = ""
    case_ref: str = ""
    doubtful: bool = False
    confidence: float | None = None  # of the level, where the trained coder decided
    quoted: bool = False  # its number is the records' own


@dataclass  # not frozen, which takes thrice the time to make
class Context:
    """What was said before: the question, what the talk has come to, and the story that the sentence is in."""

    question: Question = field(default_factory=Question)
    first: bool = False  # the sentence opens an answer
    thread: Thread | None = None
    story: Story | None = None
    restated: str = ""  # the level of the cases whose number the sentence says again


@dataclass  # not frozen, which takes thrice the time to make
class _Level:
    level: str
    evidence: str
    why: str
    types: tuple[str, ...] = ()
    carried: bool = False
    signs: tuple[Sign, ...] = field(default=())


def decide(facts: Facts, context: Context) -> Decision:
    """The codes of a sentence. Claims about the data first, then its own level, then what the context gives."""
    if facts.bare_claim and not (facts.signs or facts.counts):
        return Decision(claim=facts.claim, evidence="question", reason=f"answers on the data → {facts.claim}")
    signs = _case_signs(facts, context)
    if facts.about_data and not _has_own_case(facts, signs, context):
        why = f"'{facts.claim_cue}' → {facts.claim}" if facts.claim else "only the data are spoken of"
        return Decision(claim=facts.claim, evidence="claim", reason=f"{why}; no case of the speaker's own")
    found = _own_level(facts, signs) or _context_level(facts, context)
    if found is None:
        kind = "process" if facts.has("process", "mapping", "outside", "paperwork") else "nothing"
        if facts.claim:
            return Decision(claim=facts.claim, evidence="claim", reason=f"'{facts.claim_cue}' → {facts.claim}")
        return Decision(
            evidence=kind, reason="process or service, no case" if kind == "process" else "no case spoken of"
        )
    if context.story and RANK[context.story.level] >= RANK[found.level] and _is_situation(facts, found):
        why = f"a child's story → {context.story.level}"
        found = replace(found, level=context.story.level, why=f"{found.why}; {why}" if found.signs else why)
        if not found.signs:
            found = replace(found, evidence="story", carried=True)
    return _coded(facts, found, context)


def _coded(facts: Facts, found: _Level, context: Context) -> Decision:
    assertion, why, doubtful = _assertion(facts, found, context)
    target = found.signs[0].span if found.signs else None
    levels = {sign.indicator.level for sign in facts.signs}
    quantity = _quantity(facts, target, assertion, context)
    quoted = quantity is not None and _is_of_records(quantity, context)
    if quoted:
        quantity, why = None, f"{why}; its number is the records'"
    if quantity is not None and found.carried and _is_whole_caseload(quantity, context):
        found = replace(found, level="unspecified", why=f"'{quantity.text}' is the whole caseload")
    return Decision(
        level=found.level,
        assertion=assertion,
        quantity=quantity,
        types=facts.types or found.types,
        claim=facts.claim,
        trend=facts.trend,
        indicators=tuple(dict.fromkeys(sign.indicator.id for sign in facts.signs)),
        evidence=found.evidence,
        reason=f"{found.why}; {why}",
        case_ref=f"s{context.story.number}" if context.story else "",
        doubtful=doubtful or len(levels) > 1,
        quoted=quoted,
    )


# --- the sentence's own words -----------------------------------------------------------------------------------------


def _case_signs(facts: Facts, context: Context) -> tuple[Sign, ...]:
    """The indicators that speak of a case: not those of a process, of scales set side by side or of nobody at all."""
    if not facts.signs:
        return ()
    if facts.has("mapping") and not facts.has("own", "she") and not facts.counts:
        return ()
    if facts.has("whole_scale") and not facts.counts:
        return ()
    somebody = facts.speaks_of_children or facts.has("she", "they", "anaphor", "intro")
    met = facts.has("children", "cases", "she", "they", "anaphor", "intro")
    near = context.story is not None or (context.thread is not None and context.thread.age <= NEAR)
    level = context.thread.level if context.thread is not None and near else ""
    if context.question.away and not (somebody or near or facts.has("own") or facts.counts):
        return ()
    in_process = facts.has("process") and context.story is None and not facts.counts
    several = len({sign.indicator.id for sign in facts.signs}) > 1
    sure = any(not sign.weak for sign in facts.signs) or (near and several)
    about = somebody or facts.has("absence")
    sure = sure or (about and bool(near or facts.has("own", "cse", "reported_frame") or facts.counts))
    return tuple(
        sign
        for sign in facts.signs
        if (sure or not sign.weak or sign.indicator.level == level)
        and not (in_process and not (met and facts.has("own")) and (sign.indicator.kind == "band" or not met))
    )


def _has_own_case(facts: Facts, signs: Sequence[Sign], context: Context) -> bool:
    """A sentence that names the data speaks of a case too: the speaker's own, or a child's harm beside a record."""
    if facts.has("own") and (signs or (facts.speaks_of_children and not facts.claim) or facts.counts):
        return True
    described = any(sign.indicator.kind == "description" for sign in signs)
    return described and (not facts.claim or (context.story is not None and facts.has("she")))


def _own_level(facts: Facts, signs: Sequence[Sign]) -> _Level | None:
    """The highest affirmed level, else the highest of what is said. Bands go before descriptions."""
    if not signs:
        return None
    affirmed = [sign for sign in signs if sign.assertion.value == "affirmed"]
    pool = affirmed or list(signs)
    bands = [sign for sign in pool if sign.indicator.kind == "band"]
    deciding = bands or pool
    level = max((sign.indicator.level for sign in deciding), key=RANK.__getitem__)
    chosen = tuple(sign for sign in deciding if sign.indicator.level == level)
    names = " and ".join(dict.fromkeys(f"'{' '.join(sign.span.text.split())}'" for sign in chosen[:3]))
    kind = "band" if bands else "description_many" if len({sign.indicator.id for sign in chosen}) > 1 else "description"
    return _Level(level, kind, f"{names} → {level}", signs=chosen)


def _assertion(facts: Facts, found: _Level, context: Context) -> tuple[str, str, bool]:
    """The assertion, why, and whether it is in doubt."""
    if found.signs:
        values = [sign.assertion for sign in found.signs]
        chosen = min(values, key=lambda value: PRECEDENCE.index(value.value))
    else:
        chosen = facts.assertion
    value, why = chosen.value, chosen.reason
    if value == "hypothetical" and facts.has("opinion") and not facts.has("definition") and _is_would(chosen.cue):
        value, why = "affirmed", f"'{chosen.cue}' gives the speaker's view"
    if value == "hypothetical" and context.story is not None and not found.signs and _is_would(chosen.cue):
        value, why = "affirmed", f"'{chosen.cue}' tells of what used to be"
    if facts.has("not_cse") and not found.signs:
        return "negated", "it is said to be no exploitation", False
    if (
        value == "affirmed"
        and facts.has("definition")
        and found.evidence == "band"
        and not facts.counts
        and not facts.has("she")
    ):
        return "hypothetical", "a test or definition of a band", True
    if value == "negated" and not found.signs and not facts.has("absence") and not facts.answer():
        return "affirmed", f"{why}, but denies no case", True
    if value == "negated" and context.story is not None and not facts.has("not_cse"):
        return "affirmed", f"{why}, within a child's story", True
    earlier = context.thread.assertion if context.thread and not context.thread.asked else ""
    if value == "affirmed" and earlier in ("historical", "reported") and _continues(facts, found, context):
        return earlier, f"goes on with what is {earlier}", True
    return value, why, False


def _is_would(cue: str) -> bool:
    """Whether a cue is a mere "would": a view ("I'd put them at a medium") or a habit ("he wouldn't come out")."""
    return bool(talk_words().would.search(cue.lower().replace("’", "'")))


def _continues(facts: Facts, found: _Level, context: Context) -> bool:
    """Whether a sentence goes on with the frame of the one before (years ago, someone else's knowledge)."""
    if facts.has("now"):
        return False
    return found.carried or context.story is not None or (facts.has("anaphor", "they", "she") and not facts.has("own"))


def _quantity(facts: Facts, target: Span | None, assertion: str, context: Context) -> Quantity | None:
    """The quantity that the manual codes; a story's one child is none."""
    if assertion in ("reported", "hypothetical"):
        return None
    quantity = sentence_quantity(facts.sent, target=target, assertion=assertion, question=facts.question)
    if quantity is not None and context.story is not None and quantity.low == quantity.high == 1:
        return None
    return quantity


def _is_of_records(quantity: Quantity, context: Context) -> bool:
    """Whether a number without cases or an owner answers what was asked of the data: it is theirs."""
    question = context.question
    return quantity.elliptical and question.data and not quantity.owned and not asks_speaker(question.text)


def _is_whole_caseload(quantity: Quantity, context: Context) -> bool:
    """Whether a number without a level of its own is of all levels ("sixty-one, all told")."""
    if context.first and context.question.level:
        return False
    return quantity.total or (context.first and asked_for(context.question.text) == "total")


# --- the context ------------------------------------------------------------------------------------------------------


def _context_level(facts: Facts, context: Context) -> _Level | None:
    """The level of a sentence without a level of its own; none where no case is spoken of."""
    if facts.has("not_cse"):
        return _Level("unspecified", "mention", "said to be no exploitation")
    if facts.has("mapping"):
        return None
    if context.story is not None and _is_situation(facts, None):
        return _Level(context.story.level, "story", f"a child's story → {context.story.level}", carried=True)
    going_on = facts.has("denial") or (facts.has("own") and facts.has("anaphor", "absence"))
    if facts.has("process") and not (going_on or facts.has("cse") or facts.counts):
        return None
    if context.restated:
        return _Level(context.restated, "carried", f"a number said again → {context.restated}", carried=True)
    return _of_thread(facts, context) or _mention(facts, context)


def _of_thread(facts: Facts, context: Context) -> _Level | None:
    """The level that the talk has come to, where a sentence goes on with it: a bare answer, a number, "them"."""
    thread = context.thread
    if thread is None or facts.has("outside"):
        return None
    bare = (
        bool(facts.answer())
        and not facts.has("unsure")
        and (facts.words <= BARE if context.first else facts.words <= SHORT and not thread.age)
    )
    elliptical = thread.age <= FAR and bool(facts.counts)
    if facts.has("paperwork") and not elliptical:
        return None
    close = thread.age <= NEAR
    named = facts.has("children", "cases", "cse", "anaphor", "denial") and close
    theirs = thread.assertion == "reported" or facts.has("reported_frame")  # "they" are then the others who know
    pointing = facts.has("they") and not thread.age and not theirs
    anew = (bool(facts.trend) and close and not facts.about_data) or (facts.has("mention") and not thread.age)
    if not (bare or elliptical or named or pointing or anew):
        return None
    if thread.level == "unspecified" and not (bare or elliptical or facts.speaks_of_children or facts.trend):
        return None
    types = thread.types if bare or elliptical else ()
    rate = any(count.kind == "rate" for count in facts.counts) and facts.has("own")
    denied = thread.assertion == "negated" and facts.assertion.value == "affirmed" and facts.has("children", "cases")
    if not thread.asked and (denied or facts.has("contrast") or rate or not (bare or elliptical or named or pointing)):
        return _Level("unspecified", "mention", "cases in general, no level", types)
    if thread.asked:
        return _Level(thread.level, "question", f"answers a question about {thread.level} cases", types, carried=True)
    return _Level(thread.level, "carried", f"said before → {thread.level}", types, carried=True)


def _mention(facts: Facts, context: Context) -> _Level | None:
    """Exploitation by name, or a form of it; children and cases alone only where exploitation is what was asked."""
    if facts.has("cse") and (facts.has("children", "cases", "own", "mention") or not facts.has("process")):
        return _Level("unspecified", "mention", "exploitation is spoken of, no level")
    if facts.has("outside", "process") and not facts.counts:
        return None
    if facts.types and facts.has("children", "cases"):
        return _Level("unspecified", "mention", "a form of exploitation is spoken of, no level")
    if context.question.text and not context.question.cases:
        return None
    if facts.has("mention") and facts.assertion.value == "hypothetical" and context.question.cases:
        return _Level("unspecified", "weak_mention", "cases are thought possible, no level")
    if facts.has("cases", "children") and (facts.has("own", "absence") or facts.counts):
        return _Level("unspecified", "weak_mention", "children or cases are spoken of, no level")
    return None


def _is_situation(facts: Facts, found: _Level | None) -> bool:
    """Whether a sentence of a story is about the child and not about paperwork, placement or worker."""
    if found is not None and found.signs:
        return True
    if facts.has("intro"):
        return facts.has("children") or not facts.has("reported_frame")
    return facts.has("she", "they") and not facts.has("paperwork", "reported_frame", "process")
