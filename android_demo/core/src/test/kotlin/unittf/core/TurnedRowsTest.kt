package unittf.core

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

class TurnedRowsTest {
    @Test
    fun `stored pictures are seen upright, by rows of any number`() {
        val codes = HashSet<Int>()
        for (case in Golden.cases("exif.json")) {
            val code = case.getInt("code").also { codes += it }
            val stored = RgbImage(
                case.getInt("stored_width"),
                case.getInt("stored_height"),
                Golden.bytes(case, "stored"),
            )
            val rows = TurnedRows(MemoryRegion(stored), ExifOrientation.of(code))
            assertEquals(case.getInt("width") to case.getInt("height"), rows.width to rows.height)
            val expected = Golden.bytes(case, "upright")
            for (portion in 1..rows.height) {
                assertArrayEquals("orientation $code", expected, readBy(portion, rows))
            }
        }
        assertEquals((1..8).toSet(), codes)
    }

    @Test
    fun `a band is one read of as many pixels as it has`() {
        val stored = picture(40, 30) { x, y, channel -> x + 3 * y + 50 * channel }
        for (orientation in ExifOrientation.values()) {
            val region = MemoryRegion(stored)
            val rows = TurnedRows(region, orientation)
            val into = RgbImage(rows.width, 5)
            rows.read(10, into)
            assertEquals(listOf(rows.width * 5), region.reads)
        }
    }

    @Test
    fun `a picture turned by 90 degrees is read by columns from its bottom`() {
        // Stored 1 2   seen 5 3 1
        //        3 4        6 4 2
        //        5 6
        val stored = picture(2, 3) { x, y, _ -> 1 + x + 2 * y }
        val rows = TurnedRows(MemoryRegion(stored), ExifOrientation.TURNED_90)
        val levels = readBy(1, rows).toList().chunked(3).map { it[0].toInt() }
        assertEquals(listOf(5, 3, 1, 6, 4, 2), levels)
    }

    @Test
    fun `codes that mean nothing count as upright`() {
        for (code in listOf(0, 9, -1, 65_535)) {
            assertEquals(ExifOrientation.UPRIGHT, ExifOrientation.of(code))
        }
    }

    @Test
    fun `rows outside of the picture are refused`() {
        val rows = TurnedRows(MemoryRegion(RgbImage(4, 3)), ExifOrientation.UPRIGHT)
        for ((first, into) in listOf(
            -1 to RgbImage(4, 1),
            2 to RgbImage(4, 2),
            0 to RgbImage(3, 1),
        )) {
            val refusal =
                assertThrows(IllegalArgumentException::class.java) { rows.read(first, into) }
            assertTrue("4 x 3" in refusal.message.orEmpty())
        }
    }

    private fun readBy(portion: Int, rows: RowReader): ByteArray {
        val found = RgbImage(rows.width, rows.height)
        for (first in 0 until rows.height step portion) {
            val into = RgbImage(rows.width, minOf(portion, rows.height - first))
            rows.read(first, into)
            into.bytes.copyInto(found.bytes, 3 * rows.width * first)
        }
        return found.bytes
    }

    /** Parts of a picture in memory. */
    private class MemoryRegion(private val picture: RgbImage) : Region {
        override val width = picture.width
        override val height = picture.height
        val reads = ArrayList<Int>()

        override fun read(left: Int, top: Int, width: Int, height: Int): RgbImage {
            check(
                left >= 0 && left + width <= this.width && top >= 0 && top + height <= this.height,
            )
            reads += width * height
            val part = RgbImage(width, height)
            for (row in 0 until height) {
                val start = 3 * ((top + row) * this.width + left)
                picture.bytes.copyInto(part.bytes, 3 * row * width, start, start + 3 * width)
            }
            return part
        }
    }
}
