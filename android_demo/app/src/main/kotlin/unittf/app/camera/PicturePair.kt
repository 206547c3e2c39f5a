package unittf.app.camera

import android.graphics.Bitmap
import unittf.app.photo.Pixels
import unittf.core.RgbImage

/** A frame and its translation, as they are shown. */
class PicturePair(width: Int, height: Int) {
    val before: Bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
    val after: Bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)

    /** Whether both are shown as in a mirror. */
    var mirrored = false

    /** What the translation took. */
    var milliseconds = 0.0

    private val colours = IntArray(width * height)

    /** Takes over new pictures of the same size. */
    fun paint(frame: RgbImage, translation: RgbImage) {
        paint(before, frame)
        paint(after, translation)
    }

    private fun paint(bitmap: Bitmap, picture: RgbImage) {
        Pixels.fromRgb(picture.bytes, 0, colours, colours.size)
        val width = bitmap.width
        bitmap.setPixels(colours, 0, width, 0, 0, width, bitmap.height)
    }
}
