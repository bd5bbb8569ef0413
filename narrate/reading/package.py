"""The package of an EPUB: what a book says about itself, which files it has, and in which order they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from narrate.errors import SourceError
from narrate.reading import elements, markup
from narrate.reading.notes import address
from narrate.reading.outline import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from narrate.doors.archives import Archive

CONTAINER = "META-INF/container.xml"
PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml", "text/xml"})
NCX = "application/x-dtbncx+xml"
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T.*)?", re.DOTALL)

FONT_OBFUSCATIONS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""The two algorithms that hide fonts only: EPUB 3.3, section 4.3, and Adobe's older one."""

LOCKS = (
    ("META-INF/license.lcpl", "Readium LCP"),
    ("META-INF/sinf.xml", "Apple FairPlay"),
    ("META-INF/rights.xml", "Adobe ADEPT"),
    ("META-INF/rights.enc", "Kobo or Sony DRM"),
)
"""A file that a protected book has -> what protects it. Only with an `encryption.xml` are they sure to."""


class Item(NamedTuple):
    """One file of a book."""

    path: str
    kind: str
    """Its media type."""
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document of a book says."""

    facts: Facts
    series: str = ""
    """The name of the series, with its number if it has one: "Barchester, 2"."""
    items: dict[str, Item] = field(default_factory=dict)
    spine: tuple[Item, ...] = ()
    """The pages in reading order."""
    parts: dict[str, str] = field(default_factory=dict)
    """Pages -> the part of a book that the guide of EPUB 2 says they are."""
    contents: Item | None = None
    """The table of contents: a page with a `nav`, or an NCX."""
    cover: str = ""
    """The path of the picture on the cover."""


def require_open(archive: Archive, name: str) -> None:
    """Raise SourceError for a book that only its seller's own reader can open."""
    names = archive.names()
    lock = next((lock for path, lock in LOCKS if path in names), "")
    if "META-INF/encryption.xml" in names:
        root = markup.xml_tree(archive.read("META-INF/encryption.xml"), name)
        ways = {way.get("Algorithm") or "" for way in root.iter() if elements.name(way) == "encryptionmethod"}
        if ways - FONT_OBFUSCATIONS:
            lock = lock or "digital rights management (DRM)"
        else:
            return
    if lock:
        problem = f"{name} is protected by {lock}, and only its seller's own apps can open it."
        raise SourceError(problem, "Get an edition without DRM.")


def read(archive: Archive, name: str) -> Package:
    """Return the package of a book. Raises SourceError where there is none."""
    path = _package_path(archive, name)
    root = markup.xml_tree(archive.read(path), name)
    items = dict(_items(root, path))
    spine = tuple(item for item in _spine(root, items) if item.path in archive and item.kind in PAGES)
    if not spine:
        raise SourceError(f"{name} has no pages in reading order.", "It may be damaged: get it again.")
    metadata = _Metadata([element for element in root.iter() if elements.name(element) in _Metadata.NAMES])
    return Package(
        facts=metadata.facts(),
        series=metadata.series(),
        items=items,
        spine=spine,
        parts=dict(_guide(root, path)),
        contents=_contents(root, items, archive),
        cover=_cover(items, metadata.value_of("cover"), archive),
    )


def cover(package: Package, archive: Archive) -> bytes | None:
    """Return the picture on the cover if there is one, and it is a PNG or a JPEG."""
    try:
        picture = archive.read(package.cover) if package.cover else b""
    except SourceError:  # a picture that cannot be had is no reason not to read the book
        return None
    return picture if picture.startswith(PICTURES) else None


def _package_path(archive: Archive, name: str) -> str:
    if CONTAINER in archive:
        root = markup.xml_tree(archive.read(CONTAINER), name)
        paths = [one.get("full-path") or "" for one in root.iter() if elements.name(one) == "rootfile"]
    else:
        paths = [path for path in archive.names() if path.lower().endswith(".opf")]
    if not paths or paths[0] not in archive:
        raise SourceError(
            f"{name} is not an EPUB book: it has no package document.", "It may be damaged: get it again."
        )
    return paths[0]


def _items(root: etree._Element, package_path: str) -> Iterator[tuple[str, Item]]:
    for element in root.iter():
        if elements.name(element) == "item" and (href := element.get("href")):
            path, _ = address(href, package_path)
            properties = frozenset((element.get("properties") or "").split())
            yield element.get("id") or path, Item(path, element.get("media-type") or "", properties)


