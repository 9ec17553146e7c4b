"""Phone numbers, addresses and rude words are found however they are spelled, and harmless words are left alone."""

from __future__ import annotations

import pytest

from game.wary import Warning, covered, warnings, without_private

_PHONES = (
    "07700 900123",
    "07700900123",
    "07700-900-123",
    "07700.900.123",
    "(07700) 900123",
    "07700/900123",
    "0 7 7 0 0 9 0 0 1 2 3",
    "020 7946 0958",
    "020 794 609 58",
    "(020) 7946 0958",
    "020.7946.0958",
    "02079460958",
    "0207 946 0958",
    "0161 496 0000",
    "01632 960 983",
    "+44 7700 900123",
    "+447700900123",
    "+44 (0) 7700 900 123",
    "+44(0)20 7946 0958",
    "+44.20.7946.0958",
    "(+44) 20 7946 0958",
    "0044 7700 900123",
    "00 44 7700 900123",
    "447700900123",
    "7700 900 123",
    "7700900123",
    "+49 30 901820",
    "+1 (555) 123-4567",
    "(555) 123-4567",
    "555.123.4567",
    "01 23 45 67 89",
    "01.23.45.67.89",
    "\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663",
    "call 7946 0958",
    "Tel: 496 0000",
)
_EMAILS = (
    "ada@home.org",
    "ada.b+c@mail.home.co.uk",
    "Ada@Home.Org.",
    "(ada@home.org)",
    "ada at home dot org",
    "ada [at] home [dot] org",
    "ada(at)home(dot)com",
)
_LINKS = ("https://home.org/a?b=1", "http://10.0.0.1", "www.home", "home.org", "bbc.co.uk/news", "bit.ly/2xY", "ada.me")
_RUDE = (
    "fuck",
    "Fucking",
    "f**k",
    "SHIT",
    "sh*t",
    "a shitty wall",
    "bullshit",
    "wanker",
    "arsehole",
    "Nazi",
    "bitches",
)
_HARMLESS = (
    "",
    "10.30-12.00",
    "10:30 - 12:00",
    "from 09.30 to 11.00, 4 people",
    "09.30-11.00 4",
    "09.00 10.00 11.00 12.00",
    "Meet@10.30",
    "2017-2026",
    "2017–2026",
    "2017 / 2026",
    "2017-18",
    "2017 2026",
    "16 November 2017",
    "16/11/2017",
    "16.11.2017",
    "16-11-17",
    "01/02/2026 10.30",
    "01-02-2026 - 03-02-2026",
    "2017-11-16",
    "2026-11-22 09:30",
    "4C",
    "4C and 12B",
    "4C, 5D, 6A, 7B, 8C, 9D, 10E",
    "Tables 1 2 3 4 5 6 7 8",
    "1-2-3-4-5-6-7-8",
    "tables 1, 2, 3, 4, 5, 6, 7 and 8",
    "CH-12, E-3, C-16",
    "250000",
    "1500000",
    "1,500,000",
    "1 500 000",
    "1.500.000",
    "10 000 000 000",
    "7 000 000 000",
    "10000000",
    "10000000000",
    "3.14159265",
    "0.000000001",
    "50 % of 1200",
    "ring 1 and 2 and 3",
    "call table 4 at 10.30",
    "call 12 people by 12.30",
    "Scunthorpe",
    "Penistone, Clitheroe and Lightwater",
    "Essex, Sussex and Middlesex",
    "Cockfosters by the Piccadilly line",
    "cockerels, cocktails, peacocks and shuttlecocks",
    "Arsenal",
    "a classic assessment of grass and glass",
    "Dickens and Dickinson",
    "shiitake and shitake",
    "Shital, Nazir, Nazia and Nazim",
    "a niggling doubt",
    "fire retardant",
    "Matsushita",
    "pakistan",
    "Title and subtitle",
    "analysis of the canal",
    "We look at the dot on the map",
    "Lay at one dot each",
    "e.g. a shed, i.e. a roof",
    "No. 5, p. 10.",
    "We start small.Then we look again.",
    "Ask @ the door",
    "A wall... and a hedge",
)


@pytest.mark.parametrize("text", _PHONES)
@pytest.mark.parametrize("around", ["{}", "Ask us: {}.", "a 12 {} b", "({})"])
def test_a_phone_number_is_found_however_it_is_spelled(text: str, around: str) -> None:
    said = around.format(text)
    assert warnings(said) == (Warning.PHONE,)
    assert not any(letter.isdecimal() for letter in covered(said).replace("12", "", 1 if "12" in around else 0))


@pytest.mark.parametrize("text", _EMAILS)
def test_an_address_of_mail_is_found(text: str) -> None:
    assert Warning.EMAIL in warnings(f"Write to {text} today")
    assert "home" not in covered(f"Write to {text} today").lower()


@pytest.mark.parametrize("text", _LINKS)
def test_an_address_of_a_page_is_found(text: str) -> None:
    assert warnings(f"See {text} first") == (Warning.LINK,)
    assert without_private(f"See {text} first") == "See … first"


@pytest.mark.parametrize("text", _RUDE)
def test_a_rude_word_is_found(text: str) -> None:
    assert warnings(f"You {text} say") == (Warning.RUDE,)


@pytest.mark.parametrize("text", _HARMLESS)
def test_dates_times_years_sums_badges_and_innocent_words_are_left_alone(text: str) -> None:
    assert warnings(text) == ()
    assert covered(text) == text


def test_what_is_found_is_told_in_a_fixed_order_each_once() -> None:
    said = "shit, 07700 900123 or 020 7946 0958, www.home.org, ada@home.org"
    assert warnings(said) == (Warning.EMAIL, Warning.LINK, Warning.PHONE, Warning.RUDE)


def test_what_was_found_is_covered_letter_by_letter_and_the_rest_can_be_read() -> None:
    said = "Ring 07700 900123 or ada@home.org, you twat, by 10.30"
    assert covered(said) == f"Ring {'█' * 12} or {'█' * 12}, you {'█' * 4}, by 10.30"
    assert len(covered(said)) == len(said)


def test_what_is_private_is_taken_out_and_a_rude_word_is_left_for_a_person() -> None:
    assert without_private("Ask 07700 900123 (or  ada@home.org), twat") == "Ask … (or …), twat"
    assert without_private("A wall by 16/11/2017") == "A wall by 16/11/2017"


def test_a_long_text_takes_no_time() -> None:
    for text in ("a." * 140, "1 " * 140, "(" * 280, "0" * 280, "at dot " * 40, "call " * 56, "a@" * 140):
        assert covered(text) is not None
