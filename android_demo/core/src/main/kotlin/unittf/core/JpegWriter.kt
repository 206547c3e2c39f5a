package unittf.core

import java.io.BufferedOutputStream
import java.io.Closeable
import java.io.OutputStream

/**
 * Writes a JPEG file row by row: baseline, colours at full size (4:4:4). 8 rows are in memory.
 *
 * The file is complete with its last row. Closed before, it is no picture: delete it.
 *
 * @param out closed with the writer.
 * @param width at most 65,535, as [height].
 * @param quality from 1 to 100, as most programs count it.
 */
class JpegWriter(
    out: OutputStream,
    private val width: Int,
    private val height: Int,
    quality: Int = 95,
) : RowWriter,
    Closeable {
    private val out = BufferedOutputStream(out, 1 shl 16)
    private val scan = JpegScan(this.out)
    private val rows: ByteArray
    private var rowsHeld = 0
    private var rowsTaken = 0
    private val values = IntArray(64)
    private val light: Component
    private val blue: Component
    private val red: Component
    private val components: List<Component>

    init {
        require(width in 1..LARGEST && height in 1..LARGEST) {
            "a JPEG file holds 1 x 1 to $LARGEST x $LARGEST pixels, not $width x $height"
        }
        require(quality in 1..100) { "quality goes from 1 to 100, not $quality" }
        rows = ByteArray(8 * 3 * width)
        val luminance = JpegTables.luminance(quality)
        val chrominance = JpegTables.chrominance(quality)
        light = Component(luminance, JpegTables.LUMINANCE_MEAN, JpegTables.LUMINANCE_DETAIL)
        blue = Component(chrominance, JpegTables.CHROMINANCE_MEAN, JpegTables.CHROMINANCE_DETAIL)
        red = Component(chrominance, JpegTables.CHROMINANCE_MEAN, JpegTables.CHROMINANCE_DETAIL)
        components = listOf(light, blue, red)
        JpegHeader.write(this.out, width, height, luminance, chrominance)
    }

    override fun write(rows: RgbImage) {
        require(rows.width == width && rowsTaken + rows.height <= height) {
            "rows of ${rows.width} pixels up to row ${rowsTaken + rows.height} do not go into " +
                "a picture of $width x $height"
        }
        val rowBytes = 3 * width
        for (row in 0 until rows.height) {
            rows.bytes.copyInto(
                this.rows,
                rowsHeld * rowBytes,
                row * rowBytes,
                (row + 1) * rowBytes,
            )
            rowsHeld++
            rowsTaken++
            if (rowsHeld == 8 || rowsTaken == height) writeBlocks()
        }
        if (rowsTaken == height) {
            scan.end()
            JpegHeader.writeEnd(out)
            out.flush()
        }
    }

    override fun close() = out.close()

    /** Codes the rows that are held; beyond the picture its edge goes on. */
    private fun writeBlocks() {
        for (left in 0 until width step 8) {
            for (place in 0 until 64) {
                val row = minOf(place / 8, rowsHeld - 1)
                val column = minOf(left + place % 8, width - 1)
                convert(3 * (row * width + column), place)
            }
            for (component in components) component.writeBlock()
        }
        rowsHeld = 0
    }

    /** Full range BT.601, around 0. */
    private fun convert(at: Int, place: Int) {
        val r = (rows[at].toInt() and 255).toFloat()
        val g = (rows[at + 1].toInt() and 255).toFloat()
        val b = (rows[at + 2].toInt() and 255).toFloat()
        light.block[place] = 0.299f * r + 0.587f * g + 0.114f * b - 128
        blue.block[place] = -0.168736f * r - 0.331264f * g + 0.5f * b
        red.block[place] = 0.5f * r - 0.418688f * g - 0.081312f * b
    }

    private inner class Component(
        steps: IntArray,
        private val mean: HuffmanCode,
        private val detail: HuffmanCode,
    ) {
        val block = FloatArray(64)
        private val factors = ForwardCosine.divisors(steps)
        private var meanBefore = 0

        fun writeBlock() {
            ForwardCosine.transform(block)
            for (index in 0 until 64) {
                val place = JpegTables.ZIGZAG[index]
                values[index] = Math.round(block[place] * factors[place])
            }
            scan.block(values, meanBefore, mean, detail)
            meanBefore = values[0]
        }
    }

    private companion object {
        const val LARGEST = 65_535
    }
}
