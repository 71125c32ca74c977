# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms come from the shapes alone; what is typed is read, or corrected beside its field, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import Literal

from graph.deliveries.values import ValueParser
from graph.entity import Reader
from graph.forms.addable import Addable, addable_groups
from graph.forms.doubts import without
from graph.forms.form import ANYONE, EntryForm, drawn, named_by
from graph.forms.linking import CardNames
from graph.forms.proposing import FormSending, proposal_of
from graph.forms.reading import ReadForm, TypedReader
from graph.forms.showing import filled_in, shown_terms
from graph.model import Model
from graph.namespaces import DCT, FOAF, RDF, SCHEMA, SH, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, boolean_literal, text_literal
from graph.search import SearchIndex, entries_of
from graph.storage.derivation import Background
from graph.territory import Territories
from tests.instances import BASE, ID
from tests.instances import model as shared_model

MODEL = shared_model()
SEEDED = {
    "help": ["service", "training", "competence", "resource", "event"],
    "helpers": ["organisation", "membership", "commitment"],
    "tools-and-words": ["tool", "instance", "acronym"],
}
CHERE = "Adhésion de 10 euros par an"


@pytest.fixture(scope="module")
def reading(dataset: Dataset, territories: Territories) -> TypedReader:
    """Reads what is typed beside the small town."""
    names = CardNames(Reader(dataset, MODEL), SearchIndex(entries_of(dataset, MODEL)))
    return TypedReader(names, ValueParser(MODEL, Background(territories, BASE)), territories)


def form_of(kind: str, *, short: bool = False) -> EntryForm:
    return drawn(MODEL, MODEL.kind(kind), short=short)


def items(reader: Reader) -> list[Addable]:
    return [item for group in addable_groups(reader) for item in group.items]


def typed_in(reading: TypedReader, kind: str, **typed: str | Sequence[str]) -> ReadForm:
    """A whole form of a kind with that in it."""
    given = {name: [text] if isinstance(text, str) else list(text) for name, text in typed.items()}
    return reading.read(form_of(kind), given, {})


def test_eleven_things_may_be_added(dataset: Dataset) -> None:
    groups = addable_groups(Reader(dataset, MODEL))
    assert {group.slug: [item.slug for item in group.items] for group in groups} == SEEDED
    training = next(item for group in groups for item in group.items if item.slug == "training")
    assert training.own.kind == "service"
    assert training.begun == (VOCABULARY["service-kind/training"],)


def test_each_field_of_a_form_says_what_a_form_needs(dataset: Dataset) -> None:
    for own in {item.own.kind: item.own for item in items(Reader(dataset, MODEL))}.values():
        assert not [field.path for field in own.fields if not field.asked.by], own.kind
        form, short = form_of(own.kind), form_of(own.kind, short=True)
        names = [field.name for field in form.fields]
        assert len(names) == len(set(names)), own.kind
        for asked in form.fields:
            field = asked.field
            assert field.group is not None
            assert field.description("en") != field.description("fr")
            free = str(RDF.langString) in field.datatypes or field.path in (SCHEMA.email, SCHEMA.telephone)
            assert field.asked.personal or not free, (own.kind, asked.name)
            address = field.node_kind == SH.IRI and field.path not in (SCHEMA.license, DCT.license)
            assert field.asked.autocomplete or not address, (own.kind, asked.name)
        must = {field.name for field in form.fields if field.required}
        assert must <= {field.name for field in short.fields}, own.kind
        assert 2 <= len(short.fields) <= 6, own.kind
        assert [field.question for field in short.fields] == sorted(field.question for field in short.fields)


def test_what_nobody_may_fill_is_in_no_form(model: Model) -> None:
    left = {TIS.confirmedOn, TIS.confirmedBy, DCT.modified, TIS.noLongerListedOn, TIS.unansweredSince}
    left |= {SKOS.hiddenLabel}
    for own in model.classes:
        assert not left & {field.field.path for field in drawn(model, own).fields}
        assert all(field.field.asked.by == ANYONE for field in drawn(model, own).fields)


def test_sections_are_groups_and_those_of_a_short_form_its_questions() -> None:
    whole, short = form_of("service"), form_of("service", short=True)
    titles = [section.group.label.fr for section in whole.sections if section.group]
    assert titles == ["En bref", "Ce que cela apporte", "Y accéder", "Liens", "Dans le temps", "D’où cela vient"]
    assert [[field.name for field in section.fields] for section in short.sections] == [
        ["provider"],
        ["prefLabel", "meetsNeed", "openToAssociations"],
        ["areaServed"],
    ]
    assert named_by(MODEL.kind("membership"))
    assert not short.field(SCHEMA.provider).many if short.field(SCHEMA.provider) is None else True


def test_a_service_is_read_whole(reading: TypedReader) -> None:
    read = typed_in(
        reading, "service", prefLabel="Écrire à plusieurs", provider="Atelier Exemple", areaServed="Bléré",
        meetsNeed=["file-sharing"], openToAssociations="oui", cost=["membership"], costDetail=CHERE,
        startDate="01/09/2021", homepage="exemple.org", condition="Adhérer\nVenir à deux",
    )  # fmt: skip
    assert not read.form.wrong
    proposal = proposal_of(reading.names.reader, read, {}, FormSending(seen_at=7, page="/couverture"))
    said = {field.property: field.after for field in proposal.fields}
    assert (proposal.kind, proposal.is_new, proposal.seen_at, proposal.page) == ("service", True, 7, "/couverture")
    assert proposal.subject == f"{ID}service/ecrire-a-plusieurs"
    assert said[SKOS.prefLabel] == (text_literal("Écrire à plusieurs", "fr"),)
    assert said[SCHEMA.provider] == (f"{ID}organisation/atelier",)
    assert said[SCHEMA.areaServed] == (f"{ID}territory/commune-37027",)
    assert said[TIS.openToAssociations] == (boolean_literal(True),)
    assert [text.value for text in said[TIS.condition] if isinstance(text, Literal)] == ["Adhérer", "Venir à deux"]
    assert said[FOAF.homepage] == ("http://exemple.org",)
    assert [str(value.value) for value in said[SCHEMA.startDate] if isinstance(value, Literal)] == ["2021-09-01"]
    assert not proposal.others


