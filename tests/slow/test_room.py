# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room of forty telephones on the production server: all that was acknowledged is there, once, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.room import PhoneSending, RoomDoor, Telephone, all_at_once, opened_room, sendings
from graph.contributions.store import Contributions
from graph.settings import ROOT, Settings
from graph.workshops.store import Workshops
from tests.browser.chromium import NEEDED, launched
from tests.servers import children, free_port
from tests.siege import LENGTH, chance
from tests.states import until
from web.app.sessions import NAME, PATH

pytestmark = [pytest.mark.slow, pytest.mark.long]
TELEPHONES, EACH = 40, 2
ROUNDS = 2 * LENGTH
MINUTES = 600.0


def _settings(folder: Path, port: int) -> Settings:
    return Settings.from_environment({"INSTANCE": str(folder), "PORT": str(port), "FORM_SECONDS": "0"})


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The production server on an instance, once it answers."""
    told = {**os.environ, "INSTANCE": str(folder), "PORT": str(port), "FORM_SECONDS": "0"}
    command = [sys.executable, "-m", "web.app.server"]
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert str(port) in server.stdout.readline()
        yield server
        server.terminate()


def _refuse_loss(settings: Settings, door: RoomDoor, heard: list[PhoneSending]) -> None:
    """Each sending that was acknowledged is there once, whole, under the name that was typed."""
    with (
        closing(Workshops(settings.database_url, settings.base_url)) as kept,
        closing(Contributions(settings.database_url, settings.base_url)) as contributions,
    ):
        came = {one.token: one.contribution for one in kept.additions(door.workshop.uid)}
        assert {one.token for one in heard} <= came.keys()
        numbers = [came[one.token] for one in heard]
        assert len({*numbers}) == len(heard)
        for one in heard:
            proposal = contributions.find(came[one.token]).proposal
            assert proposal is not None
            assert one.name in proposal.to_json()


@NEEDED[1]
def test_forty_telephones_send_at_once_and_the_wall_says_it_all(tmp_path: Path) -> None:
    port = free_port()
    settings = _settings(tmp_path, port)
    with _serving(tmp_path, port), launched() as browser:
        door = opened_room(settings, port)
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        cookie = {"name": NAME, "value": door.secret, "domain": "127.0.0.1", "path": PATH}
        context.add_cookies([cookie])  # type: ignore[list-item]
        wall = context.new_page()
        wall.goto(f"http://127.0.0.1:{port}{PATH}/ateliers/{door.workshop.number}/mur")
        expect(wall.locator(".wall-count b")).to_have_text("0")
        sent = all_at_once(door, sendings(TELEPHONES, EACH), 1.0)
        assert all(one.heard for one in sent), "none is refused for its room's one address"
        _refuse_loss(settings, door, sent)
        expect(wall.locator(".wall-count b")).to_have_text(str(TELEPHONES * EACH), timeout=MINUTES * 1000)
        context.close()


def _heard_until_killed(
    server: subprocess.Popen[str], door: RoomDoor, mine: list[list[PhoneSending]], enough: int
) -> list[PhoneSending]:
    """What telephones were told is kept, once so many were and the server was killed."""
    telephones = [Telephone(door, rank) for rank in range(len(mine))]
    threads = [
        threading.Thread(target=one.send_all, args=(ones, 0.0)) for one, ones in zip(telephones, mine, strict=True)
    ]
    for thread in threads:
        thread.start()
    until(lambda: sum(bool(one.heard) for phone in telephones for one in phone.sent) >= enough)
    for process in (server.pid, *children(server.pid)):
        os.kill(process, signal.SIGKILL)
    for thread in threads:
        thread.join()
    return [one for phone in telephones for one in phone.sent if one.heard]


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    drawn, port, asked = chance("room"), free_port(), sendings(8, 3 * ROUNDS)
    settings = _settings(tmp_path, port)
    door, heard = None, list[PhoneSending]()
    for turn in range(ROUNDS):
        mine = [ones[3 * turn : 3 * turn + 3] for ones in asked]
        with _serving(tmp_path, port) as server:
            door = door or opened_room(settings, port)
            heard += _heard_until_killed(server, door, mine, drawn.randint(1, 12))
        _refuse_loss(settings, door, heard)
        with _serving(tmp_path, port):
            # A telephone that did not hear the answer sends again, under the same mark.
            heard += [one for one in all_at_once(door, _unheard(mine, heard), 0.0) if one.heard]
            _refuse_loss(settings, door, heard)
    assert len(heard) == sum(map(len, asked))
    with closing(Workshops(settings.database_url, settings.base_url)) as kept:
        assert door is not None
        assert len(kept.additions(door.workshop.uid)) == len(heard)


def _unheard(mine: list[list[PhoneSending]], heard: list[PhoneSending]) -> list[list[PhoneSending]]:
    done = {one.token for one in heard}
    return [[one for one in ones if one.token not in done] for ones in mine]
