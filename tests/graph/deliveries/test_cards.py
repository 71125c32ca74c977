# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing of another site: picked at its address, read again, told when it is gone there; never its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph import clock
from graph.deliveries import DeliveryRequest, KnownCard, known_cards, preview_of, take
from graph.deliveries.cards import CardSurroundings, open_brought
from graph.deliveries.catalogues import contact_at
from graph.deliveries.linked_pages import linked_data
from graph.deliveries.origin import NAMED, REPLACED_BY, SAID_BY
from graph.deliveries.preview import DeliveryPreview
from graph.deliveries.reaching import Reached, reach
from graph.deliveries.refreshing import CardFate, Refreshed, Refreshing
from graph.deliveries.visits import KnownVersions, PoliteVisits
from graph.errors import DataError, InvalidInput
from graph.fetch import Fetcher
from graph.fetch.answers import FetchError
from graph.namespaces import CARD_THERE, DCT, MERGED, OWL, RDF, RDFS, SCHEMA, TIS
from graph.rdf.dataset import Fact
from graph.sources import SourceContent
from graph.storage.merging import merge_sources
from graph.storage.repository import Repository
from tests.instances import DAY, ID, PREFIXES, draft, fact, label, opened, write
from tests.sites import HTML, LICENCE, OtherSite, ServedPage, publish, service, serving


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with serving() as found:
        yield found


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    found = opened(tmp_path / "instance", on_disk=False)
    found.load([write(tmp_path)], "tests")
    yield found
    found.close()


def opened_at(repository: Repository, found: Reached, folder: Path, licence: str = "") -> object:
    """What was reached, opened and taken; gives its preview."""
    path = folder / "reached"
    path.write_bytes(found.content)
    content = SourceContent(found.name, path, found.media_type, found.address, found.about)
    around = CardSurroundings(repository.model, repository.background, repository.full)
    brought = open_brought(content, DeliveryRequest(licence=licence), around)
    judged = brought.judged(brought.read())
    preview = preview_of(judged, repository.full, repository.model)
    take(repository, judged, "tests")
    return preview


def picked(repository: Repository, site: OtherSite, path: str, folder: Path, licence: str = "") -> KnownCard:
    """A card of a site, taken."""
    opened_at(repository, reach(site.fetcher, site.base + path), folder, licence)
    return known_cards(repository.full)[0]


@pytest.mark.parametrize("path", ["/id/service/help", "/fiche/service/help"], ids=["its address", "its page"])
def test_one_thing_comes_alone_with_its_source_and_a_way_home(
    repository: Repository, site: OtherSite, tmp_path: Path, path: str
) -> None:
    publish(site, service(site.base))
    card = picked(repository, site, path, tmp_path)
    full, there = repository.full, f"{site.base}/id/service/help"
    assert card.there == there
    assert full.label(card.thing) == "Aide de la Forge"
    assert full.link(card.thing, OWL.sameAs) == there
    assert full.link(card.thing, DCT.source) == site.base + path
    assert full.links(card.thing, SCHEMA.areaServed) == [f"{ID}territory/commune-37261"]
    assert full.day(card.source, TIS.readOn) == DAY
    assert full.link(card.source, DCT.license) == LICENCE
    assert full.text(card.thing, SAID_BY) == "Le village"
    provider = full.link(card.thing, SCHEMA.provider) or ""
    assert full.label(provider) == "La Forge", "a service is offered by somebody, whose name comes"
    assert full.link(provider, NAMED) == f"{site.base}/id/organisation/forge"
    said = {fact.s for fact in full.facts(source=card.source)}
    assert said == {card.thing, provider, card.source}, "and nothing else of the graph around it"
    again = picked(repository, site, path, tmp_path)
    assert again == card, "the same thing is the same card"


