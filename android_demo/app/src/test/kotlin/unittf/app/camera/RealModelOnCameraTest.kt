package unittf.app.camera

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.view.View
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.TfliteRunners
import unittf.app.photo.Pixels
import unittf.core.RgbImage
import java.io.File
import kotlin.math.abs

/**
 * The phone's own runtime behind the camera, against what Python's runtime makes of the same
 * picture.
 *
 * The picture (`day_frame.png`) is constant on blocks of 2 x 2 pixels, so that a frame with chroma
 * of half the resolution holds it to a level or two. Python's translation is of that picture.
 */
class RealModelOnCameraTest : CameraScreenTest() {
    private lateinit var folder: File

    @Before
    fun load() {
        val library = System.getProperty("tflite.library")
        val models = System.getProperty("models")
        assumeTrue("no TFLite library for this computer", library != null)
        assumeTrue("no pictures to compare with", models != null && File(models, FRAME).isFile)
        folder = File(models!!)
        System.load(library!!)
        application.runners = TfliteRunners()
        application.accelerators = listOf(Accelerator.Cpu(2))
    }

    @Test
    fun theCameraShowsWhatPythonMakesOfTheFrame() {
        val picture = read(FRAME)
        camera.orientation = 0
        allow()
        val screen = start()
        camera.give(picture)
        waitFor("the translation") { screen.get().compare.comparing }
        screenshot(screen.get(), "real_camera")
        screen.get().view<View>(R.id.camera_freeze).performClick()
        val pair = checkNotNull(screen.get().desk.frozen).pair
        assertNear("frame", picture, rgb(pair.before), most = 0, mean = 0.0)
        assertNear("translation", read(EXPECTED), rgb(pair.after), most = 4, mean = 0.3)
    }

    private fun assertNear(
        what: String,
        expected: RgbImage,
        actual: RgbImage,
        most: Int,
        mean: Double,
    ) {
        assertEquals(expected.width to expected.height, actual.width to actual.height)
        val off = IntArray(expected.bytes.size) {
            abs((expected.bytes[it].toInt() and 255) - (actual.bytes[it].toInt() and 255))
        }
        println("$what: ${off.max()} levels at most, ${off.average()} mean")
        assertTrue("$what: ${off.max()} levels", off.max() <= most)
        assertTrue("$what: ${off.average()} in the mean", off.average() <= mean)
    }

    private fun read(name: String) =
        rgb(checkNotNull(BitmapFactory.decodeFile(File(folder, name).path)))

    private fun rgb(bitmap: Bitmap): RgbImage {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        return RgbImage(bitmap.width, bitmap.height).also {
            Pixels.toRgb(pixels, pixels.size, it.bytes, 0)
        }
    }

    private companion object {
        const val FRAME = "day_frame.png"
        const val EXPECTED = "day_frame_to_night.png"
    }
}
