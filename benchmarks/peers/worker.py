"""Runs in a peer's environment: `python worker.py PEER VARIANT`; a JSON request a line in, a JSON answer a line out.

    {"do": "about"}                                        → {"about": "medspacy 1.3.1, spaCy 3.7.5"}
    {"do": "judge", "rows": [[text, start, end], …]}       → {"verdicts": [{"negated": false}, …], "seconds": 0.1}
    {"do": "prepare", "phrases": [phrase, …]}              → {}
    {"do": "time", "texts": [text, …]}                     → {"seconds": 1.2, "targets": 31}

What fails is answered by the name of its error alone, so that no text is written anywhere.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any


def main(peer: str, variant: str) -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # what a peer prints is no answer
    os.dup2(quiet, 2)
    warnings.simplefilter("ignore")
    run: Callable[[str], int] | None = None
    for line in sys.stdin:
        request, answer = json.loads(line), dict[str, Any]()
        try:
            tool = importlib.import_module(f"use_{peer}")
            if request["do"] == "about":
                answer = {"about": tool.about()}
            elif request["do"] == "judge":
                answer = judge(tool, variant, request["rows"])
            elif request["do"] == "prepare":
                run = tool.pipeline(variant, request["phrases"])
            elif request["do"] == "time":
                assert run is not None
                begun = time.process_time()
                targets = sum([run(text) for text in request["texts"]])
                answer = {"seconds": time.process_time() - begun, "targets": targets}
        except Exception as error:
            answer = {"error": type(error).__name__}
        print(json.dumps(answer), file=answers, flush=True)


def judge(tool: Any, variant: str, rows: list[tuple[str, int, int]]) -> dict[str, Any]:
    """A verdict for each row, None where the peer fails on it, and the seconds without loading."""
    verdict_on = tool.judge(variant)
    verdict_on("There is nothing to warm up here.", 9, 16)
    verdicts: list[dict[str, bool] | None] = []
    begun = time.process_time()
    for text, start, end in rows:
        try:
            verdicts.append(verdict_on(text, start, end))
        except Exception:
            verdicts.append(None)
    return {"verdicts": verdicts, "seconds": time.process_time() - begun}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
