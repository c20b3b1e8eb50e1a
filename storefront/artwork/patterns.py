"""Prints that repeat a shape over the sheet."""

from .canvas import HEIGHT, WIDTH, Dice, Palette, circle, ground, path, rect

CELL = 100


def quilt(dice: Dice, palette: Palette) -> list[str]:
    """Patches of quarter and half circles, leaves and triangles."""
    shapes = []
    for top in range(0, HEIGHT, CELL):
        for left in range(0, WIDTH, CELL):
            shapes += _patch(dice, palette, left, top)
    return shapes


def scallops(dice: Dice, palette: Palette) -> list[str]:
    """Rows of overlapping rounds, as tiles on a roof."""
    radius = dice.one_of((40, 50, 66.7))
    shapes = [ground(palette.deep)]
    rows = int(HEIGHT / radius) + 2
    for row in range(rows, -1, -1):
        y = row * radius
        start = 0 if row % 2 else -radius
        for column in range(int(WIDTH / radius / 2) + 2):
            x = start + column * 2 * radius
            outer, inner = dice.one_of((palette.soft, palette.warm, palette.deep)), palette.ground
            shapes += [circle(x, y, radius, inner), circle(x, y, radius * 0.86, outer)]
            shapes += [circle(x, y, radius * 0.5, inner), circle(x, y, radius * 0.36, outer)]
    return shapes


def weave(dice: Dice, palette: Palette) -> list[str]:
    """Broad threads over and under one another."""
    step = dice.one_of((50, 66.7, 100))
    shapes = [ground(palette.deep)]
    columns, rows = round(WIDTH / step), round(HEIGHT / step) + 1
    gap = step * 0.08
    for column in range(columns):
        shapes.append(
            rect(column * step + gap, 0, step - 2 * gap, HEIGHT, dice.one_of((palette.soft, palette.warm)))
        )
    for row in range(rows):
        for column in range(row % 2, columns + 1, 2):
            shapes.append(
                rect(column * step - gap, row * step + gap, step + 2 * gap, step - 2 * gap, palette.ground)
            )
    return shapes


def ripples(dice: Dice, palette: Palette) -> list[str]:
    """Rings that spread from two or three places."""
    shapes = [ground(palette.deep)]
    for _ in range(dice.number(2, 3)):
        x, y, ring = dice.number(40, 360), dice.number(40, 260), dice.number(15, 22)
        first, second = dice.one_of(
            ((palette.warm, palette.ground), (palette.soft, palette.deep), (palette.ground, palette.deep))
        )
        for number in range(dice.number(6, 8), 0, -1):
            shapes.append(circle(x, y, ring * number, second if number % 2 else first))
    return shapes


def _patch(dice: Dice, palette: Palette, left: int, top: int) -> list[str]:
    back, front = _two_colours(dice, palette)
    patch = dice.one_of((_quarter, _leaf, _triangle, _half, _disc))
    turn = f'<g transform="rotate({90 * dice.number(0, 3)} {left + 50} {top + 50})">'
    return [rect(left, top, CELL + 0.5, CELL + 0.5, back), turn, patch(left, top, front), "</g>"]


def _two_colours(dice: Dice, palette: Palette) -> tuple[str, str]:
    colours = [palette.ground, *palette.inks]
    back = dice.one_of(colours)
    colours.remove(back)
    return back, dice.one_of(colours)


def _quarter(x: int, y: int, fill: str) -> str:
    return path(f"M{x} {y}h100a100 100 0 0 1 -100 100z", fill)


def _leaf(x: int, y: int, fill: str) -> str:
    return path(f"M{x} {y}a100 100 0 0 1 100 100a100 100 0 0 1 -100 -100z", fill)


def _triangle(x: int, y: int, fill: str) -> str:
    return path(f"M{x} {y}h100l-100 100z", fill)


def _half(x: int, y: int, fill: str) -> str:
    return path(f"M{x} {y + 50}a50 50 0 0 1 100 0z", fill)


def _disc(x: int, y: int, fill: str) -> str:
    return circle(x + 50, y + 50, 32, fill)
