"""A browser without a screen: keeps cookies, follows redirects, reads pages, fills in forms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import requests

VOID = {"img", "input", "meta", "link", "br", "hr"}


@dataclass
class Form:
    """A form with what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as a person finds it: text, links, forms, and what is said at a field."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.headers = response.headers
        self.path = urlsplit(response.url).path
        self.html = response.text
        self.came_by = [step.status_code for step in response.history]
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._texts: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._by_id: dict[str, str] = {}
        self.feed(response.text)

    @property
    def text(self) -> str:
        """Everything that can be read, blanks evened out."""
        return " ".join(" ".join(self._texts).split())

    def error_at(self, name: str) -> str:
        """What is said to be wrong with the field, as a screen reader would tell it."""
        described = next(
            attributes.get("aria-describedby", "")
            for tag, attributes in self.tags
            if tag in {"input", "textarea"} and attributes.get("name") == name
        )
        return " ".join(self._by_id.get(part, "").strip() for part in described.split() if "error" in part)

    def form(self, action: str) -> Form:
        """The form that is sent to an address that begins so."""
        return next(form for form in self.forms if form.action.startswith(action))

    def headings(self) -> list[str]:
        """Texts of the cards' links, in order."""
        return [text for text, href in self.links.items() if href.startswith("/items/")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes["action"], attributes.get("method", "get")))
        if self.forms and tag == "input" and attributes.get("type") != "checkbox":
            self.forms[-1].fields[attributes["name"]] = attributes.get("value", "")
        if self.forms and tag == "textarea":
            self.forms[-1].fields[attributes["name"]] = ""

    def handle_endtag(self, tag: str) -> None:
        """Close it, and whatever was left open in it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Text belongs to every element around it."""
        if any(tag in {"title", "style", "script"} for tag, _ in self._open):
            return
        self._texts.append(data)
        for tag, attributes in self._open:
            if "id" in attributes:
                self._by_id[attributes["id"]] = self._by_id.get(attributes["id"], "") + data
            if tag == "a" and data.strip():
                self.links[" ".join(data.split())] = attributes["href"]
            if tag == "textarea":
                self.forms[-1].fields[attributes["name"]] += data


class Browser:
    """One person's browser, at one storefront."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False

    def get(self, path: str) -> Page:
        """Open a page."""
        return Page(self.http.get(self.url + path, timeout=20))

    def send(self, form: Form, **filled_in: str) -> Page:
        """Press the form's button, with these fields filled in."""
        sent = form.fields | filled_in
        ask: Callable[..., requests.Response] = self.http.get if form.method == "get" else self.http.post
        data = {"params" if form.method == "get" else "data": sent}
        return Page(ask(self.url + form.action, timeout=20, **data))

    def log_in(self, name: str, password: str) -> Page:
        """Go to the log-in page, and log in."""
        return self.send(self.get("/log-in").form("/log-in"), name=name, password=password)

    def another_tab(self) -> "Browser":
        """A browser with the cookies that this one has now."""
        tab = Browser(self.url)
        tab.http.cookies.update(self.http.cookies)
        return tab

    def close(self) -> None:
        """Let go of the connections."""
        self.http.close()
