"""Who else may act in a game: links that are given out, devices that opened one, and the words that open the console again.

It keeps who holds what, in the room and in the store; what each role may do is not decided here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.rooms import Room
    from web.store import GameRow

LEAD = "lead"
CHECK = "check"
TIMER = "timer"
_TABLE = "table:"
MOST_CLAIMS = 30
"""How many devices may hold one helper link at a time."""

# fmt: off
ANIMALS = (
    "ant", "ape", "bat", "bear", "beaver", "bee", "bison", "bittern", "blackbird", "boar", "bull", "bunting", "buzzard",
    "calf", "camel", "canary", "carp", "cat", "chick", "clam", "cobra", "cod", "colt", "condor", "cormorant", "cow",
    "coyote", "crab", "crane", "cricket", "crow", "cuckoo", "curlew", "deer", "dingo", "dipper", "dog", "dolphin",
    "donkey", "dove", "duck", "eagle", "eel", "egret", "elk", "emu", "ewe", "falcon", "ferret", "finch", "flamingo",
    "fly", "foal", "fox", "frog", "gannet", "gecko", "gerbil", "gibbon", "giraffe", "gnat", "goat", "goose", "grebe",
    "grouse", "gull", "hamster", "hare", "hawk", "hen", "heron", "hippo", "horse", "hound", "hyena", "ibex", "ibis",
    "iguana", "impala", "jackal", "jackdaw", "jaguar", "jay", "kestrel", "kite", "kitten", "kiwi", "koala", "lamb",
    "lapwing", "lark", "lemur", "leopard", "linnet", "lion", "lizard", "llama", "lobster", "lynx", "macaw", "magpie",
    "mallard", "mantis", "marmot", "marten", "merlin", "mink", "minnow", "mole", "monkey", "moorhen", "moose", "moth",
    "mouse", "mule", "newt", "ocelot", "octopus", "orca", "oriole", "osprey", "ostrich", "otter", "owl", "oyster",
    "panda", "panther", "parrot", "peacock", "pelican", "penguin", "perch", "petrel", "pheasant", "pig", "pigeon",
    "piglet", "pike", "pipit", "plover", "pony", "poodle", "possum", "prawn", "puffin", "puma", "puppy", "quail",
    "rabbit", "ram", "raven", "reindeer", "rhino", "robin", "rook", "salmon", "sardine", "seal", "shark", "sheep",
    "shrew", "shrimp", "skunk", "skylark", "sloth", "slug", "snail", "snake", "snipe", "spaniel", "sparrow", "spider",
    "squid", "squirrel", "stag", "starling", "stoat", "stork", "swallow", "swan", "swift", "tapir", "tern", "terrier",
    "thrush", "tiger", "toad", "tortoise", "toucan", "trout", "tuna", "turkey", "turtle", "viper", "vole", "vulture",
    "wagtail", "walrus", "warbler", "wasp", "waxwing", "weasel", "whale", "wigeon", "wolf", "wombat", "worm", "wren",
    "yak", "zebra",
)
# fmt: on
LEAD_WORDS = 4

_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows computer"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux computer"),
)


class TooManyClaims(Exception):
    """As many devices as there may be hold this link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A helper link (``is_link``), or a claim: a device that opened a link and may act by it until it is taken back.

    ``role`` is ``lead``, ``check``, ``timer`` or ``table:4``. ``of_link`` is the id of the helper link that a claim came
    by; the lead link has none, so it is empty there. ``device`` is in words, and never what the browser said of itself.
    """

    id: str
    game: str
    role: str
    is_link: bool
    of_link: str
    device: str
    made_at: datetime
    revoked_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether it was not taken back."""
        return self.revoked_at is None

    @property
    def table(self) -> int | None:
        """The one table that the role is about, if it is about one."""
        return int(self.role.removeprefix(_TABLE)) if self.role.startswith(_TABLE) else None


def table_role(table: int) -> str:
    """The role of a helper of one table."""
    return f"{_TABLE}{table}"


def links(room: Room) -> tuple[Hand, ...]:
    """The helper links of a game that were not taken back, oldest first."""
    return tuple(hand for hand in room.hands if hand.is_link and hand.is_good)


def claims(room: Room, role: str, of_link: str = "") -> tuple[Hand, ...]:
    """The devices that hold a role by this link (the lead link: none) and were not taken back, oldest first."""
    return tuple(
        hand
        for hand in room.hands
        if not hand.is_link and hand.is_good and (hand.role, hand.of_link) == (role, of_link)
    )


