package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.BitmapRegionDecoder
import android.graphics.ColorSpace
import android.graphics.Rect
import unittf.app.R
import unittf.core.Region
import unittf.core.RgbImage
import java.io.Closeable
import java.io.File
import java.io.IOException

/**
 * Parts of a stored picture, in sRGB, transparent ones over white.
 *
 * JPEG, PNG, WebP and mostly HEIF are decoded by parts; of other formats (GIF, BMP) the whole is
 * held in memory, which is why [MOST_PIXELS_WHOLE] bounds them.
 */
class PictureRegions private constructor(
    override val width: Int,
    override val height: Int,
    private val decode: (Rect) -> Bitmap?,
    private val release: () -> Unit,
) : Region,
    Closeable {
    private var row = IntArray(0)

    override fun read(left: Int, top: Int, width: Int, height: Int): RgbImage {
        val part = try {
            decode(Rect(left, top, left + width, top + height))
        } catch (problem: IllegalArgumentException) {
            throw PictureProblem(R.string.photo_damaged, cause = problem)
        } ?: throw PictureProblem(R.string.photo_damaged)
        try {
            if (part.width != width || part.height != height) {
                throw PictureProblem(R.string.photo_damaged)
            }
            return rgbOf(part)
        } finally {
            part.recycle()
        }
    }

    override fun close() = release()

    private fun rgbOf(part: Bitmap): RgbImage {
        val image = RgbImage(part.width, part.height)
        if (row.size < part.width) row = IntArray(part.width)
        for (y in 0 until part.height) {
            part.getPixels(row, 0, part.width, 0, y, part.width, 1)
            Pixels.toRgb(row, part.width, image.bytes, 3 * y * part.width)
        }
        return image
    }

    companion object {
        /** Pictures of formats without regions may have so many pixels: 50 MB in memory. */
        const val MOST_PIXELS_WHOLE = 12_600_000L

        /** @throws PictureProblem where the picture must be decoded whole and is too large. */
        fun check(file: File, size: StoredSize) {
            val decoder = decoderOf(file)
            decoder?.recycle()
            if (decoder == null && size.pixels > MOST_PIXELS_WHOLE) {
                throw PictureProblem(R.string.photo_too_large_whole, size.width, size.height)
            }
        }

        /** @throws PictureProblem where the picture cannot be decoded. */
        fun open(file: File): PictureRegions {
            val decoder = decoderOf(file) ?: return whole(file)
            val options = options()
            return PictureRegions(
                decoder.width,
                decoder.height,
                { decoder.decodeRegion(it, options) },
                decoder::recycle,
            )
        }

        /** In sRGB, whatever the picture's own colours are. */
        fun options() = BitmapFactory.Options().apply {
            inPreferredConfig = Bitmap.Config.ARGB_8888
            inPreferredColorSpace = ColorSpace.get(ColorSpace.Named.SRGB)
        }

        @Suppress("DEPRECATION") // the call without a flag begins with Android 12
        private fun decoderOf(file: File): BitmapRegionDecoder? =
            try {
                BitmapRegionDecoder.newInstance(file.path, false)
            } catch (_: IOException) {
                null
            }

        private fun whole(file: File): PictureRegions {
            val bitmap = BitmapFactory.decodeFile(file.path, options())
                ?: throw PictureProblem(R.string.photo_damaged)
            return PictureRegions(
                bitmap.width,
                bitmap.height,
                { copyOf(bitmap, it) },
                bitmap::recycle,
            )
        }

        /** Always another bitmap, since the part is recycled when it was read. */
        private fun copyOf(bitmap: Bitmap, part: Rect): Bitmap {
            val copy =
                Bitmap.createBitmap(bitmap, part.left, part.top, part.width(), part.height())
            return if (copy === bitmap) bitmap.copy(Bitmap.Config.ARGB_8888, false) else copy
        }
    }
}
