# SPDX-License-Identifier: AGPL-3.0-or-later
"""What dear pages cost: few are made at once, and each visitor, as all together, has so much processor time for them.

A view says beside its address that it is dear. What is answered from what is kept is not made: it costs nothing and is
never refused. Times are those that the processor really spent, here and in the process that draws apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from exports._studio import Bounds, Studio, TooHeavy
from graph.heap import Tidying
from web.app.errors import Problem, respond
from web.app.guard import visitor
from web.app.language import translate
from web.app.recent import AGAIN, MEANWHILE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from graph.recent import Recent

View = TypeVar("View", bound=Callable[..., Any])
Result = TypeVar("Result")
Work = tuple[Callable[..., bytes], *tuple[object, ...]]

# Python makes one thing at a time: a second dear page would end no sooner, and cheap ones would wait for both.
AT_ONCE = 1
# A room of forty telephones that opens one link waits for whoever came first to have it made, then is given the same.
WAITING, PATIENCE = 40, 20.0
# What is neither waiting nor drawn apart is made by so many threads at most: more would only take turns more often.
PLACES = 8
THREADS = PLACES + WAITING + 2
# Seconds of processor that a visitor may spend in a row, and how much of one comes back each second. Forty telephones
# behind one address that each open another map and its PDF take 30 on the data that ship. All visitors together have
# twice as much, and leave half a processor to the rest of the site.
SECONDS, COMES_BACK = 60.0, 0.25
EVERYBODY = ""
SHARE_OF_ALL = 2
MOST_VISITORS = 10_000
# A picture 3840 pixels wide takes 140 MB, and the largest map some seconds, many on a small busy machine.
STUDIO = Studio(Bounds(memory=300_000_000, seconds=30.0, idle=15.0))
# Seconds of processor for one thing that can be ended before it is done: others wait for it.
LONGEST = 20.0
SOON, LATEST = 3, 600
PLACED = "tisserand.places"
TITLE = "Un instant, s’il vous plaît"
BUSY = (
    "Beaucoup de cartes, de tableaux ou de fichiers sont demandés en même temps. Réessayez dans {seconds} secondes. "
    "Le reste du site répond comme d’habitude."
)
HEAVY = (
    "Cette page ou ce fichier demande plus de mémoire ou de temps que ce site n’en donne. Prenez une vue plus petite, "
    "ou réessayez dans {seconds} secondes."
)


class Busy(ServiceUnavailable):
    """A dear page that is not made now (503): what to say, and after how many seconds to ask again."""

    def __init__(self, seconds: float, said: str = BUSY) -> None:
        super().__init__()
        self.seconds = min(LATEST, max(SOON, int(seconds) + 1))
        self.said = said


class Budget:
    """What is left to each visitor of `most` seconds of processor; they come back at `pace` a second.

    What is being made may end in debt: nobody knows its price before.
    """

    def __init__(self, most: Callable[[], float], pace: float) -> None:
        self._most, self._pace = most, pace
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> float:
        """How many seconds are to go by until something is left; 0 where it is."""
        with self._lock:
            left = self._of(who, time.monotonic())
        return 0.0 if left > 0 else -left / self._pace + 1

    def spend(self, who: str, seconds: float) -> None:
        """Counts what was spent."""
        with self._lock:
            now = time.monotonic()
            self._left[who] = (self._of(who, now) - seconds, now)
            if len(self._left) > MOST_VISITORS:
                self._left = {one: kept for one, kept in self._left.items() if self._of(one, now) < self._most()}

    def _of(self, who: str, now: float) -> float:
        left, seen = self._left.get(who, (self._most(), now))
        return min(self._most(), left + (now - seen) * self._pace)


class Turns:
    """Those who make something at once, and those who wait for it in a room, for so many seconds."""

    def __init__(self, room: threading.BoundedSemaphore, patience: float = PATIENCE) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._room = room
        self._patience = patience

    def take(self) -> None:
        """Takes a turn. Raises Busy where too many wait, or for too long."""
        if self._free.acquire(blocking=False):
            return
        if not self._room.acquire(blocking=False):
            raise Busy(self._patience / 2)
        try:
            with _aside():
                taken = self._free.acquire(timeout=self._patience)
        finally:
            self._room.release()
        if not taken:
            raise Busy(self._patience)

    def leave(self) -> None:
        """Gives it back."""
        self._free.release()


class House:
    """The turns and the budgets of one application."""

    def __init__(self, app: Flask) -> None:
        # One room for both: who waits holds a thread, wherever they wait.
        self.room = threading.BoundedSemaphore(WAITING)
        self.here, self.studio = Turns(self.room), Turns(self.room)
        app.config.setdefault("DEAR_SECONDS", SECONDS)
        self.own = Budget(lambda: float(app.config["DEAR_SECONDS"]), COMES_BACK)
        self.all = Budget(lambda: SHARE_OF_ALL * float(app.config["DEAR_SECONDS"]), SHARE_OF_ALL * COMES_BACK)
        self.tidying = Tidying()
        self.places = threading.BoundedSemaphore(PLACES)


class Turn:
    """What one request makes: begun once at most, then paid for."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._who = visitor()
        # Nobody asked for what is made again by itself: it has its turn, and is at nobody's expense.
        self._free = AGAIN in request.environ
        self._since: float | None = None
        self._spent = 0.0

    def begin(self) -> None:
        """Waits for the turn, unless it is ours already. Raises Busy."""
        if self._since is None:
            self._afford()
            self._house.here.take()
            self._since = time.thread_time()

    def end(self) -> None:
        """Gives the turn back, and pays."""
        if self._since is not None:
            self._spent += time.thread_time() - self._since
            self._since = None
            self._house.here.leave()
        if self._spent:
            self._house.tidying.after(self._spent)
            if not self._free:
                self._house.own.spend(self._who, self._spent)
                self._house.all.spend(EVERYBODY, self._spent)
            self._spent = 0.0

    def go_on(self) -> None:
        """Raises Busy once the time of one thing is over."""
        if self._since is not None and time.thread_time() - self._since > LONGEST:
            raise Busy(PATIENCE, HEAVY)

    def draw(self, memory: Recent, key: Hashable, work: Work) -> bytes:
        """What a function makes apart of what it is given, remembered, while others have their turn here."""
        self.end()
        self._house.studio.take()
        try:
            found: bytes | None = memory.find(key)
            if found is None:
                with _aside():
                    found, seconds = STUDIO.do(*work)
                self._spent += seconds
                memory.put(key, found)
        except TooHeavy as heavy:
            self._spent += heavy.seconds
            raise Busy(PATIENCE, HEAVY) from heavy
        finally:
            self._house.studio.leave()
        return found

    def _afford(self) -> None:
        if self._free:
            return
        wait = max(self._house.own.wait(self._who), self._house.all.wait(EVERYBODY))
        if wait:
            raise Busy(wait)


