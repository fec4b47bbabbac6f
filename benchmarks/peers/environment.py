"""The peers' environments: each peer has its own, made on first use, since they ask for different spaCy versions.

They lie in `.peers/` beside the project; a peer that cannot be had is named with the reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / ".peers"
INSTALL_SECONDS = 900


class PeerError(Exception):
    """A peer cannot be had or has failed; the message says why, without any text that it was given."""


@dataclass(frozen=True)
class Peer:
    """A tool with the rules that it is run with: `name` in the tables, its environment, and what its worker is told."""

    name: str
    environment: str
    variant: str = ""
    texts: bool = True  # it takes whole texts, not only a sentence with its target


PEERS = (
    Peer("medspacy ConText", "medspacy"),
    Peer("negspacy en_clinical", "negspacy", "en_clinical"),
    Peer("negspacy en", "negspacy", "en"),
    Peer("edsnlp, negspacy cues", "edsnlp", "en_clinical"),
    Peer("pynegex", "pynegex", texts=False),
)


class Worker:
    """A peer at work in a process of its own."""

    def __init__(self, peer: Peer, process: subprocess.Popen[str]) -> None:
        self.peer = peer
        self._process = process
        self.about = str(self.ask(do="about")["about"])

    def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to one request (see `worker`).

        Raises:
            PeerError: the peer answers with an error, or not at all.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": "it has ended"}
        if "error" in answer:
            raise PeerError(f"{request['do']}: {answer['error']}")
        return dict(answer)


def interpreter(environment: str, folder: Path = FOLDER) -> Path:
    """The Python of an environment, which is made if it is not there or its requirements have changed.

    Raises:
        PeerError: it cannot be made.
    """
    home = folder / environment
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = (HERE / "requirements" / f"{environment}.txt").read_text(encoding="utf-8")
    made = home / "made_from.txt"
    if made.exists() and made.read_text(encoding="utf-8") == asked:
        return python
    print(f"making the environment of {environment} …", file=sys.stderr)
    try:
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]
        requirements = str(HERE / "requirements" / f"{environment}.txt")
        subprocess.run([*install, requirements], check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.CalledProcessError as error:
        said = [line for line in str(error.stderr).splitlines() if line.startswith("ERROR")]
        raise PeerError(f"cannot be installed: {said[-1] if said else 'pip failed'}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerError(f"cannot be installed: {type(error).__name__}") from error
    made.write_text(asked, encoding="utf-8")
    return python


@contextmanager
def workers(peers: Sequence[Peer], folder: Path = FOLDER) -> Iterator[tuple[list[Worker], dict[str, str]]]:
    """The peers at work, and why others are not: peer's name → reason."""
    missing: dict[str, str] = {}
    failed: dict[str, PeerError] = {}  # an environment is tried once
    at_work = []
    with ExitStack() as stack:
        for peer in peers:
            try:
                if peer.environment in failed:
                    raise failed[peer.environment]
                command = [str(_tried(peer.environment, folder, failed)), str(HERE / "worker.py")]
                process = stack.enter_context(_process([*command, peer.environment, peer.variant]))
                at_work.append(Worker(peer, process))
            except PeerError as error:
                missing[peer.name] = str(error)
        yield at_work, missing


def _tried(environment: str, folder: Path, failed: dict[str, PeerError]) -> Path:
    try:
        return interpreter(environment, folder)
    except PeerError as error:
        failed[environment] = error
        raise


@contextmanager
def _process(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ""}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, **alone},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
