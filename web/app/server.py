# SPDX-License-Identifier: AGPL-3.0-or-later
"""The production server: `python -m web.app.server` serves on HOST and PORT and says so once it can answer."""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from ipaddress import ip_address
from multiprocessing import get_context
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.errors import HaltServer  # type: ignore[import-untyped]

from graph import heap
from graph.errors import SettingsError, TisserandError
from graph.lan import bracketed
from graph.settings import LOOPBACK, Settings
from web.app.traces import DiscreetFormatter, traced

# One process holds the embedded store; its threads share everything that is in memory.
OPTIONS: dict[str, Any] = {
    "worker_class": "web.app.front_door.FrontDoor",
    "workers": 1,
    # Eight that work; the others wait for a dear page (`web.app.dear`, which this process does without).
    "threads": 50,
    "timeout": 120,
    "graceful_timeout": 20,
    "loglevel": "warning",
    "proc_name": "tisserand",
    # Newer versions would listen to orders at one place for all servers of a user: ours takes signals alone.
    "control_socket_disable": True,
}
AS_ROOT = (
    "Réglage : Tisserand tourne sous le compte root, qui peut tout sur cette machine. Donnez-lui un compte à lui : "
    "voyez le guide « Héberger Tisserand »."
)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around the application, which the worker makes: the parent process stays small."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Sets gunicorn's options."""
        options = {
            **OPTIONS,
            "bind": f"{bracketed(self.settings.host)}:{self.settings.port}",
            "post_worker_init": self._ready,
            "worker_exit": _leave,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, its data read; ends the process with one line when it cannot be."""
        shown = logging.StreamHandler(sys.stderr)
        shown.setFormatter(DiscreetFormatter("%(message)s"))
        logging.basicConfig(handlers=[shown])
        try:
            # By name, as gunicorn itself is told: the application is made of web/, not the other way round.
            app = import_module("app").create_app(self.settings)
            app.extensions["tisserand"].prepare()
            app.extensions["tisserand"].attend()
            _settle()
        except TisserandError as error:
            print(f"Erreur : {error.message}", file=sys.stderr, flush=True)
            # gunicorn's own code for an application that cannot be loaded: it stops instead of trying again.
            os._exit(4)
        except Exception as error:
            print(f"Erreur : le site n’a pas pu démarrer.\n{traced(error)}", file=sys.stderr, flush=True)
            os._exit(4)
        return app

    def _ready(self, _worker: Any) -> None:
        print("\n".join(_welcome(self.settings)), flush=True)
        # What only maps need is read once visitors are already answered.
        threading.Thread(target=lambda: import_module("web.site.map.drawing").warm(), daemon=True).start()


def _welcome(settings: Settings) -> Iterator[str]:
    """Where the server answers: on this machine, then for the telephones of the room; then what is to be put right."""
    host = LOOPBACK if ip_address(settings.host).is_unspecified else bracketed(settings.host)
    yield f"Tisserand répond à http://{host}:{settings.port}{settings.path} (Ctrl-C pour l’arrêter)."
    for address in settings.lan:
        yield f"Sur les téléphones de la salle, reliés au même réseau : {address}{settings.path}"
    if os.geteuid() == 0:
        yield AS_ROOT


def _settle() -> None:
    """What was just read stays: the collector need not go through it again while visitors wait.

    What answers leave in memory is looked through by small parts; the whole, which makes one visitor wait for tens of
    milliseconds, once in some thousand pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(1_000, 10, 200)
    # Who has little to do is let in five times as soon beside who has much.
    sys.setswitchinterval(0.001)


def _leave(_arbiter: Any, worker: Any) -> None:
    """Flushes and closes the store once the last request is answered."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["tisserand"].close()


def _refusal(settings: Settings) -> str:
    """Why the server cannot listen where it is told, "" when it can."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"le port {settings.port} est déjà pris. Arrêtez ce qui l’occupe, ou choisissez-en un autre : "
                "PORT=5001 make serve"
            )
        return (
            f"HOST, PORT : impossible d’écouter sur {settings.host}, port {settings.port} ({error.strerror}). "
            f"Sans HOST, Tisserand écoute sur {LOOPBACK}."
        )
    return ""


def _settings_or_exit() -> Settings:
    """The settings, the territory being one that exists; a wrong one ends the process with one line and the code 2."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(f"Erreur : {error.message}", file=sys.stderr)
        sys.exit(2)
    for notice in settings.notices:
        print(f"Réglage : {notice}", file=sys.stderr, flush=True)
    # What reading a territory needs stays out of the parent process.
    reading = get_context("fork").Process(target=_read_territory, args=(settings,))
    reading.start()
    reading.join()
    if reading.exitcode:
        sys.exit(2)
    return settings


def _read_territory(settings: Settings) -> None:
    """Ends the process with one line and the code 2 where the territory or its area cannot be used."""
    from graph.observatory import load_observatory, territories_of

    try:
        territories_of(settings, load_observatory(settings.territory))
    except SettingsError as error:
        print(f"Erreur : {error.message}", file=sys.stderr)
        sys.exit(2)


def main() -> None:
    """Checks the settings and the port, then serves until Ctrl-C."""
    os.umask(0o077)  # what is written from here on is for nobody else
    settings = _settings_or_exit()
    if refusal := _refusal(settings):
        sys.exit(f"Erreur : {refusal}")
    heap.share()
    # gunicorn would read our own arguments as its options.
    sys.argv = sys.argv[:1]
    try:
        Server(settings).run()
    except HaltServer as halted:  # gunicorn was already stopping when it learnt why the worker left
        sys.exit(halted.exit_status)


if __name__ == "__main__":
    main()
