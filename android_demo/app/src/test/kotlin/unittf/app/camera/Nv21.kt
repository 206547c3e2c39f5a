package unittf.app.camera

import unittf.core.Plane
import unittf.core.RgbImage
import unittf.core.YuvFrame
import java.nio.ByteBuffer
import kotlin.math.roundToInt

/**
 * Frames as many phones store them: V and U interleaved, rows longer than the picture, the last one
 * cut off behind its last sample. Full range BT.601; the chroma of 2 x 2 pixels is their mean.
 */
object Nv21 {
    fun of(picture: RgbImage): YuvFrame {
        val width = picture.width
        val height = picture.height
        val rowOfY = width + 32
        val rowOfVu = width + 48
        val y = ByteBuffer.allocateDirect(rowOfY * (height - 1) + width)
        val vu = ByteBuffer.allocateDirect(rowOfVu * ((height + 1) / 2 - 1) + (width + 1) / 2 * 2)
        for (row in 0 until height) {
            for (column in 0 until width) {
                val (red, green, blue) = colour(picture, column, row)
                val light = 0.299 * red + 0.587 * green + 0.114 * blue
                y.put(row * rowOfY + column, byte(light))
            }
        }
        for (row in 0 until (height + 1) / 2) {
            for (column in 0 until (width + 1) / 2) {
                val (red, green, blue) = mean(picture, 2 * column, 2 * row)
                val u = -0.168736 * red - 0.331264 * green + 0.5 * blue + 128
                val v = 0.5 * red - 0.418688 * green - 0.081312 * blue + 128
                vu.put(row * rowOfVu + 2 * column, byte(v))
                vu.put(row * rowOfVu + 2 * column + 1, byte(u))
            }
        }
        return YuvFrame(
            width,
            height,
            Plane(y, rowOfY, 1),
            Plane((vu.duplicate().position(1) as ByteBuffer).slice(), rowOfVu, 2),
            Plane(vu, rowOfVu, 2),
        )
    }

    private fun colour(picture: RgbImage, x: Int, y: Int) =
        List(3) { picture.bytes[3 * (y * picture.width + x) + it].toInt() and 255 }

    private fun mean(picture: RgbImage, x: Int, y: Int): List<Double> {
        val colours = ArrayList<List<Int>>()
        for (row in y..minOf(y + 1, picture.height - 1)) {
            for (column in x..minOf(x + 1, picture.width - 1)) {
                colours += colour(picture, column, row)
            }
        }
        return List(3) { channel -> colours.map { it[channel] }.average() }
    }

    private fun byte(value: Double) = value.roundToInt().coerceIn(0, 255).toByte()
}