async def claim(room: Room, role: str, device: str, of_link: str = "") -> Hand:
    """Let a device act in this role from now on. The other consoles see it. Raises TooManyClaims, StoreDown."""
    if of_link and len(claims(room, role, of_link)) >= MOST_CLAIMS:
        raise TooManyClaims(of_link)
    return await room.add_hand(_new(room, role, is_link=False, of_link=of_link, device=device))


async def link(room: Room, role: str) -> Hand:
    """Make a link for helpers in this role. Raises StoreDown."""
    return await room.add_hand(_new(room, role, is_link=True))


async def revoke(room: Room, hand: str) -> bool:
    """Take a link back with every device that opened it, or one device. Whether there was one. Raises StoreDown."""
    ids = {one.id for one in room.hands if hand and one.is_good and hand in {one.id, one.of_link}}
    if ids:
        await room.revoke_hands(ids)
    return bool(ids)


def _new(room: Room, role: str, *, is_link: bool, of_link: str = "", device: str = "") -> Hand:
    return Hand(
        id=secrets.token_hex(8),
        game=room.row.id,
        role=role,
        is_link=is_link,
        of_link=of_link,
        device=device,
        made_at=room.now(),
    )


def secret_of(room: Room, of: Hand) -> str:
    """What stands behind the ``#`` of a helper link: 128 bits, made anew from the game's own key whenever it is asked for.

    So the link can be shown again to a helper who lost it. A hash in the store would hide nothing: whoever can read the
    store reads the key beside it, which signs every seat.
    """
    return base64.urlsafe_b64encode(_mac(room.row, f"link|{of.id}")[:16]).decode().rstrip("=")


def link_of(room: Room, secret: str) -> Hand | None:
    """The helper link with this secret, also one that was taken back, so that it can be said."""
    found = None
    for one in room.hands:
        if one.is_link and hmac.compare_digest(secret_of(room, one).encode(), secret.encode("utf-8", "replace")):
            found = one
    return found


def taken_back(hands: Iterable[Hand]) -> int:
    """How many devices that led the game were taken back: each time, all ways to the console are made anew."""
    return sum(1 for hand in hands if hand.role == LEAD and not hand.is_link and not hand.is_good)


def lead_secret(room: Room) -> str:
    """What stands behind the ``#`` of a lead link that is shown again (128 bits), for a phone or on the printed card."""
    mac = _mac(room.row, f"lead|{taken_back(room.hands)}")
    return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def is_lead_secret(room: Room, typed: str) -> bool:
    """Whether this is the secret of a link that was shown again."""
    return hmac.compare_digest(lead_secret(room).encode(), typed.encode("utf-8", "replace"))


def lead_words(room: Room) -> tuple[str, ...]:
    """Four words that open the console when nothing else is at hand; they can be printed and kept in a pocket.

    There are about 2 * 10^9 such codes. `web.codes` lets a room try 60 wrong ones a minute, so that four hours of guessing
    in each of 50 rooms open one of them with odds of 0.04 %. A console that was opened shows on the others.
    """
    return words_of(room.row, room.hands)


def words_of(row: GameRow, hands: Iterable[Hand]) -> tuple[str, ...]:
    """The four words of a game that is not open here, with its hands: others after each device that was taken back."""
    return _drawn(_mac(row, f"lead words|{taken_back(hands)}"), ANIMALS, LEAD_WORDS)


def is_lead_words(room: Room, typed: str) -> bool:
    """Whether these are the room's four words; spaces, dashes and capitals do not matter."""
    said = "".join(letter for letter in typed[:200].lower() if letter.isascii() and letter.isalpha())
    return hmac.compare_digest(said.encode(), "".join(lead_words(room)).encode())


def _drawn(digest: bytes, words: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Words drawn by a digest: each as likely as any other, as nearly as anybody could measure."""
    number = int.from_bytes(digest, "big")
    drawn = []
    for _ in range(count):
        number, place = divmod(number, len(words))
        drawn.append(words[place])
    return tuple(drawn)


def _mac(row: GameRow, about: str) -> bytes:
    return hmac.digest(row.secret.encode(), about.encode(), hashlib.sha256)


def device_of(user_agent: str) -> str:
    """A device in a few plain words, from what its browser says of itself."""
    if "Android" in user_agent:
        return "Android phone" if "Mobile" in user_agent else "Android tablet"
    return next((words for mark, words in _DEVICES if mark in user_agent), "unknown device")
