"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "analyser"

# A module imports from its own part and from parts below it; parts on one line do not know each other.
FLOORS: list[set[str]] = [
    {"cli"},
    {"review_commands"},
    {"training", "console"},
    {"reporting", "review", "new"},
    {"stages"},
    {"comparison"},
    {"coding", "records"},
    {"interviews", "statistics", "model"},
    {"codebook"},
    {"study", "schemas"},
    {"tables", "study_values"},
    {"errors", "bundled"},
]


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    parts = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module] if node.module != "analyser" else [f"analyser.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        parts |= {name.split(".")[1] for name in names if name.startswith("analyser.")}
    return parts


def floor_of(part: str) -> int:
    return next(number for number, parts in enumerate(FLOORS) if part in parts)


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    part = part_of(path)
    for other in imported_parts(path) - {part, "__version__"}:
        assert floor_of(other) > floor_of(part), f"{part} imports {other}"


def test_help_loads_neither_spacy_nor_pandas() -> None:
    code = (
        "import sys\n"
        "from analyser.cli import main\n"
        "main(['compare', '--help'], standalone_mode=False)\n"
        "heavy = {'spacy', 'pandas', 'numpy', 'scipy', 'sklearn', 'matplotlib'} & set(sys.modules)\n"
        "sys.exit(','.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_unpickles_or_opens_a_connection() -> None:
    forbidden = {"pickle", "joblib", "dill", "shelve", "marshal", "requests", "httpx", "urllib3", "socket"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not forbidden & {name.name.split(".")[0] for name in node.names}, path
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.module.split(".")[0] not in forbidden, path
