# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each format of a map, read back by a parser of its own: the same nodes, the same tree, the same words, or no file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import networkx
import pypdfium2
import pytest
from markdown_it import MarkdownIt
from PIL import Image
from pypdfium2 import raw

from exports._studio import Bounds, Studio
from exports.maps import Cited, Fonts, LegendEntry, Links, Look, TakenMap, map_formats
from exports.maps._lettering import LACKING, Lettering
from exports.maps._plate import plate_of
from exports.maps._styles import SVG, Styles, hexadecimal
from exports.maps._words import label_of, plain
from exports.maps.freeplane import SHIELD
from graph.colours import branches, of_maps
from graph.layout import place
from graph.layout.looks import measures
from graph.mindmaps import WHOLE, MapEdge, MapRequest, MindMap, Node, Route, build
from graph.model import Model
from graph.rdf.dataset import Dataset
from web.app.fonts import printed_font
from web.site.map.svg import Addresses, Caption, drawing_styles, svg
from web.site.map.svg_nodes import SHAPES, SIGNS

FORMATS = {item.slug: item for item in map_formats()}
VIEWS = ["reseaux", "besoins", "outils", "territoire"]
DAY = date(2021, 4, 15)
SITE = "https://tisserand.example"
A4, A3 = (841.89, 595.28), (1190.55, 841.89)
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "quotes": "Dites \"oui\" & 'non' > tout",
    "markdown": "*a* _b_ [c](javascript:d) `e` # f | ~~g~~ \\ <b>",
    "list": "1. - + pas une liste",
    "formula": "=HYPERLINK(\"http://mal.example\")",
    "html": "<html><b>gras</b>",
    "bidi": "abc\u202edcba\u2066xyz",
    "control": "a\x00b\x08c\x1bd\x7fe\tf\ng",
    "emoji": "Réparer 👩‍🔧 ensemble 🇫🇷",
    "lone surrogate": "moitié \ud83d",
    "not latin": "Αθήνα, Москва, 日本, العربية",
    "decomposed": "E\u0301tude de\u0301compose\u0301e",
    "long": "mot " * 75,
    "long word": "x" * 300,
    "empty": "",
    "spaces": "  \t ",
}  # fmt: skip


def taken_of(mindmap: MindMap, model: Model, **more: Any) -> TakenMap:
    """A view ready to be taken away, without a web server."""
    drawing = place(mindmap)

    def card(iri: str) -> str:
        return f"{SITE}/fiche/{iri.rpartition('/')[2]}" if "/id/" in iri else ""

    def opened(iri: str) -> str:
        return f"{SITE}/carte?ouvert={iri.rpartition('/')[2]}"

    caption = Caption("Titre", "Résumé", "map", "", "")
    kinds = [model.by_kind[kind] for kind in mindmap.counts if kind in model.by_kind]
    look = Look(
        picture=svg(drawing, model, Addresses(card, opened, opened), caption),
        stylesheet=drawing_styles(model),
        signs=SIGNS,
        code="",
        fonts=lambda: Fonts(printed_font(400), printed_font(600)),
    )
    known: dict[str, Any] = {
        "lang": "fr",
        "title": mindmap.title,
        "summary": "Qui travaille avec qui.",
        "links": Links(f"{SITE}/carte?vue={mindmap.view}", card, opened),
        "legend": tuple(LegendEntry(it.kind, it.family, it.plural(), 1, SHAPES[it.shape]) for it in kinds),
        "sources": (Cited("Compte rendu : réseaux", f"{SITE}/fiche/source/a", 3),),
        "updated": date(2021, 4, 1),
    }
    return TakenMap(drawing=drawing, model=model, look=look, **(known | more))


@pytest.fixture(scope="module")
def view(dataset: Dataset, model: Model) -> Callable[..., TakenMap]:
    """A view of the small town."""

    def made(slug: str, **more: Any) -> TakenMap:
        return taken_of(build(MapRequest(dataset, model, slug, DAY)), model, **more)

    return made


