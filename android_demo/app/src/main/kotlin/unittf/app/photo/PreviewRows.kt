package unittf.app.photo

import android.graphics.Bitmap
import unittf.core.RgbImage
import unittf.core.RowWriter

/**
 * Scales arriving rows down into a bitmap: each of its pixels is the mean of those that it covers.
 *
 * @param width of the rows that arrive, at least the bitmap's.
 * @param height how many arrive, at least the bitmap's.
 */
class PreviewRows(private val bitmap: Bitmap, private val width: Int, private val height: Int) :
    RowWriter {
    /** How many rows of the bitmap are complete. */
    var rows = 0
        private set

    /** Where the arriving pixels of each scaled pixel begin. */
    private val columns = IntArray(bitmap.width + 1) { edge(it, width, bitmap.width) }
    private val sums = IntArray(3 * bitmap.width)
    private val rgb = ByteArray(3 * bitmap.width)
    private val pixels = IntArray(bitmap.width)
    private var arrived = 0
    private var summed = 0

    init {
        require(bitmap.width in 1..width && bitmap.height in 1..height) {
            "rows of $width x $height cannot be scaled down to ${bitmap.width} x ${bitmap.height}"
        }
    }

    override fun write(rows: RgbImage) {
        for (row in 0 until rows.height) {
            add(rows.bytes, 3 * row * width)
            arrived++
            summed++
            if (arrived == edge(this.rows + 1, height, bitmap.height)) finishRow()
        }
    }

    private fun add(bytes: ByteArray, start: Int) {
        var source = start
        for (column in 0 until bitmap.width) {
            val target = 3 * column
            repeat(columns[column + 1] - columns[column]) {
                sums[target] += bytes[source++].toInt() and 255
                sums[target + 1] += bytes[source++].toInt() and 255
                sums[target + 2] += bytes[source++].toInt() and 255
            }
        }
    }

    private fun finishRow() {
        for (column in 0 until bitmap.width) {
            val covered = columns[column + 1] - columns[column]
            val count = covered * summed
            for (channel in 3 * column until 3 * column + 3) {
                rgb[channel] = ((sums[channel] + count / 2) / count).toByte()
            }
        }
        sums.fill(0)
        summed = 0
        Pixels.fromRgb(rgb, 0, pixels, bitmap.width)
        bitmap.setPixels(pixels, 0, bitmap.width, 0, rows, bitmap.width, 1)
        rows++
    }

    /** Where the scaled pixel of this index begins. */
    private fun edge(index: Int, from: Int, to: Int) = (index.toLong() * from / to).toInt()
}
