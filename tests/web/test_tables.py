# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every table has headings that are told apart, for its columns and for its rows."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest
from flask import Flask

PAGES = [
    "/couverture",
    "/couverture?communes=toutes",
    "/croisements?de=framasoft-calendar",
    "/ontologie",
    "/ontologie?lang=en",
    "/orientation?commune=Tours&besoin=training",
    "/orientation?outil=gmail&commune=Tours",
    "/pourquoi-le-libre",
    "/classement",
    "/fiche/tool/nextcloud",
]


@pytest.mark.parametrize("address", PAGES)
def test_headings_are_unique(touraine_app: Flask, address: str) -> None:
    client = touraine_app.test_client()
    html = client.get(address).text
    compared = re.findall(r'name="comparer" value="([^"]+)"', html)[:2]
    if len(compared) == 2:
        html += client.get(f"{address}&comparer={compared[0]}&comparer={compared[1]}").text
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert tables or "orientation" in address
    for table in tables:
        assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", table))
        # Rows are told apart within their group, which has its own heading.
        for part, scope in [(table, "col"), *((group, "row") for group in table.split("<tbody"))]:
            heads = re.findall(rf'<th\b[^>]*scope="{scope}"[^>]*>(.*?)</th>', part, re.DOTALL)
            said = Counter(" ".join(unescape(re.sub(r"<[^>]*>", " ", head)).split()) for head in heads)
            assert "" not in said
            assert [head for head, count in said.items() if count > 1] == []
