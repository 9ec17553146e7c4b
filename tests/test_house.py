"""The house itself: its plan, its types, its style and its words are checked like any other promise."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("game", "scenarios", "web", "facilitator")


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_import_contracts_hold() -> None:
    _run(str(Path(sys.executable).with_name("lint-imports")))


def test_the_style_is_kept() -> None:
    _run(sys.executable, "-m", "ruff", "check", ".")


def test_the_format_is_kept() -> None:
    _run(sys.executable, "-m", "ruff", "format", "--check", ".")


def test_the_types_hold() -> None:
    _run(sys.executable, "-m", "mypy")


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert path.read_text().lstrip().startswith('"""')


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_source_file_has_its_test(path: Path) -> None:
    if path.name in {"__init__.py", "__main__.py"}:
        return
    package, name = path.relative_to(ROOT).parts[0], path.stem
    assert (ROOT / "tests" / f"test_{package}_{name}.py").exists()


def test_no_word_of_a_pack_stands_in_code() -> None:
    words = re.compile(r"\b(london|hub|funding|funder|borough|endorsement|tenant|council)\w*", re.IGNORECASE)
    files = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css"}
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files
        if "packs" not in path.parts and "vendor" not in path.parts
        for match in words.finditer(path.read_text())
    ]
    assert not found


def test_game_money_never_looks_like_pounds() -> None:
    """Nor like any other currency: not in code, pages, drawings or packs."""
    money = re.compile(r"[£$€¥]\s?\d|£|\bpounds?\b|&pound;|\bGBP\b", re.IGNORECASE)
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*")]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files
        if path.suffix in {".py", ".html", ".js", ".css", ".yaml", ".svg"} and "vendor" not in path.parts
        for match in money.finditer(path.read_text())
    ]
    assert not found


def test_templates_never_switch_escaping_off() -> None:
    found = [
        str(path)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false|hx-on|style=\"|\bjs:", path.read_text())
    ]
    assert not found


def test_only_the_agreed_names_stand_at_the_top() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    agreed = {*PACKAGES, "tests", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "requirements.lock"}
    at_top = {name.partition("/")[0] for name in tracked}
    assert {name for name in at_top if not name.startswith(".")} <= agreed


def test_every_setting_and_every_command_is_in_the_readme() -> None:
    from web.settings import Settings

    readme = (ROOT / "README.md").read_text()
    for name in Settings.model_fields:
        assert f"TABLEFOLK_{name.upper()}" in readme
    for command in ("serve", "rehearse", "check", "report", "compare", "import", "lead-link"):
        assert f"tablefolk {command}" in readme


def test_every_dependency_has_a_line_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for line in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"]):
        name = re.split(r"[\[<>=]", line)[0]
        assert name.lower() in readme, name
