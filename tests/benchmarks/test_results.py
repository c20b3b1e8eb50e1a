"""What is made of measurements: verdicts, tables, a chart, and their place in the document."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import chart, document, tables
from benchmarks.results import Results
from benchmarks.targets import judged
from tests.benchmarks.made_up import results, row


def verdicts(found: Results) -> dict[str, bool]:
    return {
        target.promise.partition(":")[0] + target.promise.rpartition("×")[2]: target.kept
        for target in judged(found)
    }


def test_the_best_of_the_javascript_peers_is_the_one_to_beat() -> None:
    slower, faster, ours = row("yoga", 100), row("mercurius", 400), row("ours-off", 1000, ours=True)

    said = verdicts(results(ours, slower, faster))

    assert said["nested, sharing off The mercurius"] is False
    assert said["flat, sharing off The mercurius"] is True


def test_sharing_is_judged_beside_yoga_where_tailcall_was_not_measured() -> None:
    ours, yoga = row("ours-on", 1300, ours=True), row("yoga", 100)

    beside_yoga = verdicts(results(ours, yoga, row("tailcall-dedupe", 1, refused="it does not start")))
    beside_tailcall = verdicts(results(ours, yoga, row("tailcall-dedupe", 1000)))

    assert beside_yoga["nested, sharing on The yoga"] is True
    assert beside_tailcall["nested, sharing on The tailcall-dedupe"] is False


def test_a_table_says_who_was_not_measured_and_why() -> None:
    said = tables.comparison(
        results(row("ours-off", 1000, ours=True), row("yoga", 1, refused="it never listened"))
    )

    assert "The yoga (1.2.3) was not measured: it never listened." in said
    assert "| The yoga" not in said


@pytest.mark.parametrize(("busy", "marked"), [(0.5, False), (0.99, True)])
def test_a_figure_that_the_load_held_back_is_marked(busy: float, marked: bool) -> None:
    said = tables.comparison(results(row("ours-off", 1000, ours=True, busy=busy)))

    assert ("1,000 (900–1,100) \\*" in said) is marked


def test_the_chart_has_a_bar_for_every_contender_in_every_panel() -> None:
    drawn = ElementTree.fromstring(chart.drawn(results(row("ours-off", 1000, ours=True), row("yoga", 100))))

    bars = [bar for bar in drawn.iter("{http://www.w3.org/2000/svg}rect") if bar.get("x")]
    assert len(bars) == 2 * 3


def test_tables_are_put_between_their_marks_and_nothing_else_is_touched(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(
        "Before\n<!-- comparison -->\nold\n<!-- /comparison -->\nAfter <!-- stages -->\n<!-- /stages -->\n"
    )

    document.put("comparison", "| new \\1 |", page)

    assert page.read_text() == (
        "Before\n<!-- comparison -->\n| new \\1 |\n<!-- /comparison -->\nAfter <!-- stages -->\n<!-- /stages -->\n"
    )


def test_a_version_that_does_not_start_is_noted_and_kept_out_of_the_names() -> None:
    older = replace(row("tailcall", 100), version="1.0.0; 1.6.14 does not start here: it wants GLIBC_2.39")

    said = tables.comparison(results(older))

    assert "| The tailcall (1.0.0) |" in said
    assert "1.6.14 does not start here: it wants GLIBC_2.39." in said
