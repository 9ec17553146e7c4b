"""Loading packs: by name, by folder, and every refusal in words."""

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from game.scenario import Scenario, StepKind, TokenRule
from scenarios.loader import PACKS, PackError, default, load, names

OURS = "hub-for-london"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / OURS, tmp_path / "a-pack"))


def refusal(folder: Path | str) -> str:
    with pytest.raises(PackError) as caught:
        load(folder)
    return str(caught.value)


def test_the_first_pack_of_the_index_is_the_default() -> None:
    assert names()[0] == default() == OURS


def test_every_pack_of_the_index_loads_by_its_name() -> None:
    for name in names():
        assert load(name).id == name


def test_every_folder_beside_the_index_is_in_the_index() -> None:
    assert {path.name for path in PACKS.iterdir() if path.is_dir()} == set(names())


def test_a_pack_is_loaded_into_frozen_values(folder: Path) -> None:
    scenario = load(folder)
    assert isinstance(scenario, Scenario)
    assert scenario.tokens[0].rule is TokenRule.MOVES
    assert scenario.run_sheets[0].steps[0].kind is StepKind.BRIEF
    assert all(
        isinstance(getattr(scenario, field.name), tuple) for field in fields(Scenario) if field.name.endswith("s")
    )
    assert hash(scenario) == hash(load(folder))


def test_a_folder_gives_the_pack_its_id_when_the_file_does_not(folder: Path) -> None:
    assert load(folder).id == "a-pack"
    assert load(str(folder)).id == "a-pack"


def test_an_id_in_the_file_is_kept(folder: Path) -> None:
    file = folder / "scenario.yaml"
    file.write_text("id: another\n" + file.read_text("utf-8"), "utf-8")
    assert load(folder).id == "another"


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    assert "Did you mean `hub-for-london`?" in refusal("hub-for-londen")
    assert "Use one of hub-for-london" in refusal("zzz")
    assert "There is no pack of this name" in refusal("")


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    assert "There is no such folder" in refusal(tmp_path / "nowhere")


def test_a_broken_pack_is_refused_with_all_its_problems(folder: Path) -> None:
    roles, cards = folder / "roles.yaml", folder / "cards.yaml"
    roles.write_text(roles.read_text("utf-8").replace("side: networks", "side: netwroks", 1), "utf-8")
    cards.write_text(cards.read_text("utf-8").replace("cost: 3", "cost: 9", 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load(folder)
    assert [problem.file for problem in caught.value.problems] == ["roles.yaml", "cards.yaml"]


def test_a_warning_does_not_stop_a_pack(folder: Path) -> None:
    file = folder / "cards.yaml"
    file.write_text(
        file.read_text("utf-8").replace("But whose door is it,", "But " + "whose " * 5 + "door is it,"), "utf-8"
    )
    (folder / "notes.yaml").write_text("a: 1\n", "utf-8")
    assert load(folder).id == "a-pack"


def test_a_pack_without_events_and_questions_is_a_pack(folder: Path) -> None:
    (folder / "events.yaml").unlink()
    (folder / "questions.yaml").unlink()
    sheet = folder / "run-sheets.yaml"
    kept = [line for line in sheet.read_text("utf-8").splitlines() if "questions:" not in line]
    sheet.write_text("\n".join(kept), "utf-8")
    assert load(folder).events == ()


def test_an_unreadable_index_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.loader.PACKS", tmp_path)
    with pytest.raises(PackError, match="cannot be opened"):
        names()
    (tmp_path / "index.yaml").write_text("packs: []\n", "utf-8")
    with pytest.raises(PackError, match="no packs in the index"):
        names()


def test_the_first_pack_lasts_ninety_minutes() -> None:
    sheet = load(OURS).run_sheet("hub-90")
    assert [(step.kind.value, step.minutes) for step in sheet.steps] == [
        ("brief", 5),
        ("cast", 7),
        ("choose", 7),
        ("idea", 12),
        ("plan", 8),
        ("wait", 1),
        ("market", 10),
        ("wait", 4),
        ("market", 9),
        ("deliver", 4),
        ("spotlight", 9),
        ("reflect", 14),
    ]
    assert sum(step.minutes for step in sheet.steps) == 90
    assert [step.id for step in sheet.steps if step.protected] == ["reflect"]


def test_who_can_lend_in_the_first_pack_has_it_printed_on_the_card() -> None:
    for role in load(OURS).roles:
        lends = sum(purse.count for purse in role.purse if purse.kind == "sharing")
        assert len(role.lends) == lends
        assert {lend.icon for lend in role.lends} <= {"space", "skills", "contacts", "time", "tools", "know-how"}
