package unittf.core

/**
 * As many rows of a picture as a tile has; each row is read once.
 *
 * A picture smaller than a tile is continued by its mirror image, to the right and below.
 */
internal class SourceBand(private val from: RowReader, tileHeight: Int) {
    private val rows = RgbImage(from.width, minOf(tileHeight, from.height))
    private val rowBytes = 3 * from.width
    private var top = -1

    /** Moves down so that the band begins with row [newTop], which is in reach of one more band. */
    fun moveTo(newTop: Int) {
        val kept = if (top < 0) 0 else maxOf(0, top + rows.height - newTop)
        if (kept == rows.height) return
        val bytes = rows.bytes
        bytes.copyInto(bytes, 0, bytes.size - kept * rowBytes, bytes.size)
        val fresh = RgbImage(from.width, rows.height - kept)
        from.read(newTop + kept, fresh)
        fresh.bytes.copyInto(bytes, kept * rowBytes)
        top = newTop
    }

    /** Copies the tile whose first column is [left]. */
    fun cut(left: Int, tile: RgbImage) {
        val inside = 3 * minOf(tile.width, from.width - left)
        for (row in 0 until tile.height) {
            val source = mirrored(row, rows.height) * rowBytes
            val target = 3 * row * tile.width
            val start = source + 3 * left
            rows.bytes.copyInto(tile.bytes, target, start, start + inside)
            for (column in inside / 3 until tile.width) {
                val pixel = source + 3 * mirrored(column, from.width)
                rows.bytes.copyInto(tile.bytes, target + 3 * column, pixel, pixel + 3)
            }
        }
    }

    /** Where a place beyond a side is mirrored to: 0 1 2 2 1 0 0 1 and so on for a side of 3. */
    private fun mirrored(place: Int, length: Int): Int {
        val within = place % (2 * length)
        return if (within < length) within else 2 * length - 1 - within
    }
}
