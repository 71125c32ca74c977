# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a survey is about: a département with its communes and intercommunalities, and the themes of needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.errors import Ambiguous, InvalidInput, Suggestion, UnknownThing
from graph.model import Choice, Scheme
from graph.referral.index import ReferralIndex
from graph.territory import Territories, Territory
from graph.text.folding import fold, key
from graph.text.wording import Phrase

DEPARTEMENT, EPCI = "departement", "epci"
NOT_A_DEPARTEMENT = Phrase("« {text} » n’est pas un département : donnez son nom ou son numéro, comme {example}.")
SEVERAL = Phrase("« {text} » désigne plusieurs départements : choisissez, ou donnez le numéro.")
NOT_HERE = Phrase(
    "« {text} » n’est pas une intercommunalité de ce département ({departement}). Choisissez dans la liste."
)
NO_THEME = Phrase("Aucun thème de besoins ne s’appelle « {text} ». Choisissez dans la liste.")


@dataclass(frozen=True)
class Area:
    """Some communes of the département, with the territory they make up; `ranks` are theirs in the survey."""

    territory: Territory
    ranks: tuple[int, ...]


@dataclass(frozen=True)
class Scope:
    """A département: its communes by name, and its intercommunalities with those of their communes that are in it.

    A commune that belongs to none is in the last area, which is then the département itself.
    """

    departement: Territory
    communes: tuple[Territory, ...]
    areas: tuple[Area, ...]

    @property
    def whole(self) -> Area:
        """The département as one area."""
        return Area(self.departement, tuple(range(len(self.communes))))

    def area(self, text: str) -> Area:
        """The intercommunality of a code, a key or a name; raises InvalidInput with those there are."""
        wanted = key(text.removeprefix(f"{EPCI}-"))
        for area in self.areas:
            if wanted in (key(area.territory.code), key(area.territory.name)):
                return area
        raise InvalidInput(
            NOT_HERE(text=text, departement=self.departement.name),
            field=EPCI,
            suggestions=[Suggestion(area.territory.key, area.territory.name) for area in self.areas],
        )


@dataclass(frozen=True)
class Theme:
    """A need of the top level, with all those under it (itself first); `ranks` are theirs in the survey."""

    need: Choice
    needs: tuple[Choice, ...]
    ranks: tuple[int, ...]


def home(index: ReferralIndex) -> Territory:
    """The département of the area of the instance, the first of several.

    An area that names none, as the whole country, is looked at from where most actors are, else from its first one.
    """
    known = index.territories
    inside = departements(known)
    if any(place.departement for place in known.area):
        return inside[0]
    return next((item for item in inside if item.key == index.busiest), inside[0])


def departements(known: Territories) -> list[Territory]:
    """Those of the area of the instance: those that it names, in that order, else all that are inside it."""
    codes = dict.fromkeys(place.departement for place in known.area if place.departement)
    if codes:
        return [known.by_code(DEPARTEMENT, code) for code in codes]
    return [item for item in known.all(DEPARTEMENT) if any(known.contains(place, item) for place in known.area)]


def departement(territories: Territories, text: str, field: str) -> Territory:
    """The département of a name, a number, a key or an IRI; raises InvalidInput naming the field."""
    suggestions: Sequence[Suggestion] = ()
    try:
        return territories.by_code(DEPARTEMENT, text.strip().upper())
    except UnknownThing:
        pass
    # « Indre » is a département, although another name begins with it.
    exact = [item for item in territories.all(DEPARTEMENT) if key(item.name) == key(text)]
    if exact:
        return exact[0]
    try:
        found = territories.resolve(text, (DEPARTEMENT,))
        if found.level == DEPARTEMENT:
            return found
    except Ambiguous as error:
        raise InvalidInput(SEVERAL(text=text), field=field, suggestions=error.suggestions) from error
    except InvalidInput as error:
        suggestions = error.suggestions
    example = next((place.departement for place in territories.area if place.departement), "2A")
    raise InvalidInput(NOT_A_DEPARTEMENT(text=text, example=example), field=field, suggestions=suggestions)


def scope(territories: Territories, of: Territory) -> Scope:
    """The scope of a département; intercommunalities from the most to the least populated."""
    inside = (commune for commune in territories.all("commune") if commune.departement == of.code)
    communes = tuple(sorted(inside, key=lambda commune: (fold(commune.name), commune.code)))
    ranks: dict[str, list[int]] = {}
    for rank, commune in enumerate(communes):
        ranks.setdefault(next((key for key in commune.parents if key.startswith(f"{EPCI}-")), of.key), []).append(rank)
    areas = [Area(territories.by_key(key), tuple(found)) for key, found in ranks.items()]
    areas.sort(key=lambda area: (area.territory == of, -sum(communes[rank].population for rank in area.ranks)))
    return Scope(of, communes, tuple(areas))


def themes(scheme: Scheme) -> tuple[Theme, ...]:
    """The themes in the order of the scheme; every need is in one of them."""
    above = {choice.iri: choice.broader[0] for choice in scheme.choices if choice.broader}
    found: dict[str, list[int]] = {}
    for rank, choice in enumerate(scheme.choices):
        found.setdefault(_top(choice.iri, above), []).append(rank)
    by_iri = {choice.iri: choice for choice in scheme.choices}
    return tuple(
        Theme(by_iri[iri], tuple(scheme.choices[rank] for rank in ranks), tuple(ranks))
        for iri, ranks in found.items()
        if iri in by_iri
    )


def theme(found: Iterable[Theme], text: str) -> Theme:
    """The theme of a short name, an IRI or a label in either language; raises InvalidInput with those there are."""
    all_themes = tuple(found)
    for item in all_themes:
        if key(text) in map(key, _names(item.need)):
            return item
    choices = [Suggestion(item.need.iri, item.need.label.fr) for item in all_themes]
    raise InvalidInput(NO_THEME(text=text), field="theme", suggestions=choices)


def _names(need: Choice) -> Iterator[str]:
    yield from (need.slug, need.iri, *need.label.languages.values())


def _top(iri: str, above: dict[str, str]) -> str:
    seen = {iri}
    while iri in above and above[iri] not in seen:
        iri = above[iri]
        seen.add(iri)
    return iri
