package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.BitmapRegionDecoder
import android.graphics.Rect
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadow.api.Shadow
import java.io.File
import java.io.IOException

/**
 * Stands for the phone's decoder of regions, which has no desktop version: Robolectric's gives empty
 * bitmaps. This one decodes the whole and cuts; GIF and BMP it refuses, as the phone's does.
 */
@Implements(BitmapRegionDecoder::class)
class RegionDecoderOfTests {
    private lateinit var whole: Bitmap

    @Implementation
    fun decodeRegion(
        rect: Rect,
        @Suppress("unused") options: BitmapFactory.Options?,
    ): Bitmap? {
        answer?.let { return it() }
        require(rect.left >= 0 && rect.top >= 0 && rect.right <= whole.width) { "outside" }
        require(rect.bottom <= whole.height && !rect.isEmpty) { "outside" }
        val part = Bitmap.createBitmap(rect.width(), rect.height(), Bitmap.Config.ARGB_8888)
        val row = IntArray(rect.width())
        for (y in 0 until rect.height()) {
            whole.getPixels(row, 0, row.size, rect.left, rect.top + y, row.size, 1)
            part.setPixels(row, 0, row.size, 0, y, row.size, 1)
        }
        return part
    }

    @Implementation
    fun getWidth() = whole.width

    @Implementation
    fun getHeight() = whole.height

    @Implementation
    fun recycle() = whole.recycle()

    companion object {
        /** Given in the place of every region, where a test says so. */
        @Volatile
        var answer: (() -> Bitmap?)? = null

        @JvmStatic
        @Implementation
        fun newInstance(
            path: String,
            @Suppress("unused") shareable: Boolean,
        ): BitmapRegionDecoder {
            val type = ByteArray(3)
            File(path).inputStream().use { it.read(type) }
            val text = String(type, Charsets.ISO_8859_1)
            if (text == "GIF" ||
                text.startsWith("BM")
            ) {
                throw IOException("Image format not supported")
            }
            val whole = BitmapFactory.decodeFile(path, PictureRegions.options())
                ?: throw IOException("Image format not supported")
            val decoder = Shadow.newInstanceOf(BitmapRegionDecoder::class.java)
            Shadow.extract<RegionDecoderOfTests>(decoder).whole = whole
            return decoder
        }
    }
}
