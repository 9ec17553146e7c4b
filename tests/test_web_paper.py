"""The report on paper: how many pages, readable by machines too, the same bytes each time, and never too much for the page."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from game import commands as ask
from game.checking import idea_ref
from game.report import Matrix, Person, Report, TensionLine
from game.scenario import Section, Words
from game.state import Media, NextStep
from game.telling import report
from tests.given import gift, market
from web.report import paper

A4 = (595, 842)


@cache
def _told() -> Report:
    """A published game of two tables with a deal between them."""
    play, who = market()
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("#pear [wall]"), line=Words("*We* plant it at $dawn$.")))
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 2), shows=True))
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.to("fire")
    play.lead(ask.CloseGame())
    nothing = Words("")
    play.lead(
        ask.Tell(
            headline=Words("Zażółć #gęślą *jaźń*"),
            turning_point=nothing,
            surprise=Words("Nobody saw `it` coming."),
            refusal=nothing,
        )
    )
    play.lead(ask.Publish())
    return report(play.history)


@cache
def _large() -> Report:
    """Five hundred people and a thousand deals, made from many copies of the small one."""
    small = _told()
    return replace(
        small,
        people=500,
        tables=60,
        ideas=tuple(
            replace(idea, id=f"{idea.id}-{turn}", label=f"{turn * 2 + number}", table=turn * 2 + number)
            for turn in range(50)
            for number, idea in enumerate(small.ideas[:2], start=1)
        ),
        deals=tuple(
            replace(small.deals[0], number=number, idea=f"{small.deals[0].idea}-{number % 50}")
            for number in range(1, 1001)
        ),
        table_lines=tuple(replace(small.table_lines[0], number=number) for number in range(1, 61)),
    )


def _bare() -> Report:
    """A game that nobody came to."""
    return report(market(tables=0)[0].history)


def _stuffed() -> Report:
    """Everything as long as it can be, in words without a space, and letters from left and from right."""
    small = _told()
    endless, arabic = "W" * 140, "مرحبا بالعالم " * 10
    idea = replace(
        small.ideas[0],
        name="M" * 60,
        line=endless,
        is_shown=True,
        first_step=arabic,
        date="some" * 10,
        asks=(endless, "ż" * 60),
        doers=tuple(Person(role="R" * 60, table=9, name="N" * 24) for _ in range(12)),
    )
    return replace(
        small,
        telling=replace(
            small.telling,
            headline=endless,
            introduction=endless * 4,
            next_steps=tuple(NextStep(id=str(n), text=Words(endless), who=Words(endless)) for n in range(9)),
        ),
        title=endless,
        organiser=endless,
        sections=tuple(Section),
        ideas=tuple(replace(idea, id=f"i{number}", label=f"{number}b") for number in range(1, 40)),
        matrix=Matrix(
            row_word="q", column_word="m", rows=(endless,) * 9, columns=(endless,) * 30, cells=((4,) * 30,) * 9
        ),
        tensions=(TensionLine(title=endless, ends=(endless, arabic), counts=(0, 3, 9, 0, 1), minute=7),),
    )


def _read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def _text(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in _read(made).pages)


def _root(made: bytes) -> DictionaryObject:
    root = _read(made).trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    return root


PAPERS = (paper.page_one, paper.two_pages, paper.whole)
REPORTS = (_told, _large, _bare, _stuffed)


@pytest.mark.parametrize("made_of", REPORTS)
def test_page_one_is_one_a4_and_two_pages_are_two_whatever_was_written(made_of: object) -> None:
    assert callable(made_of)
    told = made_of()
    for make, count in ((paper.page_one, 1), (paper.two_pages, 2)):
        pages = _read(make(told)).pages
        assert len(pages) == count
        assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {A4}


@pytest.mark.parametrize("made_of", REPORTS)
def test_no_letter_stands_outside_its_page(made_of: object) -> None:
    assert callable(made_of)
    found: list[float] = []

    def look(text: str, _cm: list[float], matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append(matrix[4])

    for page in _read(paper.whole(made_of())).pages[:12]:
        page.extract_text(visitor_text=look)
    assert found
    assert min(found) >= 0
    assert max(found) <= A4[0] - 40


@pytest.mark.parametrize("make", PAPERS)
def test_a_paper_is_tagged_and_names_its_language_and_title(make: object) -> None:
    assert callable(make)
    made = make(_told())
    root = _root(made)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    metadata = _read(made).metadata
    assert metadata is not None
    assert metadata.title == "Zażółć #gęślą *jaźń*"
    assert b"pdfuaid" in made


def test_the_map_has_words_in_place_of_the_picture() -> None:
    assert paper.map_words(_told()) == "2 tables, 2 beds, 1 bargain."
    assert any(
        "1 bargain." in str(kind.get("/Alt", "")) for kind in _tags(_root(paper.whole(_told()))["/StructTreeRoot"])
    )


def _tags(tag: object) -> list[DictionaryObject]:
    """A tag and all tags below it."""
    if hasattr(tag, "get_object"):
        tag = tag.get_object()
    if isinstance(tag, list):
        return [found for one in tag for found in _tags(one)]
    if not isinstance(tag, DictionaryObject):
        return []
    return [tag, *_tags(tag.get("/K"))]


@pytest.mark.parametrize("make", PAPERS)
def test_peoples_words_are_text_and_never_markup(make: object) -> None:
    assert callable(make)
    text = _text(make(_told()))
    assert "Zażółć #gęślą *jaźń*" in text
    assert "#pear [wall]" in text
    assert "`it`" in text


@pytest.mark.parametrize("make", (*PAPERS, paper.map_png))
def test_the_same_report_gives_the_same_bytes(make: object) -> None:
    assert callable(make)
    assert make(_told()) == make(_told())


def test_page_one_says_who_leads_in_real_life_or_nobody() -> None:
    told = _told()
    assert "nobody leads yet" in _text(paper.page_one(told))
    led = replace(told, ideas=(replace(told.ideas[0], doers=(Person(role="Miller", table=2, name="Ada"),)),))
    text = _text(paper.page_one(led))
    assert f"{led.ideas[0].label}. {led.ideas[0].name}: Ada." in " ".join(text.split())
    assert "nobody leads yet" not in text


def test_page_one_marks_what_is_of_the_game_and_what_is_of_real_life() -> None:
    text = _text(paper.page_one(_told()))
    assert "In the game" in text
    assert "In real life" in text


def test_the_whole_paper_has_bookmarks_for_its_parts_and_ideas() -> None:
    def titles(outline: object) -> list[str]:
        if isinstance(outline, list):
            return [title for one in outline for title in titles(one)]
        return [str(outline["/Title"])]  # type: ignore[index]

    found = titles(_read(paper.whole(_told())).outline)
    assert "The map" in found
    assert "#pear [wall]" in found
    assert "About this report" in found


def test_a_part_that_is_left_out_is_not_told() -> None:
    told = _told()
    assert "How the game ran" in _text(paper.whole(told))
    without = replace(told, sections=tuple(one for one in told.sections if one is not Section.RAN))
    assert "How the game ran" not in _text(paper.whole(without))


def test_a_link_is_a_link_only_where_it_goes_to_the_web() -> None:
    told = _told()
    media = tuple(
        Media(id=address, address=address, caption=Words("A film"), alternative=Words("People at a wall"))
        for address in ("https://example.org/*film*", "javascript:alert(1)")
    )
    made = paper.whole(replace(told, telling=replace(told.telling, media=media)))
    found = [
        str(note.get_object()["/A"]["/URI"])
        for page in _read(made).pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object() and "/URI" in note.get_object()["/A"]
    ]
    assert found == ["https://example.org/*film*"]
    assert "javascript:alert(1)" in _text(made)
    assert b"pdfuaid" in made


def test_letters_that_no_face_has_cost_only_the_claim_to_be_accessible() -> None:
    told = _told()
    made = paper.page_one(replace(told, telling=replace(told.telling, headline=Words("梨の木"))))
    assert b"pdfuaid" not in made
    assert _root(made)["/MarkInfo"]["/Marked"]


def test_a_report_with_empty_titles_still_makes_papers() -> None:
    told = _told()
    empty = replace(
        told,
        title="",
        pack="",
        telling=replace(told.telling, headline=Words(" ")),
        ideas=(replace(told.ideas[0], name=""),),
    )
    for make, count in ((paper.page_one, 1), (paper.two_pages, 2)):
        assert len(_read(make(empty)).pages) == count
    assert _read(paper.whole(empty)).pages


def test_arabic_cyrillic_and_polish_letters_have_a_shape() -> None:
    told = _told()
    made = paper.page_one(replace(told, telling=replace(told.telling, headline=Words("Żółw Ўзбек مرحبا"))))
    assert b"pdfuaid" in made


def test_the_picture_of_the_map_is_1600_pixels_wide() -> None:
    made = paper.map_png(_told())
    assert made.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", made[16:24])
    assert width == paper.PNG_WIDTH
    assert 500 < height < 2400


def test_no_machine_lends_its_own_faces() -> None:
    families = set(paper._fonts().families())
    assert {"Tablefolk Text", "Tablefolk Display"} <= families
    assert families <= {
        "Tablefolk Text",
        "Tablefolk Display",
        "DejaVu Sans Mono",
        "Libertinus Serif",
        "New Computer Modern",
        "New Computer Modern Math",
    }
