# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the pictures of docs/images from a running server: `python docs/screens.py http://127.0.0.1:5000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
DAY = "2021-06-01"
PICTURES = {
    "accueil": ("/", 1440, 900),
    "carte-reseaux": (f"/carte?vue=reseaux&date={DAY}", 1920, 1080),
    "carte-besoins": (f"/carte?vue=besoins&date={DAY}", 1920, 1080),
    "carte-telephone": (f"/carte?vue=reseaux&date={DAY}", 390, 780),
    "orientation": (f"/orientation?commune=Chinon&outil=gmail&date={DAY}", 1440, 1100),
    "glossaire": ("/glossaire", 1440, 1000),
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(address: str) -> None:
    """Writes one PNG a picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (path, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR")
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5000")
