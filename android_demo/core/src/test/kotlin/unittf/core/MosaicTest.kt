package unittf.core

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class MosaicTest {
    @Test
    fun `tiles are cut and blended as by every reader`() {
        for (case in Golden.cases("mosaic.json")) {
            val width = case.getInt("width")
            val height = case.getInt("height")
            val tileWidth = case.getInt("tile_width")
            val runner =
                PixelRunner(tileWidth, case.getInt("tile_height"), case.getInt("overlap")) {
                    value,
                    row,
                    column,
                    ->
                    255 - value + 7 * row + 3 * column
                }
            val picture = RgbImage(width, height, Golden.bytes(case, "picture"))
            val found = CollectedRows(width, height)
            assertTrue(Mosaic(runner).translate(PictureRows(picture), found, { _, _ -> }) { false })
            val name = case.getString("name")
            assertEquals(name, height, found.taken)
            assertArrayEquals(name, Golden.bytes(case, "expected"), found.picture.bytes)
        }
    }

    @Test
    fun `two tiles in a row, by hand`() {
        // Tiles of 4, overlapping by 2, at 0 and 2; the first gives 10, the second 40. Weights are
        // 1 2 2 1, so pixels 2 and 3 are (2 * 10 + 1 * 40) / 3 and (1 * 10 + 2 * 40) / 3.
        val levels = ArrayDeque(listOf<Byte>(10, 40))
        val runner = object : TileRunner {
            override val contract = PixelRunner(4, 4, 2) { _, _, _ -> 0 }.contract

            override fun run(tile: RgbImage, into: RgbImage) = into.bytes.fill(levels.removeFirst())

            override fun close() = Unit
        }
        val found = CollectedRows(6, 4)
        Mosaic(runner).translate(PictureRows(RgbImage(6, 4)), found, { _, _ -> }) { false }
        val columns = found.picture.bytes
            .toList()
            .chunked(3)
            .map { it[0].toInt() }
        assertEquals(listOf(10, 10, 20, 30, 40, 40), columns.take(6))
    }

    @Test(timeout = 60_000)
    fun `a picture of 49 megapixels takes the memory of a band`() {
        val side = 7000
        val rows = object : RowReader {
            override val width = side
            override val height = side

            override fun read(firstRow: Int, into: RgbImage) {
                for (index in into.bytes.indices) {
                    into.bytes[index] = byteAt(firstRow, index).toByte()
                }
            }
        }
        val before = used()
        var written = 0
        var most = 0L
        val checked = object : RowWriter {
            override fun write(rows: RgbImage) {
                for (index in rows.bytes.indices) {
                    val expected = 255 - byteAt(written, index)
                    if (rows.bytes[index].toInt() and 255 != expected) {
                        throw AssertionError("byte $index from row $written is wrong")
                    }
                }
                written += rows.height
                if (written % 5 == 0) most = maxOf(most, used() - before)
            }
        }
        val runner = PixelRunner(256, 256, 64) { value, _, _ -> 255 - value }
        assertTrue(Mosaic(runner).translate(rows, checked, { _, _ -> }) { false })
        assertEquals(side, written)
        // The picture has 147 MB. A band of 256 rows has 5.4, its sums 21.5, the rows written 4.0;
        // the rest is how the virtual machine rounds.
        assertTrue("$most bytes", most in 1..60_000_000)
    }

    @Test
    fun `tiles that lie on each other many times do not overflow`() {
        // 255 of 256 pixels overlap: weights of a pixel come to 16512 * 45, squared and times 255.
        val runner = PixelRunner(256, 256, 255) { _, _, _ -> 255 }
        val found = CollectedRows(300, 300)
        Mosaic(runner).translate(PictureRows(RgbImage(300, 300)), found, { _, _ -> }) { false }
        assertTrue(found.picture.bytes.all { it.toInt() == -1 })
    }

    @Test
    fun `progress counts tiles, and a cancelled picture ends between two`() {
        val runner = PixelRunner(8, 8, 2) { value, _, _ -> value }
        val told = ArrayList<Pair<Int, Int>>()
        val whole = picture(20, 20) { x, y, channel -> 7 * x + 3 * y + channel }
        val found = CollectedRows(20, 20)
        val mosaic = Mosaic(runner)
        assertTrue(
            mosaic.translate(
                PictureRows(whole),
                found,
                { done, all -> told += done to all },
            ) {
                false
            },
        )
        assertEquals((1..9).map { it to 9 }, told)
        assertArrayEquals(whole.bytes, found.picture.bytes)

        told.clear()
        val cut = CollectedRows(20, 20)
        val finished = mosaic.translate(
            PictureRows(whole),
            cut,
            { done, all -> told += done to all },
        ) {
            told.size == 4
        }
        assertFalse(finished)
        assertEquals(4, told.size)
        assertEquals(6, cut.taken) // one row of tiles, less what the next may change
    }

    private fun byteAt(firstRow: Int, index: Int): Int {
        val row = firstRow + index / (3 * 7000)
        return (index % (3 * 7000) * 5 + row * 11) and 255
    }

    private fun used(): Long {
        System.gc()
        return Runtime.getRuntime().run { totalMemory() - freeMemory() }
    }
}
