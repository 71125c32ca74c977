# SPDX-License-Identifier: AGPL-3.0-or-later
"""What browser tests share: the system's Chromium, a served instance, and axe-core with all its rules."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from tests.instances import settings_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDED = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
# Size of targets is new in WCAG 2.2: axe asks for it only when told.
RULES = "{rules: {'target-size': {enabled: true}}}"


@contextmanager
def served(instance: Path, data: Sequence[Path]) -> Iterator[str]:
    """A server on a free port; gives its address."""
    app = create_app(settings_in(instance), data=data)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["tisserand"].close()


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe finds wrong on a page, whatever its impact: rule, impact, first elements."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {RULES})")
    assert found["passes"]
    return [
        (fault["id"], fault["impact"], [node["html"][:160] for node in fault["nodes"]][:3])
        for fault in found["violations"]
    ]


def probe(page: Page, name: str) -> Any:
    """What one of `probes.js` answers."""
    return page.evaluate(f"{PROBES.strip()}.{name}()")