@pytest.fixture(scope="module")
def folding(dataset: Dataset, model: Model) -> TakenMap:
    """A view of which the drawing folds much, with all that it holds."""
    asked = MapRequest(dataset, model, "territoire", DAY)
    drawn = build(replace(asked, limit=12))
    assert sum(it.hidden for it in drawn.nodes) > 8
    return taken_of(drawn, model, whole=build(replace(asked, whole=True, limit=WHOLE)))


def node(iri: str, label: str, depth: int, parent: str | None, **more: Any) -> Node:
    """A node of a map made by hand."""
    return Node(f"{SITE}/id/{iri}", label, "network", depth, parent and f"{SITE}/id/{parent}", 0, 0, **more)


def joined(one: Node, two: Node, text: str = "tient à", **more: Any) -> MapEdge:
    """A relation between two of them."""
    return MapEdge(one.iri, "https://schema.org/member", two.iri, text, **more)


@pytest.fixture(scope="module")
def hostile(model: Model) -> TakenMap:
    """A map whose labels try everything."""
    root = node("root", "Centre <&> \x07", 0, None)
    leaves = [node(name.replace(" ", "-"), label, 1, "root") for name, label in HOSTILE.items()]
    edges = tuple(joined(root, leaf) for leaf in leaves)
    crossing = (joined(leaves[0], leaves[1], "a\x00 > \u202eb & <i>c</i>"),)
    return taken_of(MindMap("reseaux", "T\x08itre <&>", root.iri, DAY, (), (root, *leaves), edges, crossing), model)


@pytest.fixture(scope="module")
def changed(model: Model) -> TakenMap:
    """A map on which things happened, with a path."""
    root, new = node("root", "Réseaux", 0, None), node("new", "Nouvelle alliance", 1, "root", state="added")
    old, moved = node("old", "Vieux cercle", 1, "root", state="ended"), node("moved", "Moulin", 2, "new", state="moved")
    bare = node("bare", "Branche vide", 1, "root", empty=True)
    nodes = (root, new, moved, old, bare)
    edges = (joined(root, new, state="added"), joined(new, moved), joined(root, old, state="ended"), joined(root, bare))
    merged = joined(old, new, "Le vieux cercle rejoint l’alliance", kind="change")
    route = Route((root.iri, new.iri, moved.iri), (edges[0], edges[1]), 2.0)
    mindmap = MindMap("reseaux", "Réseaux", root.iri, DAY, (), nodes, edges, (merged,), route=route)
    return taken_of(replace(mindmap, since=date(2020, 1, 1)), model, choice=new.iri)


