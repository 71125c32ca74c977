# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors send, checked once: known names, sensible lengths, printable characters, real dates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from flask import Flask, current_app, g, request
from rapidfuzz import fuzz, process
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from graph.errors import InvalidInput, Suggestion
from graph.text import typed
from graph.text.catalogue import LANGUAGES, basic
from graph.text.characters import shown
from graph.text.wording import Phrase, Said
from web.app.errors import is_data
from web.app.guard import opened
from web.app.language import LANGUAGE, language

MISSING = Phrase("Le paramètre « {name} » manque : donnez-lui une valeur.")
MISSPELT = Phrase("« {name} » n’est pas compris dans cette adresse. Vouliez-vous dire « {closest} » ?")
UNKNOWN = Phrase("« {name} » n’est pas compris dans cette adresse. Ce qui l’est : {known}.")
# Put on shared links by those who carry them. Pages leave out whatever they do not read; files to take away, where a
# name that is misspelt must be told, go without these.
NEARLY = 80  # of 100: how near a name of a parameter must be to another to be told as a misspelling of it
MARKS = ("utm_", "fbclid", "gclid", "mtm_", "pk_")
View = TypeVar("View", bound=Callable[..., object])


def register(app: Flask) -> None:
    """Leaves out of each address what its page does not read, before anything looks at it."""
    app.before_request(_listen)
    app.jinja_env.globals.update(longest=typed.LONGEST_LETTER)
    app.jinja_env.globals.update(misspelt_here=lambda: [said.plain(language()) for said in g.get("misspelt", ())])


def reads(*names: str, also: Mapping[str, str] = MappingProxyType({})) -> Callable[[View], View]:
    """Marks a view that answers people: it reads these parameters and the language, and is not given any other.

    `also`: other names that people give to some of them in an address, as those that programs use.

    Newsletters, social networks and whoever shares a link add their own, which nobody can list. What is left out here
    is in no link of the page either. A view without this mark gives files or data: a parameter it does not know is
    a mistake, and is named.
    """

    def mark(view: View) -> View:
        view.reads = frozenset(names)  # type: ignore[attr-defined]
        view.also = also  # type: ignore[attr-defined]
        return view

    return mark


def leave_out_but(names: Collection[str], also: Mapping[str, str] = MappingProxyType({})) -> None:
    """Reads no other parameters than these in the rest of this request, nor a language that this site does not have.

    One whose name is nearly that of another is told.
    """
    # A link copied from the source of a page or from some letters has `&amp;` between its parameters.
    given = [(name.removeprefix("amp;"), value) for name, value in request.args.items(multi=True)]
    given = [(also.get(name, name), value) for name, value in given]
    g.misspelt = tuple(_misspelt({name for name, value in given if value.strip()}, names))
    kept = [(name, value) for name, value in given if name in names]
    spoken = basic(next((value for name, value in given if name == LANGUAGE), ""))
    kept += [(LANGUAGE, spoken)] if spoken in LANGUAGES else []
    request.args = ImmutableMultiDict(kept)


def _misspelt(given: Iterable[str], names: Collection[str]) -> Iterator[Said]:
    """What to say of each name that is not read, and nearly is."""
    for name in sorted(given):
        if name in names or name == LANGUAGE or name.startswith(MARKS):
            continue
        closest = process.extractOne(name[:40], list(names), scorer=fuzz.ratio, score_cutoff=NEARLY)
        if closest:
            yield MISSPELT(name=shown(name[:40]), closest=closest[0])


def asked_of_page(letters: Collection[str] = ()) -> Parameters:
    """What the page of this request reads of its address; `letters` may hold a long text."""
    return Parameters(request.args, _read_by_page() or (), letters)


def _listen() -> None:
    names = _read_by_page()
    if names is not None:
        leave_out_but(names, getattr(current_app.view_functions.get(request.endpoint or ""), "also", {}))
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

    def __init__(self, args: MultiDict[str, str], allowed: Collection[str], letters: Collection[str] = ()) -> None:
        """`letters` are those that may hold a long text."""
        self.args = args
        for name in args:
            if name not in allowed and name != LANGUAGE:
                raise _unknown(name, allowed)
        for name, values in args.lists():
            typed.check(name, values, typed.LONGEST_LETTER if name in letters else typed.LONGEST_TEXT)
        self._check_language()

    def _check_language(self) -> None:
        lang = self.text(LANGUAGE)
        if lang and basic(lang) not in LANGUAGES:
            raise typed.refused(typed.NOT_AMONG, LANGUAGE, values=", ".join(LANGUAGES), text=lang)

    def text(self, name: str) -> str:
        """The only value without outer spaces, "" when absent; raises where two values contradict each other."""
        return typed.one(name, self.args.getlist(name)) if name in self.args else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """All values that are not empty, each once, in the order given."""
        return typed.several(self.args.getlist(name)) if name in self.args else ()

    def day(self, name: str) -> date | None:
        """A date written YYYY-MM-DD."""
        return typed.day(name, self.text(name))

    def flag(self, name: str) -> bool:
        """Whether a box is ticked: 1, true, on, oui."""
        return typed.flag(name, self.text(name))

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds; `default` where it is not asked for, which an empty one is not."""
        text = self.text(name)
        if name in self.args and not text:
            raise typed.refused(typed.NO_NUMBER, name, low=low, high=high, text=text)
        return typed.number(name, text, (default, low, high))

    def choice(self, name: str, values: Collection[str]) -> str:
        """One of these values, or "" when absent."""
        return typed.choice(name, self.text(name), values)

    def required(self, name: str) -> str:
        """The value, which must be there."""
        text = self.text(name)
        if not text:
            raise typed.refused(MISSING, name)
        return text


def sealed_form(content: str, *names: str) -> Parameters:
    """What was typed into the fields of a form that `content` was sealed for.

    Raises InvalidInput on any other field, and where the seal is not there, is another or is too old.
    """
    form = Parameters(request.form, (*names, "jeton"))
    opened(content, form.text("jeton"))
    return form


def _unknown(name: str, allowed: Collection[str]) -> InvalidInput:
    """Names the parameter, cut short and without hidden characters, and the closest that exists."""
    named = shown(name[:40])
    closest = process.extractOne(named, list(allowed), scorer=fuzz.ratio, score_cutoff=50)
    if not closest:
        return typed.refused(UNKNOWN, named, known=", ".join(sorted(allowed)))
    said, meant = MISSPELT(name=named, closest=closest[0]), [Suggestion(closest[0], closest[0])]
    return InvalidInput(said, field=named, suggestions=meant)
