"""The pages: GraphiQL from our own origin, and nothing from anywhere else."""

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

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

pages = Blueprint("pages", __name__, template_folder="templates")


def graphiql_page(endpoint: str) -> Response:
    """GraphiQL, which asks `endpoint`; in its place a word on how to build it where that was not done."""
    built = (EXPLORER / "index.js").exists()
    page = render_template(
        "graphiql.html" if built else "graphiql_missing.html", endpoint=endpoint, default_query=DEFAULT_QUERY
    )
    response = Response(page, 200 if built else 503, mimetype="text/html")
    response.headers["Content-Security-Policy"] = GRAPHIQL_POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/")
def home() -> AnyResponse:
    return redirect("/graphql", code=302)


@pages.get("/static/graphiql/<path:name>")
def explorer_file(name: str) -> Response:
    response = send_from_directory(EXPLORER, name)
    hashed = name not in ("index.js", "index.css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return response
