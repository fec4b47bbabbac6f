"""How long the review's page takes at the server: its first page, and one judgement with the page that follows.

    python benchmarks/review.py [--passages 10000] [--judged 200]

An invented study of so many passages; requests go through the application itself, each write down to the disk. Beside
the time that passes stands the processor's, which other work on the machine does not stretch.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.interviews import Interview, Turn
from analyser.review.desk import Desk
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.review.security import Door
from analyser.review.server import make_app
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import table

BASE = "http://127.0.0.1:5000"
PER_TURN, PER_INTERVIEW = 5, 500
LEVELS = ("high", "medium", "low", "unspecified", "none")
FIRST, JUDGE = 300, 50  # milliseconds that are aimed at


def invented(count: int) -> tuple[list[Interview], pd.DataFrame]:
    """Interviews of five hundred sentences each, one turn of five after each question."""
    interviews, rows = [], []
    for number in range(-(-count // PER_INTERVIEW)):
        identity, text, turns = f"interview-{number:03d}", "", []
        for n in range(min(PER_INTERVIEW, count - number * PER_INTERVIEW)):
            if n % PER_TURN == 0:
                start = len(text)
                text += "What do you see in your own work?"
                turns.append(Turn(len(turns) + 1, "Interviewer", "interviewer", start, len(text)))
                text += "\n"
                turns.append(Turn(len(turns) + 1, "Dana", "partner", len(text), len(text)))
            start = len(text)
            text += f"This is invented sentence {n} of the talk, as long as such sentences often are. "
            turns[-1] = Turn(turns[-1].number, "Dana", "partner", turns[-1].start, len(text))
            level = LEVELS[n % len(LEVELS)]
            rows.append(
                {
                    "excerpt_id": f"{identity}:{n:04d}",
                    "interview_id": identity,
                    "agency": f"Agency {number % 7}",
                    "speaker": "Dana",
                    "start": start,
                    "end": len(text) - 1,
                    "text": text[start:-1],
                    "harm_level": level,
                    "assertion": "" if level == "none" else "affirmed",
                    "confidence": (n * 37 % 100) / 100,
                    "needs_review": "yes" if n % 3 else "no",
                    "coder": "model:test@1",
                    "turn": turns[-1].number,
                }
            )
        interviews.append(Interview(identity, Path(f"{identity}.txt"), text, tuple(turns)))
    return interviews, table(rows, CODED_EXCERPTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--judged", type=int, default=200)
    given = parser.parse_args()
    interviews, excerpts = invented(given.passages)
    with tempfile.TemporaryDirectory() as folder, open_log(Path(folder) / NAME) as log, Door(5000) as door:
        log.lay_down(passages_of(excerpts), "model:test@1")
        began = time.perf_counter()
        desk = Desk(log, log.passages(), interviews, "Ada")
        print(f"passages: {len(desk.passages)}; the desk is made in {1000 * (time.perf_counter() - began):.0f} ms")
        client = make_app(desk, door, "Benchmark").test_client()
        token = re.search(r'value="([0-9a-f]{64})"', door.file.read_text(encoding="utf-8"))
        assert token is not None
        client.post("/enter", data={"token": token[1]}, base_url=BASE)
        for path in ("/next", "/", "/passage/1", "/passage/1?around=all"):
            began, worked = time.perf_counter(), time.thread_time()
            page = client.get(path, base_url=BASE)
            passed, work = time.perf_counter() - began, time.thread_time() - worked
            print(f"first GET {path}: {1000 * passed:.0f} ms, processor {1000 * work:.0f} ms (aim: {FIRST})")
        form_token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert form_token is not None
        took: list[float] = []
        busy: list[float] = []
        place = client.get("/next", base_url=BASE).headers["Location"]
        for n in range(given.judged):
            data = {"form_token": form_token[1], "expected": "0", "harm_level": LEVELS[n % 5], "assertion": "affirmed"}
            began, worked = time.perf_counter(), time.thread_time()
            answer = client.post(place, data=data, base_url=BASE, headers={"Origin": BASE})
            place = answer.headers["Location"]
            page = client.get(place, base_url=BASE)
            took.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.thread_time() - worked))
            assert (answer.status_code, page.status_code) == (303, 200)
        ordered = sorted(took)
        print(
            f"judge and the next page, {len(took)} times: median {statistics.median(took):.1f} ms, "
            f"95 % within {ordered[int(0.95 * len(took))]:.1f} ms, processor {statistics.median(busy):.1f} ms "
            f"(aim: {JUDGE})"
        )


if __name__ == "__main__":
    main()
