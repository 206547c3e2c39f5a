package unittf.core

import com.sun.management.ThreadMXBean
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import java.lang.management.ManagementFactory
import java.nio.ByteBuffer

class FrameReaderTest {
    @Test
    fun `planes are read by their strides, whatever the phone`() {
        for (case in Golden.cases("yuv.json")) {
            val width = case.getInt("width")
            val height = case.getInt("height")
            val expected = Golden.bytes(case, "expected")
            for (layout in Golden.objects(case.getJSONArray("layouts"))) {
                val frame =
                    YuvFrame(
                        width,
                        height,
                        plane(layout, "y"),
                        plane(layout, "u"),
                        plane(layout, "v"),
                    )
                val into = RgbImage(width, height)
                FrameReader().read(frame, 0, false, into)
                val name = case.getString("name") + ", " + layout.getString("name")
                assertArrayEquals(name, expected, into.bytes)
            }
        }
    }

    @Test
    fun `planes outside of the heap are read from their position, which stays`() {
        val buffer = ByteBuffer.allocateDirect(9)
        buffer.put(byteArrayOf(99, 1, 2, 3, 4)).position(1)
        val grey = Plane(ByteBuffer.wrap(byteArrayOf(-128)), 1, 1)
        val into = RgbImage(2, 2)
        FrameReader().read(YuvFrame(2, 2, Plane(buffer, 2, 1), grey, grey), 0, false, into)
        assertEquals(listOf(1, 2, 3, 4), levels(into))
        assertEquals(1, buffer.position())
    }

    @Test
    fun `frames are turned clockwise, then mirrored`() {
        // 1 2 3
        // 4 5 6
        val frame = grey(3, 2, 1, 2, 3, 4, 5, 6)
        assertEquals(listOf(1, 2, 3, 4, 5, 6), levels(read(frame, 3, 2, 0, false)))
        assertEquals(listOf(4, 1, 5, 2, 6, 3), levels(read(frame, 2, 3, 90, false)))
        assertEquals(listOf(6, 5, 4, 3, 2, 1), levels(read(frame, 3, 2, 180, false)))
        assertEquals(listOf(3, 6, 2, 5, 1, 4), levels(read(frame, 2, 3, 270, false)))
        assertEquals(listOf(3, 2, 1, 6, 5, 4), levels(read(frame, 3, 2, 0, true)))
        assertEquals(listOf(1, 4, 2, 5, 3, 6), levels(read(frame, 2, 3, 90, true)))
        assertEquals(listOf(4, 5, 6, 1, 2, 3), levels(read(frame, 3, 2, 180, true)))
        assertEquals(listOf(6, 3, 5, 2, 4, 1), levels(read(frame, 2, 3, 270, true)))
    }

