package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.Color
import android.media.ExifInterface
import unittf.core.ExifOrientation
import java.io.File

/** Pictures whose every pixel is known. */
object PicturesOfTests {
    /** Smooth, so that JPEG keeps it, and without any symmetry. */
    fun colour(x: Int, y: Int, width: Int, height: Int) =
        Color.rgb(30 + 190 * x / width, 40 + 170 * y / height, 60 + 120 * x * y / (width * height))

    /** The picture as it is seen upright. */
    fun upright(width: Int, height: Int): Bitmap =
        bitmap(width, height) { x, y -> colour(x, y, width, height) }

    fun bitmap(width: Int, height: Int, pixel: (Int, Int) -> Int): Bitmap {
        val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        for (y in 0 until height) {
            bitmap.setPixels(IntArray(width) { pixel(it, y) }, 0, width, 0, y, width, 1)
        }
        return bitmap
    }

    fun write(
        file: File,
        bitmap: Bitmap,
        format: Bitmap.CompressFormat = Bitmap.CompressFormat.JPEG,
    ): File {
        file.parentFile!!.mkdirs()
        file.outputStream().use { bitmap.compress(format, 100, it) }
        return file
    }

    /**
     * A JPEG that is stored turned, by the definition of EXIF 2.3: which side of the upright
     * picture the stored row 0 and the stored column 0 are.
     *
     * @param width upright.
     */
    fun turned(file: File, width: Int, height: Int, orientation: Int): File {
        val lies = orientation >= 5
        val storedWidth = if (lies) height else width
        val storedHeight = if (lies) width else height
        val stored = bitmap(storedWidth, storedHeight) { column, row ->
            val (x, y) = when (orientation) {
                1 -> column to row // row 0 is the top, column 0 the left
                2 -> width - 1 - column to row // top, right
                3 -> width - 1 - column to height - 1 - row // bottom, right
                4 -> column to height - 1 - row // bottom, left
                5 -> row to column // left, top
                6 -> width - 1 - row to column // right, top
                7 -> width - 1 - row to height - 1 - column // right, bottom
                else -> row to height - 1 - column // left, bottom
            }
            colour(x, y, width, height)
        }
        write(file, stored)
        exif(file, ExifInterface.TAG_ORIENTATION to "$orientation")
        check(ExifOrientation.of(orientation).code == orientation)
        return file
    }

    fun exif(file: File, vararg values: Pair<String, String>): File {
        val exif = ExifInterface(file.path)
        for ((tag, value) in values) exif.setAttribute(tag, value)
        exif.saveAttributes()
        return file
    }
}
