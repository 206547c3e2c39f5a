"""Pictures side by side on one titled sheet."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

MARGIN = 4  # pixels between pictures


def sheet(rows: Sequence[tuple[Sequence[str], Sequence[np.ndarray]]]) -> np.ndarray:
    """Draws rows of pictures, each under its title.

    Args:
        rows: titles and pictures, uint8 `[height, width, 1 or 3]` of one size. A row without titles
            stands right under the one above it.

    Returns:
        uint8 `[height, width, 3]`.
    """
    height, width = rows[0][1][0].shape[:2]
    columns = max(len(pictures) for _, pictures in rows)
    font = ImageFont.load_default(size=max(10, min(18, width // 8)))
    title_height = round(font.size * 1.6)
    total = MARGIN + sum(height + MARGIN + (title_height if titles else 0) for titles, _ in rows)
    canvas = Image.new("RGB", (MARGIN + columns * (width + MARGIN), total), "white")
    draw = ImageDraw.Draw(canvas)
    top = MARGIN
    for titles, pictures in rows:
        for column, title in enumerate(titles):
            left = MARGIN + column * (width + MARGIN)
            draw.text((left + 2, top + title_height // 2), title, "black", font, anchor="lm")
        top += title_height if titles else 0
        for column, picture in enumerate(pictures):
            tile = Image.fromarray(np.broadcast_to(picture, (height, width, 3)))
            canvas.paste(tile, (MARGIN + column * (width + MARGIN), top))
        top += height + MARGIN
    return np.asarray(canvas)
