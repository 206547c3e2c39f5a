package unittf.core

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

class TilesTest {
    @Test
    fun `tiles start and weigh as in every reader`() {
        for (case in Golden.cases("tiles.json")) {
            val tile = case.getInt("tile")
            val overlap = case.getInt("overlap")
            val length = case.getInt("length")
            val starts = Golden.integers(case.getJSONArray("starts"))
            assertArrayEquals("$case", starts, Tiles.starts(length, tile, overlap))
            val weights = Golden.integers(case.getJSONArray("weights"))
            assertArrayEquals("$case", weights, Tiles.weights(tile, overlap))
        }
    }

    @Test
    fun `neighbours overlap enough, and the last tile ends with the side`() {
        for (tile in 1..9) {
            for (overlap in 0 until tile) {
                for (length in 1..60) {
                    val starts = Tiles.starts(length, tile, overlap)
                    assertEquals(0, starts.first())
                    if (length >= tile) assertEquals(length - tile, starts.last())
                    for ((before, after) in starts.toList().zipWithNext()) {
                        assertTrue(after > before && before + tile - after >= overlap)
                    }
                }
            }
        }
    }

    @Test
    fun `a picture takes the product of both sides`() {
        val values = Values("", ValueType.UINT8, 0f, 255f)
        val contract =
            Contract(null, null, null, 256, 256, values, values, null, null, 64, null)
        assertEquals(1, Tiles.count(256, 200, contract))
        assertEquals(2, Tiles.count(448, 256, contract))
        assertEquals(3, Tiles.count(449, 256, contract))
        assertEquals(21 * 16, Tiles.count(4000, 3000, contract))
    }

    @Test
    fun `the longest sides do not overflow`() {
        val starts = Tiles.starts(2_000_000_000, 1_000_000, 0)
        assertEquals(2000, starts.size)
        assertEquals(1_999_000_000, starts.last())
    }

    @Test
    fun `an overlap as large as the tile is refused`() {
        assertThrows(IllegalArgumentException::class.java) { Tiles.starts(10, 4, 4) }
        assertThrows(IllegalArgumentException::class.java) { Tiles.weights(4, -1) }
        assertThrows(IllegalArgumentException::class.java) { Tiles.starts(0, 4, 1) }
    }
}
