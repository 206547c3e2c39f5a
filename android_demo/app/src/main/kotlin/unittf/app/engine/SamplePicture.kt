package unittf.app.engine

import android.content.res.AssetManager
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Rect
import unittf.core.Contract
import unittf.core.RgbImage
import java.io.IOException

/** The app's own picture, on which models are tried and measured. */
class SamplePicture(private val assets: AssetManager) {
    /** The middle of the picture, in the size that a model takes. */
    fun of(contract: Contract): RgbImage = rgb(bitmap(contract.width, contract.height))

    /** The middle of the picture, in this size. */
    fun bitmap(width: Int, height: Int): Bitmap {
        val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        val whole = assets.open(NAME).use(BitmapFactory::decodeStream)
            ?: throw IOException("$NAME is no picture")
        val paint = Paint(Paint.FILTER_BITMAP_FLAG)
        canvas.drawBitmap(whole, middle(whole, width, height), Rect(0, 0, width, height), paint)
        whole.recycle()
        return bitmap
    }

    /** As much of the middle as has the aspect of [width] by [height]. */
    private fun middle(whole: Bitmap, width: Int, height: Int): Rect {
        val scale = minOf(whole.width / width.toFloat(), whole.height / height.toFloat())
        val cutWidth = (width * scale).toInt().coerceIn(1, whole.width)
        val cutHeight = (height * scale).toInt().coerceIn(1, whole.height)
        val left = (whole.width - cutWidth) / 2
        val top = (whole.height - cutHeight) / 2
        return Rect(left, top, left + cutWidth, top + cutHeight)
    }

    companion object {
        private const val NAME = "samples/street_by_day.jpg"

        /** The pixels of a bitmap, without their opacity. */
        fun rgb(bitmap: Bitmap): RgbImage {
            val image = RgbImage(bitmap.width, bitmap.height)
            val row = IntArray(bitmap.width)
            var at = 0
            for (y in 0 until bitmap.height) {
                bitmap.getPixels(row, 0, bitmap.width, 0, y, bitmap.width, 1)
                for (pixel in row) {
                    image.bytes[at++] = (pixel shr 16).toByte()
                    image.bytes[at++] = (pixel shr 8).toByte()
                    image.bytes[at++] = pixel.toByte()
                }
            }
            return image
        }

        /** A bitmap of these pixels. */
        fun bitmap(image: RgbImage): Bitmap {
            val bytes = image.bytes
            val pixels = IntArray(image.width * image.height) { index ->
                val red = bytes[3 * index].toInt() and 255
                val green = bytes[3 * index + 1].toInt() and 255
                val blue = bytes[3 * index + 2].toInt() and 255
                (255 shl 24) or (red shl 16) or (green shl 8) or blue
            }
            val config = Bitmap.Config.ARGB_8888
            return Bitmap.createBitmap(pixels, image.width, image.height, config)
        }
    }
}
