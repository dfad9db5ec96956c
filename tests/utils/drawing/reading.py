"""What stands in a drawing: for tests, which read its SVG as a browser would."""

import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
# What may hold words or a style, and not numbers alone.
NO_NUMBERS = {"aria-label", "style", "class"}


def root(drawing):
    return ElementTree.fromstring(drawing.svg("alt"))


def elements(drawing, name):
    return list(root(drawing).iter(SVG + name))


def words(drawing):
    """All texts, in order."""
    return [element.text or "" for element in elements(drawing, "text")]


def places(drawing):
    """Every attribute that says where something is."""
    attributes = [item for element in root(drawing).iter() for item in element.items()]
    return [value for name, value in attributes if name not in NO_NUMBERS]


def is_turned(text):
    return "rotate" in (text.get("transform") or "")


def beyond_the_sheet(drawing):
    """Texts that do not lie wholly on the sheet, if letters are wide."""
    return [
        element.text
        for sheet in root(drawing).iter(SVG + "svg")
        for element in sheet.findall(SVG + "text")
        if not _fits(element, float(sheet.get("width")), _height(sheet))
    ]


def _height(sheet):
    return float(sheet.get("height") or sheet.get("viewBox").split()[3])


def _fits(text, width, height):
    size = float(text.get("style").split("font-size:")[1].split("px")[0])
    length = 0.6 * size * len(text.text or "")
    at = float(text.get("y" if is_turned(text) else "x"))
    start = at - {"start": 0.0, "middle": length / 2, "end": length}[text.get("text-anchor")]
    across = float(text.get("x" if is_turned(text) else "y"))
    along, aside = (height, width) if is_turned(text) else (width, height)
    return start >= 0 and start + length <= along and 0 <= across <= aside
