"""The example of the documentation, served as its reader would serve it; nothing of the shop is imported."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from gateway.app import create_app
from gateway.settings import Settings
from tests.gateway.blog.service import asked, set_up
from tests.support.processes import REPOSITORY, Process
from tests.support.stub_service import StubService
from tests.support.wsgi import serving

NAME = "docs.example.blog:schema"

# Whoever imports the shop's schema in this process ends it.
WITHOUT_SHOP = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("gateway.schema"):
            raise AssertionError(f"{name} was imported")

sys.meta_path.insert(0, Refuse())
"""


@pytest.fixture(scope="module")
def blog() -> Iterator[StubService]:
    with StubService() as service:
        yield service


@pytest.fixture(scope="module")
def gateway(blog: StubService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `/graphql`."""
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "sitecustomize.py").write_text(WITHOUT_SHOP)
    environment = {
        "GATEWAY_SCHEMA": NAME,
        "BLOG_URL": blog.url,
        "EXPLAIN": "all",
        "PYTHONPATH": f"{folder}{os.pathsep}{REPOSITORY}",
    }
    with Process("gateway", folder, environment) as process:
        yield f"{process.url}/graphql"


def ask(gateway: str, query: str, **members: Any) -> dict[str, Any]:
    answer: dict[str, Any] = requests.post(gateway, json={"query": query, **members}, timeout=10).json()
    return answer


def test_the_example_is_short() -> None:
    assert len((REPOSITORY / "docs/example/blog.py").read_text().splitlines()) < 40


def test_posts_with_authors_and_comments_are_three_calls(gateway: str, blog: StubService) -> None:
    set_up(blog)
    answer = ask(gateway, "{ posts { id title author { id name } comments { id body createdAt } } }")
    assert "errors" not in answer
    assert answer["data"]["posts"][0] == {
        "id": "1",
        "title": "Post 1",
        "author": {"id": "2", "name": "Ben"},
        "comments": [
            {"id": "10", "body": "Comment 0", "createdAt": None},
            {"id": "13", "body": "Comment 3", "createdAt": None},
        ],
    }
    assert answer["data"]["posts"][3]["comments"] == []
    assert sorted(asked(blog)) == [
        "GET /comments?postId=1&postId=2&postId=3&postId=4",
        "GET /posts",
        "GET /users?id=2&id=1",
    ]


def test_a_row_by_its_id(gateway: str, blog: StubService) -> None:
    set_up(blog)
    query = "query ($id: ID!) { post(id: $id) { title } user(id: 1) { posts { id } } }"
    assert ask(gateway, query, variables={"id": "3"})["data"] == {
        "post": {"title": "Post 3"},
        "user": {"posts": [{"id": "2"}, {"id": "4"}]},
    }


def test_the_plan_goes_with_the_answer_where_it_is_asked_for(gateway: str, blog: StubService) -> None:
    set_up(blog)
    plan = ask(gateway, "{ posts { comments { body } } }", extensions={"plan": True})["extensions"]["plan"]
    assert plan["atMost"] == {
        "calls": None,
        "rows": None,
        "why": "no max_rows says how long the list gets",
    }
    assert [(call["fetch"], call["target"], call["status"]) for call in plan["calls"]] == [
        (0, "/posts", 200),
        (1, "/comments?postId=1&postId=2&postId=3&postId=4", 200),
    ]
    assert "extensions" not in ask(gateway, "{ posts { id } }")


def test_the_example_is_served_under_a_wsgi_server_too(
    blog: StubService, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(blog)
    monkeypatch.setenv("BLOG_URL", blog.url)
    with serving(create_app(Settings(schema=NAME))) as url:
        assert ask(f"{url}/graphql", '{ post(id: "2") { title } }') == {"data": {"post": {"title": "Post 2"}}}


def run(*arguments: str, at: Path = REPOSITORY, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **environment}
    command = [sys.executable, "-m", "gateway", *arguments]
    return subprocess.run(
        command, cwd=at, env=environ, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("arguments", [("serve", "--schema", NAME), ("schema", "--schema", NAME)])
def test_the_commands_import_nothing_of_the_shop(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_SHOP)
    ended = run(*arguments, PYTHONPATH=f"{tmp_path}{os.pathsep}{REPOSITORY}")
    if arguments[0] == "serve":
        assert ended.stderr == (
            "The gateway does not start:\nBLOG_URL is not set; it must be the address of the service blog.\n"
        )
    else:
        assert "type Post {" in ended.stdout


def test_the_test_would_notice_the_shop(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_SHOP)
    ended = run("schema", PYTHONPATH=f"{tmp_path}{os.pathsep}{REPOSITORY}")
    assert "gateway.schema was imported" in ended.stderr


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "it must be package.module:schema"),
        ("nowhere.at_all:schema", "there is no module nowhere"),
        ("docs.example.nothing:schema", "there is no module docs.example.nothing"),
        ("docs.example.blog:nothing", "nothing of docs.example.blog is no graphene.Schema"),
        ("docs.example.blog:User", "User of docs.example.blog is no graphene.Schema"),
    ],
)
def test_a_schema_that_is_none_stops_the_start(name: str, reason: str, tmp_path: Path) -> None:
    ended = Process("gateway", tmp_path, {"GATEWAY_SCHEMA": name}).run("serve")
    assert (ended.returncode, ended.stderr) == (
        2,
        f"The gateway does not start:\nGATEWAY_SCHEMA is {name!r}; {reason}.\n",
    )