def words_of(pdf: bytes) -> str:
    """The text that a search in the PDF finds, without spaces nor hyphens added at ends of lines."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\ufffe\u0002-]+", "", text)


def drawn_words(taken: TakenMap, node_: Node) -> str:
    """The words of a node as the drawing cuts them."""
    return squeezed("".join(taken.drawing.by_iri[node_.iri].lines))


@pytest.mark.parametrize("slug", VIEWS)
def test_every_label_is_found_by_a_search_in_the_pdf(slug: str, view: Callable[..., TakenMap]) -> None:
    taken = view(slug)
    text = words_of(FORMATS["pdf"].render(taken))
    missing = [it.label for it in taken.mindmap.nodes if drawn_words(taken, it) not in text]
    assert not missing
    for said in (taken.title, "Étatau15avril2021", "Compterendu(réseaux)", "Donnéesmisesàjourle1eravril2021"):
        assert squeezed(said) in text
    assert squeezed(taken.links.view) in text


def test_no_word_of_the_pdf_is_there_twice(view: Callable[..., TakenMap]) -> None:
    taken = view("reseaux")
    text = words_of(FORMATS["pdf"].render(taken))
    leaf = next(box for box in taken.drawing.boxes if box.role == "leaf")
    whole = drawn_words(taken, leaf.node)
    assert text.count(whole) == sum(whole in drawn_words(taken, it) for it in taken.mindmap.nodes)


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("a3", A3)])
def test_the_pdf_is_one_page_of_its_paper_held_sideways(
    paper: str, size: tuple[float, float], view: Callable[..., TakenMap]
) -> None:
    document = pypdfium2.PdfDocument(FORMATS["pdf"].render(view("reseaux", paper=paper)))
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx(size, abs=0.5)
    assert document.get_metadata_dict()["Title"] == view("reseaux").title
    assert document.get_metadata_dict()["CreationDate"].startswith("D:20210401")
    document.close()


def addresses_in(pdf: bytes) -> set[str]:
    """Where the links of the page lead."""
    document = pypdfium2.PdfDocument(pdf)
    found = set()
    for annotation in annotations(document[0]):
        length = raw.FPDFAction_GetURIPath(document, raw.FPDFLink_GetAction(annotation), None, 0)
        buffer = (raw.c_char * length)()
        raw.FPDFAction_GetURIPath(document, raw.FPDFLink_GetAction(annotation), buffer, length)
        found.add(buffer.value.decode())
    document.close()
    return found


def annotations(page: Any) -> Iterator[Any]:
    position, link = raw.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        yield link


def test_each_name_of_the_pdf_leads_to_its_card(view: Callable[..., TakenMap]) -> None:
    taken = view("reseaux")
    cards = {taken.links.card(it.iri) for it in taken.mindmap.nodes} - {""}
    assert cards | {taken.links.view} <= addresses_in(FORMATS["pdf"].render(taken))


def test_the_pdf_carries_only_the_letters_it_shows(view: Callable[..., TakenMap]) -> None:
    body = FORMATS["pdf"].render(view("reseaux"))
    assert len(body) < 400_000
    names = set(re.findall(rb"/FontName /([A-Z]{6})\+(Inter-\d+)", body))
    assert {name for _, name in names} == {b"Inter-400", b"Inter-600"}


@pytest.mark.parametrize("slug", VIEWS)
def test_the_picture_is_wide_and_not_blank(slug: str, view: Callable[..., TakenMap]) -> None:
    picture = Image.open(io.BytesIO(FORMATS["png"].render(view(slug))))
    assert picture.format == "PNG"
    assert picture.width == 3840
    assert picture.height == pytest.approx(3840 / A4[0] * A4[1], abs=2)
    colours = picture.convert("RGB").resize((480, 340)).getcolors(480 * 340)
    assert colours is not None
    assert len(colours) > 60


def tree_of(element: Element, parent: str = "") -> list[tuple[str, str]]:
    """Each node of a Freeplane map after the text of the one that holds it."""
    found = []
    for child in element.findall("node"):
        text = child.get("TEXT", "").removeprefix(SHIELD)
        found += [(parent, text), *tree_of(child, text)]
    return found


def expected_tree(taken: TakenMap) -> list[tuple[str, str]]:
    by_key = taken.mindmap.by_key
    return [(label_of(by_key[it.parent]) if it.parent else "", label_of(it)) for it in taken.mindmap.nodes]


@pytest.mark.parametrize("slug", VIEWS)
def test_freeplane_holds_the_same_tree(slug: str, view: Callable[..., TakenMap]) -> None:
    taken = view(slug)
    root = fromstring(FORMATS["freeplane"].render(taken))  # noqa: S314 - our own file
    assert root.get("version", "").startswith("freeplane 1.")
    assert tree_of(root) == expected_tree(taken)
    nodes = list(root.iter("node"))
    assert [it.get("LINK", "") for it in nodes] == [taken.links.card(it.iri) for it in taken.mindmap.nodes]
    ids = {it.get("ID") for it in nodes}
    assert len(ids) == len(nodes)
    assert {it.get("DESTINATION") for it in root.iter("arrowlink")} <= ids
    sides = {it.get("POSITION") for it in root.findall("node/node")}
    assert sides <= {"left", "right"}
    note = "".join(root.find("node/richcontent[@TYPE='NOTE']").itertext())  # type: ignore[union-attr]
    assert "15 avril 2021" in note
    assert taken.sources[0].address in note


def test_files_hold_the_whole_branch_folded_where_the_screen_folds(folding: TakenMap) -> None:
    whole, drawn = folding.mindmap, folding.drawing.mindmap
    assert len(whole.nodes) > len(drawn.nodes)
    assert not any(it.hidden for it in whole.nodes)
    root = fromstring(FORMATS["freeplane"].render(folding))  # noqa: S314 - our own file
    assert tree_of(root) == expected_tree(folding)
    items = items_of(FORMATS["outline"].render(folding).decode())
    assert [depth for depth, _ in items] == [it.depth for it in whole.nodes]
    graph = networkx.read_graphml(io.BytesIO(FORMATS["graphml"].render(folding)), force_multigraph=True)
    assert set(graph) == {it.iri for it in whole.nodes}
    elements = dict(zip((it.key for it in whole.nodes), root.iter("node"), strict=True))
    shut = {key for key, element in elements.items() if element.get("FOLDED") == "true"}
    kept_back = {it.key for it in drawn.nodes if it.hidden > len(drawn.children.get(it.key, ())) and it.depth}
    assert kept_back <= shut
    assert not {key for key in drawn.children if len(whole.children[key]) == len(drawn.children[key])} & shut
    for it in whole.by_iri.values():
        known = graph.nodes[it.iri]
        assert (known["folded"], known["drawn"]) == (it.key in shut, it.key in drawn.by_key)
    places = [(known["x"], known["y"]) for _, known in graph.nodes(data=True)]
    assert len(set(places)) == len(places)


def test_a_file_that_does_not_hold_everything_says_where_it_stops(
    folding: TakenMap, dataset: Dataset, model: Model
) -> None:
    cut_short = build(MapRequest(dataset, model, "territoire", DAY, whole=True, limit=20))
    assert len(cut_short.nodes) == 20
    cut = replace(folding, whole=cut_short)
    for slug in ("outline", "freeplane"):
        assert "20 éléments" in " ".join("".join(fromstring_or_text(FORMATS[slug].render(cut))).split()), slug
        assert "s’arrête à" not in "".join(fromstring_or_text(FORMATS[slug].render(folding))), slug


def fromstring_or_text(content: bytes) -> Iterator[str]:
    """The words of a file, whatever it is made of."""
    return iter([content.decode()]) if content[:1] == b"#" else fromstring(content).itertext()  # noqa: S314 - our own


def test_freeplane_colours_are_those_of_the_drawing(view: Callable[..., TakenMap], model: Model) -> None:
    root = fromstring(FORMATS["freeplane"].render(view("reseaux")))  # noqa: S314 - our own file
    colours = {value for it in root.iter() for name, value in it.attrib.items() if "COLOR" in name and value[0] == "#"}
    assert all(len(value) == 7 for value in colours)
    assert {model.by_kind["working-group"].colour, model.by_kind["organisation"].colour} <= colours


def items_of(text: str) -> list[tuple[int, str]]:
    """The items of the first list of a Markdown text: how deep they are, and their first words."""
    found: list[tuple[int, str]] = []
    for token in MarkdownIt("commonmark").enable("strikethrough").parse(text):
        if token.type == "heading_open" and token.tag == "h2":
            break
        if token.type == "inline" and token.level > 1 and token.children:
            said = []
            for child in token.children:
                if child.type == "link_close" and said:
                    break
                if child.type in ("text", "text_special", "html_inline"):
                    said.append(child.content)
            found.append(((token.level - 3) // 2, "".join(said)))
    return found


@pytest.mark.parametrize("slug", VIEWS)
def test_the_outline_has_the_same_nodes_in_the_same_order(slug: str, view: Callable[..., TakenMap]) -> None:
    taken = view(slug)
    items = items_of(FORMATS["outline"].render(taken).decode())
    assert [depth for depth, _ in items] == [it.depth for it in taken.mindmap.nodes]
    for (_, said), it in zip(items, taken.mindmap.nodes, strict=True):
        assert said.startswith(label_of(it))


def test_the_outline_says_what_is_hidden_and_how_else_things_are_linked(view: Callable[..., TakenMap]) -> None:
    taken = view("reseaux")
    one = replace(taken.mindmap.nodes[1], hidden=7)
    mindmap = replace(taken.mindmap, nodes=(taken.mindmap.nodes[0], one, *taken.mindmap.nodes[2:]))
    folded = replace(taken, drawing=replace(taken.drawing, mindmap=mindmap))
    text = FORMATS["outline"].render(folded).decode()
    assert f"[et 7 autres, à ouvrir sur la carte]({taken.links.opened(one.iri)})" in text
    for edge in taken.mindmap.cross_links:
        assert plain(edge.text).split("(")[0].strip() in text
    assert "## Sources" in text
    assert text.rstrip().endswith("Données mises à jour le 1er avril 2021.")


@pytest.mark.parametrize("slug", VIEWS)
def test_graphml_holds_the_same_nodes_and_relations(slug: str, view: Callable[..., TakenMap]) -> None:
    taken = view(slug)
    graph = networkx.read_graphml(io.BytesIO(FORMATS["graphml"].render(taken)), force_multigraph=True)
    assert set(graph) == {it.iri for it in taken.mindmap.nodes}
    for it in taken.mindmap.by_iri.values():
        known, box = graph.nodes[it.iri], taken.drawing.by_iri[it.iri]
        assert (known["label"], known["kind"], known["depth"]) == (label_of(it), it.kind, it.depth)
        assert (known["x"], known["y"]) == (round(box.x, 1), round(box.y, 1))
    roles = [role for _, _, role in graph.edges(data="role")]
    assert roles.count("branch") == len(taken.mindmap.edges)
    assert roles.count("cross") == len(taken.mindmap.cross_links)
    said = {(one, two, text) for one, two, text in graph.edges(data="text")}
    assert {(it.s, it.o, plain(it.text)) for it in taken.mindmap.cross_links} <= said
    assert graph.graph["date"] == "2021-04-15"


def test_the_svg_needs_no_stylesheet_nor_anything_that_some_program_lacks(view: Callable[..., TakenMap]) -> None:
    taken = view("reseaux")
    text = FORMATS["svg"].render(taken).decode()
    root = fromstring(text)  # noqa: S314 - our own file
    for foreign in ("var(", "<style", "<script", "paint-order", "vector-effect", 'class=""'):
        assert foreign not in text, foreign
    assert [it.get("data-iri") for it in root.iter(f"{{{SVG}}}a") if it.get("data-iri")] == [
        it.iri for it in taken.mindmap.nodes
    ]
    shapes = [it for it in root.iter() if it.tag in {f"{{{SVG}}}{name}" for name in ("path", "rect", "circle")}]
    assert all(re.fullmatch("none|#[0-9a-f]{6}", it.get("fill", "")) for it in shapes)
    said = squeezed("".join(root.itertext()))
    assert "Étatau15avril2021" in said
    assert squeezed(taken.links.view) in said


def test_every_colour_of_the_stylesheet_is_understood(model: Model) -> None:
    sheet = drawing_styles(model)
    variables = Styles(sheet).variables("mindmap")
    assert variables["--m-ground"] == "#ffffff", "paper is white: the rules for printing hold"
    colours = {f"--m-{name}" for name in of_maps()} | {f"--b{rank}" for rank in range(len(branches()))}
    assert colours == {name for name in variables if name.removeprefix("--m-") not in measures()}
    for name in colours:
        assert hexadecimal(variables[name])[0] != "none", name


@pytest.mark.parametrize("slug", FORMATS)
def test_hostile_labels_break_no_format(slug: str, hostile: TakenMap) -> None:
    body = FORMATS[slug].render(hostile)
    assert body
    if slug in ("svg", "freeplane", "graphml"):
        assert fromstring(body) is not None  # noqa: S314 - our own file
        assert b"<script" not in body
        assert "\u202e".encode() not in body
        assert b"&#8238;" not in body


def test_hostile_labels_keep_the_tree_of_freeplane_and_nothing_is_run(hostile: TakenMap) -> None:
    root = fromstring(FORMATS["freeplane"].render(hostile))  # noqa: S314 - our own file
    assert tree_of(root) == expected_tree(hostile)
    assert not [it for it in root.iter("node") if it.get("TEXT", "").startswith(("=", "<", "\\"))]


def test_hostile_labels_stay_plain_words_in_the_outline(hostile: TakenMap) -> None:
    text = FORMATS["outline"].render(hostile).decode()
    items = items_of(text)
    assert [said for _, said in items] == [label_of(it) for it in hostile.mindmap.nodes]
    html = MarkdownIt("commonmark").render(text)
    assert "<script" not in html
    assert 'javascript:d"' not in html


def test_hostile_labels_are_the_same_in_graphml(hostile: TakenMap) -> None:
    graph = networkx.read_graphml(io.BytesIO(FORMATS["graphml"].render(hostile)), force_multigraph=True)
    assert [graph.nodes[it.iri]["label"] for it in hostile.mindmap.nodes] == [
        label_of(it) for it in hostile.mindmap.nodes
    ]


def test_what_the_typeface_lacks_is_spelled(hostile: TakenMap) -> None:
    text = words_of(FORMATS["pdf"].render(hostile))

    assert LACKING not in text
    assert "Αθήνα,Москва" in text
    assert "Étudedécomposée" in text


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        pytest.param("Москва", "Москва", id="cyrillic"),
        pytest.param("سلام", "slm", id="arabic"),
        pytest.param("中文", "ZhongWen", id="chinese"),
        pytest.param("한국", "HanGug", id="korean"),
        pytest.param("ひらがな", "hiragana", id="japanese"),
        pytest.param("שלום", "slvm", id="hebrew"),
        pytest.param("नमस्ते", "nmste", id="devanagari"),
        pytest.param("Réparer 😀", "Réparer :grinning:", id="picture"),
        pytest.param("e\u0301te\u0301", "été", id="accent apart"),
        pytest.param("a\U000f0000b", "ab", id="private sign"),
    ],
)
def test_no_writing_vanishes_on_paper(written: str, spelled: str, hostile: TakenMap) -> None:
    letters = Lettering(hostile.look.fonts())
    assert letters.shown(written) == spelled


def test_what_happened_is_said_in_every_format(changed: TakenMap) -> None:
    outline = FORMATS["outline"].render(changed).decode()
    assert f"~~[Vieux cercle]({SITE}/fiche/old)~~ (réseau) – terminé" in outline
    assert "Branche vide" in outline
    assert "rien n’est encore connu ici" in outline
    assert "Du 1er janvier 2020 au 15 avril 2021" in outline
    assert "Réseaux → Nouvelle alliance → Moulin" in outline
    root = fromstring(FORMATS["freeplane"].render(changed))  # noqa: S314 - our own file
    nodes = {it.get("TEXT"): it for it in root.iter("node")}
    icons = {name: {icon.get("BUILTIN") for icon in it.findall("icon")} for name, it in nodes.items()}
    assert icons["Nouvelle alliance"] == {"flag-green", "bookmark", "flag-orange"}
    assert icons["Vieux cercle"] == {"button_cancel"}
    assert nodes["Vieux cercle"].find("font").get("STRIKETHROUGH") == "true"  # type: ignore[union-attr]
    graph = networkx.read_graphml(io.BytesIO(FORMATS["graphml"].render(changed)), force_multigraph=True)
    assert graph.nodes[f"{SITE}/id/old"]["state"] == "ended"
    assert [it["kind"] for *_, it in graph.edges(data=True) if it["kind"]] == ["change"]
    assert sum(it["lit"] for *_, it in graph.edges(data=True)) == 2
    text = words_of(FORMATS["pdf"].render(changed))
    for said in ("nouveau", "terminé", "déplacé", "changement", "chemin", "Du1erjanvier2020au15avril2021"):
        assert said in text


@pytest.mark.parametrize("slug", list(FORMATS))
def test_the_same_view_gives_the_same_bytes(slug: str, view: Callable[..., TakenMap]) -> None:
    assert FORMATS[slug].render(view("reseaux")) == FORMATS[slug].render(view("reseaux"))


def test_english_files_speak_english(view: Callable[..., TakenMap]) -> None:
    text = FORMATS["outline"].render(view("reseaux", lang="en")).decode()
    assert "As of 15 April 2021" in text
    assert "Data last changed on 1 April 2021." in text


def test_a_file_drawn_in_a_process_of_its_own_is_the_same(hostile: TakenMap) -> None:
    apart, asked = Studio(Bounds(memory=300_000_000, seconds=60.0, idle=60.0)), replace(hostile, paper="a3")
    drawn = {item.slug: item for item in FORMATS.values() if item.draw}
    assert drawn.keys() == {"pdf", "png"}
    for item in drawn.values():
        assert item.draw
        assert apart.do(item.draw, plate_of(asked), asked.look.fonts()).made == item.render(asked)
    apart.close()
