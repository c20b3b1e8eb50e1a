"""Prints of places and plants."""

from .canvas import HEIGHT, WIDTH, Dice, Palette, circle, ground, line, path, rect


def hills(dice: Dice, palette: Palette) -> list[str]:
    """A sun over rolling hills."""
    shapes = [ground(palette.ground)]
    shapes.append(circle(dice.number(90, 310), dice.number(75, 120), dice.number(38, 58), palette.warm))
    for number, fill in enumerate((palette.soft, palette.warm, palette.soft, palette.deep)):
        shapes.append(_ridge(dice, 130 + 45 * number, fill, see_through=0.75 if number in {1, 2} else 1))
    return shapes


def arches(dice: Dice, palette: Palette) -> list[str]:
    """Arches within arches, side by side on a floor."""
    count = dice.number(2, 4)
    width = WIDTH / count
    shapes = [ground(palette.ground)]
    for number in range(count):
        middle, radius = width * (number + 0.5), width * 0.42
        crown = HEIGHT - 30 - dice.number(80, 170 - 15 * count)
        colours = [dice.one_of(palette.inks), palette.ground, dice.one_of(palette.inks), palette.soft]
        for ring, fill in enumerate(colours):
            shapes.append(_arch(middle, crown, radius * (1 - ring * 0.24), fill))
    return [*shapes, rect(0, HEIGHT - 30, WIDTH, 30, palette.deep)]


def branch(dice: Dice, palette: Palette) -> list[str]:
    """Stems with paired leaves."""
    shapes = [ground(palette.ground), circle(dice.number(110, 290), 140, 105, palette.soft)]
    for number in range(3):
        x, ink = 90 + 110 * number + dice.number(-20, 20), dice.one_of((palette.deep, palette.warm))
        top = dice.number(40, 95)
        shapes.append(line(f"M{x} {HEIGHT}V{top}", ink, 4))
        for y in range(top, HEIGHT - 20, 44):
            length = dice.number(36, 50)
            shapes += [_leaf(x, y, length, ink), _leaf(x, y, -length, ink)]
    return shapes


def _ridge(dice: Dice, y: int, fill: str, see_through: float) -> str:
    bend, other = dice.number(-55, 55), dice.number(-40, 40)
    outline = f"M0 {y + other}C100 {y + bend} 160 {y + bend} 220 {y}S340 {y - bend} 400 {y - other}V300H0z"
    return f'<g opacity="{see_through:g}">{path(outline, fill)}</g>'


def _arch(middle: float, crown: float, radius: float, fill: str) -> str:
    left = middle - radius
    return path(f"M{left:g} {HEIGHT}V{crown:g}a{radius:g} {radius:g} 0 0 1 {2 * radius:g} 0V{HEIGHT}z", fill)


def _leaf(x: int, y: int, reach: int, fill: str) -> str:
    tip_x, tip_y = x + reach, y - abs(reach) * 0.55
    return path(
        f"M{x} {y + 24}Q{x + reach * 0.1:g} {tip_y:g} {tip_x} {tip_y:g}Q{tip_x:g} {y + 16} {x} {y + 24}z",
        fill,
    )
