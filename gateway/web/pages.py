"""The pages: GraphiQL from our own origin, and nothing from anywhere else."""

from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, send_from_directory
from jinja2 import Environment, PackageLoader
from werkzeug.wrappers import Response as AnyResponse

from gateway.web.messages import FIXED_HEADERS

EXPLORER = Path(__file__).parent.parent / "explorer" / "dist"

#: Monaco, GraphiQL's editor, writes styles as it runs; scripts stay strict.
GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

DEFAULT_QUERY = """\
# Items and who sells them: one query, two REST calls. Press Ctrl-Enter.
{
  items(first: 10) {
    totalCount
    nodes { name price { amount currency } available seller { name } }
  }
}
"""

#: GraphiQL's own files. An app that has a GraphQLView with `graphiql=True` registers it, to serve them.
explorer = Blueprint("explorer", __name__)
pages = Blueprint("pages", __name__)

# Of its own, so that the page does not depend on what the app has registered.
_templates = Environment(loader=PackageLoader("gateway.web"), autoescape=True)


def graphiql_page(endpoint: str) -> Response:
    """GraphiQL, which asks `endpoint`; in its place a word on what is missing, where something is."""
    missing = _missing()
    template = _templates.get_template("graphiql_missing.html" if missing else "graphiql.html")
    page = template.render(endpoint=endpoint, default_query=DEFAULT_QUERY, missing=missing)
    response = Response(page, 503 if missing else 200, mimetype="text/html")
    return _loose(response)


def _loose(response: Response) -> Response:
    """GraphiQL's own rule, which its workers need as much as its page; all else is as everywhere, in anybody's app."""
    own = {"Content-Security-Policy": GRAPHIQL_POLICY, "Cache-Control": "no-cache"}
    response.headers.update({**FIXED_HEADERS, **own})
    return response


def _missing() -> str | None:
    if not (EXPLORER / "index.js").exists():
        return "GraphiQL is not built: run `make assets` once and reload."
    if not any(name.endswith("explorer.explorer_file") for name in current_app.view_functions):
        return "GraphiQL's files are not served: app.register_blueprint(gateway.web.pages.explorer)."
    return None


@pages.get("/")
def home() -> AnyResponse:
    return redirect("/graphql", code=302)


@explorer.get("/static/graphiql/<path:name>")
def explorer_file(name: str) -> Response:
    response = _loose(send_from_directory(EXPLORER, name))
    if name not in ("index.js", "index.css"):  # the others have their content's hash in their names
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@pages.after_app_request
def harden(response: Response) -> Response:
    """Give every page what every answer has, unless it says otherwise itself."""
    for name, value in FIXED_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


pages.register_blueprint(explorer)
