"""The settings of one server."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.settings import Settings, SettingsError, data_file, file_of, refuse_synced, url_of

NAMES = ("DATABASE_URL", "TABLEFOLK_DATABASE_URL", "TABLEFOLK_PUBLIC_URL", "TABLEFOLK_ALLOWED_HOSTS")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = Settings()
    assert file_of(settings.database_url) == data_file()
    assert data_file().is_absolute()
    assert settings.public_url == ""
    assert settings.allowed_hosts == ()


@pytest.mark.parametrize("name", ["DATABASE_URL", "TABLEFOLK_DATABASE_URL"])
def test_a_host_names_its_database(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://host/games")
    assert Settings().database_url == "postgresql://host/games"


def test_our_own_name_for_the_database_comes_before_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/other")
    monkeypatch.setenv("TABLEFOLK_DATABASE_URL", "postgresql://host/games")
    assert Settings().database_url == "postgresql://host/games"


def test_what_the_command_line_says_comes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/other")
    url = url_of(tmp_path / "games.db")
    assert Settings(database_url=url).database_url == url


def test_host_names_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEFOLK_ALLOWED_HOSTS", "Play.example, table.example ,")
    assert Settings().allowed_hosts == ("play.example", "table.example")


def test_the_public_address_has_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEFOLK_PUBLIC_URL", "https://play.example/")
    assert Settings().public_url == "https://play.example"


def test_a_public_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEFOLK_PUBLIC_URL", "play.example")
    with pytest.raises(SettingsError, match="http"):
        Settings()


@pytest.mark.parametrize("name", ["games.db", "a b/x#y.db", "50%20.db", "who?.db", "Äpfel.db"])
def test_any_file_name_survives_being_made_an_address(tmp_path: Path, name: str) -> None:
    assert file_of(url_of(tmp_path / name)) == tmp_path / name


def test_a_home_folder_and_a_path_from_here_become_absolute() -> None:
    assert file_of(url_of("~/games.db")) == Path.home() / "games.db"
    assert file_of(url_of("games.db")) == Path.cwd() / "games.db"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://host/games"])
def test_some_databases_have_no_file(url: str) -> None:
    assert file_of(url) is None


@pytest.mark.parametrize("url", ["games.db", "mysql://host/games", ""])
def test_another_database_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        file_of(url)


def test_a_password_in_a_wrong_address_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        file_of("postgresql:/user:hunter2@host/games")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - Hub for London",
        "Dropbox (Team)",
        "iCloudDrive",
        "iCloud Drive",
        "Google Drive",
        "CloudStorage",
        "Mobile Documents",
    ],
)
def test_a_synced_folder_is_refused_with_an_explanation(folder: str) -> None:
    with pytest.raises(SettingsError, match="synced folder") as refused:
        Settings(database_url=url_of(Path("/home/ann") / folder / "games" / "games.db"))
    assert folder in str(refused.value)


def test_a_link_into_a_synced_folder_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "safe").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(SettingsError, match="synced folder"):
        refuse_synced(tmp_path / "safe" / "games.db")


def test_a_file_may_be_called_like_a_synced_folder(tmp_path: Path) -> None:
    refuse_synced(tmp_path / "dropbox.db")
