# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sends texts compressed to whoever reads compressed ones: a map takes a sixth of its size on a slow line."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

from web.app.files import ENDPOINTS

# Both are read by every browser of the last ten years; level 4 of brotli costs about as much as gzip's 5.
ALGORITHMS = ["br", "gzip"]
GZIP_LEVEL, BROTLI_LEVEL = 5, 4


def register(app: Flask) -> None:
    """Compresses pages, data and drawings; fonts, pictures and files that carry their own encoding are left alone."""
    app.config.setdefault("COMPRESS_ALGORITHM", ALGORITHMS)
    app.config.setdefault("COMPRESS_STREAMS", False)
    app.config.setdefault("COMPRESS_LEVEL", GZIP_LEVEL)
    app.config.setdefault("COMPRESS_BR_LEVEL", BROTLI_LEVEL)
    Compress(app)
    # Registered after it, hence called before it.
    app.after_request(_whole)


def _whole(response: Response) -> Response:
    """Static files are read whole, as nothing streamed is compressed; they are small, and browsers keep them."""
    if request.endpoint in ENDPOINTS and response.status_code == 200:
        response.direct_passthrough = False
        let_go = getattr(response.response, "close", None)
        response.make_sequence()
        # Read whole, the file is not kept open for as long as the visitor takes.
        if let_go is not None:
            let_go()
    return response
