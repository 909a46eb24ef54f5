"""The forms of a page as a browser would send them: what stands in each field, hidden ones too."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse


@dataclass
class Filled:
    """One form: where it goes, and what stands in it."""

    action: str
    data: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Filled]()
        self.open: Filled | None = None
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Filled(found.get("action") or self.path)
            self.forms.append(self.open)
        if self.open is None or "name" not in found:
            return
        ticked = found.get("type") not in ("checkbox", "radio") or "checked" in found
        if tag == "input" and found.get("type") != "submit" and ticked:
            self.open.data[found["name"]] = found.get("value", "on")
        if tag == "textarea":
            self.area = (found["name"], [])

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None and self.open is not None:
            name, text = self.area
            self.open.data[name] = "".join(text).removeprefix("\r").removeprefix("\n")
            self.area = None
        if tag == "form":
            self.open = None


def forms(answer: TestResponse) -> dict[str, Filled]:
    """The forms of a page by where they go; a page with two of one address shows the last."""
    reader = _Reader(answer.request.path)
    reader.feed(answer.text)
    return {found.action: found for found in reader.forms}
