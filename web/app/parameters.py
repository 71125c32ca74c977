# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors send, checked once: known names, sensible lengths, printable characters, real dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from typing import TypeVar

from flask import Flask, current_app, request
from rapidfuzz import fuzz, process
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from graph.errors import InvalidInput, Suggestion
from graph.text.catalogue import LANGUAGES
from web.app.errors import is_data
from web.app.filters import french
from web.app.language import LANGUAGE, basic, translate

LONGEST_TEXT = 200  # characters: longer than any label, shorter than any attack
MOST_VALUES = 20
# Characters that copying from a page brings along: they hide nothing, and are taken away.
SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff"))
# Put on shared links by those who carry them. Pages leave out whatever they do not read; files to take away, where a
# name that is misspelt must be told, go without these.
MARKS = ("utm_", "fbclid", "gclid", "mtm_", "pk_")
HIDDEN = {"Cc", "Cf", "Cs", "Co"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
View = TypeVar("View", bound=Callable[..., object])


def register(app: Flask) -> None:
    """Leaves out of each address what its page does not read, before anything looks at it."""
    app.before_request(_listen)


def reads(*names: str) -> Callable[[View], View]:
    """Marks a view that answers people: it reads these parameters and the language, and is not given any other.

    Newsletters, social networks and whoever shares a link add their own, which nobody can list. What is left out here
    is in no link of the page either. A view without this mark gives files or data: a parameter it does not know is
    a mistake, and is named.
    """

    def mark(view: View) -> View:
        view.reads = frozenset(names)  # type: ignore[attr-defined]
        return view

    return mark


def leave_out_but(names: Collection[str]) -> None:
    """Reads no other parameters than these in the rest of this request, nor a language that this site does not have."""
    # A link copied from the source of a page or from some letters has `&amp;` between its parameters.
    given = [(name.removeprefix("amp;"), value) for name, value in request.args.items(multi=True)]
    kept = [(name, value) for name, value in given if name in names]
    spoken = basic(next((value for name, value in given if name == LANGUAGE), ""))
    kept += [(LANGUAGE, spoken)] if spoken in LANGUAGES else []
    request.args = ImmutableMultiDict(kept)


def asked_of_page() -> Parameters:
    """What the page of this request reads of its address."""
    return Parameters(request.args, _read_by_page() or ())


def _listen() -> None:
    names = _read_by_page()
    if names is not None:
        leave_out_but(names)
    elif not is_data(request.path):
        given = request.args.items(multi=True)
        request.args = ImmutableMultiDict((name, value) for name, value in given if not name.startswith(MARKS))


def _read_by_page() -> frozenset[str] | None:
    """The parameters that the view of this request reads; none where no page is, None where a program asks."""
    if request.endpoint is None:
        return frozenset()
    names: frozenset[str] | None = getattr(current_app.view_functions.get(request.endpoint), "reads", None)
    return names


class Parameters:
    """The query of one request; every reading raises InvalidInput naming the parameter at fault."""

    def __init__(self, args: MultiDict[str, str], allowed: Collection[str]) -> None:
        self.args = args
        for name in args:
            if name not in allowed and name != LANGUAGE:
                raise _unknown(name, allowed)
        for name, values in args.lists():
            if len(values) > MOST_VALUES:
                raise _refused(
                    name, translate("Le paramètre « {name} » est donné {count} fois : {most} au plus."),
                    count=len(values), most=MOST_VALUES,
                )  # fmt: skip
            for value in values:
                check_text(name, value)
        self._check_language()

    def _check_language(self) -> None:
        lang = self.text(LANGUAGE)
        if lang and basic(lang) not in LANGUAGES:
            raise _refused(LANGUAGE, _not_among(), values=_either(LANGUAGES), text=lang)

    def text(self, name: str) -> str:
        """The only value without outer spaces, "" when absent; raises where two values contradict each other."""
        values = list(dict.fromkeys(_bare(value) for value in self.args.getlist(name)))
        if len(values) > 1:
            text = translate("Le paramètre « {name} » est donné {count} fois : gardez une seule valeur.")
            raise _refused(name, text, count=len(values))
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
            advice = translate("La date « {text} » ne se lit pas : écrivez-la année-mois-jour, par exemple 2021-06-01.")
            raise _refused(name, advice, text=text) from None

    def flag(self, name: str) -> bool:
        """Whether a box is ticked: 1, true, on, oui."""
        text = self.text(name).lower()
        if text not in {"", "0", "1", "true", "false", "on", "oui", "non"}:
            raise _refused(name, translate("« {name} » vaut 1 ou 0, pas « {text} »."), text=text)
        return text in {"1", "true", "on", "oui"}

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):
            advice = translate("« {name} » est un nombre entre {low} et {high}, pas « {text} ».")
            raise _refused(name, advice, low=low, high=high, text=text)
        return int(text)

    def choice(self, name: str, values: Collection[str]) -> str:
        """One of these values, or "" when absent."""
        text = self.text(name)
        if text and text not in values:
            raise _refused(name, _not_among(), values=_either(values), text=text)
        return text

    def required(self, name: str) -> str:
        """The value, which must be there."""
        text = self.text(name)
        if not text:
            raise _refused(name, translate("Le paramètre « {name} » manque : donnez-lui une valeur."))
        return text


def check_text(name: str, value: str) -> None:
    """Raises InvalidInput on a text too long or with characters that do not show."""
    if len(value) > LONGEST_TEXT:
        advice = translate("« {name} » fait {count} caractères : {most} au plus. Gardez les mots qui comptent.")
        raise _refused(name, advice, count=len(value), most=LONGEST_TEXT)
    hidden = next((char for char in value if unicodedata.category(char) in HIDDEN and ord(char) not in SOFT), None)
    if hidden is not None:
        advice = translate("« {name} » contient un caractère invisible ({code}) : effacez-le ou retapez le texte.")
        raise _refused(name, advice, code=f"U+{ord(hidden):04X}")


def _bare(value: str) -> str:
    """The value without soft characters nor outer spaces."""
    return value.translate(SOFT).strip()


def _unknown(name: str, allowed: Collection[str]) -> InvalidInput:
    """Names the parameter, cut short and without hidden characters, and the closest that exists."""
    shown = "".join(character for character in name[:40] if character.isprintable())
    closest = process.extractOne(shown, list(allowed), scorer=fuzz.ratio, score_cutoff=50)
    if closest:
        text = translate("Le paramètre « {name} » n’existe pas. Vouliez-vous dire « {closest} » ?")
        return _refused(shown, text, closest=closest[0])
    text = translate("Le paramètre « {name} » n’existe pas. Ceux qui existent : {known}.")
    return _refused(shown, text, known=", ".join(sorted(allowed)))


def _refused(name: str, template: str, **values: object) -> InvalidInput:
    """The error about a parameter: a template in the language of the request, and what fills it."""
    closest = str(values.get("closest", ""))
    suggestions = [Suggestion(closest, closest)] if closest else []
    return InvalidInput(french(template.format(name=name, **values)), field=name, suggestions=suggestions)


def _not_among() -> str:
    return translate("« {name} » vaut {values}, pas « {text} ».")


def _either(values: Collection[str]) -> str:
    return f" {translate('ou')} ".join(values)
