package unittf.core

/**
 * Weighted sums of the bytes of some rows, while tiles are still added to them.
 *
 * Integers do where the largest sum fits; only tiles that lie on each other many times need more.
 *
 * @param bytes in a row.
 * @param largest sum of weights that any pixel can come to.
 */
internal class BandSums(private val bytes: Int, private val rows: Int, largest: Long) {
    private val narrow = if (largest * 255 <= Int.MAX_VALUE) IntArray(bytes * rows) else null
    private val wide = if (narrow == null) LongArray(bytes * rows) else null

    /**
     * Adds one row of a tile.
     *
     * @param at the byte of the row that the tile begins at.
     * @param weights of the tile's columns, each times [rowWeight].
     */
    fun add(
        row: Int,
        at: Int,
        tile: RgbImage,
        tileRow: Int,
        weights: IntArray,
        rowWeight: Int,
    ) {
        var target = row * bytes + at
        var source = tileRow * 3 * tile.width
        for (weight in weights) {
            val factor = weight * rowWeight
            repeat(3) {
                val value = tile.bytes[source++].toInt() and 255
                if (narrow != null) {
                    narrow[target++] += factor * value
                } else {
                    wide!![target++] += factor.toLong() * value
                }
            }
        }
    }

    /**
     * The weighted means of a row, rounded half up.
     *
     * @param weights sums of weights of the columns, each times [rowWeight].
     */
    fun means(
        row: Int,
        weights: IntArray,
        rowWeight: Int,
        into: ByteArray,
        at: Int,
        count: Int,
    ) {
        for (index in 0 until count) {
            val place = row * bytes + index
            val sum = if (narrow != null) narrow[place].toLong() else wide!![place]
            val total = weights[index / 3].toLong() * rowWeight
            into[at + index] = ((2 * sum + total) / (2 * total)).toByte()
        }
    }

    /** Takes the first [count] rows off; as many empty ones come in at the end. */
    fun shift(count: Int) {
        val kept = (rows - count) * bytes
        narrow?.run {
            copyInto(this, 0, count * bytes, size)
            fill(0, kept, size)
        }
        wide?.run {
            copyInto(this, 0, count * bytes, size)
            fill(0, kept, size)
        }
    }
}
