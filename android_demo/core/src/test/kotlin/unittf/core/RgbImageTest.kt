package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class RgbImageTest {
    @Test
    fun `a picture has three bytes a pixel`() {
        assertEquals(3 * 5 * 7, RgbImage(5, 7).bytes.size)
        assertThrows(IllegalArgumentException::class.java) { RgbImage(2, 2, ByteArray(11)) }
        assertThrows(IllegalArgumentException::class.java) { RgbImage(0, 2) }
        assertThrows(IllegalArgumentException::class.java) { RgbImage(2, -1) }
    }

    @Test
    fun `sizes that overflow are refused before memory is`() {
        // 3 * 40000 * 40000 is 505,032,704 when it overflows.
        assertThrows(IllegalArgumentException::class.java) { RgbImage(40_000, 40_000) }
    }
}
