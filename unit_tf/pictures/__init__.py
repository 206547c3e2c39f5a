"""What is translated: files, films and tiles, and what comes out of them."""

from unit_tf.pictures.files import read_picture, write_picture
from unit_tf.pictures.sheets import sheet

__all__ = ["read_picture", "sheet", "write_picture"]