def test_what_it_leads_to_is_named_and_becomes_a_link_once_it_is_here(
    repository: Repository, site: OtherSite, tmp_path: Path
) -> None:
    text = f"""{PREFIXES}
<{site.base}/id/organisation/forge> a org:FormalOrganization ; skos:prefLabel "La Forge"@fr ;
  org:subOrganizationOf <{site.base}/id/organisation/house> ; dct:license <{LICENCE}> .
<{site.base}/id/organisation/house> <{RDFS.label}> "La Maison"@fr .
"""
    site.pages["/id/organisation/forge"] = ServedPage(text)
    card = picked(repository, site, "/id/organisation/forge", tmp_path)
    named = repository.full.text(card.thing, CARD_THERE.subOrganizationOf)
    assert named == f"La Maison <{site.base}/id/organisation/house>"
    publish(site, service(site.base))
    opened_at(repository, reach(site.fetcher, f"{site.base}/id/service/help"), tmp_path)
    help_card = next(one for one in known_cards(repository.full) if one.there.endswith("/help"))
    assert repository.full.link(help_card.thing, SCHEMA.provider) == card.thing


INSIDE = """<!doctype html><html><head><script type="application/ld+json">{"@context": "https://schema.org",
"@type": "Organization", "name": "Le Phare", "telephone": "02 61 91 00 01", "address": {"@type": "PostalAddress",
"postalCode": "37000", "addressLocality": "Tours"}, "founder": {"@type": "Person", "name": "Quelqu’un"},
"memberOf": {"@type": "Organization", "name": "Le Réseau"}}</script>
<script type="application/ld+json">{ not json </script></head></html>"""


def test_a_page_may_hold_its_data(repository: Repository, site: OtherSite, tmp_path: Path) -> None:
    site.pages["/qui-sommes-nous"] = ServedPage(INSIDE.replace('"memberOf"', '"parentOrganization"'), HTML)
    with pytest.raises(InvalidInput, match="Que peut-on faire"):
        picked(repository, site, "/qui-sommes-nous", tmp_path)
    card = picked(repository, site, "/qui-sommes-nous", tmp_path, "cc-by")
    assert card.there == f"{site.base}/qui-sommes-nous"
    assert repository.full.text(card.thing, SCHEMA.telephone) == "02 61 91 00 01"
    assert repository.full.link(card.thing, OWL.sameAs) is None, "the page of a thing is not the thing"
    told = " ".join(str(fact.o) for fact in repository.full.facts(source=card.source))
    assert "Réseau" in told
    assert "Quelqu" not in told, "nobody’s name comes in"


