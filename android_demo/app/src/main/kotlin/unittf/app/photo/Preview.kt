package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Matrix
import android.graphics.Paint
import unittf.app.R
import unittf.core.ExifOrientation
import java.io.File
import kotlin.math.roundToInt

/** A picture as large as a screen can use: upright, in sRGB, over white. */
object Preview {
    /**
     * @param longest side that it may have; a smaller picture keeps its own size.
     * @throws PictureProblem when the picture is damaged.
     */
    fun of(file: File, stored: StoredSize, orientation: ExifOrientation, longest: Int): Bitmap {
        val side = maxOf(stored.width, stored.height)
        val options = PictureRegions.options().apply {
            inSampleSize = Integer.highestOneBit(maxOf(side / longest, 1))
        }
        val decoded = BitmapFactory.decodeFile(file.path, options)
            ?: throw PictureProblem(R.string.photo_damaged)
        val scale = minOf(longest.toFloat() / side, 1f)
        val width = (stored.width * scale).roundToInt().coerceAtLeast(1)
        val height = (stored.height * scale).roundToInt().coerceAtLeast(1)
        return turned(decoded, width, height, orientation).also { decoded.recycle() }
    }

    /** @param width of the result before it is turned. */
    private fun turned(
        picture: Bitmap,
        width: Int,
        height: Int,
        orientation: ExifOrientation,
    ): Bitmap {
        val upright = if (orientation.transposed) {
            Bitmap.createBitmap(height, width, Bitmap.Config.ARGB_8888)
        } else {
            Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        }
        upright.eraseColor(Color.WHITE)
        Canvas(upright).drawBitmap(
            picture,
            toUpright(picture, width, height, orientation),
            Paint(Paint.FILTER_BITMAP_FLAG),
        )
        upright.setHasAlpha(false)
        return upright
    }

    /** Scales, flips where stored columns or rows run backwards, then swaps the axes. */
    private fun toUpright(picture: Bitmap, width: Int, height: Int, orientation: ExifOrientation) =
        Matrix().apply {
            setScale(width.toFloat() / picture.width, height.toFloat() / picture.height)
            if (orientation.columnsFlipped) {
                postScale(-1f, 1f)
                postTranslate(width.toFloat(), 0f)
            }
            if (orientation.rowsFlipped) {
                postScale(1f, -1f)
                postTranslate(0f, height.toFloat())
            }
            if (orientation.transposed) {
                postConcat(
                    Matrix().apply { setValues(floatArrayOf(0f, 1f, 0f, 1f, 0f, 0f, 0f, 0f, 1f)) },
                )
            }
        }
}
