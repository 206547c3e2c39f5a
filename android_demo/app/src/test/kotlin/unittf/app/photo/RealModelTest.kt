package unittf.app.photo

import android.app.Activity
import android.graphics.Bitmap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test
import unittf.app.engine.Accelerator
import unittf.app.engine.TfliteRunners
import unittf.core.RgbImage
import unittf.core.RowWriter
import java.io.ByteArrayOutputStream
import java.io.File
import kotlin.math.abs

/** The real model behind the real screen, against the pixels that Python makes of the picture. */
class RealModelTest : PhotoScreenTest() {
    private lateinit var golden: File

    /** The translated rows before they become a JPEG. */
    private class Rows : RowWriter {
        val bytes = ByteArrayOutputStream()

        override fun write(rows: RgbImage) = bytes.write(rows.bytes, 0, rows.bytes.size)
    }

    @Before
    fun load() {
        val library = System.getProperty("tflite.library")
        val folder = System.getProperty("models")
        assumeTrue("no TFLite library for this computer", library != null)
        assumeTrue("no pictures to compare with", folder != null && File(folder).isDirectory)
        golden = File(folder!!)
        System.load(library!!)
        application.runners = TfliteRunners()
        application.accelerators = listOf(Accelerator.Cpu(2))
    }

    @Test
    fun theAppsModelMakesWhatPythonMakes() =
        assertTranslates("day_to_night", "day_to_night.png", most = 4, mean = 0.3)

    @Test
    fun aModelInFloat16MakesTheSameBytesButRounding() {
        val pushed = checkNotNull(application.getExternalFilesDir("models")).apply { mkdirs() }
        File(golden, "ab_float16.tflite").copyTo(File(pushed, "ab_float16.tflite"), true)
        assertTranslates("ab_float16", "day_to_night_float16.png", most = 1, mean = 0.1)
    }

    private fun assertTranslates(model: String, expected: String, most: Int, mean: Double) {
        application.models.chosen = application.models.list().first { it.fileName == model }
        val copy = File(golden, "day.png").copyTo(File(folder, "day.png"), overwrite = true)
        val wanted = rgb(decode(File(golden, expected)))
        val rows = Rows()
        val screen = start()
        val desk = screen.get().desk
        waitFor("the sample") { desk.result != null }
        desk.watcher = rows
        choose(screen.get(), Activity.RESULT_OK, gallery.uriOf(copy))
        waitFor("all rows") { rows.bytes.size() == wanted.size && desk.result != null }
        screenshot(screen.get(), "real_photo_$model")
        val actual = rows.bytes.toByteArray()
        assertEquals("bytes", wanted.size, actual.size)
        val off = IntArray(wanted.size) {
            abs((wanted[it].toInt() and 255) - (actual[it].toInt() and 255))
        }
        println("$model: ${off.max()} levels at most, ${off.average()} mean")
        assertTrue("${off.max()} levels", off.max() <= most)
        assertTrue("${off.average()} in the mean", off.average() <= mean)
    }

    private fun rgb(picture: Bitmap): ByteArray {
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        return ByteArray(3 * pixels.size).also { Pixels.toRgb(pixels, pixels.size, it, 0) }
    }
}
