"""Reading YAML: plain values with lines, and nothing that a file could do to us."""

from pathlib import Path

from scenarios.source import MOST_BYTES, Problem, name_way, parse, read


def said(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, "a.yaml").problems]


def test_values_are_plain_and_follow_yaml_1_2() -> None:
    source = parse(
        "a: no\nb: 12:30\nc: 7\nd: true\ne:\nf: 2026-11-22\ng: '7'\nh: [1, 0x10, 1_0, 007]\ni: 1.5\n", "a.yaml"
    )
    assert source.problems == ()
    assert source.value == {
        "a": "no",
        "b": "12:30",
        "c": 7,
        "d": True,
        "e": None,
        "f": "2026-11-22",
        "g": "7",
        "h": [1, 16, 10, "007"],
        "i": 1.5,
    }


def test_every_value_knows_its_line_and_how_it_is_written() -> None:
    source = parse("roles:\n  - id: a\n    purse:\n      - {kind: x}\nversion: 1.10\n", "a.yaml")
    assert source.lines["roles", 0, "purse", 0, "kind"] == 4
    assert source.lines["version",] == 5
    assert source.written["version",] == "1.10"


def test_a_syntax_error_has_its_line() -> None:
    assert said("a: 1\nb: [1, 2\n")[0].startswith("a.yaml:")
    assert said("a: 1\n\tb: 2\n")[0].startswith("a.yaml:2: This is not YAML")


def test_a_key_that_stands_twice_names_both_lines() -> None:
    source = parse("a: 1\nb:\n  c: 1\n  c: {d: 2}\na: 3\n", "a.yaml")
    assert [str(problem) for problem in source.problems] == [
        "a.yaml:4: b.c: `c` stands here twice, first in line 3. Mend: keep one of the two.",
        "a.yaml:5: a: `a` stands here twice, first in line 1. Mend: keep one of the two.",
    ]
    assert source.value == {"a": 1, "b": {"c": 1}}
    assert source.is_whole


def test_anchors_and_aliases_are_refused() -> None:
    source = parse("a: &x [1]\nb: *x\n", "a.yaml")
    assert [(problem.line, problem.key) for problem in source.problems] == [(1, "a"), (2, "b")]
    assert "no anchors (&x)" in source.problems[0].what
    assert "no aliases (*x)" in source.problems[1].what
    assert not source.is_whole


def test_tags_are_refused_and_never_followed() -> None:
    assert "a.yaml:1: a: A pack has no tags" in said("a: !!python/object/apply:os.system [ls]\n")[0]


def test_what_is_nested_too_deep_is_refused() -> None:
    assert "nested too deep" in said("a: " + "[" * 50_000)[0]
    assert "nested too deep" in said("{a: 1, a: " * 20_000)[-1]


def test_a_second_document_is_refused() -> None:
    assert said("a: 1\n---\nb: 2\n") == ["a.yaml:2: A second document begins here. Mend: remove the line with ---."]


def test_a_version_line_of_yaml_is_refused() -> None:
    assert "always YAML 1.2" in said("%YAML 1.1\n---\na: 1\n")[0]


def test_a_key_of_many_words_is_refused() -> None:
    assert "a.yaml:1: A key must be one word" in said("{[a, b]: 1}\n")[0]


def test_signs_that_cannot_be_shown_are_refused() -> None:
    assert "a.yaml:2: b: This text holds a sign that cannot be shown" in said('a: 1\nb: "x\\0y"\n')[0]
    assert "cannot be shown" in said('a: "\\ud800"\n')[0]
    assert "a.yaml:2: This line holds a sign that no text has" in said("a: 1\nb: \x07\n")[0]
    assert said('a: "one\\ntwo"\n') == []


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read(file).value == {"a": 1}


def test_other_encodings_are_said_in_words(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes("a: 1\n".encode("utf-16"))
    assert [str(problem) for problem in read(file).problems] == [
        "a.yaml:1: This file is saved as UTF-16. Mend: save it as UTF-8."
    ]
    file.write_bytes("a: 1\nb: ü\n".encode("latin-1"))
    assert str(read(file).problems[0]).startswith("a.yaml:2: A letter in this line is not UTF-8.")


def test_a_file_over_one_megabyte_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    assert "over 1 MB" in read(file).problems[0].what


def test_a_problem_is_one_line() -> None:
    problem = Problem("roles.yaml", 8, name_way(("roles", 0, "purse")), "it is odd", "change it")
    assert str(problem) == "roles.yaml:8: roles.0.purse: it is odd. Mend: change it."
    assert (
        str(Problem("a.yaml", 0, "", "It is odd", "change it", True)) == "a.yaml: warning: It is odd. Mend: change it."
    )
