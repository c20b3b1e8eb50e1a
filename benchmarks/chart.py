"""Results as an SVG: a panel of bars for each operation, a line for the spread of the rounds."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from benchmarks.operations import OPERATIONS, Operation
from benchmarks.results import Results, Row

WIDTH, NAMES, VALUES = 860, 330, 80
BAR, GAP, HEAD, MARGIN = 16, 6, 34, 16
OURS, THEIRS, INK, PAPER = "#1f6f8b", "#b9c2c9", "#222222", "#ffffff"


def drawn(results: Results) -> str:
    """The chart. Each panel has a scale of its own."""
    rows = [row for row in results.rows if row.loads]
    panels, top = [], MARGIN
    for operation in OPERATIONS:
        panels.append(f'<g transform="translate({MARGIN} {top})">{"".join(_panel(operation, rows))}</g>')
        top += HEAD + len(rows) * (BAR + GAP) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}">'
        f"<title>Requests a second, {escape(results.date)}</title>"
        f'<rect width="{WIDTH}" height="{top}" fill="{PAPER}"/>{"".join(panels)}</svg>\n'
    )


def _panel(operation: Operation, rows: Sequence[Row]) -> Iterator[str]:
    figures = [(row, row.loads[operation.name].rate) for row in rows if operation.name in row.loads]
    widest = max((figure.high for _, figure in figures), default=1.0)
    scale = (WIDTH - 2 * MARGIN - NAMES - VALUES) / widest
    yield _text(0, 14, f"{operation.name}: {operation.about}, requests a second", 'font-weight="bold"')
    for index, (row, figure) in enumerate(figures):
        y = HEAD + index * (BAR + GAP)
        middle = y + BAR / 2
        yield _text(NAMES - 10, y + 12, _name(row), 'text-anchor="end"')
        colour = OURS if row.ours else THEIRS
        yield f'<rect x="{NAMES}" y="{y}" width="{figure.median * scale:.1f}" height="{BAR}" fill="{colour}"/>'
        low, high = NAMES + figure.low * scale, NAMES + figure.high * scale
        yield f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="{INK}" stroke-width="1.5"/>'
        yield _text(high + 6, y + 12, f"{figure.median:,.0f}")


def _name(row: Row) -> str:
    return row.title if row.sharing == "none" else f"{row.title} (sharing: {row.sharing})"


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(text)}</text>'
