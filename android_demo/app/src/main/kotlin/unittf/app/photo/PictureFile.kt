package unittf.app.photo

import android.content.Context
import android.graphics.BitmapFactory
import android.media.ExifInterface
import android.net.Uri
import unittf.app.R
import unittf.core.ExifOrientation
import unittf.core.RowReader
import unittf.core.TurnedRows
import java.io.Closeable
import java.io.File
import java.io.IOException

/**
 * A picture that can be translated: a copy of what the user chose, so that its provider may go away.
 *
 * The copy lives until [close].
 *
 * @property name of the original, without its ending.
 * @property width upright, in pixels.
 * @property height upright, in pixels.
 * @property taken when and where, as the original tells.
 */
class PictureFile private constructor(
    private val file: File,
    val name: String,
    private val stored: StoredSize,
    private val orientation: ExifOrientation,
    val taken: Taken,
) : Closeable {
    val width = if (orientation.transposed) stored.height else stored.width
    val height = if (orientation.transposed) stored.width else stored.height

    /** The whole picture, upright, with its longest side at most so long; it is never enlarged. */
    fun preview(longest: Int) = Preview.of(file, stored, orientation, longest)

    /** Gives the picture's upright rows to `work`. */
    fun <T> read(work: (RowReader) -> T): T =
        PictureRegions.open(file).use { work(TurnedRows(it, orientation)) }

    override fun close() {
        file.delete()
    }

    companion object {
        /** What cameras call 50 megapixels: 8192 x 6144 and a little. */
        const val MOST_PIXELS = 51_000_000L

        /** JPEG knows no longer sides. */
        const val LONGEST_SIDE = 65_535

        /**
         * Copies a picture and reads its head.
         *
         * @param uri of another app's picture, or of a [Samples] picture.
         * @param copy the file to write; nothing of it is left when this fails.
         * @throws PictureProblem one sentence: gone, empty, no picture, damaged, too large.
         */
        fun open(context: Context, uri: Uri, copy: File): PictureFile {
            val original = Original(context, uri)
            try {
                original.copyTo(copy)
                val size = sizeOf(copy)
                PictureRegions.check(copy, size)
                val exif = exifOf(copy)
                return PictureFile(copy, original.name(), size, orientationOf(exif), takenOf(exif))
            } catch (problem: PictureProblem) {
                copy.delete()
                throw problem
            }
        }

        private fun sizeOf(file: File): StoredSize {
            val options = BitmapFactory.Options().apply { inJustDecodeBounds = true }
            BitmapFactory.decodeFile(file.path, options)
            val size = StoredSize(options.outWidth, options.outHeight)
            if (size.width < 1 || size.height < 1) throw PictureProblem(R.string.photo_no_picture)
            if (size.pixels > MOST_PIXELS || maxOf(size.width, size.height) > LONGEST_SIDE) {
                throw PictureProblem(R.string.photo_too_large, size.width, size.height)
            }
            return size
        }

        /** Null where a format has none, or damaged ones. */
        private fun exifOf(file: File): ExifInterface? = try {
            ExifInterface(file.path)
        } catch (_: IOException) {
            null
        } catch (_: RuntimeException) {
            // Damaged values end in exceptions of many kinds; the pixels may be fine.
            null
        }

        private fun orientationOf(exif: ExifInterface?) =
            ExifOrientation.of(exif?.getAttributeInt(ExifInterface.TAG_ORIENTATION, 1) ?: 1)

        private fun takenOf(exif: ExifInterface?) = exif?.let(Taken::of) ?: Taken.UNKNOWN
    }
}

/** A picture's size as it is stored, before it is turned upright. */
class StoredSize(val width: Int, val height: Int) {
    val pixels get() = width.toLong() * height
}
