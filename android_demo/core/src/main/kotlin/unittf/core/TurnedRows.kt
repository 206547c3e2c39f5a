package unittf.core

/**
 * Upright rows of a picture that is stored turned.
 *
 * Each band of rows is one part of the stored picture: a band of its rows, or a strip of its
 * columns where the picture lies on its side.
 */
class TurnedRows(private val stored: Region, private val orientation: ExifOrientation) :
    RowReader {
    override val width = if (orientation.transposed) stored.height else stored.width
    override val height = if (orientation.transposed) stored.width else stored.height

    override fun read(firstRow: Int, into: RgbImage) {
        require(into.width == width && firstRow >= 0 && firstRow + into.height <= height) {
            "rows $firstRow until ${firstRow + into.height}, ${into.width} wide, " +
                "are not in a picture of $width x $height"
        }
        // Two opposite corners of the band tell its part of the stored picture.
        val lastRow = firstRow + into.height - 1
        val columns = sorted(column(0, firstRow), column(width - 1, lastRow))
        val rows = sorted(row(0, firstRow), row(width - 1, lastRow))
        val part = stored.read(columns.first, rows.first, columns.count(), rows.count())
        if (orientation == ExifOrientation.UPRIGHT) {
            part.bytes.copyInto(into.bytes)
            return
        }
        var target = 0
        for (y in firstRow..lastRow) {
            for (x in 0 until width) {
                val source =
                    3 * ((row(x, y) - rows.first) * part.width + column(x, y) - columns.first)
                into.bytes[target++] = part.bytes[source]
                into.bytes[target++] = part.bytes[source + 1]
                into.bytes[target++] = part.bytes[source + 2]
            }
        }
    }

    private fun column(x: Int, y: Int) = orientation.storedColumn(x, y, stored.width)

    private fun row(x: Int, y: Int) = orientation.storedRow(x, y, stored.height)

    private fun sorted(one: Int, other: Int) = minOf(one, other)..maxOf(one, other)
}