@dataclass
class AtPlace:
    """Where a request is made, and its turn, which ends once its answer is kept for the next who ask for it."""

    places: threading.BoundedSemaphore
    turn: Turn | None = None

    def end(self) -> None:
        """Ends the turn."""
        if self.turn is not None:
            self.turn.end()


def register(app: Flask) -> None:
    """Gives the application its budgets, and each request one of few places to be made at."""
    house = app.extensions["dear"] = House(app)
    inner = app.wsgi_app

    def placed(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        with house.places:
            environ[PLACED] = placed_at = AtPlace(house.places)
            try:
                return inner(environ, start_response)
            finally:
                placed_at.end()

    app.wsgi_app = placed  # type: ignore[method-assign]
    app.register_error_handler(Busy, _busy)


def dear(view: View) -> View:
    """Marks a view that costs much whenever it is asked: what is kept of it is looked for before it."""
    return _paid(view, at_once=True)


def dear_unless_kept(view: View) -> View:
    """Marks a view that costs much where it makes something: it says so by `once` or `drawn`."""
    return _paid(view, at_once=False)


def once(memory: Recent, key: Hashable, make: Callable[[], Result]) -> Result:
    """What is remembered under a key; made in a turn of this request where nobody did while it waited."""
    found: Result | None = memory.find(key)
    if found is None:
        begin()
        found = memory.get(key, make)
    return found


def begin() -> None:
    """From here on, what a dear view makes is paid for; nothing where the view is none."""
    turn: Turn | None = g.get("turn")
    if turn is not None:
        turn.begin()


def go_on() -> None:
    """To be called now and then by what may take very long; raises Busy once it took more than one visitor is given."""
    turn: Turn | None = g.get("turn")
    if turn is not None:
        turn.go_on()


def drawn(memory: Recent, key: Hashable, work: Callable[[], Work]) -> bytes:
    """What is remembered under a key, else what a function makes, in a process of its own, of what it is given: both
    are told by `work`, in a turn of this request, whose view is dear. Raises Busy."""
    turn: Turn = g.turn
    found: bytes | None = memory.find(key)
    if found is None:
        turn.begin()
        found = memory.find(key)
    return turn.draw(memory, key, work()) if found is None else found


def _paid(view: View, *, at_once: bool) -> View:
    @wraps(view)
    def paid(*args: object, **named: object) -> object:
        turn = g.turn = Turn(current_app.extensions["dear"])
        place: AtPlace | None = request.environ.get(PLACED)
        if place is not None:
            place.turn = turn
        try:
            if at_once:
                turn.begin()
                if page := current_app.extensions[MEANWHILE]():
                    return page
            return view(*args, **named)
        finally:
            if place is None:
                turn.end()

    paid.dear = True  # type: ignore[attr-defined]
    return cast(View, paid)


@contextmanager
def _aside() -> Iterator[None]:
    """Leaves the place of this request to another meanwhile."""
    place: AtPlace | None = request.environ.get(PLACED)
    if place is None:
        yield
        return
    place.places.release()
    try:
        yield
    finally:
        place.places.acquire()


def _busy(error: Busy) -> Response:
    said = translate(error.said).replace("{seconds}", str(error.seconds))
    # A price that is told is no failure; what goes over the bounds may be one.
    return respond(Problem(503, translate(TITLE), said, refused=error.said == BUSY), error.seconds)
