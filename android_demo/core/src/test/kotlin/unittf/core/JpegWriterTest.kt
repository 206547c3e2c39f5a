package unittf.core

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.io.OutputStream
import javax.imageio.ImageIO
import javax.imageio.plugins.jpeg.JPEGHuffmanTable
import javax.imageio.plugins.jpeg.JPEGQTable
import kotlin.math.log10
import kotlin.math.sin

class JpegWriterTest {
    @Test
    fun `another decoder sees the picture, at every size`() {
        for ((width, height) in listOf(
            1 to 1,
            8 to 8,
            7 to 9,
            17 to 5,
            1 to 40,
            40 to 1,
            200 to 151,
        )) {
            val picture = smooth(width, height)
            val decoded = decode(encode(picture, height))
            assertEquals(width to height, decoded.width to decoded.height)
            val noise = noise(picture, decoded)
            assertTrue("$width x $height: $noise dB", noise > 40)
        }
    }

    @Test
    fun `colours stay apart`() {
        // Blocks of one colour each: red, green, blue, black, white, grey.
        val colours = intArrayOf(0xFF0000, 0x00FF00, 0x0000FF, 0, 0xFFFFFF, 0x808080)
        val picture = picture(48, 8) { x, _, channel -> colours[x / 8] shr 16 - 8 * channel }
        val decoded = decode(encode(picture, 8, quality = 100))
        for (index in picture.bytes.indices) {
            val far =
                (picture.bytes[index].toInt() and 255) - (decoded.bytes[index].toInt() and 255)
            assertTrue("byte $index is off by $far", far in -2..2)
        }
    }

    @Test
    fun `sharp noise survives at the highest quality`() {
        var seed = 1
        val picture = picture(64, 64) { _, _, _ ->
            seed = seed * 1_103_515_245 + 12_345
            if (seed < 0) 255 else 0
        }
        assertTrue(noise(picture, decode(encode(picture, 64, quality = 100))) > 40)
    }

    @Test
    fun `rows may come in any portions`() {
        val picture = smooth(53, 61)
        val whole = encode(picture, 61)
        for (portion in listOf(1, 3, 8, 20)) assertArrayEquals(whole, encode(picture, portion))
    }

    @Test
    fun `a lower quality makes a smaller file`() {
        val picture = smooth(200, 200)
        val sizes = listOf(100, 95, 75, 50, 20, 1).map { encode(picture, 200, it).size }
        assertEquals(sizes.sortedDescending(), sizes)
        assertTrue(noise(picture, decode(encode(picture, 200, quality = 1))) > 10)
    }

    @Test
    fun `the tables are those of the standard`() {
        val tables = listOf(
            JpegTables.LUMINANCE_MEAN to JPEGHuffmanTable.StdDCLuminance,
            JpegTables.LUMINANCE_DETAIL to JPEGHuffmanTable.StdACLuminance,
            JpegTables.CHROMINANCE_MEAN to JPEGHuffmanTable.StdDCChrominance,
            JpegTables.CHROMINANCE_DETAIL to JPEGHuffmanTable.StdACChrominance,
        )
        for ((code, standard) in tables) {
            val numbers = code.description.map { (it.toInt() and 255).toShort() }
            assertEquals(standard.lengths.toList(), numbers.take(16))
            assertEquals(standard.values.toList(), numbers.drop(16))
        }
        assertArrayEquals(JPEGQTable.K1Luminance.table, JpegTables.luminance(50))
        assertArrayEquals(JPEGQTable.K2Chrominance.table, JpegTables.chrominance(50))
    }

    @Test
    fun `a file begins and ends as JFIF files do`() {
        val file = encode(smooth(20, 20), 20)
        val start = file.take(11).map { it.toInt() and 255 }
        assertEquals(listOf(0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0), start)
        assertEquals(listOf(0xFF, 0xD9), file.takeLast(2).map { it.toInt() and 255 })
    }

    @Test
    fun `closing closes the stream, and a picture that is cut off has no end`() {
        var closed = false
        val bytes = ByteArrayOutputStream()
        val out = object : OutputStream() {
            override fun write(byte: Int) = bytes.write(byte)

            override fun close() {
                closed = true
            }
        }
        JpegWriter(out, 16, 16).use { it.write(RgbImage(16, 9)) }
        assertTrue(closed)
        val end = bytes.toByteArray().takeLast(2).map { it.toInt() and 255 }
        assertFalse(end == listOf(0xFF, 0xD9))
    }

    @Test
    fun `wrong sizes are refused`() {
        val nowhere = ByteArrayOutputStream()
        for ((width, height) in listOf(0 to 1, 1 to 0, 65_536 to 1, 1 to 65_536)) {
            assertThrows(
                IllegalArgumentException::class.java,
            ) { JpegWriter(nowhere, width, height) }
        }
        for (quality in listOf(0, 101)) {
            assertThrows(
                IllegalArgumentException::class.java,
            ) { JpegWriter(nowhere, 1, 1, quality) }
        }
        val writer = JpegWriter(nowhere, 8, 8)
        assertThrows(IllegalArgumentException::class.java) { writer.write(RgbImage(7, 8)) }
        assertThrows(IllegalArgumentException::class.java) { writer.write(RgbImage(8, 9)) }
    }

    private fun smooth(width: Int, height: Int) = picture(width, height) { x, y, channel ->
        (128 + 60 * sin(x / 19.0 + channel) + 60 * sin(y / 23.0 + 2 * channel)).toInt()
    }

    private fun encode(picture: RgbImage, portion: Int, quality: Int = 95): ByteArray {
        val out = ByteArrayOutputStream()
        JpegWriter(out, picture.width, picture.height, quality).use { writer ->
            for (row in 0 until picture.height step portion) {
                val count = minOf(portion, picture.height - row)
                val start = 3 * picture.width * row
                val bytes = picture.bytes.copyOfRange(start, start + 3 * picture.width * count)
                writer.write(RgbImage(picture.width, count, bytes))
            }
        }
        return out.toByteArray()
    }

    private fun decode(file: ByteArray): RgbImage {
        val image: BufferedImage = ImageIO.read(file.inputStream())
        return picture(image.width, image.height) { x, y, channel ->
            image.getRGB(x, y) shr 16 - 8 * channel
        }
    }

    /** Peak signal to noise ratio in decibels. */
    private fun noise(one: RgbImage, other: RgbImage): Double {
        val squares = one.bytes.indices.sumOf {
            val far = (one.bytes[it].toInt() and 255) - (other.bytes[it].toInt() and 255)
            (far * far).toLong()
        }
        return 10 * log10(255.0 * 255 * one.bytes.size / maxOf(1L, squares))
    }
}
