# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the letters of a text are written: UTF-8 or UTF-16, else what Windows or old Macs wrote; never two ways mixed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from graph.errors import DataError

CHUNK = 1024 * 1024
# Enough lines with accents to tell one way of writing them from another.
SAMPLE = 16 * 1024
BEFORE_UNICODE = ["cp1252", "mac_roman", "cp850"]
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# French letters and quotes as UTF-8 writes them: in a text that is not UTF-8, somebody glued two files together.
_GLUED = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x93\x94\x98\x99\xa6]")
_HIGH = re.compile(rb"[\x80-\xff]")
# What Windows writes in French: an accent, a quotation mark, a degree, a euro. Few texts need a closer look.
_FRENCH = re.compile(b"[%b]*" % re.escape("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ’‘“”«»–—…°€²³\u00a0".encode("cp1252")))
_HIGH_ONLY = re.compile(rb"[\x00-\x7f]+")
_LINE_END = re.compile(rb"[\r\n]")
NOT_TEXT = "ce n’est pas du texte. Enregistrez le tableau en « CSV UTF-8 »."
MIXED = (
    "les accents de cette ligne ne sont pas écrits comme ceux du reste du fichier. "
    "Ouvrez-le dans un tableur, corrigez-les, puis enregistrez-le en « CSV UTF-8 »."
)


def encoding_of(path: Path) -> str:
    """The name of the encoding of a text; raises DataError for what is no text, or one of two encodings."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    found = next((name for mark, name in MARKS.items() if head.startswith(mark)), "")
    if found == "utf-16" or (b"\0" in head and not found):
        return found or _wide(path, head)
    if _is_utf8(path):
        return "utf-8-sig"
    content = path.read_bytes()
    if b"\0" in content:
        raise DataError(NOT_TEXT, file=path.name)
    _check_alike(path, content)
    sample = _sample(content)
    if _FRENCH.fullmatch(_HIGH_ONLY.sub(b"", sample)):
        return BEFORE_UNICODE[0]
    best = from_bytes(sample, cp_isolation=BEFORE_UNICODE).best()
    if best is not None:
        return best.encoding
    return next(name for name in BEFORE_UNICODE if _decodes(content, name))


def begins_a_text(head: bytes) -> bool:
    """Whether a file that begins so may be a text."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" not in head or bool(_width(head))


def _wide(path: Path, head: bytes) -> str:
    found = _width(head)
    if not found:
        raise DataError(NOT_TEXT, file=path.name)
    return found


def _width(head: bytes) -> str:
    """UTF-16 without its mark: every second byte of plain letters is zero."""
    most = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.6 * most and even < 0.1 * most:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * most and odd < 0.1 * most else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise DataError(NOT_TEXT, file=path.name)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_alike(path: Path, content: bytes) -> None:
    """Raises DataError on the first line that is not written as the others are."""
    lines = content.split(b"\n")
    accented = [(number, line) for number, line in enumerate(lines, 1) if _HIGH.search(line)]
    glued = [number for number, line in accented if _GLUED.search(line) and _decodes(line, "utf-8")]
    if not glued:
        return
    others = [number for number, line in accented if number not in set(glued)]
    odd = min((glued, others), key=len)
    raise DataError(MIXED, file=path.name, line=odd[0] if odd else glued[0])


def _sample(content: bytes) -> bytes:
    found = bytearray()
    for line in filter(_HIGH.search, _LINE_END.split(content)):
        found += line + b"\n"
        if len(found) > SAMPLE:
            break
    return bytes(found)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
