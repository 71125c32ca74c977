# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a format read becomes facts of a source: addresses that last, values of the model, faults with their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.deliveries import (
    Delivered,
    DeliveryChoices,
    DeliveryJudge,
    DeliveryOrigin,
    DeliveryRequest,
    Fate,
    JudgedDelivery,
    WhenFaulty,
    WhenGone,
    facts_of,
    open_delivery,
    preview_of,
    take,
)
from graph.deliveries.duplicates import duplicates_of
from graph.deliveries.origin import KEY, NOT_TOLD
from graph.entity.knowledge import Knowledge
from graph.errors import Conflict, DataError, TooLarge
from graph.namespaces import (
    ACCESS_RIGHT,
    APART,
    DCAT,
    DCT,
    ELSEWHERE,
    FOAF,
    MERGED,
    ORG,
    OWL,
    RDF,
    SCHEMA,
    SKOS,
    TIS,
    VOCABULARY,
)
from graph.rdf.dataset import Fact
from graph.sources import SourceContent, SourceEntity, SourceFault, SourceMapping, SourceValue
from graph.storage.erased import Erasure, Register, keep_register
from graph.storage.merging import merge_sources
from graph.storage.repository import Repository
from tests.instances import BARE, DAY, ID, TOWN, draft, fact, label, opened, write

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
ORIGIN = DeliveryOrigin("house", "Maison des associations", LICENCE, DAY, file="hours.xlsx", format="table")
SOURCE = ID + "source/house"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A small town, in memory, which nobody writes to."""
    folder = tmp_path_factory.mktemp("town")
    repository = opened(folder, on_disk=False)
    repository.load([write(folder)], "essais")
    yield repository
    repository.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Repository]:
    """The same, to be written to."""
    repository = opened(tmp_path, on_disk=False, ontology=BARE)
    repository.load([write(tmp_path)], "essais")
    yield repository
    repository.close()


def thing(row: int, name: str, *values: SourceValue, key: str = "", kind: str = "organisation") -> SourceEntity:
    """A thing that a row of a table describes."""
    return SourceEntity(kind, key or name, (said(SKOS.prefLabel, name, column="Structure"), *values), row)


def said(path: str, text: str, *, column: str = "", link: bool = False) -> SourceValue:
    """A value of a row."""
    return SourceValue(path, text, column, link=link)


def read(repository: Repository, *items: SourceEntity | SourceFault, origin: DeliveryOrigin = ORIGIN) -> Delivered:
    """What is read of these rows."""
    return facts_of(items, origin, repository.model, repository.background, repository.said)


def judged(repository: Repository, delivered: Delivered, **choices: object) -> JudgedDelivery:
    """What of them may enter."""
    chosen = DeliveryChoices(**choices)  # type: ignore[arg-type]
    return DeliveryJudge(repository.model, repository.background, repository.said, chosen).judged(delivered)


def bring(repository: Repository, *items: SourceEntity | SourceFault, **choices: object) -> JudgedDelivery:
    """Has these rows enter."""
    found = judged(repository, read(repository, *items), **choices)
    take(repository, found, "essais")
    return found


def objects(delivered: Delivered, path: str) -> set[object]:
    """What all things say of a property."""
    return {
        one.o.value if isinstance(one.o, Literal) else one.o
        for item in delivered.things
        for one in item.facts
        if one.p == path
    }


VALUES = [
    (SCHEMA.location, "37261", f"{ID}territory/commune-37261", "INSEE code"),
    (SCHEMA.location, "37000 Tours", f"{ID}territory/commune-37261", "name and postal code"),
    (SCHEMA.areaServed, f"{ID}territory/commune-37261", f"{ID}territory/commune-37261", "IRI of a place"),
    (ORG.classification, "Association", VOCABULARY["organisation-kind/association"], "label of a choice"),
    (
        ORG.classification,
        VOCABULARY["organisation-kind/association"],
        VOCABULARY["organisation-kind/association"],
        "IRI of a choice",
    ),
    (TIS.welcomesReducedMobility, "Oui", "true", "yes in French"),
    (TIS.welcomesReducedMobility, "false", "false", "no of a program"),
    (DCT.modified, "2026-03-01T10:00:00", "2026-03-01", "the day of a moment"),
    (SCHEMA.startDate, "2019-05", "2019-05", "a month alone"),
    (ORG.identifier, "732 829 320 00074", "73282932000074", "a number with blanks"),
    (FOAF.homepage, "www.mill.example.org/a", "http://www.mill.example.org/a", "an address without its beginning"),
    (ELSEWHERE["mednum#prise_rdv"], "sur place", "sur place", "what has no place here"),
    (SCHEMA.latitude, "47.3", "47.3", "a property of the model of others"),
]


@pytest.mark.parametrize(("path", "text", "expected"), [case[:3] for case in VALUES], ids=[case[3] for case in VALUES])
def test_texts_become_values_of_the_model(town: Repository, path: str, text: str, expected: str) -> None:
    delivered = read(town, thing(2, "Le Comptoir", said(path, text)))
    assert not delivered.faults
    assert objects(delivered, path) == {expected}


FAULTS = [
    (SCHEMA.location, "Saint-Cyr/Loir", "Saint-Cyr-sur-Loire (37)", "a commune that does not exist"),
    (TIS.worksOn, "trouver un locale", "Trouver un local", "a need that is not in the list"),
    (SCHEMA.email, "accueil@mairie", "", "half an address of mail"),
    (TIS.welcomesReducedMobility, "peut-être", "", "neither yes nor no"),
    (DCT.modified, "02/03/21", "", "a day that may be two"),
    (ORG.identifier, "73282932000075", "", "a number with a wrong key"),
    (FOAF.homepage, "javascript:alert(1)", "", "an address that runs"),
    (DCT.description, "a\u202eb", "", "a text that turns round"),
    (DCT.description, "a" * 20_001, "", "a text without end"),
    (ORG.subOrganizationOf, "La Ronde", "", "a name where a card is wanted"),
]


@pytest.mark.parametrize(("path", "text", "near"), [case[:3] for case in FAULTS], ids=[case[3] for case in FAULTS])
def test_what_is_no_value_is_told_with_its_row_and_its_column(
    town: Repository, path: str, text: str, near: str
) -> None:
    (fault,) = read(town, thing(38, "Le Comptoir", said(path, text, column="Colonne"))).faults
    assert (fault.row, fault.column) == (38, "Colonne")
    assert fault.why
    assert near in fault.nearest or not near


def test_a_thing_keeps_its_address_when_its_name_changes(fresh: Repository) -> None:
    first = bring(fresh, thing(2, "Le Comptoir", key="MDA-0042"))
    assert first.delivered.things[0].iri == f"{ID}organisation/house-le-comptoir"
    again = read(fresh, thing(7, "Le Grand Comptoir", key="MDA-0042"))
    assert again.things[0].iri == first.delivered.things[0].iri
    assert "MDA-0042" not in {one.o.value for one in fresh.full.facts(p=KEY) if isinstance(one.o, Literal)}


def test_no_address_of_another_source_is_taken_and_two_names_alike_are_two_things(fresh: Repository) -> None:
    fresh.commit(draft({fact("organisation/house-le-comptoir", RDF.type, ORG.FormalOrganization)}))
    delivered = read(fresh, *(thing(row, "Le Comptoir", key=f"k{row}") for row in (2, 3)))
    assert len({item.iri for item in delivered.things} | {f"{ID}organisation/house-le-comptoir"}) == 3


def test_links_lead_to_things_of_the_file_whatever_their_order(town: Repository) -> None:
    delivered = read(
        town,
        thing(2, "Permanence", said(SCHEMA.provider, "c1", link=True), kind="service"),
        thing(3, "Le Comptoir", key="c1"),
        thing(4, "Autre", said(ORG.linkedTo, "https://elsewhere.example.org/42", link=True)),
    )
    assert not delivered.faults
    assert objects(delivered, SCHEMA.provider) == {f"{ID}organisation/house-le-comptoir"}
    assert objects(delivered, ELSEWHERE["link#linkedTo"]) == {"https://elsewhere.example.org/42"}


@pytest.mark.parametrize("kind", ["person", "territory", "source", "need", "nothing"])
def test_some_kinds_never_come_by_a_file(town: Repository, kind: str) -> None:
    delivered = read(town, thing(2, "Une fiche", kind=kind))
    assert not delivered.things
    assert [fault.row for fault in delivered.faults] == [2]


def test_who_may_read_and_under_which_licence_is_not_for_a_row_to_say(town: Repository) -> None:
    delivered = read(
        town,
        thing(
            2,
            "Le Comptoir",
            said(DCT.accessRights, ACCESS_RIGHT.RESTRICTED),
            said(DCT.license, "https://x.example.org/", link=True),
        ),
    )
    assert not objects(delivered, DCT.accessRights) | objects(delivered, DCT.license)


def test_a_file_without_end_is_cut(town: Repository) -> None:
    faults = (SourceFault(row, "", "", "fausse") for row in count())
    much = (thing(row, "Le Phare", *[said(SKOS.note, "")] * 50_000) for row in count())
    for items, error in ((faults, DataError), (much, TooLarge)):
        with pytest.raises(error):
            facts_of(items, ORIGIN, town.model, town.background, town.full)


# --- rows that enter, rows that wait -----------------------------------------------------------------------------


def test_a_faulty_row_waits_with_what_depends_on_it_and_the_rest_enters(town: Repository) -> None:
    rows = (
        thing(2, "Le Comptoir", said(SCHEMA.email, "accueil@mairie", column="Courriel"), key="c1"),
        thing(3, "Permanence", said(SCHEMA.provider, "c1", link=True), kind="service"),
        thing(4, "Le Phare", key="c2"),
        SourceFault(5, "", "", "cette ligne n’a pas le bon nombre de cases"),
    )
    found = judged(town, read(town, *rows))
    assert found.aside == {2, 3, 5}
    assert {item.row for item in found.delivered.things} == {4}
    assert {fault.row for fault in found.faults} == {2, 3, 5}
    without = judged(town, read(town, *rows), faulty=WhenFaulty.WITHOUT)
    assert {item.row for item in without.delivered.things} == {2, 3, 4}


def test_what_the_rules_of_the_model_refuse_waits_too(town: Repository) -> None:
    found = judged(
        town,
        read(
            town,
            SourceEntity("organisation", "nameless", (), 2),
            thing(3, "Sans acteur", kind="service"),
            thing(4, "Le Phare"),
        ),
    )
    assert found.aside == {2, 3}
    assert all(fault.why for fault in found.faults)


def test_the_same_thing_twice_is_taken_once_and_another_of_its_name_is_a_fault(town: Repository) -> None:
    delivered = read(
        town, thing(2, "Le Phare"), thing(3, "Le Phare"), thing(4, "Le Phare", said(SCHEMA.telephone, "02 61 91 00 00"))
    )
    assert delivered.repeated == ((3, 2),)
    assert [(fault.row, "2" in fault.why) for fault in delivered.faults] == [(4, True)]
    assert len(delivered.things) == 1


# --- what changes, and back --------------------------------------------------------------------------------------


def test_a_delivery_is_one_change_that_one_command_takes_back(fresh: Repository) -> None:
    before = set(fresh.full.facts())
    found = judged(
        fresh, read(fresh, thing(2, "Le Phare", said(ELSEWHERE["x#y"], "autre"), said(SCHEMA.location, "37261")))
    )
    change = take(fresh, found, "essais").change
    assert change is not None
    assert change.header.kind == "import"
    assert fresh.public.text(f"{ID}organisation/house-le-phare", ELSEWHERE["x#y"]) == "autre"
    assert fresh.full.day(SOURCE, TIS.deliveredOn) == DAY
    assert take(fresh, judged(fresh, read(fresh, *_again())), "essais").change is None
    fresh.undo(change.number, "essais")
    assert set(fresh.full.facts()) == before


@pytest.mark.parametrize(
    ("issued", "modified", "day"),
    [
        pytest.param("", "", "None", id="of no day, whenever it was brought"),
        pytest.param("2024-05", "", "2024-05", id="of the month that was told"),
        pytest.param("", "2023-04-05", "2023-04-05", id="of the day on which the source changed that entry"),
    ],
)
def test_a_list_is_of_the_day_that_somebody_stated(fresh: Repository, issued: str, modified: str, day: str) -> None:
    row = thing(2, "Le Phare", *([said(DCT.modified, modified)] if modified else []))
    take(fresh, judged(fresh, read(fresh, row, origin=replace(ORIGIN, issued=issued))), "essais")
    name = next(fresh.full.facts(f"{ID}organisation/house-le-phare", SKOS.prefLabel))
    known = Knowledge.now(fresh.full).of_fact(name)
    assert (known.how, str(known.on), known.read) == ("said", day, False)


def _again() -> tuple[SourceEntity, ...]:
    return (thing(2, "Le Phare", said(ELSEWHERE["x#y"], "autre"), said(SCHEMA.location, "37261")),)


def test_the_second_delivery_replaces_the_first_and_what_people_said_stays(fresh: Repository) -> None:
    bring(
        fresh, thing(2, "Le Phare", said(SCHEMA.telephone, "02 61 91 00 00")), thing(3, "La Forge"), thing(4, "Le Four")
    )
    fresh.commit(draft({label("organisation/house-la-forge", "La Forge d’en haut", TOWN)}))
    second = judged(
        fresh,
        read(
            fresh,
            thing(2, "Le Phare", said(SCHEMA.telephone, "02 61 91 00 01")),
            thing(3, "La Halle"),
            thing(9, "Le Four"),
        ),
    )
    preview = preview_of(second, fresh.full, fresh.model)
    fates = {item.label: item.fate for item in preview.things}
    assert fates == {
        "Le Phare": Fate.CHANGED,
        "La Halle": Fate.NEW,
        "Le Four": Fate.SAME,
        "La Forge": Fate.GONE,
    }
    (change,) = preview.of(Fate.CHANGED)[0].changes
    assert (change.before, change.after) == (("02 61 91 00 00",), ("02 61 91 00 01",))
    assert preview.many_gone
    take(fresh, second, "essais")
    forge = f"{ID}organisation/house-la-forge"
    assert fresh.full.day(forge, TIS.noLongerListedOn) == DAY
    assert {one.source for one in fresh.full.facts(forge, SKOS.prefLabel)} == {SOURCE, TOWN}
    third = judged(fresh, read(fresh, thing(3, "La Halle"), thing(9, "Le Four"), thing(2, "Le Phare")))
    assert not third.gone


def test_what_disappeared_leaves_when_asked_but_for_what_others_speak_of(fresh: Repository) -> None:
    bring(fresh, thing(2, "Le Phare"), thing(3, "La Forge"), thing(4, "Le Four"))
    fresh.commit(draft({fact("organisation/house-la-forge", SKOS.note, Literal("vue", language="fr"))}))
    bring(fresh, thing(2, "Le Phare"), gone=WhenGone.REMOVE)
    assert f"{ID}organisation/house-le-four" not in fresh.full
    assert fresh.full.label(f"{ID}organisation/house-la-forge") == "La Forge"


def test_a_file_that_completes_another_takes_nothing_away(fresh: Repository) -> None:
    bring(fresh, thing(2, "Le Phare"), thing(3, "La Forge"))
    found = bring(fresh, thing(2, "Le Four"), complete=True)
    assert not found.gone
    assert {fresh.full.label(one.s) for one in fresh.full.facts(p=KEY, source=SOURCE)} == {
        "Le Phare",
        "La Forge",
        "Le Four",
    }


@pytest.mark.parametrize("gone", WhenGone)
def test_a_row_left_aside_has_not_disappeared(fresh: Repository, gone: WhenGone) -> None:
    """The file lists it, with a fault: its card stays as it was, and is neither marked nor taken away."""
    bring(fresh, thing(2, "Le Phare", said(SCHEMA.email, "phare@example.org")), thing(3, "La Forge"))
    before = set(fresh.said.facts(s=f"{ID}organisation/house-le-phare"))
    found = bring(fresh, thing(2, "Le Phare", said(SCHEMA.email, "phare@")), gone=gone)
    assert found.gone == (f"{ID}organisation/house-la-forge",)
    assert found.aside == {2}
    assert set(fresh.said.facts(s=f"{ID}organisation/house-le-phare")) == before


@pytest.mark.parametrize(("answer", "asked"), [("", 1), ("nonsense", 1), ("day-first", 0)])
def test_a_question_is_asked_until_one_of_its_answers_is_given(
    town: Repository, tmp_path: Path, answer: str, asked: int
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nom;Ville;MAJ\nLe Phare;Tours;02/03/21\n", encoding="utf-8")
    mapping = SourceMapping(options={"dates": answer} if answer else {})
    request = DeliveryRequest("Maison", "cc0", mapping)
    found = open_delivery(SourceContent(path.name, path), request, town.model, town.background, town.said)
    assert len(found.questions) == asked


def test_a_preview_that_is_no_longer_true_writes_nothing(fresh: Repository) -> None:
    old = judged(fresh, read(fresh, thing(2, "Le Phare")))
    bring(fresh, thing(2, "La Forge"))
    number = fresh.number
    with pytest.raises(Conflict):
        take(fresh, old, "essais")
    assert fresh.number == number


def test_a_source_for_us_alone_is_in_no_public_data(fresh: Repository) -> None:
    origin = DeliveryOrigin("private", "Pour nous", NOT_TOLD, DAY, restricted=True)
    take(fresh, judged(fresh, read(fresh, thing(2, "Le Secret"), origin=origin)), "essais")
    assert f"{ID}organisation/private-le-secret" in fresh.full
    assert f"{ID}organisation/private-le-secret" not in fresh.public


def test_what_stays_here_goes_out_only_when_somebody_says_so(fresh: Repository, tmp_path: Path) -> None:
    """A file may state a licence: it does not undo what was chosen for its source."""
    origin = DeliveryOrigin("private", "Pour nous", NOT_TOLD, DAY, restricted=True)
    take(fresh, judged(fresh, read(fresh, thing(2, "Le Secret"), origin=origin)), "essais")
    path = tmp_path / "stated.ttl"
    path.write_text(
        f"<https://x.example/> a <{DCAT.Dataset}> ; <{DCT.license}> <{LICENCE}> .\n"
        f'<https://x.example/a> a <{ORG.FormalOrganization}> ; <{SKOS.prefLabel}> "Le Secret"@fr .\n',
        encoding="utf-8",
    )

    def origin_of(source: str, licence: str = "") -> DeliveryOrigin:
        asked = DeliveryRequest(source, licence)
        content = SourceContent(path.name, path)
        return open_delivery(content, asked, fresh.model, fresh.background, fresh.said).origin

    assert (origin_of("Ailleurs").licence, origin_of("Ailleurs").restricted) == (LICENCE, False)
    assert (origin_of("Pour nous").licence, origin_of("Pour nous").restricted) == (NOT_TOLD, True)
    assert not origin_of("Pour nous", "etalab-2.0").restricted


def test_another_licence_is_told_and_no_fact_stays_under_the_former_one(fresh: Repository, tmp_path: Path) -> None:
    odbl = "https://opendatacommons.org/licenses/odbl/1-0/"
    path = tmp_path / "list.csv"

    def brought(licence: str, name: str, *, complete: bool = False) -> JudgedDelivery:
        path.write_text(f"Nom;Ville\n{name};Tours\n", encoding="utf-8")
        asked = DeliveryRequest("Liste", licence, choices=DeliveryChoices(complete=complete))
        opened = open_delivery(SourceContent(path.name, path), asked, fresh.model, fresh.background, fresh.said)
        found = opened.judged(opened.read())
        take(fresh, found, "essais")
        return found

    assert not brought("odbl", "Le Phare").delivered.notices
    source = f"{ID}source/liste"
    assert fresh.public.links(source, DCT.license) == [odbl]
    told = brought("etalab-2.0", "La Forge", complete=True).delivered.notices
    assert [("ODbL 1.0 avant, Licence Ouverte 2.0 maintenant" in notice) for notice in told] == [True]
    assert {fact.o for fact in fresh.full.facts(p=DCT.license) if fact.s == source} == {LICENCE}
    assert not list(fresh.full.facts(o=odbl))
    assert len({fact.s for fact in fresh.full.facts(p=KEY, source=source)}) == 2
    closed = brought("ici", "La Forge").delivered.notices
    assert "seulement pour nous maintenant" in closed[0]
    assert not list(fresh.public.facts(source=source))
    assert not brought("", "La Forge").delivered.notices, "nothing is told where nothing changes"


# --- files that hold what several sources say --------------------------------------------------------------------


def _exact(key: str, kind: str, source: str, *values: SourceValue) -> SourceEntity:
    return SourceEntity(kind, key, values, 1, source, exact=True)


def test_sources_of_a_file_stay_sources_and_none_of_ours_is_overwritten(fresh: Repository) -> None:
    theirs, ours = ID + "source/theirs", TOWN
    french = Literal("Une source", language="fr")
    items = [
        _exact(
            theirs,
            "source",
            theirs,
            SourceValue(RDF.type, SCHEMA.Dataset, link=True),
            SourceValue(SKOS.prefLabel, french.value, lang="fr"),
            SourceValue(DCT.license, LICENCE, link=True),
        ),
        _exact(
            ID + "organisation/lamp",
            "organisation",
            theirs,
            SourceValue(RDF.type, ORG.FormalOrganization, link=True),
            SourceValue(SKOS.prefLabel, "La Lampe", lang="fr"),
        ),
        _exact(
            ours,
            "source",
            ours,
            SourceValue(RDF.type, SCHEMA.Dataset, link=True),
            SourceValue(DCT.accessRights, ACCESS_RIGHT.RESTRICTED, link=True),
        ),
        _exact(ID + "organisation/mill", "organisation", ours, SourceValue(SKOS.prefLabel, "Autre nom", lang="fr")),
    ]
    before = set(fresh.full.facts(source=ours))
    found = judged(fresh, read(fresh, *items))
    assert len(found.delivered.notices) == 1
    take(fresh, found, "essais")
    assert set(fresh.full.facts(source=ours)) == before
    assert {one.source for one in fresh.public.facts(ID + "organisation/lamp", SKOS.prefLabel)} == {theirs}
    assert SOURCE not in fresh.public
    empty = judged(fresh, read(fresh, *items[:1]))
    assert empty.gone == (ID + "organisation/lamp",)


def test_what_may_be_there_already_is_told_and_nothing_is_merged(fresh: Repository) -> None:
    mill = fact("organisation/mill", SCHEMA.telephone, Literal("02 61 91 00 00"))
    place = fact("organisation/mill", SCHEMA.location, "territory/commune-37261")
    fresh.commit(draft({mill, place}))
    where = said(SCHEMA.location, "37261")
    site = said(FOAF.homepage, "https://www.mill.example.org")
    items = (
        thing(2, "Association Le Moulin", site, where),
        thing(3, "La Forge des Trois Ponts", where, said(SCHEMA.telephone, "02 61 91 00 77")),
        thing(4, "Forge des Trois Ponts", where, said(SCHEMA.telephone, "0261910077")),
        thing(5, "La Lampe bleue", where, said(SCHEMA.telephone, "02 61 91 00 99")),
    )
    found = judged(fresh, read(fresh, *items))
    preview = preview_of(found, fresh.full, fresh.model)
    pairs = duplicates_of(found, preview, fresh.full, fresh.model, fresh.background.territories)
    assert {(pair.row, pair.other_row or pair.other_label) for pair in pairs} == {(2, "Le Moulin"), (3, 4)}
    assert all(pair.reasons and sum(points for points, _ in pair.reasons) == pair.score for pair in pairs)
    assert len(preview.of(Fate.NEW)) == 4
    told = next(pair for pair in pairs if not pair.other_row)
    fresh.commit(draft({Fact(told.iri, APART, told.other_iri, merge_sources(fresh.base)[0])}))
    again = duplicates_of(found, preview, fresh.full, fresh.model, fresh.background.territories)
    assert {(pair.row, pair.other_row) for pair in again} == {(3, 4)}, "what somebody decided is not asked again"


def test_a_delivery_is_compared_with_what_its_source_said_whatever_was_merged(fresh: Repository) -> None:
    first = thing(2, "Le Moulin (asso)", said(SCHEMA.telephone, "02 61 91 00 00"))
    take(fresh, judged(fresh, read(fresh, first)), "essais")
    own = next(fresh.said.facts(p=KEY)).s
    merged = fresh.commit(draft({Fact(own, MERGED, f"{ID}organisation/mill", merge_sources(fresh.base)[0])}))
    assert merged is not None
    again = judged(fresh, read(fresh, first))
    assert [item.fate for item in preview_of(again, fresh.said, fresh.model).things] == [Fate.SAME]
    moved = thing(2, "Le Moulin (asso)", said(SCHEMA.telephone, "02 61 91 00 01"))
    take(fresh, judged(fresh, read(fresh, moved)), "essais")
    numbers = {fact.o for fact in fresh.full.facts(f"{ID}organisation/mill", SCHEMA.telephone)}
    assert len(numbers) == 1
    assert own not in fresh.full.instances(ORG.FormalOrganization)
    fresh.undo(merged.number, "essais")
    assert {fact.o for fact in fresh.full.facts(own, SCHEMA.telephone)} == numbers


def test_no_file_decides_what_is_the_same(fresh: Repository) -> None:
    deciding = merge_sources(fresh.base)[0]
    values = (said(RDF.type, ORG.FormalOrganization, link=True), said(MERGED, f"{ID}organisation/mill", link=True))
    item = SourceEntity("organisation", f"{ID}organisation/other", values, 2, source=deciding, exact=True)
    found = read(fresh, item, SourceEntity("organisation", f"{ID}organisation/more", values, 3, exact=True))
    assert "merges" in found.notices[0]
    take(fresh, judged(fresh, found), "essais")
    assert not list(fresh.said.facts(source=deciding))
    assert not list(fresh.full.facts(f"{ID}organisation/mill", OWL.sameAs))


def test_what_was_erased_for_good_does_not_come_back_by_a_file(tmp_path: Path) -> None:
    repository = opened(tmp_path, ontology=BARE)
    number = Fact(f"{ID}organisation/house-le-phare", SCHEMA.telephone, Literal("02 61 91 00 00"), SOURCE)
    erasure = Erasure("2026-12-01T00:00:00+00:00", 1, 1)
    keep_register(tmp_path, Register().with_erased(erasure, repository.base, facts=[number]))
    found = judged(repository, read(repository, thing(2, "Le Phare", said(SCHEMA.telephone, "02 61 91 00 00"))))
    taken = take(repository, found, "essais")
    assert taken.left_out == 1
    assert repository.full.label(number.s) == "Le Phare"
    assert not list(repository.full.facts(number.s, SCHEMA.telephone))
    repository.close()
