# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the pictures of docs/images from a running server: `python docs/screens.py http://127.0.0.1:5000`.

Every page at three sizes, light and dark, as WebP; those that are named after the address, where some are.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).parent / "images"
DAY = "2021-04-15"
STORY = "can-aval-ptca-2021"
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
    "carte-relations": f"/carte?vue=reseaux&noms=oui&date={DAY}",
    "carte-lieux": "/carte?vue=lieux&ouvert=territory/epci-243700754",
    "carte-filtre": "/carte?vue=territoire&lieu=territory/epci-243700754",
    "carte-recit": f"/carte?vue=autour&centre=working-group/can-pava&date=2021-07-01&recit={STORY}&etape=4",
    "carte-fichier": f"/carte.html?vue=territoire&date={DAY}",
    "recits": "/recits",
    "recit": f"/recit/{STORY}?etape=4",
    "recit-atelier": f"/recit/{STORY}?etape=4&mode=atelier",
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


def main(address: str, names: Sequence[str] = ()) -> None:
    """Writes one picture a page, size and scheme; of these pages only, if any is named."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme, colours in SCHEMES.items():
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport=ViewportSize(width=width, height=height),
                    locale="fr-FR",
                    color_scheme=colours,  # type: ignore[arg-type]
                )
                for name in names or PAGES:
                    page = context.new_page()
                    shown(page, address + PAGES[name])
                    page.wait_for_load_state("networkidle")
                    picture = Image.open(io.BytesIO(page.screenshot()))
                    picture.save(IMAGES / f"{name}-{size}-{scheme}.webp", quality=QUALITY, method=6)
                    page.close()
                context.close()
        browser.close()


def shown(page: Page, address: str) -> None:
    """Goes there; what is taken away as a file is opened from the disk."""
    if ".html?" not in address:
        page.goto(address)
        return
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page.request.get(address).body())
        file.flush()
        page.goto(Path(file.name).as_uri())


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["http://127.0.0.1:5000"], names=sys.argv[2:])
