package unittf.core

/** A picture that can be read by bands of rows, so that it need not be in memory as a whole. */
interface RowReader {
    val width: Int
    val height: Int

    /** Fills [into], which is as wide as the picture, from row [firstRow] on. */
    fun read(firstRow: Int, into: RgbImage)
}

/** Takes a picture by bands of rows, one after the other from the top. */
interface RowWriter {
    fun write(rows: RgbImage)
}

/** A stored picture of which any part can be decoded. */
interface Region {
    val width: Int
    val height: Int

    /** The part that begins at ([left], [top]); it lies inside of the picture. */
    fun read(left: Int, top: Int, width: Int, height: Int): RgbImage
}
