"""Prints of one thing on a table."""

from .canvas import HEIGHT, WIDTH, Dice, Palette, circle, ground, path, rect

TABLE = 226


def vessel(dice: Dice, palette: Palette) -> list[str]:
    """A pot with bands of glaze, and its shadow."""
    wall, table = dice.one_of(((palette.ground, palette.soft), (palette.soft, palette.ground)))
    glaze, band = dice.one_of(((palette.warm, palette.deep), (palette.deep, palette.warm)))
    outline = _outline(dice)
    reach = dice.number(80, 110)
    shadow = f'<ellipse cx="224" cy="246" rx="{reach}" ry="13" fill="{palette.deep}" opacity=".22"/>'
    bands = [rect(0, y, WIDTH, dice.number(6, 16), colour) for y, colour in _bands(dice, palette, band)]
    return [
        ground(wall),
        circle(dice.number(70, 330), dice.number(80, 120), dice.number(44, 66), table),
        rect(0, TABLE, WIDTH, HEIGHT - TABLE, table),
        shadow,
        f'<clipPath id="pot"><path d="{outline}"/></clipPath>',
        path(outline, glaze),
        f'<g clip-path="url(#pot)">{"".join(bands)}{_shade()}</g>',
    ]


def _outline(dice: Dice) -> str:
    """The right half, bottom to lip, mirrored at x = 200."""
    lip_y, foot_y = dice.number(62, 110), 248
    lip, neck, belly, foot = (
        dice.number(24, 58),
        dice.number(18, 44),
        dice.number(56, 88),
        dice.number(28, 46),
    )
    neck_y = lip_y + dice.number(18, 34)
    waist_y = neck_y + (foot_y - neck_y) * 0.5
    right = (
        f"C{200 + neck} {lip_y + 8} {200 + neck} {neck_y - 6} {200 + neck} {neck_y}"
        f"C{200 + neck} {neck_y + 26} {200 + belly} {waist_y - 34:g} {200 + belly} {waist_y:g}"
        f"C{200 + belly} {waist_y + 40:g} {200 + foot} {foot_y - 14} {200 + foot} {foot_y}"
    )
    left = (
        f"C{200 - foot} {foot_y - 14} {200 - belly} {waist_y + 40:g} {200 - belly} {waist_y:g}"
        f"C{200 - belly} {waist_y - 34:g} {200 - neck} {neck_y + 26} {200 - neck} {neck_y}"
        f"C{200 - neck} {neck_y - 6} {200 - neck} {lip_y + 8} {200 - lip} {lip_y}"
    )
    return f"M{200 - lip} {lip_y}H{200 + lip}{right}H{200 - foot}{left}z"


def _bands(dice: Dice, palette: Palette, band: str) -> list[tuple[int, str]]:
    middle = dice.number(140, 180)
    every = [(middle, palette.ground), (middle + 26, band), (middle - 30, palette.soft)]
    return every[: dice.number(1, 3)]


def _shade() -> str:
    return '<rect x="200" y="0" width="200" height="300" fill="#000" opacity=".08"/>'
