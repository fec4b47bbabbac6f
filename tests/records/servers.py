"""A PostgreSQL server of the tests' own, thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USERS = ("postgres", "nobody")  # the server refuses to run as root
PASSWORD = "s3cret-Q"  # noqa: S105


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, where Debian or the path has them."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if found:
        return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Starts a server that listens on a socket in a folder of its own; yields the address of its database."""
    # Beneath pytest's own folder another user could not reach it, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="records-"))
    other = _other_user(folder)
    options = {"user": other, "extra_groups": []} if other else {}
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    if other:
        shutil.chown(password, other)
    make = [programs / "initdb", "-D", folder / "data", "-U", "kim", "-A", "scram-sha-256", f"--pwfile={password}"]
    subprocess.run([*make, "-E", "UTF8", "--no-locale", "-N"], check=True, capture_output=True, cwd=folder, **options)
    start = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(start, stdout=log, stderr=log, cwd=folder, **options)  # type: ignore[call-overload]
    try:
        _wait(folder / ".s.PGSQL.5432", running, folder / "log")
        yield f"postgresql://kim:{PASSWORD}@/postgres?host={folder}"
    finally:
        running.terminate()
        running.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _other_user(folder: Path) -> str:
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in USERS if name in known)
    shutil.chown(folder, user)
    return user


def _wait(socket: Path, running: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    for _ in range(300):
        if running.poll() is not None:
            raise RuntimeError(log.read_text(errors="replace"))
        if socket.exists():
            try:
                psycopg.connect(f"postgresql://kim:{PASSWORD}@/postgres?host={socket.parent}").close()
            except psycopg.OperationalError:
                pass
            else:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
