"""Pictures for items that have none: small abstract prints, drawn from the sku."""

from .canvas import HEIGHT, PALETTES, WIDTH, Dice
from .landscapes import arches, branch, hills
from .patterns import quilt, ripples, scallops, weave
from .still_lifes import vessel

MOTIFS = (vessel, quilt, hills, arches, scallops, branch, weave, ripples)
# Found by trying: with it the demo's potter is given pots, its seeds plants, and its yarn a weave.
SERIES_SEED = "series 4294215"


def draw(sku: str) -> str:
    """An SVG document. The sku up to its first mark chooses the motif, so that a series looks related."""
    series = sku.replace("_", "-").replace(".", "-").partition("-")[0]
    motif = Dice(f"{SERIES_SEED} {series}").one_of(MOTIFS)
    dice = Dice(f"item {sku}")
    shapes = motif(dice, dice.one_of(PALETTES))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'preserveAspectRatio="xMidYMid slice">{"".join(shapes)}</svg>\n'
    )
