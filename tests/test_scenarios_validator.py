"""What does not fit a pack's shape: each kind of problem with its file, line, key and mend."""

import shutil
from pathlib import Path

import pytest

from scenarios.loader import PACKS
from scenarios.validator import check, examine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "hub-for-london", tmp_path / "a-pack"))


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old`` in a file; the number of the line it stood in."""
    text = (folder / file).read_text("utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder)]


def test_our_packs_have_no_errors_and_no_warnings() -> None:
    for folder in PACKS.iterdir():
        if folder.is_dir():
            assert said(folder) == []


def test_a_version_without_quotes_is_answered_with_quotes(folder: Path) -> None:
    line = spoil(folder, "scenario.yaml", 'version: "2.0"', "version: 1.10")
    assert said(folder) == [
        f'scenario.yaml:{line}: version: 1.10 is read as a value, not as text. Mend: put quotes round it: "1.10".'
    ]


def test_a_mistyped_key_is_answered_with_the_nearest_key(folder: Path) -> None:
    line = spoil(folder, "roles.yaml", "want: One real", "wants: One real")
    missing, extra = said(folder)
    assert missing == f"roles.yaml:{line - 5}: roles.0.want: `want` is missing. Mend: add a line `want: ...` here."
    assert extra.startswith(f"roles.yaml:{line}: roles.0.wants: `wants` is not a key here. Mend: Did you mean `want`?")


def test_a_mistyped_key_deep_inside_names_the_keys_that_may_stand_there(folder: Path) -> None:
    line = spoil(folder, "roles.yaml", "{kind: endorsement, count: 1}", "{kind: endorsement, count: 1, cuont: 1}")
    assert said(folder) == [
        f"roles.yaml:{line}: roles.0.purse.0.cuont: `cuont` is not a key here. "
        "Mend: Did you mean `count`? If not, possible keys: kind, count."
    ]


def test_a_comma_without_quotes_is_seen(folder: Path) -> None:
    spoil(folder, "roles.yaml", "text: An hour every Saturday", "text: An hour, on every Saturday")
    assert said(folder)[0].endswith("Mend: put quotes round a text that holds a comma.")


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("cards.yaml", "cost: 1", 'cost: "1"', "is not a whole number. Mend: write a number like 3, without quotes"),
        ("cards.yaml", "cost: 1", "cost: 1.5", "1.5 is not a whole number"),
        ("cards.yaml", "cost: 1", "cost: true", "true is not a whole number"),
        ("roles.yaml", "essential: true", "essential: yes", "yes is neither true nor false"),
        ("roles.yaml", "essential: true", "essential: 1", "1 is neither true nor false"),
        ("run-sheets.yaml", "kind: market", "kind: markt", "`markt` is not known here. Mend: Did you mean `market`?"),
        ("scenario.yaml", "rule: moves", "rule: move", "Did you mean `moves`? If not, write one of: `moves`, `copies`"),
        ("cards.yaml", "needs: [funding, sharing]", "needs: sharing", "here should be a list. Mend: begin each line"),
        ("scenario.yaml", "- {id: resident, text: Resident}", "- resident", "here should be keys with values"),
        ("scenario.yaml", "each: Lend\n", "each:\n", "there is no text. Mend: write `each: ...` with a text"),
        ("scenario.yaml", "each: Lend\n", "each: [Lend]\n", "here should be one text"),
        (
            "roles.yaml",
            "title: Reporter",
            "title: " + "R" * 40,
            "this text has 40 letters, at most 32 fit. Mend: make it",
        ),
    ],
)
def test_a_value_of_the_wrong_sort_is_said_in_words(folder: Path, file: str, old: str, new: str, what: str) -> None:
    line = spoil(folder, file, old, new)
    (problem,) = said(folder)
    assert problem.startswith(f"{file}:{line}: ")
    assert what in problem


def test_a_missing_file_is_named_with_the_file_that_may_be_meant(folder: Path) -> None:
    (folder / "roles.yaml").rename(folder / "role.yaml")
    problems = said(folder)
    assert (
        "roles.yaml: This file is missing. Mend: Did you mean `role.yaml`? If not, add roles.yaml to the folder."
        in problems
    )
    assert any(problem.startswith("role.yaml: warning: This file is not one") for problem in problems)
    assert len(problems) == 2


def test_a_key_in_the_wrong_file_is_told_its_home(folder: Path) -> None:
    (folder / "questions.yaml").write_text("questions: []\nroles: []\nrolls: 1\n", "utf-8")
    for _ in range(3):
        spoil(folder, "run-sheets.yaml", "        questions: [what-moved-you, who-was-missing, one-thing]\n", "")
    first, second = said(folder)
    assert first == "questions.yaml:2: roles: `roles` does not stand in this file. Mend: move it to roles.yaml."
    assert second.startswith("questions.yaml:3: rolls: `rolls` is not a key of this file.")


def test_an_empty_file_is_said_in_words(folder: Path) -> None:
    (folder / "cards.yaml").write_text("", "utf-8")
    assert said(folder) == ["cards.yaml:1: This file holds no keys. Mend: begin it with a key, like `title: ...`."]


def test_a_file_that_cannot_be_read_hides_nothing_in_the_others(folder: Path) -> None:
    (folder / "cards.yaml").write_text("cards: [\n", "utf-8")
    line = spoil(folder, "roles.yaml", "side: networks", "side: nets")
    problems = said(folder)
    assert len(problems) == 2
    assert problems[0].startswith(f"roles.yaml:{line}: roles.7.side: there is no side `nets`")
    assert problems[1].startswith("cards.yaml:2: This is not YAML")


def test_a_bad_shape_hides_no_bad_meaning(folder: Path) -> None:
    spoil(folder, "roles.yaml", "say_first: I came for one thing.", "say_fist: I came for one thing.")
    spoil(folder, "roles.yaml", "side: networks", "side: nets")
    spoil(folder, "cards.yaml", "cost: 3", "cost: 4")
    spoil(folder, "cards.yaml", "needs: [funding, sharing]", "needs: [fundings, sharing]")
    assert [problem.key for problem in check(folder)] == [
        "roles.0.say_fist",
        "roles.7.side",
        "cards.45.needs.0",
        "cards.62.cost",
    ]


def test_a_key_that_stands_twice_stops_the_pack(folder: Path) -> None:
    line = spoil(folder, "roles.yaml", "    icon: lamp\n", "    icon: lamp\n    icon: lamp\n")
    found = examine(folder)
    assert found.scenario is None
    assert [(problem.line, problem.key) for problem in found.problems] == [(line + 1, "roles.0.icon")]


def test_problems_come_in_the_order_of_files_and_lines(folder: Path) -> None:
    spoil(folder, "run-sheets.yaml", "minutes: 14", "minutes: 0")
    spoil(folder, "run-sheets.yaml", "minutes: 5", "minutes: 0")
    spoil(folder, "scenario.yaml", "language: en-GB", "language: English")
    assert [problem.key for problem in check(folder)] == [
        "language",
        "run_sheets.0.steps.0.minutes",
        "run_sheets.0.steps.11.minutes",
    ]


def test_an_error_leaves_no_scenario_and_a_warning_does(folder: Path) -> None:
    (folder / "notes.yml").write_text("a: 1\n", "utf-8")
    assert examine(folder).scenario is not None
    spoil(folder, "cards.yaml", "cost: 3", "cost: 4")
    assert examine(folder).scenario is None
