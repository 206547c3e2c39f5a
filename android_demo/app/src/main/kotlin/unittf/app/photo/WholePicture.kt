package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.BitmapShader
import android.graphics.Canvas
import android.graphics.Matrix
import android.graphics.Paint
import android.graphics.Shader
import unittf.core.RgbImage
import unittf.core.RowWriter

/** The method "resize": the whole picture at the model's size, and its translation back. */
object WholePicture {
    /** Scales by halves and once more, so that no pixel of a larger picture is left out. */
    fun shrink(picture: Bitmap, width: Int, height: Int): RgbImage {
        var scaled = picture
        do {
            val next = Bitmap.createScaledBitmap(
                scaled,
                maxOf(width, (scaled.width + 1) / 2),
                maxOf(height, (scaled.height + 1) / 2),
                true,
            )
            if (scaled !== picture && scaled !== next) scaled.recycle()
            scaled = next
        } while (scaled.width != width || scaled.height != height)
        val image = RgbImage(width, height)
        val pixels = IntArray(width * height)
        scaled.getPixels(pixels, 0, width, 0, 0, width, height)
        Pixels.toRgb(pixels, pixels.size, image.bytes, 0)
        return image
    }

    /**
     * Scales an image to a size, band by band.
     *
     * @return false when cancelled.
     */
    fun enlarge(
        image: RgbImage,
        width: Int,
        height: Int,
        to: RowWriter,
        cancelled: () -> Boolean,
    ): Boolean {
        val paint = Paint(Paint.FILTER_BITMAP_FLAG)
        val shader = BitmapShader(bitmapOf(image), Shader.TileMode.CLAMP, Shader.TileMode.CLAMP)
        paint.shader = shader
        val place = Matrix()
        val row = IntArray(width)
        var top = 0
        while (top < height) {
            if (cancelled()) return false
            val band = RgbImage(width, minOf(BAND, height - top))
            val bitmap = Bitmap.createBitmap(width, band.height, Bitmap.Config.ARGB_8888)
            place.setScale(width.toFloat() / image.width, height.toFloat() / image.height)
            place.postTranslate(0f, -top.toFloat())
            shader.setLocalMatrix(place)
            Canvas(bitmap).drawPaint(paint)
            for (y in 0 until band.height) {
                bitmap.getPixels(row, 0, width, 0, y, width, 1)
                Pixels.toRgb(row, width, band.bytes, 3 * y * width)
            }
            bitmap.recycle()
            to.write(band)
            top += band.height
        }
        return true
    }

    private fun bitmapOf(image: RgbImage): Bitmap {
        val pixels = IntArray(image.width * image.height)
        Pixels.fromRgb(image.bytes, 0, pixels, pixels.size)
        return Bitmap.createBitmap(
            pixels,
            image.width,
            image.height,
            Bitmap.Config.ARGB_8888,
        )
    }

    /** Rows that are scaled at once. */
    private const val BAND = 64
}
