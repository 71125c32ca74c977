# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real PostgreSQL of the tests' own, from the system's package: a cluster in a folder, on a port nobody else has."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.servers import free_port

USER, PASSWORD = "tisserand", "s3cret"
# Words are put in an order that is not that of their bytes, as on the servers of people.
INITIAL = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr", "--auth=scram-sha-256")
HANGS = 300  # tenths of a second after which nothing more will come, on the busiest machine


def missing() -> str:
    """Why no PostgreSQL can be started here, "" when one can."""
    if _binaries() is None:
        return "no PostgreSQL on this system: install Debian's package postgresql"
    if find_spec("psycopg") is None:
        return "no driver of PostgreSQL: pip install -r requirements-postgresql.txt"
    if os.getuid() == 0 and _account() is None:
        return "PostgreSQL does not run as root, and there is no user postgres"
    return ""


def _binaries() -> Path | None:
    """The folder of the newest PostgreSQL of Debian, else of the one that is on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = shutil.which("initdb")
    return found[-1].parent if found else Path(there).parent if there else None


def _account() -> pwd.struct_passwd | None:
    return next((entry for entry in pwd.getpwall() if entry.pw_name == "postgres"), None)


class Cluster:
    """A server of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port, self._made = folder, free_port(), 0
        self.folder = folder / "data"
        account = _account() if os.getuid() == 0 else None
        self._as: dict[str, Any] = {}
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        command = [self._path("initdb"), f"--pgdata={folder / 'data'}", f"--username={USER}", "--no-sync", *INITIAL]
        subprocess.run(
            [*command, f"--pwfile={folder / 'password'}"], check=True, capture_output=True, cwd=folder, **self._as
        )
        self.start()

    @staticmethod
    def _path(program: str) -> str:
        folder = _binaries()
        assert folder is not None
        return str(folder / program)

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self._folder}
        options["fsync"] = "off"  # that a disk keeps what it is given is not for us to try
        command = [self._path("postgres"), "-D", str(self._folder / "data")]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, **self._as)
        for _ in range(HANGS):
            if self._answers():
                return
            assert self._server.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.1)
        raise AssertionError((self._folder / "log").read_text())

    def _answers(self) -> bool:
        ready = [self._path("pg_isready"), "--host=127.0.0.1", f"--port={self.port}", "--dbname=postgres"]
        return subprocess.run(ready, check=False, capture_output=True).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends the server and every connection to it."""
        self._server.send_signal(how)
        self._server.wait(HANGS)

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """The address of a database, as an instance is given it."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database that holds nothing: a schema, which is made sooner than a whole database."""
        self._made += 1
        self.run(f"create schema essai{self._made}")
        return f"{self.url()}?options=-csearch_path%3Dessai{self._made}"

    def run(self, statement: str) -> None:
        """Has the server do something."""
        import psycopg  # which not every machine has

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def started() -> Iterator[Cluster]:
    """A cluster that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tisserand-postgresql-"))
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop(signal.SIGQUIT)  # nothing of it is needed any more
        shutil.rmtree(folder)
