"""News for pages: sockets, their mailboxes, and the loop that renders each region once per audience. It writes no log.

A mailbox keeps only the newest frame of each region, so a slow phone costs a few frames and holds nobody up. A socket
that takes nothing for a while is dropped; its page comes back by itself and gets one snapshot.

Living regions change without an entry: they are looked at again at news and every few seconds, after all others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from game.history import History
from web.presence import Presence
from web.regions import Audiences, Moment, Region, audiences_of
from web.render import Links, RegionPage, Render, epoch_ms, partial, wind
from web.rooms import Room, Rooms

COMPANY_SECONDS = 0.05
"""How long news waits for more of it, so that a burst of actions costs one rendering."""
LOOK_SECONDS = 5.0
"""How often living regions are looked at while somebody reads them and nothing happens."""
SOON_SECONDS = 1.0
"""How long a mark on a message waits for the next look, and the least time from one such look to the next."""
LATE_SECONDS = 0.05
"""How long news waits, at most, for living regions that are being looked at; the rest of them come after it."""
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 12.0
MOST_READERS = 2000
MOST_PAGES_OF_A_SEAT = 10
MOST_WALLS = 100
GONE = 4401
"""The close code for a seat that is not there any more; pages do not try again."""
COME_BACK = 1012
_NOTHING = Markup("")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Shown:
    view: object
    html: Markup
    seq: int


@dataclass(eq=False, slots=True)
class _Reader:
    """One open page: who reads, what it listens to, and the newest frame of each region it has not got yet."""

    socket: WebSocket
    who: str
    hand: str
    audiences: Audiences
    mailbox: dict[str, str] = field(default_factory=dict)
    given: dict[str, Markup] = field(default_factory=dict)
    """What was laid in the mailbox last, by region: only something else is news for this page."""
    has_mail: asyncio.Event = field(default_factory=asyncio.Event)
    ends_with: int | None = None
    """The close code, once there is nothing more to bring."""

    def lay(self, region: str, html: Markup, frame: str) -> None:
        """Put a frame in the mailbox, in place of an older one of the same region."""
        self.given[region] = html
        self.mailbox[region] = frame
        self.has_mail.set()

    def end(self, code: int) -> None:
        """Bring nothing more, and close the socket with this code if the page is still there."""
        self.ends_with = code
        self.has_mail.set()


class _Stage:
    """What is shown of one game: the newest rendering of each region for each audience key, and who reads it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.readers: set[_Reader] = set()
        self.shown: dict[tuple[str, str], _Shown] = {}
        self.publishing: asyncio.Task[None] | None = None
        self.has_news = False
        self.wants_look = False
        self.looking: asyncio.Task[None] | None = None
        self.look_soon = asyncio.Event()
        self.to_look_at: dict[Region, None] = {}
        """The living regions to look at next, in order: what news left for later comes first."""
        self.failing: set[tuple[str, str]] = set()
        """The living regions whose view failed at the last look: it is logged once, not every few seconds."""


