"""Makes a new service: `python docs/new-service/create.py orders`.

What every service has alike is taken from inventory_service, the rest from the templates beside this file.
"""

import keyword
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import contract

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).with_name("template")
MODEL = ROOT / "inventory_service"
ALIKE = ["Dockerfile", ".dockerignore", "requirements.in", "requirements.txt", "migrations/env.py"]
NAME = re.compile(r"[a-z]{3,30}s")
# The templates use these themselves.
TAKEN = {
    "batch",
    "connection",
    "database",
    "key",
    "name",
    "page",
    "query",
    "repository",
    "request",
    "row",
    "service",
}


def main(arguments: list[str]) -> int:
    """Make the service; the status is 2, and nothing is made, when the name cannot be used."""
    if len(arguments) != 1 or not NAME.fullmatch(arguments[0]):
        return refuse("Say what the service keeps, as one plural word: make new-service name=orders")
    names = names_of(arguments[0])
    if {names["one"], names["many"]} & {*TAKEN, *keyword.kwlist}:
        return refuse(f"{arguments[0]} means something else in the code already; choose another word.")
    taken = [path for path in places(names) if path.exists()]
    if taken:
        return refuse(f"{', '.join(str(path.relative_to(ROOT)) for path in taken)} is there already.")
    create(names)
    (ROOT / "k8s/base" / f"{names['many']}.yaml").write_text(filled(TEMPLATES / "k8s.yaml.tmpl", names))
    insert_line(ROOT / "k8s/base/kustomization.yaml", f"  - {names['many']}.yaml")
    insert_line(ROOT / "requirements.in", f"-r {names['package']}/requirements.in")
    tidy(names)
    sys.stdout.write(filled(TEMPLATES / "done.txt.tmpl", names))
    return 0


def refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def names_of(many: str) -> dict[str, str]:
    """Everything that the templates need to know."""
    one = re.sub(r"ie$", "y", many.removesuffix("s"))
    return {
        "many": many,
        "one": one,
        "Many": many.title(),
        "One": one.title(),
        "package": f"{many}_service",
        "image": f"{many}-service",
        "prefix": many[:3],
        "port": str(free_port()),
        "contract": contract.imports(ROOT / "tests/contract"),
    }


def free_port() -> int:
    """The first default port that no process of the house has."""
    settings = [path.read_text() for path in ROOT.glob("*/settings.py")]
    ports = [int(port) for text in settings for port in re.findall(r"\b80[89]\d\b", text)]
    return max(ports) + 1


def places(names: dict[str, str]) -> list[Path]:
    """What is made, and must not be there."""
    many = names["many"]
    return [ROOT / names["package"], ROOT / "tests" / many, ROOT / "k8s/base" / f"{many}.yaml"]


def create(names: dict[str, str]) -> None:
    package = ROOT / names["package"]
    built = shutil.ignore_patterns("docs_assets", "node_modules", "__pycache__")
    shutil.copytree(MODEL / "rest", package / "rest", ignore=built)
    for name in [*ALIKE, "migrations/script.py.mako"]:
        text = (MODEL / name).read_text().replace("inventory_service", names["package"])
        write(package / name, text.replace("8082", names["port"]))
    for folder, target in (("service", package), ("tests", ROOT / "tests" / names["many"])):
        for template in sorted((TEMPLATES / folder).rglob("*.tmpl")):
            path = template.relative_to(TEMPLATES / folder).with_suffix("")
            write(target / str(path).replace("MANY", names["many"]), filled(template, names))


def filled(template: Path, names: dict[str, str]) -> str:
    return Template(template.read_text()).substitute(names)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def insert_line(path: Path, line: str) -> None:
    """Put the line where others of its kind are, at the end."""
    path.write_text(f"{path.read_text().rstrip()}\n{line}\n")


def tidy(names: dict[str, str]) -> None:
    """Sort imports and format: the order of names depends on how they begin."""
    made = [str(ROOT / names["package"]), str(ROOT / "tests" / names["many"])]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--select", "I", "--fix", *made], check=True, cwd=ROOT)
    subprocess.run([*ruff, "format", "--quiet", *made], check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
