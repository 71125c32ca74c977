# SPDX-License-Identifier: AGPL-3.0-or-later
"""What facilitators make of stories, as changes of the journal: a source for each story, hidden until it is told."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.namespaces import ACCESS_RIGHT, DCT, RDF, SCHEMA, SKOS, TIS, XSD, local_name
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.rdf.positions import position
from graph.storage.decisions import LICENCE
from graph.storage.journal import Draft
from graph.stories.told import Story, StoryView, read_story
from graph.text.characters import bare, code, hidden_in
from graph.text.folding import fold
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

KIND = "story"
PREFIX = "source/story-"
SOURCE = Label("Récit fait par qui anime : {title}")
MOST_VIEWS, MOST_SENTENCES = 20, 6
LONGEST = {"titre": 120, "texte": 1200, "passage": 200}
EMPTY = {
    "titre": Phrase("Donnez un titre : quelques mots qui disent ce que l’on voit."),
    "texte": Phrase("Écrivez au moins une phrase : ce que cette vue raconte."),
    "passage": Phrase("Dites d’où vous le savez : un compte rendu, une page, un organisme."),
}
TOO_LONG = Phrase("Ce texte fait {count} caractères : {most} au plus. Rien n’est perdu : raccourcissez-le ci-dessous.")
UNSEEN = Phrase("Ce texte contient un caractère invisible ({code}) : effacez-le ou retapez le texte.")
TOO_MANY_SENTENCES = Phrase("Cela fait {count} lignes : {most} au plus pour une vue. Gardez les plus utiles.")
TOO_MANY_VIEWS = Phrase("Ce récit a déjà {most} vues : retirez-en une avant d’en ajouter.")
CHANGED = Phrase(
    "Quelqu’un a changé cette vue pendant que vous écriviez. Rien n’est perdu : relisez votre texte ci-dessous, puis "
    "enregistrez-le de nouveau."
)
GONE = Phrase("Cette vue n’est plus dans le récit : quelqu’un l’a retirée. Ajoutez-la de nouveau depuis la carte.")
NO_STORY = Phrase("Ce récit n’existe pas, ou ne se modifie pas d’ici. Choisissez-en un autre dans la liste.")
NO_VIEW = Phrase("Ajoutez au moins une vue avant de publier ce récit.")


@dataclass(frozen=True)
class ToldView:
    """What somebody writes of a view: a title, sentences, and how they are known."""

    title: str
    sentences: tuple[str, ...]
    passage: str


def written(title: str, text: str, passage: str) -> ToldView:
    """What was typed, checked; one line is one sentence. Raises InvalidInput naming the field."""
    sentences = tuple(line for part in text.splitlines() if (line := bare(part)))
    if len(text) <= LONGEST["texte"] and len(sentences) > MOST_SENTENCES:
        raise InvalidInput(TOO_MANY_SENTENCES(count=len(sentences), most=MOST_SENTENCES), field="texte")
    checked(" ".join(text.split()), "texte")
    return ToldView(checked(title, "titre"), sentences, checked(passage, "passage"))


def checked(text: str, field: str) -> str:
    """One line of text without outer spaces; raises InvalidInput where it is empty, too long or hides something."""
    kept = bare(text)
    if not kept:
        raise InvalidInput(EMPTY[field](), field=field)
    if len(kept) > LONGEST[field]:
        raise InvalidInput(TOO_LONG(count=len(kept), most=LONGEST[field]), field=field)
    hidden = hidden_in(kept)
    if hidden:
        raise InvalidInput(UNSEEN(code=code(hidden)), field=field)
    return kept


def made_stories(dataset: Dataset) -> tuple[Story, ...]:
    """The stories that were made here, and may be changed here, by title."""
    found = [read_story(dataset, iri) for iri in dataset.instances(TIS.Story) if _is_made(dataset, iri)]
    return tuple(sorted(found, key=lambda story: (story.title.fr, story.slug)))


def made_story(dataset: Dataset, slug: str) -> Story:
    """One of them; raises UnknownThing."""
    found = next((story for story in made_stories(dataset) if story.slug == slug), None)
    if found is None:
        raise UnknownThing(NO_STORY(), field="recit")
    return found


def is_published(dataset: Dataset, story: Story) -> bool:
    """Whether everybody may read it."""
    return dataset.link(_source(dataset, story.slug), DCT.accessRights) == ACCESS_RIGHT.PUBLIC


def stamp(view: StoryView) -> str:
    """Tells what a view says from what it said before somebody else changed it."""
    return blake2b(repr(view).encode(), digest_size=8).hexdigest()


def new_slug(dataset: Dataset, title: str) -> str:
    """A word for addresses that no story has."""
    word = "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:50].strip("-") or "recit"
    taken = {local_name(iri) for iri in dataset.instances(TIS.Story)}
    taken |= {source.rpartition(PREFIX)[2] for source in dataset.instances(SCHEMA.Dataset) if PREFIX in source}
    return next(
        slug for rank in range(1, len(taken) + 2) if (slug := word if rank < 2 else f"{word}-{rank}") not in taken
    )


def opening(dataset: Dataset, slug: str, title: str, today: date) -> Draft:
    """The source of a new story, which nobody else sees yet; a change of its own, which no undoing of others takes."""
    source = _source(dataset, slug)
    said: list[tuple[str, Value]] = [
        (RDF.type, SCHEMA.Dataset),
        (DCT.license, LICENCE),
        (DCT.issued, date_literal(today)),
        (DCT.accessRights, ACCESS_RIGHT.NON_PUBLIC),
    ]
    said += [(SKOS.prefLabel, text_literal(SOURCE(lang).format(title=title), lang)) for lang in ("fr", "en")]
    return Draft(
        "Tisserand",
        KIND,
        f"Source ouverte : {SOURCE.fr.format(title=title)}",
        source,
        added=_facts(source, source, said),
    )


def beginning(dataset: Dataset, slug: str, title: str, author: str) -> Draft:
    """A story without any view."""
    iri, source = f"{dataset.base}/id/story/{slug}", _source(dataset, slug)
    facts = _facts(iri, source, [(RDF.type, TIS.Story), (SKOS.prefLabel, text_literal(title, "fr"))])
    return Draft(author, KIND, f"Récit commencé : {title}", source, added=facts)


def adding(dataset: Dataset, story: Story, query: str, told: ToldView, author: str) -> Draft:
    """One more view, the last."""
    if len(story.views) >= MOST_VIEWS:
        raise InvalidInput(TOO_MANY_VIEWS(most=MOST_VIEWS))
    source = _source(dataset, story.slug)
    iri = f"{dataset.base}/id/story-view/{story.slug}-{secrets.token_hex(4)}"
    last = max((position(dataset, view.iri) for view in story.views), default=0)
    said: list[tuple[str, Value]] = [
        (RDF.type, TIS.StoryView),
        (TIS.viewOf, story.iri),
        (TIS.mapQuery, Literal(query)),
        _place(last + 10),
    ]
    facts = _facts(iri, source, said) | _words(dataset, iri, source, told)
    return Draft(author, KIND, f"Vue ajoutée au récit « {story.title.fr} » : {told.title}", source, added=facts)


def rewording(dataset: Dataset, story: Story, view: str, seen: str, told: ToldView, author: str) -> Draft:
    """Other words for a view, as somebody who saw it as it is writes them; raises Conflict where it changed since."""
    now = _view(story, view)
    if stamp(now) != seen:
        raise Conflict(CHANGED(), field="texte")
    source = _source(dataset, story.slug)
    removed, added = _worded(dataset, now), _words(dataset, now.iri, source, told)
    return Draft(author, KIND, f"Vue récrite : {told.title}", source, removed - added, added - removed)


def removing(dataset: Dataset, story: Story, view: str, author: str) -> Draft:
    """The story without a view."""
    gone = _view(story, view)
    removed = _worded(dataset, gone) | frozenset(dataset.facts(s=gone.iri))
    source = _source(dataset, story.slug)
    return Draft(author, KIND, f"Vue retirée du récit « {story.title.fr} » : {gone.title.fr}", source, removed)


def moving(dataset: Dataset, story: Story, view: str, step: int, author: str) -> Draft:
    """The story with a view one place earlier (-1) or later (1); at an end it stays there."""
    order = [item.iri for item in story.views]
    at = order.index(_view(story, view).iri)
    to = min(max(at + step, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    removed: set[Fact] = set()
    added: set[Fact] = set()
    for rank, iri in enumerate(order, 1):
        removed |= set(dataset.facts(s=iri, p=SCHEMA.position))
        added |= _facts(iri, _source(dataset, story.slug), [_place(10 * rank)])
    summary = f"Vues remises en ordre : {story.title.fr}"
    return Draft(
        author, KIND, summary, _source(dataset, story.slug), frozenset(removed - added), frozenset(added - removed)
    )


def naming(dataset: Dataset, story: Story, title: str, author: str) -> Draft:
    """The story under another title."""
    removed = frozenset(dataset.facts(s=story.iri, p=SKOS.prefLabel))
    added = _facts(story.iri, _source(dataset, story.slug), [(SKOS.prefLabel, text_literal(title, "fr"))])
    return Draft(
        author, KIND, f"Récit renommé : {title}", _source(dataset, story.slug), removed - added, added - removed
    )


def publishing(dataset: Dataset, story: Story, public: bool, author: str) -> Draft:
    """The story shown to everybody, or to facilitators alone again."""
    if public and not story.views:
        raise InvalidInput(NO_VIEW())
    source = _source(dataset, story.slug)
    right = ACCESS_RIGHT.PUBLIC if public else ACCESS_RIGHT.NON_PUBLIC
    removed = frozenset(dataset.facts(s=source, p=DCT.accessRights))
    added = _facts(source, source, [(DCT.accessRights, right)])
    summary = f"Récit {'publié' if public else 'retiré du public'} : {story.title.fr}"
    return Draft(author, KIND, summary, source, removed - added, added - removed)


def _source(dataset: Dataset, slug: str) -> str:
    return f"{dataset.base}/id/{PREFIX}{slug}"


def _is_made(dataset: Dataset, iri: str) -> bool:
    own = _source(dataset, local_name(iri))
    return any(fact.source == own for fact in dataset.facts(s=iri, p=RDF.type))


def _view(story: Story, name: str) -> StoryView:
    found = next((view for view in story.views if local_name(view.iri) == name), None)
    if found is None:
        raise Conflict(GONE())
    return found


def _worded(dataset: Dataset, view: StoryView) -> frozenset[Fact]:
    """What says the title and the sentences of a view."""
    facts = set(dataset.facts(s=view.iri, p=SKOS.prefLabel))
    for sentence in view.sentences:
        facts |= set(dataset.facts(s=sentence.iri))
    return frozenset(facts)


def _words(dataset: Dataset, view: str, source: str, told: ToldView) -> frozenset[Fact]:
    facts = _facts(view, source, [(SKOS.prefLabel, text_literal(told.title, "fr"))])
    for rank, text in enumerate(told.sentences, 1):
        iri = f"{dataset.base}/id/story-sentence/{local_name(view)}-{secrets.token_hex(4)}"
        said: list[tuple[str, Value]] = [(RDF.type, TIS.StorySentence), (TIS.saidOf, view), _place(10 * rank)]
        said += [(SKOS.prefLabel, text_literal(text, "fr")), (TIS.passage, text_literal(told.passage, "fr"))]
        facts |= _facts(iri, source, said)
    return facts


def _place(rank: int) -> tuple[str, Value]:
    return SCHEMA.position, Literal(str(rank), datatype=NamedNode(XSD.integer))


def _facts(iri: str, source: str, said: Iterable[tuple[str, Value]]) -> frozenset[Fact]:
    return frozenset(Fact(iri, path, value, source) for path, value in said)
