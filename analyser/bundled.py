"""Where the models and example studies lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(*parts: str) -> Path:
    """The path of something that ships with the program, such as `bundled("corpora", "studies")`."""
    inside = _PACKAGE / "_bundled"
    return (inside if inside.is_dir() else _PACKAGE.parent).joinpath(*parts)


def example_study(name: str) -> Path:
    """The folder of the example study `name`."""
    return bundled("corpora", "studies", name)


def example_names() -> list[str]:
    """The example studies there are."""
    return sorted(path.parent.name for path in bundled("corpora", "studies").glob("*/study.toml"))
