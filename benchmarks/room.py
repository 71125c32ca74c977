# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forty telephones of a room that send to a wall, on the production server with the data that ship.

Each joins by the code, as a telephone does, and sends several organisations, at moments of its own; the wall asks what
is on it as its script does. Told: how long a telephone waits for « envoyé », and from the sending until the wall says
it. Bar: 95 % are on the wall within two seconds. `python -m benchmarks.room [--telephones N] [--each N] [--pause S]`
"""

from __future__ import annotations

import argparse
import json
import random
import re
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.live import instance_of, seconds_spent
from benchmarks.server import ServedProcess, serving
from graph.entry.gate import Gate
from graph.lan import local_addresses
from graph.settings import Settings
from graph.workshops.store import Workshops
from graph.workshops.workshop import Workshop, WorkshopAim
from web.app.sessions import NAME, PATH

BAR, BEAT = 2000.0, 1.0  # milliseconds; seconds between two questions of the wall
SYLLABLES = ("ba", "cor", "dun", "fel", "gri", "jo", "lum", "mar", "nex", "pol", "quai", "ris", "tu", "vor", "zan")
SEAL = re.compile(r'name="jeton" value="([^"]+)"')
COUNT = re.compile(r"<b>\s*(\d+)\s*</b>")


@dataclass(frozen=True)
class RoomDoor:
    """Where telephones and the wall find a workshop; `secret` is that of whoever leads it."""

    port: int
    workshop: Workshop
    secret: str


@dataclass(frozen=True)
class PhoneSending:
    """What a telephone sends: its mark, the name that it gives; when it left, and when it was acknowledged, or 0."""

    token: str
    name: str
    left: float = 0.0
    heard: float = 0.0


@dataclass
class Telephone:
    """A telephone with a session of its own; `sent` is what became of each sending."""

    door: RoomDoor
    rank: int
    sent: list[PhoneSending] = field(default_factory=list)

    def send_all(self, sendings: Sequence[PhoneSending], pause: float) -> None:
        """Sends them one after another, at moments of its own, until the server is gone."""
        drawn = random.Random(self.rank)
        with closing(HTTPConnection("127.0.0.1", self.door.port, timeout=60)) as line:
            for one in sendings:
                time.sleep(drawn.uniform(0, pause))
                left = time.perf_counter()
                heard = time.perf_counter() if self._kept(line, one) else 0.0
                self.sent.append(PhoneSending(one.token, one.name, left, heard))

    def _kept(self, line: HTTPConnection, one: PhoneSending) -> bool:
        """Whether it was acknowledged; a line that was let go of meanwhile is taken again, once."""
        for _ in range(2):
            try:
                return self._sent(line, one)
            except (OSError, HTTPException):
                line.close()
        return False

    def _sent(self, line: HTTPConnection, one: PhoneSending) -> bool:
        address = f"/atelier/{self.door.workshop.code}"
        line.request("GET", address)
        seal = SEAL.search(line.getresponse().read().decode())
        form = {
            "jeton": seal[1] if seal else "", "quoi": "organisation", "envoi": one.token, "appareil": f"t{self.rank}",
            "prefLabel": one.name, "worksOn": "email", "location": "Tours", "prenom": f"Table {self.rank}",
        }  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            "Origin": f"http://127.0.0.1:{self.door.port}",
        }  # fmt: skip
        line.request("POST", address, urlencode(form), headers)
        answer = line.getresponse()
        said = answer.read()
        return answer.status == 200 and "state" in json.loads(said)


@dataclass
class WallFollower:
    """The wall, asked as its script asks: when it said each count for the first time, and how long it took to answer,
    in milliseconds, that nothing came (304) or what did (200)."""

    door: RoomDoor
    said: dict[int, float] = field(default_factory=dict)
    beats: dict[int, list[float]] = field(default_factory=dict)
    over: bool = False

    def follow(self) -> None:
        """Asks until it is over."""
        address = f"{PATH}/ateliers/{self.door.workshop.number}/mur/vue"
        headers = {"Cookie": f"{NAME}={self.door.secret}"}
        with closing(HTTPConnection("127.0.0.1", self.door.port, timeout=60)) as line:
            while not self.over:
                asked = time.perf_counter()
                line.request("GET", address, headers=headers)
                answer = line.getresponse()
                text = answer.read().decode()
                self.beats.setdefault(answer.status, []).append((time.perf_counter() - asked) * 1000)
                if answer.status == 200 and (found := COUNT.search(text)):
                    self.said.setdefault(int(found[1]), time.perf_counter())
                if tag := answer.headers.get("ETag"):
                    headers["If-None-Match"] = tag
                time.sleep(BEAT)

    def until(self, rank: int) -> float:
        """When so many were on the wall, 0 for never."""
        return min((moment for count, moment in self.said.items() if count >= rank), default=0.0)


def names(count: int, seed: int = 16) -> list[str]:
    """So many names, no two of which are alike."""
    drawn, found = random.Random(seed), dict[str, None]()
    while len(found) < count:
        words = ("".join(drawn.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))
        found[" ".join(words)] = None
    return list(found)


def opened_room(settings: Settings, port: int, number: int = 0) -> RoomDoor:
    """A workshop that shows what comes at once, and somebody who leads it."""
    with closing(Gate(settings.database_url, settings.secret_key)) as gate:
        secret = gate.enter(gate.invite("facilitator", 1)[1])
    with closing(Workshops(settings.database_url, settings.base_url)) as kept:
        aim = WorkshopAim("Qui aide ici ?", "La salle", ("organisation",), before=False)
        return RoomDoor(port, kept.begin(aim, "invitation 1", number), secret)


def sendings(telephones: int, each: int) -> list[list[PhoneSending]]:
    """What each telephone sends."""
    drawn = names(telephones * each)
    return [
        [PhoneSending(f"t{rank}-{turn}", drawn[rank * each + turn]) for turn in range(each)]
        for rank in range(telephones)
    ]


def all_at_once(door: RoomDoor, asked: list[list[PhoneSending]], pause: float) -> list[PhoneSending]:
    """What became of what all telephones sent."""
    telephones = [Telephone(door, rank) for rank in range(len(asked))]
    threads = [
        threading.Thread(target=telephone.send_all, args=(mine, pause))
        for telephone, mine in zip(telephones, asked, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for telephone in telephones for one in telephone.sent]


def measured(server: ServedProcess, settings: Settings, asked: list[list[PhoneSending]], pause: float) -> bool:
    """Prints what was measured; whether the bar is held."""
    door = opened_room(settings, server.port)
    # Whoever leads tries once before the room comes.
    all_at_once(opened_room(settings, server.port), [[PhoneSending("first", "Essai premier")]], 0)
    wall, spent = WallFollower(door), seconds_spent(server)
    following = threading.Thread(target=wall.follow)
    following.start()
    sent = all_at_once(door, asked, pause)
    heard = sorted((one for one in sent if one.heard), key=lambda one: one.heard)
    ends = time.monotonic() + 30
    while not wall.until(len(heard)) and time.monotonic() < ends:
        time.sleep(0.1)
    wall.over = True
    following.join()
    waits = [(one.heard - one.left) * 1000 for one in heard]
    shown = [
        (moment - one.left) * 1000 for rank, one in enumerate(heard, 1) if (moment := wall.until(rank))
    ]  # fmt: skip
    late = len(heard) - len(shown)
    each = (seconds_spent(server) - spent) * 1000 / max(1, len(heard))
    print(f"{each:.0f} ms of processor a sending, the wall and what follows included")
    print(f"{len(sent)} sent, {len(heard)} acknowledged, {late} never counted on the wall")
    print(_told("« envoyé »", waits))
    print(_told("on the wall", shown))
    for status, told in ((304, "a beat, same"), (200, "a beat, new")):
        print(_told(told, wall.beats.get(status, [])))
    return late == 0 and len(heard) == len(sent) and _at(shown, 95) < BAR


def _at(found: Sequence[float], percent: int) -> float:
    return quantiles(found, n=100)[percent - 1] if len(found) > 1 else float("inf")


def _told(what: str, found: Sequence[float]) -> str:
    return f"{what:<12} p50 {_at(found, 50):6.0f} ms   p95 {_at(found, 95):6.0f} ms   p99 {_at(found, 99):6.0f} ms"


def main() -> None:
    """Measures, and says whether the bar is held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--telephones", type=int, default=40)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds at most between two sendings of one")
    asked = parser.parse_args()
    room = {"LAN": "1"} if local_addresses() else {}
    with serving(None, FORM_SECONDS="0", **room) as server:
        settings = Settings.from_environment({"INSTANCE": str(instance_of(server)), "PORT": str(server.port)})
        print(f"{asked.telephones} telephones, {asked.each} sendings each, within {asked.pause:.0f} s of one another")
        held = measured(server, settings, sendings(asked.telephones, asked.each), asked.pause)
    print("bar held" if held else f"bar missed: p95 on the wall under {BAR:.0f} ms")


if __name__ == "__main__":
    main()
