"""What a person should look at in typed words: phone numbers, addresses of mail and pages, rude words. It decides nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

_ENDINGS = "com|org|net|uk|co|io|me|info|eu|de|fr|es|it|nl|ie|ac|edu|gov|app|shop|online|site|xyz|scot|wales|ly|gl|tv|blog|page|dev"
_EMAIL = re.compile(
    r"[^\s@,;:()<>]+@[^\s@]+\.[^\W\d_]{2,}"
    r"|\b[\w.+-]+ ?[(\[{]?\bat\b[)\]}]? ?[\w-]+ ?[(\[{]?\bdot\b[)\]}]? ?(?:" + _ENDINGS + r")\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+(?:" + _ENDINGS + r")\b(?:/\S*)?", re.IGNORECASE)
_RUDE = re.compile(
    r"\b(?:fuck\w*|motherfuck\w*|f\*+c?k\w*|shit(?:s|e|ty|ting|ter|hole\w*|head\w*)?|sh\*+t\w*|bullshit|cunt\w*|c\*+nt\w*|"
    r"twats?|wank(?:s|er|ers|ing|y)?|arse(?:hole)?s?|asshole\w*|bastard\w*|bitch\w*|dick(?:head)?s?|pricks?|"
    r"cock(?:s|suckers?)?|bollocks|slut(?:s|ty)?|whores?|slags?|piss(?:ed|ing)?|nigg(?:er|a|ah|az)s?|faggots?|"
    r"retard(?:s|ed)?|spastics?|pakis?|trann(?:y|ies)|kikes?|nazi(?:s|sm)?)\b",
    re.IGNORECASE,
)

_BETWEEN = r"[\s().\-/–‑·]{0,3}"
"""What may stand between two digits of a phone number."""
_ABROAD = re.compile(rf"(?<![\w.])(?:\+|\(\+|00{_BETWEEN}(?=[1-9])){_BETWEEN}\d(?:{_BETWEEN}\d){{7,14}}(?!\d)")
"""With the number of a country, however the rest is cut."""
_AT_HOME = re.compile(
    rf"(?<![\d.,:])\(?(?!0[.,]\d)0(?:{_BETWEEN}\d){{8,10}}(?!\d)"
    r"|(?<!\d)\(?\d{3}\)?[\s.\-]{1,2}\d{3}[\s.\-]\d{4}(?!\d)"
    r"|(?<!\d)7\d{3}[\s.\-]?\d{3}[\s.\-]?\d{3}(?!\d)"
    rf"|(?<!\d)44{_BETWEEN}(?:\d{_BETWEEN}){{9}}\d(?!\d)"
    r"|(?<!\d)\d{10,13}(?<!00000)(?!\d)"
    rf"|\b(?:phone|call|ring|text|tel|telephone|mobile|mob|whatsapp|sms)\b[^\d\n]{{0,12}}(?P<told>\d(?:{_BETWEEN}\d){{5,14}})(?!\d)",
    re.IGNORECASE,
)
"""With the area's 0 before it, cut in threes and fours, in one piece, or behind a word that says what it is."""
_HARMLESS = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d(?![.:]?\d)"
    r"|(?<!\d)(?<!\d[./\-])\d{1,2}(?P<cut>[./\-])\d{1,2}(?P=cut)(?:\d{4}|\d{2})(?![./\-]?\d)"
    r"|(?<![\d.\-/])(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d{1,2}(?![./\-]?\d)"
    r"|(?<![\d.\-/])(?:19|20)\d\d ?[–/\-] ?(?:(?:19|20)\d\d|\d\d)(?![./\-]?\d)"
    r"|(?<!\d)(?<!\d[ .\-/()])[1-9]\d{0,2}(?:[ .,'\u00a0\u202f]\d{3})+(?![ .\-/()]?\d)"
)
"""Times, dates, years from and to, and sums cut in thousands: digits that are no phone number."""
_COVER = "█"


class Warning(StrEnum):
    """What was found in a text."""

    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    RUDE = "rude"


def warnings(text: str) -> tuple[Warning, ...]:
    """What a person should look at before others read this text, in a fixed order; empty when nothing was found."""
    found = {warning for warning, _, _ in _found(text)}
    return tuple(warning for warning in (Warning.EMAIL, Warning.LINK, Warning.PHONE, Warning.RUDE) if warning in found)


def covered(text: str) -> str:
    """The text with everything that was found blacked out, letter by letter, so that a screen can be shown by accident."""
    for _, start, end in _found(text):
        text = f"{text[:start]}{_COVER * (end - start)}{text[end:]}"
    return text


def without_private(text: str) -> str:
    """The text with phone numbers, mail addresses and links taken out, as a first wording for the facilitator."""
    gone = "\0"
    for warning, start, end in _found(text):
        if warning is not Warning.RUDE:
            text = f"{text[:start]}{gone * (end - start)}{text[end:]}"
    return " ".join(re.sub(f"{gone}+", "…", text).split())


def _found(text: str) -> Iterator[tuple[Warning, int, int]]:
    """What was found, from where to where. A thing that looks like two kinds is found as both."""
    plain = _with_plain_digits(text)
    for pattern, warning in ((_EMAIL, Warning.EMAIL), (_LINK, Warning.LINK), (_RUDE, Warning.RUDE)):
        for found in pattern.finditer(text):
            yield warning, found.start(), found.end()
    for found in _ABROAD.finditer(plain):
        yield Warning.PHONE, found.start(), found.end()
    for found in _AT_HOME.finditer(_HARMLESS.sub(lambda digits: "#" * len(digits.group()), plain)):
        yield Warning.PHONE, found.start("told" if found["told"] else 0), found.end()


def _with_plain_digits(text: str) -> str:
    """The same length of text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