def _spine(root: etree._Element, items: dict[str, Item]) -> Iterator[Item]:
    """Yield the pages in reading order, each once, without those that only links lead to but for notes."""
    given = set()
    for element in root.iter():
        if elements.name(element) == "itemref":
            item = items.get(element.get("idref") or "")
            if item and item.path not in given:
                given.add(item.path)
                yield item


def _guide(root: etree._Element, package_path: str) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if elements.name(element) == "reference" and (href := element.get("href")):
            part = elements.ROLES.get((element.get("type") or "").lower(), "")
            page, fragment = address(href, package_path)
            if part and not fragment:  # else it is only a part of that page
                yield page, part


def _contents(root: etree._Element, items: dict[str, Item], archive: Archive) -> Item | None:
    spine = next((element for element in root.iter() if elements.name(element) == "spine"), None)
    stated = items.get((spine.get("toc") if spine is not None else None) or "")
    listed = [item for item in items.values() if "nav" in item.properties]
    listed += [stated] if stated else []
    listed += [item for item in items.values() if item.kind == NCX]
    return next((item for item in listed if item.path in archive), None)


def _cover(items: dict[str, Item], stated: str, archive: Archive) -> str:
    marked = [item for item in items.values() if "cover-image" in item.properties]
    marked += [items[stated]] if stated in items else []
    marked += [item for identity, item in items.items() if "cover" in identity.lower()]
    return next((item.path for item in marked if item.kind.startswith("image/") and item.path in archive), "")


class _Metadata:
    """The metadata of a package: EPUB 2's attributes, and EPUB 3's elements that refine others."""

    NAMES = frozenset({"title", "creator", "date", "description", "language", "meta"})

    def __init__(self, found: list[etree._Element]) -> None:
        self.found = found

    def facts(self) -> Facts:
        """Return what a book says about itself."""
        date = DATE.fullmatch(next(iter(self.texts("date")), ""))
        return Facts(
            title=self.title(),
            author=", ".join(self.authors()),
            date=date[1] if date else "",
            description=_plain(next(iter(self.texts("description")), "")),
            language=next((text for text in self.texts("language") if elements.LANGUAGE.fullmatch(text)), ""),
        )

    def title(self) -> str:
        """Return the main title with its subtitle; where nothing says which is which, the first."""
        titles = self.all("title")
        kinds = {self.refined(one, "title-type"): elements.text(one) for one in reversed(titles)}
        main = kinds.get("main") or next(map(elements.text, titles), "")
        subtitle = kinds.get("subtitle", "")
        return f"{main}: {subtitle}" if subtitle and subtitle.lower() not in main.lower() else main

    def authors(self) -> list[str]:
        """Return the names of those who wrote it; of all who made it, where nobody is said to have written it."""
        creators = self.all("creator")
        roles = {elements.text(one): self.refined(one, "role") or _attribute(one, "role") for one in creators}
        return [name for name, role in roles.items() if name and role in {"aut", ""}] or list(filter(None, roles))

    def series(self) -> str:
        """Return the series that it belongs to, with its number: by EPUB 3's collections or by calibre's names."""
        for one in self.all("meta"):
            kind = self.refined(one, "collection-type")
            if one.get("property") == "belongs-to-collection" and kind == "series":
                return ", ".join(filter(None, (elements.text(one), self.refined(one, "group-position"))))
        name, number = self.value_of("calibre:series"), self.value_of("calibre:series_index").removesuffix(".0")
        return ", ".join(filter(None, (name, number))) if name else ""

    def all(self, name: str) -> list[etree._Element]:
        """The elements of one name."""
        return [element for element in self.found if elements.name(element) == name]

    def texts(self, name: str) -> list[str]:
        """The texts of the elements of one name."""
        return [text for element in self.all(name) if (text := elements.text(element))]

    def value_of(self, name: str) -> str:
        """Return the content of `<meta name=… content=…>`."""
        found = (one.get("content") or "" for one in self.all("meta") if one.get("name") == name)
        return next(found, "").strip()

    def refined(self, element: etree._Element, name: str) -> str:
        """Return what another element says of an element."""
        identity = element.get("id")
        return next(
            (
                elements.text(one)
                for one in self.all("meta")
                if identity and one.get("refines") == f"#{identity}" and one.get("property") == name
            ),
            "",
        )


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _plain(description: str) -> str:
    """Return a description without the markup that many books write into it."""
    if "<" not in description:
        return description
    root = markup.html_tree(f"<body>{description}".encode(), "The description")
    return elements.text(root)