    @Test
    fun `the middle is taken, of the picture's aspect`() {
        val wide = grey(6, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
        assertEquals(listOf(3, 4, 9, 10), levels(read(wide, 2, 2, 0, false)))
        assertEquals(listOf(9, 3, 10, 4), levels(read(wide, 2, 2, 90, false)))
        val high = grey(2, 6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
        assertEquals(listOf(5, 6, 7, 8), levels(read(high, 2, 2, 0, false)))
    }

    @Test
    fun `smaller pictures are means of what they cover`() {
        val frame = grey(4, 4, 10, 20, 1, 1, 30, 40, 1, 2, 0, 0, 200, 202, 0, 3, 201, 203)
        // (10 + 20 + 30 + 40) / 4, 5 / 4, 3 / 4 and 806 / 4, rounded half up.
        assertEquals(listOf(25, 1, 1, 202), levels(read(frame, 2, 2, 0, false)))
        assertEquals(listOf(1, 25, 202, 1), levels(read(frame, 2, 2, 90, false)))
    }

    @Test
    fun `fine stripes become grey, not stripes`() {
        val stripes = IntArray(120 * 120) { if (it % 120 % 2 == 0) 0 else 200 }
        val small = read(grey(120, 120, *stripes), 40, 40, 0, false)
        assertTrue(levels(small).all { it in 60..140 })
        val half = read(grey(120, 120, *stripes), 60, 60, 0, false)
        assertTrue(levels(half).all { it == 100 })
    }

    @Test
    fun `larger pictures repeat the nearest pixel`() {
        val frame = grey(2, 2, 1, 2, 3, 4)
        val expected = listOf(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4)
        assertEquals(expected, levels(read(frame, 4, 4, 0, false)))
    }

    @Test
    fun `odd factors use every pixel of the middle once`() {
        // A frame of one bright pixel: wherever it is, the picture's sum is the same.
        for (bright in 0 until 49) {
            val frame = grey(7, 7, *IntArray(49) { if (it == bright) 240 else 0 })
            val into = read(frame, 1, 1, 0, false)
            assertEquals(listOf(5), levels(into)) // 240 / 49 = 4.9
        }
    }

    @Test
    fun `a reader follows frames and targets that change`() {
        val reader = FrameReader()
        for ((side, target) in listOf(4 to 2, 6 to 3, 4 to 4, 2 to 2)) {
            val into = RgbImage(target, target)
            reader.read(grey(side, side, *IntArray(side * side) { 77 }), 90, true, into)
            assertTrue(levels(into).all { it == 77 })
        }
    }

    @Test
    fun `a plane that is too short is refused`() {
        val short = Plane(ByteBuffer.allocate(7), 4, 1)
        val grey = Plane(ByteBuffer.allocate(4), 2, 1)
        val message = assertThrows(IllegalArgumentException::class.java) {
            FrameReader().read(YuvFrame(4, 2, short, grey, grey), 0, false, RgbImage(4, 2))
        }.message.orEmpty()
        assertTrue(message, "takes 8 bytes, not 7" in message)
    }

    @Test
    fun `the last row may end with the picture where others are padded`() {
        val (width, height, stride) = Triple(864, 4, 896)

        fun read(missing: Int): List<Int> {
            val light = ByteBuffer.allocate(stride * (height - 1) + width - missing)
            for (at in 0 until light.limit()) light.put(at, if (at % stride < width) 90 else 7)
            val grey = ByteBuffer.allocate(stride * (height / 2 - 1) + width - 1)
            for (at in 0 until grey.limit()) grey.put(at, -128)
            val frame = YuvFrame(
                width,
                height,
                Plane(light, stride, 1),
                Plane(grey, stride, 2),
                Plane(grey, stride, 2),
            )
            val into = RgbImage(width, height)
            FrameReader().read(frame, 0, false, into)
            return levels(into).distinct()
        }
        assertEquals(listOf(90), read(missing = 0))
        assertThrows(IllegalArgumentException::class.java) { read(missing = 1) }
    }

    @Test
    fun `other angles are refused`() {
        val frame = grey(2, 2, 1, 2, 3, 4)
        for (rotation in listOf(45, -90, 360)) {
            assertThrows(
                IllegalArgumentException::class.java,
            ) { read(frame, 2, 2, rotation, false) }
        }
    }

    @Test(timeout = 60_000)
    fun `500 frames leave memory as it was`() {
        val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
        val frame = grey(640, 480, *IntArray(640 * 480) { it % 251 })
        val into = RgbImage(256, 256)
        val reader = FrameReader()
        repeat(20) { reader.read(frame, 90, true, into) }
        val thread = Thread.currentThread().id
        val before = threads.getThreadAllocatedBytes(thread)
        repeat(500) { reader.read(frame, 90, true, into) }
        // A frame has 460,800 bytes: even one copy of one frame would show.
        val allocated = threads.getThreadAllocatedBytes(thread) - before
        assertTrue("$allocated bytes", allocated < 100_000)
    }

    private fun read(
        frame: YuvFrame,
        width: Int,
        height: Int,
        rotation: Int,
        mirrored: Boolean,
    ) = RgbImage(width, height).also { FrameReader().read(frame, rotation, mirrored, it) }

    /** A frame without colour, so that each pixel has its luminance in all three channels. */
    private fun grey(width: Int, height: Int, vararg levels: Int): YuvFrame {
        val half = (width + 1) / 2
        val none = ByteArray(half * ((height + 1) / 2)) { -128 }
        val light = ByteArray(levels.size) { levels[it].toByte() }
        return YuvFrame(
            width,
            height,
            Plane(ByteBuffer.wrap(light), width, 1),
            Plane(ByteBuffer.wrap(none), half, 1),
            Plane(ByteBuffer.wrap(none), half, 1),
        )
    }

    private fun levels(picture: RgbImage): List<Int> = picture.bytes.toList().chunked(3).map {
        assertEquals(1, it.distinct().size)
        it[0].toInt() and 255
    }

    private fun plane(layout: JSONObject, key: String): Plane {
        val plane = layout.getJSONObject(key)
        val bytes = ByteBuffer.wrap(Golden.bytes(plane, "bytes")).asReadOnlyBuffer()
        return Plane(bytes, plane.getInt("rowStride"), plane.getInt("pixelStride"))
    }
}