def test_an_organisation_that_is_not_known_is_made_on_the_way(reading: TypedReader) -> None:
    read = typed_in(reading, "service", prefLabel="Coudre", provider="Le Fil du Cher")
    proposal = proposal_of(reading.names.reader, read, {}, FormSending())
    [other] = proposal.others
    assert (other.kind, other.subject, other.is_new) == ("organisation", f"{ID}organisation/le-fil-du-cher", True)
    assert other.subject in next(field.after for field in proposal.fields if field.property == SCHEMA.provider)


@pytest.mark.parametrize(
    ("kind", "typed", "name", "said"),
    [
        pytest.param("service", {"provider": "x"}, "prefLabel", "à remplir", id="nothing where something must be"),
        pytest.param("service", {"homepage": "javascript:alert(1)"}, "homepage", "ne se lit pas", id="a script"),
        pytest.param("service", {"homepage": "deux mots"}, "homepage", "https://exemple.org", id="no address"),
        pytest.param("service", {"email": "moi"}, "email", "contact@exemple.org", id="no mailbox"),
        pytest.param("service", {"telephone": "appelez"}, "telephone", "des chiffres", id="no telephone"),
        pytest.param("service", {"areaServed": "Nulle-Part-sur-Rien"}, "areaServed", "Aucun lieu", id="no place"),
        pytest.param("service", {"startDate": "hier"}, "startDate", "01/09/2026", id="no date"),
        pytest.param("service", {"cost": ["gratis-zz"]}, "cost", "de la liste", id="no choice"),
        pytest.param("service", {"aboutTool": "Outil jamais vu"}, "aboutTool", "Aucune fiche", id="no card"),
        pytest.param("service", {"prefLabel": "a\u202eb"}, "prefLabel", "U+202E", id="what turns text round"),
        pytest.param("service", {"prefLabel": "a\x00b"}, "prefLabel", "U+0000", id="a control character"),
        pytest.param("service", {"description": "x" * 100_000}, "description", "4000 au plus", id="100 kB"),
        pytest.param("organisation", {"identifier": "12345678901234"}, "identifier", "officiel", id="a wrong key"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_kept(
    reading: TypedReader, kind: str, typed: dict[str, str], name: str, said: str
) -> None:
    read = typed_in(reading, kind, **typed)
    field = next(field for field in read.form.wrong if field.name == name)
    assert field.problem is not None
    assert said in field.problem.plain("fr").replace("\u202f", "")
    assert field.problem.plain("en") != field.problem.plain("fr")
    for other, text in typed.items():
        kept = next(field.texts for field in read.form.fields if field.name == other)
        assert "".join(kept)[:20] == "".join(sign for sign in "".join(text) if sign.isprintable())[:20]


def test_what_may_be_somebodys_own_is_asked_once(reading: TypedReader) -> None:
    text = "Appeler Mme Durand au 06 39 98 12 34."
    read = typed_in(reading, "service", prefLabel="Coudre", provider="x", description=text, email="jo@gmail.com")
    asked = {field.name: [doubt.found for doubt in field.doubts] for field in read.form.doubted}
    assert asked == {"description": ["06 39 98 12 34", "Mme Durand"], "email": ["jo@gmail.com"]}
    kept = [doubt.key(field.name) for field in read.form.doubted for doubt in field.doubts]
    given = {"prefLabel": ["Coudre"], "provider": ["x"], "description": [text], "email": ["jo@gmail.com"]}
    assert reading.read(form_of("service"), given, {}, kept).is_right
    assert without(text, "06 39 98 12 34") == "Appeler Mme Durand au ."


def test_a_card_is_shown_as_it_is_and_only_what_differs_is_proposed(
    reading: TypedReader, dataset: Dataset, territories: Territories
) -> None:
    reader, iri = reading.names.reader, f"{ID}organisation/atelier"
    form = form_of("organisation")
    before = shown_terms(reader, iri, form)
    shown = filled_in(reader, territories, form, before, before=True)
    typed = {field.name: list(field.texts) for field in shown.fields}
    same = proposal_of(reader, reading.read(form, typed, before), before, FormSending(iri))
    assert not same.fields
    typed["description"] = ["Tout autre chose."]
    other = proposal_of(reader, reading.read(form, typed, before), before, FormSending(iri))
    assert [field.property for field in other.fields] == [DCT.description]
    assert other.fields[0].before == before["description"]
    assert (other.subject, other.is_new) == (iri, False)


def test_what_ties_two_things_together_is_named_by_them(reading: TypedReader) -> None:
    read = typed_in(reading, "membership", member="Atelier Exemple", organization="Cercle Exemple")
    assert not read.form.wrong
    proposal = proposal_of(reading.names.reader, read, {}, FormSending())
    name = next(field.after for field in proposal.fields if field.property == SKOS.prefLabel)
    assert [text.value for text in name if isinstance(text, Literal)] == ["Atelier Exemple participe à Cercle Exemple"]
