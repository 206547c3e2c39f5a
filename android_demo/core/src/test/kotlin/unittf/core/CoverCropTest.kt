package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class CoverCropTest {
    @Test
    fun `a wide picture loses its sides, a high one its top and bottom`() {
        assertEquals(CoverCrop(80, 0, 480, 480), CoverCrop.of(640, 480, 256, 256))
        assertEquals(CoverCrop(0, 80, 480, 480), CoverCrop.of(480, 640, 256, 256))
        assertEquals(CoverCrop(0, 60, 640, 360), CoverCrop.of(640, 480, 16, 9))
        assertEquals(CoverCrop(0, 0, 640, 480), CoverCrop.of(640, 480, 4, 3))
    }

    @Test
    fun `at least one pixel is left`() {
        assertEquals(CoverCrop(50, 0, 1, 1), CoverCrop.of(101, 1, 1, 100))
        assertThrows(IllegalArgumentException::class.java) { CoverCrop.of(0, 1, 1, 1) }
    }
}
