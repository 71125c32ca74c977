# SPDX-License-Identifier: AGPL-3.0-or-later
"""An SVG with its stylesheet applied, as on paper: each shape carries its own colours, so that any program draws it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
SHAPES = {f"{{{SVG}}}{name}" for name in ("path", "rect", "circle", "text", "tspan")}
# Handed down from groups to shapes; the others belong to the element that states them.
INHERITED = {
    "fill": "black", "stroke": "none", "stroke-width": "1", "stroke-dasharray": "none", "stroke-linecap": "butt",
    "stroke-linejoin": "miter", "paint-order": "normal", "font-weight": "400", "font-style": "normal",
    "font-size": "16",
}  # fmt: skip
OWN = {"opacity": "1", "text-decoration": "none", "display": "inline", "font-family": ""}
COLOURS = ("fill", "stroke")
STEP = re.compile(r"(\w+)\(([^)]*)\)")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.I)
LONGEST_CHAIN = 12  # of variables that stand for one another


@dataclass
class Computed:
    """What is stated of an element: its custom properties and what it hands down."""

    variables: dict[str, str] = field(default_factory=dict)
    inherited: dict[str, str] = field(default_factory=lambda: dict(INHERITED))


class Styles:
    """The rules of a stylesheet that hold on paper."""

    def __init__(self, stylesheet: str) -> None:
        import cssselect2
        import tinycss2

        self._matcher: Any = cssselect2.Matcher()
        for prelude, content in _rules(tinycss2.parse_stylesheet(stylesheet, True, True)):
            declared = [
                (item.name, tinycss2.serialize(item.value).strip(), item.important)
                for item in tinycss2.parse_blocks_contents(content, True, True)
                if item.type == "declaration"
            ]
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:  # what only a screen has, such as :focus-visible
                continue
            for selector in selectors:
                self._matcher.add_selector(selector, declared)

    def apply(self, root: Element) -> None:
        """Writes what the rules say into the attributes of every shape under an element."""
        import cssselect2

        above: dict[Any, Computed] = {None: Computed()}
        for wrapper in list(cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()):
            above[wrapper] = self._applied(wrapper, above[wrapper.parent])

    def variables(self, classes: str) -> dict[str, str]:
        """The custom properties of an element of these classes."""
        import cssselect2

        wrapper = cssselect2.ElementWrapper.from_xml_root(Element(f"{{{SVG}}}svg", {"class": classes}))
        return self._applied(wrapper, Computed()).variables

    def _applied(self, wrapper: Any, above: Computed) -> Computed:
        element = wrapper.etree_element
        stated = self._stated(wrapper)
        variables = dict(above.variables)
        variables |= {name: value for name, value in stated.items() if name.startswith("--")}
        variables = {name: resolved(value, variables) for name, value in variables.items()}
        values = {name: resolved(value, variables) for name, value in stated.items() if not name.startswith("--")}
        known = {name: element.get(name) for name in (*INHERITED, *OWN) if element.get(name) is not None}
        values = {name: value for name, value in {**known, **values}.items() if value and value != "inherit"}
        inherited = above.inherited | {name: value for name, value in values.items() if name in INHERITED}
        _write(element, inherited, {name: value for name, value in values.items() if name in OWN})
        return Computed(variables, inherited)

    def _stated(self, wrapper: Any) -> dict[str, str]:
        """The last word of the rules on each property."""
        found: dict[str, str] = {}
        strong: dict[str, str] = {}
        for *_, pseudo, declared in self._matcher.match(wrapper):
            # What stands before or after an element, or behind it, is not the element.
            for name, value, important in () if pseudo else declared:
                (strong if important else found)[name] = value
        return found | strong


def resolved(value: str, variables: Mapping[str, str]) -> str:
    """A value with its `var()` replaced; "" when one is nowhere stated and has no substitute."""
    for _ in range(LONGEST_CHAIN):
        start = value.rfind("var(")
        if start < 0:
            return value
        end = value.index(")", start)
        name, _, instead = value[start + 4 : end].partition(",")
        known = variables.get(name.strip()) or instead.strip()
        if not known:
            return ""
        value = value[:start] + known + value[end + 1 :]
    return ""


def hexadecimal(value: str) -> tuple[str, float]:
    """A CSS colour as `#rrggbb` and its opacity; ("none", 1) for no paint."""
    from tinycss2.color4 import parse_color

    colour = None if value == "none" else parse_color(value)
    if colour is None or isinstance(colour, str):
        return "none", 1.0
    red, green, blue, alpha = colour.to("srgb")
    if not alpha:
        return "none", 1.0
    digits = (round(max(0.0, min(1.0, part or 0.0)) * 255) for part in (red, green, blue))
    return "#" + "".join(f"{part:02x}" for part in digits), float(alpha)


def number(element: Element, name: str, usual: float = 0.0) -> float:
    """An attribute as a number."""
    value = element.get(name)
    return usual if value is None else float(value)


def steps(transform: str) -> Iterator[tuple[str, list[float]]]:
    """Each step of an SVG transform and its numbers."""
    for name, numbers in STEP.findall(transform):
        yield name, [float(number) for number in NUMBER.findall(numbers)]


def _rules(rules: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each selector and the content of its rule, of the rules that hold on paper."""
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            part: list[Any] = []
            for piece in [*rule.prelude, ","]:
                if piece == ",":
                    yield tinycss2.serialize(part), rule.content
                    part = []
                else:
                    part.append(piece)
        elif rule.type == "at-rule" and _on_paper(rule):
            yield from _rules(tinycss2.parse_rule_list(rule.content, True, True))


def _on_paper(rule: Any) -> bool:
    import tinycss2

    return rule.lower_at_keyword == "media" and tinycss2.serialize(rule.prelude).strip() in ("print", "all")


def _write(element: Element, inherited: Mapping[str, str], own: Mapping[str, str]) -> None:
    """The values that are not the usual ones, where SVG expects them: colours on shapes, opacity on any element."""
    for name in (*INHERITED, *OWN):
        element.attrib.pop(name, None)
    for name, value in own.items():
        if value != OWN[name]:
            element.set(name, value)
    if element.tag not in SHAPES:
        return
    for name, value in inherited.items():
        if name in COLOURS:
            colour, alpha = hexadecimal(value)
            element.set(name, colour)
            if alpha < 1:
                element.set(f"{name}-opacity", f"{alpha:g}")
        elif value != INHERITED[name]:
            element.set(name, value.removesuffix("px"))
    if element.attrib.pop("vector-effect", "") == "non-scaling-stroke":
        # Not every program knows of it: the stroke is made as much thinner as the shape is made larger.
        scales = [numbers[0] for name, numbers in steps(element.get("transform", "")) if name == "scale"]
        element.set("stroke-width", f"{number(element, 'stroke-width', 1.0) / math.prod(scales, start=1.0):.4g}")
    if element.get("stroke") == "none":
        for name in [name for name in element.attrib if name.startswith("stroke-")] + ["stroke"]:
            element.attrib.pop(name, None)
