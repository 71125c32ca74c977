# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors send, checked once: known names, sensible lengths, printable characters, real dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from rapidfuzz import fuzz, process
from werkzeug.datastructures import MultiDict

from graph.errors import InvalidInput, Suggestion
from web.filters import french
from web.language import LANGUAGES

LONGEST_TEXT = 200  # characters: longer than any label, shorter than any attack
MOST_VALUES = 20
# Added by newsletters and social networks to links that people share: they mean nothing here.
TRACKERS = ("utm_", "fbclid", "gclid", "mtm_", "pk_")
# Characters that copying from a page brings along: they hide nothing, and are taken away.
SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff"))
HIDDEN = {"Cc", "Cf", "Cs", "Co"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Parameters:
    """The query of one request; every reading raises InvalidInput naming the parameter at fault."""

    def __init__(self, args: MultiDict[str, str], allowed: Collection[str]) -> None:
        self.args = args
        for name in args:
            if name not in allowed and name != "lang" and not name.startswith(TRACKERS):
                raise _unknown(name, allowed)
        for name, values in args.lists():
            if len(values) > MOST_VALUES:
                raise InvalidInput(
                    f"Le paramètre « {name} » est donné {len(values)} fois : {MOST_VALUES} au plus.", field=name
                )
            for value in values:
                check_text(name, value)
        self._check_language()

    def _check_language(self) -> None:
        lang = self.text("lang")
        if lang and lang not in LANGUAGES:
            raise InvalidInput(french(f"« lang » vaut {' ou '.join(LANGUAGES)}, pas « {lang} »."), field="lang")

    def text(self, name: str) -> str:
        """The only value without outer spaces, "" when absent; raises where two values contradict each other."""
        values = list(dict.fromkeys(_bare(value) for value in self.args.getlist(name)))
        if len(values) > 1:
            raise InvalidInput(
                french(f"Le paramètre « {name} » est donné {len(values)} fois : gardez une seule valeur."), field=name
            )
        return values[0] if values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """All values that are not empty, each once, in the order given."""
        return tuple(dict.fromkeys(text for value in self.args.getlist(name) if (text := _bare(value))))

    def day(self, name: str) -> date | None:
        """A date written YYYY-MM-DD."""
        text = self.text(name)
        try:
            if text and not DAY.fullmatch(text):  # Python also reads 20210601 and 2021-W22-2
                raise ValueError(text)
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise InvalidInput(
                french(f"La date « {text} » ne se lit pas : écrivez-la année-mois-jour, par exemple 2021-06-01."),
                field=name,
            ) from None

    def flag(self, name: str) -> bool:
        """Whether a box is ticked: 1, true, on, oui."""
        text = self.text(name).lower()
        if text not in {"", "0", "1", "true", "false", "on", "oui", "non"}:
            raise InvalidInput(french(f"« {name} » vaut 1 ou 0, pas « {text} »."), field=name)
        return text in {"1", "true", "on", "oui"}

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):
            raise InvalidInput(french(f"« {name} » est un nombre entre {low} et {high}, pas « {text} »."), field=name)
        return int(text)

    def choice(self, name: str, values: Collection[str]) -> str:
        """One of these values, or "" when absent."""
        text = self.text(name)
        if text and text not in values:
            raise InvalidInput(french(f"« {name} » vaut {' ou '.join(values)}, pas « {text} »."), field=name)
        return text

    def required(self, name: str) -> str:
        """The value, which must be there."""
        text = self.text(name)
        if not text:
            raise InvalidInput(french(f"Le paramètre « {name} » manque : donnez-lui une valeur."), field=name)
        return text


def check_text(name: str, value: str) -> None:
    """Raises InvalidInput on a text too long or with characters that do not show."""
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(
            french(f"« {name} » fait {len(value)} caractères : {LONGEST_TEXT} au plus. Gardez les mots qui comptent."),
            field=name,
        )
    hidden = next((char for char in value if unicodedata.category(char) in HIDDEN and ord(char) not in SOFT), None)
    if hidden is not None:
        raise InvalidInput(
            french(
                f"« {name} » contient un caractère invisible (U+{ord(hidden):04X}) : effacez-le ou retapez le texte."
            ),
            field=name,
        )


def _bare(value: str) -> str:
    """The value without soft characters nor outer spaces."""
    return value.translate(SOFT).strip()


def _unknown(name: str, allowed: Collection[str]) -> InvalidInput:
    """Names the parameter, cut short and without hidden characters, and the closest that exists."""
    shown = "".join(character for character in name[:40] if character.isprintable())
    closest = process.extractOne(shown, list(allowed), scorer=fuzz.ratio, score_cutoff=50)
    hint = (
        f" Vouliez-vous dire « {closest[0]} » ?" if closest else f" Ceux qui existent : {', '.join(sorted(allowed))}."
    )
    suggestions = [Suggestion(closest[0], closest[0])] if closest else []
    return InvalidInput(french(f"Le paramètre « {shown} » n’existe pas.{hint}"), field=shown, suggestions=suggestions)