class Live:
    """The news of all games in this process."""

    def __init__(
        self,
        rooms: Rooms,
        render: Render,
        regions: Sequence[Region],
        links: Callable[[Room], Links],
        presence: Presence,
    ) -> None:
        self._rooms = rooms
        self._render = render
        self._regions = tuple(regions)
        self._living = frozenset(region.audience for region in regions if region.living)
        self._links = links
        self._presence = presence
        self._stages: dict[str, _Stage] = {}
        self._closing = False
        self.renderings = 0
        """How many regions were rendered so far, for the benchmark."""
        rooms.wakes.subscribe(self.wake)

    def wake(self, game_id: str) -> None:
        """There is news of this game: publish it soon, if anybody reads it."""
        stage = self._stages.get(game_id)
        if stage is None or self._closing:
            return
        stage.has_news = True
        self._publish_soon(stage)

    def look_soon(self, game_id: str) -> None:
        """Something that living regions tell has changed: look at them in a second, together with what comes until then."""
        stage = self._stages.get(game_id)
        if stage is not None:
            stage.look_soon.set()

    def readers(self, game_id: str) -> int:
        """How many pages are open on this game."""
        stage = self._stages.get(game_id)
        return len(stage.readers) if stage else 0

    def readers_of(self, game_id: str, who: str) -> int:
        """How many pages of a player, of ``lead`` or of the ``wall`` are open on this game."""
        stage = self._stages.get(game_id)
        return sum(1 for reader in stage.readers if reader.who == who) if stage else 0

    def disconnect(self, game_id: str) -> None:
        """Close all sockets of a game, as a server that is started again would; the pages come back by themselves."""
        stage = self._stages.get(game_id)
        for reader in tuple(stage.readers) if stage else ():
            reader.end(COME_BACK)

    def forget(self, game_id: str) -> None:
        """Keep nothing of a game that was deleted, and tell its pages never to come back."""
        stage = self._stages.pop(game_id, None)
        for reader in tuple(stage.readers) if stage else ():
            reader.end(GONE)

    def filled(self, room: Room, audiences: Audiences) -> RegionPage:
        """All regions of these audiences, as they stand now, for a page."""
        stage = self._stage(room)
        history = room.history
        return RegionPage(
            {
                region.id: wind(self._show(stage, history, region, key).html, self._render.now())
                for region, key in self._of(audiences)
            },
            history.game.seq,
        )

    def snapshot(self, room: Room, audiences: Audiences) -> str:
        """All regions of these audiences as one message; what a page polls for while its socket is down."""
        stage = self._stage(room)
        history = room.history
        return "".join(
            partial(region, self._show(stage, history, region, key).html, history.game.seq)
            for region, key in self._of(audiences)
        )

    async def serve(self, socket: WebSocket, room: Room, who: str, hand: str = "") -> None:
        """Bring news to one accepted socket until it ends: first everything, then what changes.

        ``hand`` is the id of the claim by which the page may be read at all; when it is taken back, the socket is closed.
        """
        audiences = _audiences(room, who, hand)
        stage = self._stage(room)
        if audiences is None or self._is_too_many(stage, who, hand):
            await socket.close(GONE if audiences is None else COME_BACK)
            return
        reader = _Reader(socket, who, hand, audiences)
        self._lay_all(stage, reader)
        stage.readers.add(reader)
        self._presence.opened(room.row.id, who)
        self._begin_looking(stage, reader)
        listening = asyncio.create_task(_listen(reader))
        try:
            await self._send(reader)
        finally:
            stage.readers.discard(reader)
            self._presence.closed(room.row.id, who, self._rooms.now())
            self._end_looking(stage, reader)
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    def _is_too_many(self, stage: _Stage, who: str, hand: str) -> bool:
        """Whether this page is one too many. Nobody else's pages ever shut the facilitator out."""
        if who == "lead":
            return False
        alike = sum(1 for reader in stage.readers if (reader.who, reader.hand) == (who, hand))
        most = MOST_WALLS if who == "wall" else MOST_PAGES_OF_A_SEAT
        return alike >= most or len(stage.readers) >= MOST_READERS

    async def close(self) -> None:
        """Tell every page to come back later: the server is going down."""
        self._closing = True
        for stage in self._stages.values():
            for task in (stage.publishing, stage.looking):
                if task is not None:
                    task.cancel()
            for reader in tuple(stage.readers):
                reader.end(COME_BACK)

    def _stage(self, room: Room) -> _Stage:
        return self._stages.setdefault(room.row.id, _Stage(room))

    def _of(self, audiences: Audiences) -> list[tuple[Region, str]]:
        return [(region, audiences[region.audience]) for region in self._regions if region.audience in audiences]

    def _show(self, stage: _Stage, history: History, region: Region, key: str) -> _Shown:
        """The region as it stands in this history; rendered anew only when its view changed.

        A living one is looked at again each time. When it fails it stays as it was, and harms no page and no other region.
        """
        before = stage.shown.get((region.id, key))
        if (
            before is not None
            and before.seq >= history.game.seq
            and not (region.living and before.seq == history.game.seq)
        ):
            return before
        if not region.living:
            return self._draw(stage, history, region, key, region.view(history, key))
        game_id = stage.room.row.id
        try:
            now = self._rooms.now()
            moment = Moment(history, now, self._presence.phones(game_id, now), stage.room.hands)
            shown = self._draw(stage, history, region, key, region.view(moment, key))
        except Exception:
            if (region.id, key) not in stage.failing:
                _log.exception("Game %s: living region %s failed at entry %d", game_id, region.id, history.game.seq)
            stage.failing.add((region.id, key))
            return before or _Shown(None, _NOTHING, history.game.seq)
        stage.failing.discard((region.id, key))
        return shown

    def _draw(self, stage: _Stage, history: History, region: Region, key: str, view: object) -> _Shown:
        """Keep this view as what is shown."""
        before = stage.shown.get((region.id, key))
        if before is not None and before.view == view:
            shown = _Shown(view, before.html, history.game.seq)
        else:
            room = stage.room
            html = self._render.region(region, view, history.game.scenario, room.row.code, self._links(room))
            self.renderings += 1
            shown = _Shown(view, html, history.game.seq)
        stage.shown[region.id, key] = shown
        return shown

    def _lay_all(self, stage: _Stage, reader: _Reader) -> None:
        history = stage.room.history
        for region, key in self._of(reader.audiences):
            shown = self._show(stage, history, region, key)
            reader.lay(region.id, shown.html, partial(region, shown.html, history.game.seq))

    def _has_living(self, reader: _Reader) -> bool:
        return not self._living.isdisjoint(reader.audiences)

    def _begin_looking(self, stage: _Stage, reader: _Reader) -> None:
        """Look at living regions from now on, if this page that was opened has any."""
        if stage.looking is None and self._has_living(reader) and not self._closing:
            stage.looking = asyncio.create_task(self._keep_looking(stage), name=f"looking at {stage.room.row.id}")

    def _end_looking(self, stage: _Stage, reader: _Reader) -> None:
        """Look no more, if this page that is gone was the last one with living regions."""
        if stage.looking is not None and self._has_living(reader) and not any(map(self._has_living, stage.readers)):
            stage.looking.cancel()
            stage.looking = None

    async def _keep_looking(self, stage: _Stage) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stage.look_soon.wait(), LOOK_SECONDS - SOON_SECONDS)
            await asyncio.sleep(SOON_SECONDS)
            stage.look_soon.clear()
            stage.wants_look = True
            self._publish_soon(stage)

    def _publish_soon(self, stage: _Stage) -> None:
        if stage.publishing is None or stage.publishing.done():
            stage.publishing = asyncio.create_task(self._publish(stage), name=f"publishing {stage.room.row.id}")

    async def _publish(self, stage: _Stage) -> None:
        """Render what changed for each audience that is there, and lay it in the mailboxes of that audience."""
        while stage.has_news or stage.wants_look:
            await asyncio.sleep(COMPANY_SECONDS)
            has_news, stage.has_news, stage.wants_look = stage.has_news, False, False
            try:
                await self._publish_once(stage, has_news)
            except Exception:
                _log.exception("Game %s: publishing entry %d failed", stage.room.row.id, stage.room.history.game.seq)

    async def _publish_once(self, stage: _Stage, has_news: bool) -> None:
        history = stage.room.history
        groups: dict[tuple[str, str], list[_Reader]] = {}
        for reader in tuple(stage.readers):
            audiences = _audiences(stage.room, reader.who, reader.hand)
            if audiences is None:
                reader.end(GONE)
            elif audiences != reader.audiences:
                reader.audiences = audiences
                self._lay_all(stage, reader)
            else:
                for audience, key in audiences.items():
                    groups.setdefault((audience, key), []).append(reader)

        async def lay(region: Region) -> None:
            for (audience, key), readers in groups.items():
                if audience == region.audience:
                    self._lay_news(stage, history, region, key, readers)
            await asyncio.sleep(0)

        for region in self._regions:
            if region.living:
                stage.to_look_at[region] = None
            elif has_news:
                await lay(region)
        clock = asyncio.get_running_loop().time
        begun = clock()
        while stage.to_look_at:
            region = next(iter(stage.to_look_at))
            del stage.to_look_at[region]
            await lay(region)
            if stage.has_news and clock() - begun >= LATE_SECONDS:
                return

    def _lay_news(self, stage: _Stage, history: History, region: Region, key: str, readers: Sequence[_Reader]) -> None:
        """One region for one audience: rendered once, framed once, laid where it is not known yet."""
        try:
            shown = self._show(stage, history, region, key)
        except Exception:
            _log.exception("Game %s: region %s failed at entry %d", stage.room.row.id, region.id, history.game.seq)
            return
        frame = ""
        for reader in readers:
            if reader.given.get(region.id) is not shown.html:
                frame = frame or partial(region, shown.html, history.game.seq)
                reader.lay(region.id, shown.html, frame)

    async def _send(self, reader: _Reader) -> None:
        """Empty the mailbox onto the socket, with a heartbeat when there is nothing, until the reader is gone."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.has_mail.wait(), HEARTBEAT_SECONDS)
            reader.has_mail.clear()
            if reader.ends_with is not None:
                if reader.socket.client_state is WebSocketState.CONNECTED:
                    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                        await reader.socket.close(reader.ends_with)
                return
            if reader.mailbox:
                message = "".join(reader.mailbox.values())
                reader.mailbox.clear()
            else:
                message = f'{{"hb":1,"now":{epoch_ms(self._render.now())}}}'
            try:
                await asyncio.wait_for(reader.socket.send_text(message), STALLED_SECONDS)
            except (TimeoutError, WebSocketDisconnect, RuntimeError):
                return


def _audiences(room: Room, who: str, hand: str) -> Audiences | None:
    """What this page listens to; None when its seat is not there any more, or its claim was taken back."""
    claim = room.hand(hand)
    if hand and (claim is None or not claim.is_good):
        return None
    return audiences_of(room.history.game, who, hand)


async def _listen(reader: _Reader) -> None:
    """Notice when a page goes. What pages send here is not an action and is thrown away."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await reader.socket.receive()
            if message["type"] == "websocket.disconnect":
                break
    reader.end(GONE)
