package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.LinearGradient
import android.graphics.Paint
import android.graphics.Shader
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import unittf.core.RgbImage
import unittf.core.RowWriter
import java.io.File

class LargePictureTest : PhotoScreenTest() {
    /** What lives on Java's heap, measured while rows come, at its highest. */
    private class Heap : RowWriter {
        val before = used()
        var highest = 0L
        private var bands = 0
        private var rows = 0
        var total = 0

        override fun write(rows: RgbImage) {
            total += rows.height
            this.rows += rows.height
            if (this.rows < ROWS) return
            this.rows = 0
            bands++
            highest = maxOf(highest, used() - before)
        }

        private fun used(): Long {
            System.gc()
            return Runtime.getRuntime().run { totalMemory() - freeMemory() }
        }

        private companion object {
            const val ROWS = 400
        }
    }

    @Test
    fun twentyFourMegapixelsNeedAFewBandsOfMemory() {
        val file = File(folder, "large.jpg")
        val large = Bitmap.createBitmap(6000, 4000, Bitmap.Config.ARGB_8888)
        val paint = Paint()
        paint.shader =
            LinearGradient(0f, 0f, 6000f, 4000f, Color.RED, Color.CYAN, Shader.TileMode.CLAMP)
        Canvas(large).drawPaint(paint)
        PicturesOfTests.write(file, large)
        large.recycle()
        val controller = start()
        val activity = controller.get()
        translated(activity)
        val heap = Heap()
        activity.desk.watcher = heap
        activity.desk.open(gallery.uriOf(file))
        waitFor("the translation") { activity.desk.result != null }
        assertEquals(4000, heap.total)
        // As RGB alone the picture takes 72 MB, as pixels 96 MB.
        assertTrue("${heap.highest shr 20} MB", heap.highest < 48L shl 20)
        val size = android.graphics.BitmapFactory
            .Options()
            .apply { inJustDecodeBounds = true }
        android.graphics.BitmapFactory.decodeFile(
            activity.desk.result!!
                .jpeg.path,
            size,
        )
        assertEquals("6000 x 4000", "${size.outWidth} x ${size.outHeight}")
        assertEquals(
            2048,
            activity.desk.state.before!!
                .width,
        )
    }
}
