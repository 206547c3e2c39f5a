package unittf.app.photo

import org.junit.Assert.assertEquals
import org.junit.Test

class PictureNameTest {
    @Test
    fun tellsTheOriginalAndWhatItBecame() =
        assertEquals("IMG_1234 night.jpg", PictureName.of("IMG_1234", "night"))

    @Test
    fun leavesNoWayOutOfAFolder() =
        assertEquals("_.._etc_passwd a_b.jpg", PictureName.of("/../etc/passwd", "a:b"))

    @Test
    fun hidesNothing() = assertEquals("hidden _.jpg", PictureName.of(".hidden", ".."))

    @Test
    fun staysShort() =
        assertEquals(80 + 1 + 30 + 4, PictureName.of("x".repeat(999), "y".repeat(999)).length)
}