HOSTILE = {
    "ours": (f'<{ID}organisation/mill> a org:FormalOrganization ; skos:prefLabel "Volé"@fr .', InvalidInput, "d’ici"),
    "a person": ("<> a foaf:Person ; foaf:name \"Quelqu’un\" .", DataError, "rien qui ait une fiche"),
    "a place": (
        '<> a schema:AdministrativeArea ; skos:prefLabel "Ailleurs"@fr .', DataError, "rien qui ait une fiche",
    ),
    "several": (
        '<#a> a org:FormalOrganization ; skos:prefLabel "A"@fr . <#b> a org:FormalOrganization ; '
        'skos:prefLabel "B"@fr .', DataError, "2 choses",
    ),
    "no name": ("<> a org:FormalOrganization ; foaf:homepage <https://a.example.org/> .", DataError, "pas de nom"),
    "a wrong value": (
        '<id/organisation/a> a org:FormalOrganization ; skos:prefLabel "A"@fr ; foaf:homepage "nothing" .',
        DataError, "ne peut pas entrer",
    ),
    "broken": ("<> a org:FormalOrg", DataError, "Turtle valide"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_a_card_says_why_and_leaves_nothing(
    repository: Repository, site: OtherSite, tmp_path: Path, case: str
) -> None:
    text, error, why = HOSTILE[case]
    site.pages["/data"] = ServedPage(PREFIXES + text)
    site.pages["/page"] = ServedPage('<html><link rel="alternate" type="text/turtle" href="data">', HTML)
    before = repository.number
    with pytest.raises(error, match=why):
        picked(repository, site, "/page", tmp_path, "cc-by")
    assert repository.number == before


def test_an_address_speaks_for_its_own_site_alone(repository: Repository, site: OtherSite, tmp_path: Path) -> None:
    theirs = "https://town.example.org/id/organisation/hall"
    text = f'<{theirs}> a org:FormalOrganization ; skos:prefLabel "La Halle"@fr .'
    site.pages["/data"] = ServedPage(PREFIXES + text, headers={"Link": f'<{theirs}>; rel="describes"'})
    card = picked(repository, site, "/data", tmp_path, "cc-by")
    assert card.there == f"{site.base}/data"
    assert repository.full.link(card.thing, OWL.sameAs) is None


def test_another_licence_than_the_last_time_is_told(repository: Repository, site: OtherSite, tmp_path: Path) -> None:
    def told() -> list[str]:
        preview = opened_at(repository, reach(site.fetcher, f"{site.base}/id/service/help"), tmp_path)
        assert isinstance(preview, DeliveryPreview)
        return [notice for notice in preview.notices if "licence" in notice]

    publish(site, service(site.base))
    assert not told()
    assert not told()
    publish(site, service(site.base).replace(LICENCE, "https://creativecommons.org/licenses/by-sa/4.0/"))
    (notice,) = told()
    assert notice.startswith("La licence de cette fiche change : ")
    assert "CC BY-SA" in notice or "BY-SA" in notice


def test_a_page_without_data_says_so(site: OtherSite) -> None:
    site.pages["/"] = ServedPage("<html><p>Bonjour", HTML)
    site.pages["/other"] = ServedPage('<html><link rel="alternate" type="text/turtle" href="/">', HTML)
    site.pages["/endless"] = ServedPage("<html>" + "<a " * 500_000, HTML)
    for path in ("/", "/other", "/endless"):
        with pytest.raises(DataError, match="page"):
            reach(site.fetcher, site.base + path)
    away = '<html><link rel="alternate" type="text/turtle" href="http://10.0.0.1/x.ttl">'
    site.pages["/away"] = ServedPage(away, HTML)
    with pytest.raises(FetchError, match="publiques"):
        reach(site.fetcher, f"{site.base}/away")


def test_the_data_liked_best_are_taken() -> None:
    page = b"""<link rel="alternate" type="application/rss+xml" href="/feed"><link rel=stylesheet href=a.css>
    <link REL="Alternate" type="application/ld+json" href="/x.jsonld"><link rel=alternate type=text/turtle href=x.ttl>
    <script type="application/ld+json">[{"@id": "a"}]</script>
    <script type="application/ld+json">{"@id": "b"}</script>"""
    found = linked_data(page, "no-such-charset", "https://a.example.org/b/c")
    assert found.address == "https://a.example.org/b/x.ttl"
    assert found.inside == '[{"@id": "a"}, {"@id": "b"}]'
    assert linked_data(b"\xff<p>", "", "https://a.example.org").address == ""


@pytest.fixture
def refresh(repository: Repository, site: OtherSite, tmp_path: Path) -> Refreshing:
    visits = PoliteVisits(site.fetcher, between=0)
    return Refreshing(repository, visits, KnownVersions(tmp_path), "tests")


def test_it_is_read_again_only_where_it_changed(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    publish(site, service(site.base), etag='"one"')
    card = picked(repository, site, "/id/service/help", tmp_path)
    before = repository.number
    assert refresh.one(card) == Refreshed(card, CardFate.SAME), "read whole, as its version was not known yet"
    assert refresh.one(card) == Refreshed(card, CardFate.SAME)
    assert site.heard[-1][1]["If-None-Match"] == '"one"'
    publish(site, service(site.base, "Aide de la grande Forge"), etag='"two"')
    assert refresh.one(card, dry_run=True).fate is CardFate.CHANGED
    assert repository.number == before
    assert refresh.one(card) == Refreshed(card, CardFate.CHANGED, before + 1)
    assert repository.full.label(card.thing) == "Aide de la grande Forge"
    repository.undo(before + 1, "tests")
    assert repository.full.label(card.thing) == "Aide de la Forge"
    assert refresh.one(card).fate is CardFate.CHANGED, "its version is no longer that of what is said here"


def test_what_is_gone_there_says_so_and_comes_back(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    publish(site, service(site.base), etag='"one"')
    card = picked(repository, site, "/id/service/help", tmp_path)
    facts = set(repository.full.facts(source=card.source))
    assert refresh.one(card).fate is CardFate.SAME
    site.pages["/id/service/help"] = ServedPage(status=410)
    assert refresh.one(card, dry_run=True) == Refreshed(card, CardFate.GONE)
    gone = refresh.one(card)
    assert gone.fate is CardFate.GONE
    assert gone.number
    assert refresh.one(card).number == 0, "said once"
    assert set(repository.full.facts(source=card.source)) > facts, "nothing is erased"
    assert repository.full.day(card.thing, TIS.noLongerListedOn) == DAY
    site.pages["/id/service/help"] = ServedPage(status=500)
    missed = refresh.one(card)
    assert (missed.fate, missed.number) == (CardFate.UNREACHED, 0)
    assert "500" in missed.problem
    publish(site, service(site.base), etag='"one"')
    assert refresh.one(card).fate is CardFate.CHANGED
    assert set(repository.full.facts(source=card.source)) == facts


def test_only_its_own_address_says_that_a_card_is_gone(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    """Neither the data that its page announces, nor the document that its address leads to for now."""
    linked = '<html><head><link rel="alternate" type="text/turtle" href="/donnees.ttl"></head></html>'
    site.pages["/page"] = ServedPage(linked, HTML)
    site.pages["/donnees.ttl"] = ServedPage(service(site.base))
    card = picked(repository, site, "/page", tmp_path)
    for status in (404, 410):
        site.pages["/donnees.ttl"] = ServedPage(status=status)
        missed = refresh.one(card)
        assert (missed.fate, missed.number) == (CardFate.UNREACHED, 0)
        assert missed.problem.startswith("la page est là, mais pas les données qu’elle annonce")
    site.pages["/page"] = ServedPage(status=303, headers={"Location": "/nulle-part"})
    assert refresh.one(card).fate is CardFate.UNREACHED
    for status, headers in ((301, {"Location": "/nulle-part"}), (404, {})):
        site.pages["/page"] = ServedPage(status=status, headers=headers)
        assert refresh.one(card, dry_run=True).fate is CardFate.GONE
    assert repository.full.day(card.thing, TIS.noLongerListedOn) is None


def test_a_card_that_is_merged_here_is_still_followed_as_its_own(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    publish(site, service(site.base))
    card = picked(repository, site, "/id/service/help", tmp_path)
    ours = f"{ID}service/ours"
    repository.commit(draft({fact(ours, RDF.type, SCHEMA.Service), label(ours, "La nôtre")}))
    repository.commit(draft({Fact(card.thing, MERGED, ours, merge_sources(repository.base)[0])}))
    assert [found.thing for found in known_cards(repository.full)] == [ours], "it is read as the one that is kept"
    assert known_cards(repository.said) == (card,)
    assert refresh.one(card).fate is CardFate.SAME
    publish(site, service(site.base, "Aide de la grande Forge"))
    assert refresh.one(card).fate is CardFate.CHANGED
    assert repository.said.label(card.thing) == "Aide de la grande Forge"
    assert not [*repository.said.facts(ours, source=card.source)], "nothing of theirs is said of ours"
    site.pages["/id/service/help"] = ServedPage(status=410)
    assert refresh.one(card).number
    assert refresh.one(card).number == 0, "said once"


@pytest.mark.parametrize("how", ["moved for good", "said by its data"])
def test_what_is_another_there_says_which(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing, how: str
) -> None:
    publish(site, service(site.base))
    card = picked(repository, site, "/id/service/help", tmp_path)
    other = f"{site.base}/id/service/big-help"
    if how == "moved for good":
        text = service(site.base, "La grande aide").replace("/id/service/help>", "/id/service/big-help>")
        site.pages["/id/service/help"] = ServedPage(status=301, headers={"Location": "/id/service/big-help"})
        site.pages["/id/service/big-help"] = ServedPage(text)
    else:
        publish(site, service(site.base, more=f"; dct:isReplacedBy <{other}>"))
    merged = refresh.one(card)
    assert (merged.fate, merged.where) == (CardFate.MERGED, other)
    assert repository.full.link(card.thing, REPLACED_BY) == other
    assert repository.full.label(card.thing) == "Aide de la Forge", "what was read stays"
    assert refresh.one(card).number == 0


def test_another_thing_at_its_address_changes_nothing(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    publish(site, service(site.base))
    card = picked(repository, site, "/id/service/help", tmp_path)
    publish(site, service(site.base, "Autre").replace("/id/service/help>", "/id/service/other>"))
    site.pages["/id/service/help.ttl"].headers["Link"] = f'<{site.base}/id/service/other>; rel="describes"'
    missed = refresh.one(card)
    assert (missed.fate, "autre chose" in missed.problem) == (CardFate.UNREACHED, True)
    site.pages["/id/service/help.ttl"] = ServedPage("<html>", HTML)
    assert refresh.one(card).fate is CardFate.UNREACHED


def test_the_day_of_a_reading_is_said_again_after_a_month(
    repository: Repository, site: OtherSite, tmp_path: Path, refresh: Refreshing
) -> None:
    publish(site, service(site.base))
    card = picked(repository, site, "/id/service/help", tmp_path)
    later = date(2027, 2, 1)
    clock.hold(later)
    again = refresh.one(card)
    clock.hold(DAY)
    assert again.fate is CardFate.SAME
    assert again.number
    assert repository.full.day(card.source, TIS.readOn) == later


def test_a_site_is_asked_once_a_second() -> None:
    now, waited = [10.0], list[float]()

    def wait(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    visits = PoliteVisits(Fetcher("x", resolve=lambda _host, _port: ("10.0.0.1",)), clock=lambda: now[0], wait=wait)
    for address in ("http://a.example.org/1", "http://b.example.org/1", "http://A.example.org/2"):
        with pytest.raises(FetchError):
            visits.reach(address)
    assert waited == [1.0]


def test_whom_to_write_to_is_what_the_catalogue_says(site: OtherSite) -> None:
    said = f"""{PREFIXES}@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<#catalogue> dcat:contactPoint <#contact> . <#contact> vcard:hasEmail <mailto:%s> .
<#other> vcard:hasEmail <mailto:else@example.org> ."""
    for mail, found in (("bonjour@town.example.org", True), ("a?cc=b@example.org", False), ("nobody", False)):
        site.pages["/.well-known/void"] = ServedPage(said % mail)
        assert contact_at(site.fetcher, f"{site.base}/id/service/help") == (f"mailto:{mail}" if found else "")
    site.pages["/.well-known/void"] = ServedPage("<html>", HTML)
    assert contact_at(site.fetcher, f"{site.base}/fiche/service/help") == ""
    assert contact_at(site.fetcher, "nothing") == ""


def test_a_file_at_an_address_is_a_file(repository: Repository, site: OtherSite, tmp_path: Path) -> None:
    publish(site, service(site.base))
    site.pages["/export/all.ttl"] = site.pages["/id/service/help.ttl"]
    site.pages["/export/all.ttl"].headers.clear()
    opened_at(repository, reach(site.fetcher, f"{site.base}/export/all.ttl"), tmp_path, "cc-by")
    assert known_cards(repository.full) == ()
    told = {fact.s for fact in repository.full.facts(p=RDFS.label)}
    assert f"{ID}organisation/forge" not in told, "the names that come with a card are for whoever reads it alone"
