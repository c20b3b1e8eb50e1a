"""Pictures for items that have none: small abstract prints, drawn from the sku."""

from .canvas import HEIGHT, PALETTES, WIDTH, Dice
from .landscapes import arches, branch, hills
from .patterns import quilt, scallops
from .still_lifes import vessel

MOTIFS = (vessel, quilt, hills, arches, scallops, branch)


def draw(sku: str) -> str:
    """An SVG document. The part of the sku before its first mark chooses the motif, so series look related."""
    series = sku.replace("_", "-").replace(".", "-").partition("-")[0]
    motif = Dice(f"series {series}").one_of(MOTIFS)
    dice = Dice(f"item {sku}")
    shapes = motif(dice, dice.one_of(PALETTES))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'preserveAspectRatio="xMidYMid slice">{"".join(shapes)}</svg>\n'
    )
