# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files entered by page and by command at once, all killed at any moment: whole or not at all, and none is lost."""

from __future__ import annotations

import http.client
import os
import random
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from graph.deliveries.pending import PendingDeliveries
from graph.entry.gate import Gate
from graph.settings import ROOT
from graph.storage.journal import Journal
from tests.instances import DAY, both, opened, remade, settings_in
from tests.servers import free_port
from tests.siege import LENGTH, chance, counted
from web.app.sessions import NAME, PATH

pytestmark = [pytest.mark.slow, pytest.mark.long]
BEFORE, AT_ANY_MOMENT, AFTER = "before", "at any moment", "after"
"""When both are killed: while nothing can be written yet; whenever chance wants; once both have said that it is in."""
ROUNDS = (BEFORE, *[AT_ANY_MOMENT] * (2 * LENGTH - 1), AFTER)
HANGS = 600  # seconds after which nothing more will come, on the busiest machine
PAGE = f"{PATH}/importer"
ROWS = 30


def table(name: str) -> str:
    """A list of so many associations, which no other list has."""
    rows = (f"{name} {row};Tours;lieu{row}@{name.lower()}.example" for row in range(ROWS))
    return "\n".join(("Structure;Commune;Courriel", *rows, ""))


@dataclass
class KilledInstance:
    """An instance, its server, and what was acknowledged to whoever entered files, by the name of their source."""

    folder: Path
    port: int
    cookie: str = ""
    server: subprocess.Popen[str] | None = None
    acknowledged: set[str] = field(default_factory=set)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"INSTANCE": str(self.folder), "PORT": str(self.port), "BASE_URL": self.base}
        # No file says another day when it is entered again.
        return {**os.environ, **own, "FORM_SECONDS": "0", "TODAY": DAY.isoformat()}

    def start(self) -> None:
        """Starts the server, which must say that it answers."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "web.app.server"], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.server.stdout is not None
        assert self.base in self.server.stdout.readline()

    def enter(self) -> None:
        """Lets a moderator in."""
        settings = settings_in(self.folder, BASE_URL=self.base)
        gate = Gate(settings.database_url, settings.secret_key)
        self.cookie = f"{NAME}={gate.enter(gate.invite('moderator', 7)[1])}"
        gate.close()

    def asked(self, method: str, path: str, body: bytes = b"", media_type: str = "") -> tuple[int, str, str]:
        """Status, where it leads to, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        headers = {"Cookie": self.cookie, "Origin": self.base, "Content-Type": media_type}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def form(self, path: str) -> tuple[int, str, str]:
        """What a form answers."""
        return self.asked(
            "POST", path, urlencode({"jeton": self._seal()}).encode(), "application/x-www-form-urlencoded"
        )

    def brings(self, name: str) -> str:
        """The address of a file that was brought, and waits to be entered."""
        limit = secrets.token_hex(8)
        said = {"autre": name, "licence": "etalab-2.0", "jeton": self._seal()}
        parts = [f'name="{key}"\r\n\r\n{value}' for key, value in said.items()]
        parts.append(f'name="fichier"; filename="{name}.csv"\r\nContent-Type: text/csv\r\n\r\n{table(name)}')
        body = (
            "".join(f"--{limit}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + f"--{limit}--\r\n"
        )
        status, address, said_back = self.asked("POST", PAGE, body.encode(), f"multipart/form-data; boundary={limit}")
        assert status == 303, said_back
        while "se recharge seule" in self.asked("GET", f"{address}/apercu")[2]:
            time.sleep(0.2)  # the page says when to come back
        return address

    def integrates(self, name: str, address: str) -> None:
        """Asks for a file to be entered; nothing where the server dies of it."""
        try:
            status, location, _ = self.form(f"{address}/integrer")
        except (OSError, http.client.HTTPException):
            return
        if status == 303 and "fait=integre" in location:
            self.acknowledged.add(name)

    def commanded(self, name: str, file: Path) -> subprocess.Popen[str]:
        """The command that enters a file, at work."""
        file.write_text(table(name), encoding="utf-8")
        command = ["import", str(file), "--source", name, "--licence", "etalab-2.0"]
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", *command], cwd=ROOT, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip

    def entered(self) -> dict[str, Counter[str]]:
        """By the name of the file that a change entered, what it added, by property."""
        journal = Journal(f"sqlite:///{self.folder / 'journal.sqlite'}", self.base)
        changes = [change for change in journal.read() if change.header.kind == "import"]
        journal.close()
        found = {re.findall(r"(Page|Commande)(\d+)\.csv", change.header.summary)[0]: change for change in changes}
        assert len(found) == len(changes), "nothing enters twice"
        return {"".join(name): Counter(fact.p for fact in change.added) for name, change in found.items()}

    def _seal(self) -> str:
        status, _, text = self.asked("GET", PAGE)
        found = re.search(r'name="jeton" value="([^"]+)"', text)
        assert found is not None, (status, text)
        return found[1]


def kill(*processes: subprocess.Popen[str] | None) -> None:
    """Ends processes with all that they began, as a power cut would."""
    for process in processes:
        if process is not None:
            with suppress(ProcessLookupError):  # it was done, and so was all that it began
                os.killpg(process.pid, signal.SIGKILL)
    for process in processes:
        if process is not None:
            process.communicate(timeout=HANGS)


def test_what_is_killed_while_it_enters_is_in_or_still_waits(tmp_path: Path) -> None:
    here = KilledInstance(tmp_path / "instance", free_port())
    here.start()
    here.enter()
    ends = Counter[tuple[str, bool, bool]]()
    try:
        siege = _Siege(here, tmp_path, chance("deliveries"), *_unhindered(here, tmp_path))
        with counted("deliveries") as tally:
            for turn, moment in enumerate(ROUNDS, 1):
                ends[moment, *siege.round(turn, moment)] += 1
                tally.round()
    finally:
        kill(here.server)
    repository = opened(here.folder, BASE_URL=here.base)
    read = both(repository)
    repository.close()
    assert read == remade(here.folder, BASE_URL=here.base)
    assert ends[BEFORE, False, False] == ends[AFTER, True, True] == 1, "killed on both sides of the writing"
    print(dict(ends))


def _unhindered(here: KilledInstance, folder: Path) -> tuple[Counter[str], float]:
    """What a file adds, and how many seconds the page and the command take, both at once."""
    address, began = here.brings("Page0"), time.monotonic()
    command = here.commanded("Commande0", folder / "Commande0.csv")
    here.integrates("Page0", address)
    said = command.communicate(timeout=HANGS)[0]
    assert command.returncode == 0, said
    assert here.acknowledged == {"Page0"}
    entered = here.entered()
    assert entered["Page0"] == entered["Commande0"]
    return entered["Page0"], time.monotonic() - began


@dataclass(frozen=True)
class _Siege:
    """Kills the page and the command of an instance while both enter a file.

    `whole`: what a file adds; `usual`: how many seconds both take.
    """

    here: KilledInstance
    folder: Path
    drawn: random.Random
    whole: Counter[str]
    usual: float

    def round(self, turn: int, moment: str) -> tuple[bool, bool]:
        """Whether the page, then the command, had entered its file when it was killed."""
        here, names = self.here, (f"Page{turn}", f"Commande{turn}")
        address = here.brings(names[0])
        with held(here.folder) if moment == BEFORE else nullcontext():
            self._killed(names, address, moment)
        entered = here.entered()
        assert here.acknowledged <= entered.keys(), "nothing acknowledged is lost"
        assert all(added == self.whole for added in entered.values()), "nothing is half entered"
        here.start()
        waits = {item.request.source for item in PendingDeliveries(here.folder).all()}
        assert names[0] in waits or names[0] in entered, "what waited still waits"
        found = names[0] in entered, names[1] in entered
        _finish(here, names, address, self.folder)
        return found

    def _killed(self, names: tuple[str, str], address: str, moment: str) -> None:
        """Has the page and the command enter a file each, and kills both."""
        here = self.here
        command = here.commanded(names[1], self.folder / f"{names[1]}.csv")
        asking = threading.Thread(target=here.integrates, args=(names[0], address))
        spent = self.drawn.uniform(0, self.usual)
        if moment == AT_ANY_MOMENT:
            time.sleep(spent * self.drawn.random())
        asking.start()
        if moment == AFTER:
            asking.join(HANGS)
            command.communicate(timeout=HANGS)
        else:
            time.sleep(spent)
        if command.poll() == 0:
            here.acknowledged.add(names[1])
        kill(here.server, command)
        asking.join(HANGS)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps the journal of an instance from being written by anybody else."""
    with closing(sqlite3.connect(folder / "journal.sqlite", timeout=HANGS, isolation_level=None)) as journal:
        journal.execute("BEGIN IMMEDIATE")
        yield
        journal.execute("ROLLBACK")


def _finish(here: KilledInstance, names: tuple[str, str], address: str, folder: Path) -> None:
    """Asks again for what was killed: whatever had become of it, it is in, once, and nothing waits any more."""
    for item in PendingDeliveries(here.folder).all():
        while "se recharge seule" in here.asked("GET", f"{PAGE}/{item.code}/apercu")[2]:
            time.sleep(0.2)
        status, _, text = here.form(f"{PAGE}/{item.code}/integrer")
        assert status == 303, text
    assert not PendingDeliveries(here.folder).all()
    again = here.commanded(names[1], folder / f"{names[1]}.csv")
    said = again.communicate(timeout=HANGS)[0]
    assert again.returncode == 0, said
    assert {*names} <= here.entered().keys()
    here.acknowledged |= {*names}
