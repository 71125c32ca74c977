# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and data travel compressed, and are still asked for only when they changed."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("way", UNPACK)
@pytest.mark.parametrize("address", ["/annuaire", "/carte.json", "/carte.svg", "/static/style.css"])
def test_a_text_is_the_same_once_unpacked(client: FlaskClient, address: str, way: str) -> None:
    with client.get(address, headers={"Accept-Encoding": "identity"}) as plain:
        whole = plain.data
    with client.get(address, headers={"Accept-Encoding": way}) as packed:
        assert packed.headers["Content-Encoding"] == way
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert UNPACK[way](packed.data) == whole
        assert len(packed.data) < len(whole) / 2


def test_an_unchanged_drawing_is_not_sent_again(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    first = client.get("/carte.svg", headers=headers)
    again = client.get("/carte.svg", headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_font_is_sent_as_it_is(client: FlaskClient) -> None:
    font = client.get("/static/built/inter.woff2", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in font.headers
