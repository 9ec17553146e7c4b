"""The application: errors in words, for people with and without script, and nothing that leaves the server."""

from __future__ import annotations

from pathlib import Path

from tests.served import CODE, HTMX, SAME_SITE, served
from web.guard import MOST_BODY


def test_a_page_that_is_not_there_says_so_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        answer = room.client.get("/nowhere")
        assert answer.status_code == 404
        assert "There is no such page here." in answer.text
        assert "<html" in answer.text


def test_an_unknown_code_says_so_and_where_to_look(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        answer = room.client.get("/wall/NOWHERE99")
        assert answer.status_code == 404
        assert "We do not know that code." in answer.text


def test_a_wrong_method_says_so_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        answer = room.client.delete(f"/wall/{CODE}", headers=SAME_SITE)
        assert answer.status_code == 405
        assert "cannot be used like that" in answer.text


def test_a_huge_body_is_refused_in_words_and_nothing_changes(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        before = room.game.seq
        answer = room.client.post("/play/rename", data={"name": "x" * (MOST_BODY + 1)}, headers=HTMX)
        assert answer.status_code == 413
        assert "too much to send at once" in answer.text
        assert room.game.seq == before


def test_a_fragment_is_answered_to_htmx_and_a_page_to_others(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        assert "<html" not in room.client.post("/play/rename", headers=HTMX).text
        assert "<html" in room.client.post("/play/rename", headers=SAME_SITE).text


def test_the_game_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        before = room.game
    with served(tmp_path) as room:
        assert room.game == before
        room.sit(ada)
        assert room.client.get("/play").status_code == 200
