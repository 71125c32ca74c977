# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the pictures of docs/images from a running server: `python docs/screens.py http://127.0.0.1:5000`.

Every page at three sizes, light and dark, as WebP.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

IMAGES = Path(__file__).parent / "images"
DAY = "2021-04-15"
TWO = "comparer=instance/framadrive&comparer=organisation/crib"
PAGES = {
    "accueil": "/",
    "carte-reseaux": f"/carte?vue=reseaux&date={DAY}",
    "carte-temps": "/carte?vue=reseaux&date=2021-02-04&depuis=2020-06-01",
    "carte-besoins": f"/carte?vue=besoins&date={DAY}",
    "carte-rayons": f"/carte?vue=besoins&forme=rayons&date={DAY}",
    "carte-outils": f"/carte?vue=outils&date={DAY}",
    "carte-chemin": f"/carte?vue=chemin&de=organisation/labomedia&vers=network/ptca&date={DAY}",
    "carte-atelier": f"/carte?vue=territoire&mode=atelier&date={DAY}",
    "orientation": f"/orientation?commune=Chinon&outil=gmail&date={DAY}",
    "etape": "/orientation?pas=besoins&commune=Chinon",
    "comparer": f"/orientation?commune=Chinon&besoin=file-sharing&{TWO}",
    "bon": "/orientation/bon?commune=37072&besoin=file-sharing&acteur=organisation/labomedia",
    "pourquoi": "/pourquoi-le-libre",
    "outil": "/fiche/tool/gmail",
    "besoin": "/fiche/need/file-sharing",
    "professionnels": "/entre-professionnels",
    "fiche": "/fiche/network/can",
    "annuaire": "/annuaire",
    "glossaire": "/glossaire",
    "couverture": f"/couverture?date={DAY}",
    "diagnostic": "/diagnostic/numerique",
    "partager": f"/carte/partager?vue=reseaux&date={DAY}",
}
SIZES = {"grand": (1920, 1080), "portable": (1366, 768), "telephone": (390, 844)}
SCHEMES = {"clair": "light", "sombre": "dark"}
QUALITY = 72
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(address: str) -> None:
    """Writes one picture a page, size and scheme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme, colours in SCHEMES.items():
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport=ViewportSize(width=width, height=height),
                    locale="fr-FR",
                    color_scheme=colours,  # type: ignore[arg-type]
                )
                for name, path in PAGES.items():
                    page = context.new_page()
                    page.goto(address + path)
                    page.wait_for_load_state("networkidle")
                    picture = Image.open(io.BytesIO(page.screenshot()))
                    picture.save(IMAGES / f"{name}-{size}-{scheme}.webp", quality=QUALITY, method=6)
                    page.close()
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5000")
