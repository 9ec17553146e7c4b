"""The guard: what may come in at all, and what every answer carries."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from web.guard import LARGER_BODIES, MOST_BODY, POLICY, Guard


def _client() -> TestClient:
    app = FastAPI()

    @app.get("/")
    def read() -> str:
        return "read"

    @app.post("/")
    def write() -> str:
        return "written"

    app.add_middleware(Guard, hosts=("play.example.org",))
    return TestClient(app, base_url="http://play.example.org")


@pytest.mark.parametrize(
    "host", ["play.example.org", "play.example.org:8000", "192.168.1.20:8000", "[::1]:8000", "localhost"]
)
def test_our_own_names_and_bare_numbers_are_served(host: str) -> None:
    assert _client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "play.example.org.evil.example", "", "127.0.0.1.evil.example"])
def test_another_host_is_refused_so_that_a_name_cannot_be_rebound_to_us(host: str) -> None:
    answer = _client().get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "not served here" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://play.example.org"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Cookie": "tablefolk_seat=x"}, 403),
        ({}, 200),
    ],
)
def test_only_our_own_pages_may_write(headers: dict[str, str], status: int) -> None:
    assert _client().post("/", headers=headers).status_code == status


def test_every_answer_carries_the_strict_content_policy() -> None:
    answer = _client().get("/")
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "font-src 'self';" in POLICY
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_a_body_that_does_not_tell_its_length_is_not_taken() -> None:
    answer = _client().post("/", content=iter([b"a", b"b"]), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 411


def test_a_body_over_the_limit_is_refused_before_it_is_read() -> None:
    answer = _client().post("/", content=b"x" * (MOST_BODY + 1), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 413
    assert "too much to send at once" in answer.text


def test_a_whole_file_may_be_larger_only_where_the_host_brings_one() -> None:
    assert set(LARGER_BODIES) == {"/host/keep", "/compare"}
    for path, most in LARGER_BODIES.items():
        ours = {"Sec-Fetch-Site": "same-origin"}
        assert _client().post(path, headers={**ours, "Content-Length": str(most + 1)}).status_code == 413
        assert _client().post(path, content=b"x" * (MOST_BODY + 1), headers=ours).status_code == 404
