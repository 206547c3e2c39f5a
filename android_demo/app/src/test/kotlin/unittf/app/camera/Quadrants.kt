package unittf.app.camera

import android.graphics.Color
import unittf.core.RgbImage

/** Pictures of four colours, so that each of the eight ways to turn and mirror them is another. */
object Quadrants {
    val COLOURS = listOf(
        Color.rgb(200, 40, 40),
        Color.rgb(40, 180, 60),
        Color.rgb(50, 60, 210),
        Color.rgb(230, 220, 90),
    )

    /** @param colours top left, top right, bottom left, bottom right. */
    fun picture(width: Int, height: Int, colours: List<Int> = COLOURS): RgbImage {
        val picture = RgbImage(width, height)
        for (y in 0 until height) {
            for (x in 0 until width) {
                val colour = colours[2 * (2 * y / height) + 2 * x / width]
                val at = 3 * (y * width + x)
                picture.bytes[at] = Color.red(colour).toByte()
                picture.bytes[at + 1] = Color.green(colour).toByte()
                picture.bytes[at + 2] = Color.blue(colour).toByte()
            }
        }
        return picture
    }

    /** What stands where after a turn by 90 degrees clockwise: the left column becomes the top row. */
    fun <T> turned(quadrants: List<T>, degrees: Int): List<T> = when (degrees) {
        0 -> quadrants
        else -> {
            val (topLeft, topRight, bottomLeft, bottomRight) = quadrants
            turned(listOf(bottomLeft, topLeft, bottomRight, topRight), degrees - 90)
        }
    }

    fun <T> mirrored(quadrants: List<T>): List<T> {
        val (topLeft, topRight, bottomLeft, bottomRight) = quadrants
        return listOf(topRight, topLeft, bottomRight, bottomLeft)
    }
}
