# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset copied to a SPARQL 1.1 Graph Store elsewhere, graph by graph, after each change."""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from graph.dataset import Dataset
from graph.errors import SettingsError
from graph.store_files import write_atomically

TIMEOUT = 10.0
log = logging.getLogger("tisserand")


class Mirror:
    """A Graph Store that follows. `address` is that of the SPARQL 1.1 Graph Store HTTP Protocol (`…/store`, `…/data`).

    Whole graphs are put, so that doing it twice does no harm and no SPARQL is written. What fails is kept as late and
    sent again with the next change, or at the next start; the instance itself never waits for it to answer well.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self._address = urlsplit(address)
        self._path = folder / "mirror.json"
        self._late: set[str] = set()
        self._sent: set[str] = set()

    def start(self, public: Dataset, stamp: str) -> None:
        """Puts every graph, unless `stamp` says that the last run left them so.

        Raises SettingsError when the address does not answer: a wrong one is better known at once.
        """
        kept = self._kept()
        self._sent = set(kept.get("graphs", ()))
        if kept.get("stamp") == stamp:
            return
        graphs = {graph.value for graph in public.store.named_graphs() if isinstance(graph, ox.NamedNode)}
        self.follow(public, graphs | self._sent, stamp)
        if self._late:
            raise SettingsError(
                f"STORE : « {self._address.geturl()} » ne reçoit pas les graphes. Donnez l’adresse du Graph Store "
                "(protocole SPARQL 1.1), joignable et ouverte en écriture, ou « embedded ».",
                field="STORE",
            )

    def follow(self, public: Dataset, graphs: Iterable[str], stamp: str) -> None:
        """Puts these graphs, and those that are late, as they are now."""
        waiting, self._late = {*graphs, *self._late}, set()
        for graph in sorted(waiting):
            try:
                self._send(public, graph)
            except (OSError, http.client.HTTPException) as error:
                self._late.add(graph)
                log.warning("Copie vers STORE en retard pour <%s> : %s", graph, error)
        if not self._late:
            kept = {"address": self._address.geturl(), "stamp": stamp, "graphs": sorted(self._sent)}
            write_atomically(self._path, json.dumps(kept).encode())

    def _send(self, public: Dataset, graph: str) -> None:
        facts = ox.serialize(
            (quad.triple for quad in public.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))),
            format=ox.RdfFormat.N_TRIPLES,
        )
        status = self._request("PUT" if facts else "DELETE", graph, facts or None)
        if status >= 300 and not (status == 404 and not facts):
            raise http.client.HTTPException(f"réponse {status}")
        (self._sent.add if facts else self._sent.discard)(graph)

    def _request(self, method: str, graph: str, content: bytes | None) -> int:
        secure = self._address.scheme == "https"
        opened = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = opened(self._address.hostname or "", self._address.port, timeout=TIMEOUT)
        query = f"{self._address.query}&" if self._address.query else ""
        try:
            target = f"{self._address.path or '/'}?{query}graph={quote(graph, safe='')}"
            connection.request(method, target, content, {"Content-Type": "application/n-triples"})
            response = connection.getresponse()
            response.read(1_000_000)
            return response.status
        finally:
            connection.close()

    def _kept(self) -> dict[str, Any]:
        """What the last run sent; nothing when it was to another address."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if kept.get("address") == self._address.geturl() else {}
