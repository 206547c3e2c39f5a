package unittf.app.camera

import unittf.app.photo.Pixels
import unittf.app.photo.Taken
import unittf.core.JpegWriter
import unittf.core.RgbImage
import java.io.File

/**
 * What the screen showed when it was frozen.
 *
 * @property source what was translated, `day`; null where the model does not tell.
 * @property target what it was translated to.
 * @property name to save it by.
 */
class FrozenPicture(
    val pair: PicturePair,
    val source: String?,
    val target: String?,
    val name: String,
    val taken: Taken,
) {
    /**
     * Writes the translation.
     *
     * @param asSeen whether a picture that is shown as in a mirror is written like that.
     * @throws java.io.IOException where there is no room for it.
     */
    fun write(jpeg: File, asSeen: Boolean) {
        val picture = pair.after
        val width = picture.width
        val colours = IntArray(width)
        val row = RgbImage(width, 1)
        JpegWriter(jpeg.outputStream(), width, picture.height).use { writer ->
            for (y in 0 until picture.height) {
                picture.getPixels(colours, 0, width, 0, y, width, 1)
                if (pair.mirrored && !asSeen) colours.reverse()
                Pixels.toRgb(colours, width, row.bytes, 0)
                writer.write(row)
            }
        }
    }
}
