import numpy as np

from unit_tf.pictures.sheets import MARGIN, sheet


def test_pictures_stand_where_their_titles_are():
    red, grey = np.zeros((20, 30, 3), np.uint8), np.full((20, 30, 1), 99, np.uint8)
    red[..., 0] = 255
    drawn = sheet([(("a", "ab"), (red, grey)), ((), (grey, red))])
    assert drawn.shape[1] == MARGIN + 2 * (30 + MARGIN)
    bottom = drawn[-MARGIN - 20 : -MARGIN]
    assert (bottom[:, MARGIN : MARGIN + 30] == 99).all()
    assert (bottom[:, -MARGIN - 30 : -MARGIN] == [255, 0, 0]).all()
    top = drawn[-2 * (MARGIN + 20) : -MARGIN - 20 - MARGIN]
    assert (top[:, MARGIN : MARGIN + 30] == [255, 0, 0]).all()
    titles = drawn[: -2 * (MARGIN + 20)]
    for column in range(2):
        left = MARGIN + column * (30 + MARGIN)
        assert titles[:, left : left + 30].min() < 128  # something is written
