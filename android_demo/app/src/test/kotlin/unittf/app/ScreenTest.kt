package unittf.app

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import android.view.View
import org.junit.Rule
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.GraphicsMode
import unittf.core.Contract
import unittf.core.RgbImage
import unittf.core.TileRunner
import unittf.core.ValueType
import unittf.core.Values
import java.io.File

/** What tests of the screens share: a limit of time, pictures of a screen, waiting for a worker. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
abstract class ScreenTest {
    @get:Rule
    val limit = TimeLimit(seconds = 240)

    val application: TranslatorApplication
        get() = RuntimeEnvironment.getApplication() as TranslatorApplication

    fun <T : View> Activity.view(id: Int): T = checkNotNull(findViewById<T>(id))

    /** Lets the main thread work until the condition holds, for as long as the test may take. */
    fun waitFor(what: String, condition: () -> Boolean) {
        try {
            while (!condition()) {
                check(!limit.isOver) { waiting(what) }
                Thread.sleep(5)
                idle()
            }
        } catch (_: InterruptedException) {
            error(waiting(what))
        }
    }

    /** Says what did not come, and where the workers are meanwhile. */
    private fun waiting(what: String): String = Thread
        .getAllStackTraces()
        .filter { (thread, stack) ->
            thread != Thread.currentThread() && stack.any { it.className.startsWith("unittf.") }
        }.map { (thread, stack) -> "${thread.name}: ${stack.joinToString(" < ")}" }
        .joinToString("\n", prefix = "still waiting for $what\n")

    fun idle() = shadowOf(Looper.getMainLooper()).idle()

    /** Draws the whole window into NAME.png in the folder that the property `screenshots` names. */
    fun screenshot(activity: Activity, name: String): Bitmap {
        val window = activity.window.decorView
        val bitmap = Bitmap.createBitmap(window.width, window.height, Bitmap.Config.ARGB_8888)
        window.draw(Canvas(bitmap))
        System.getProperty("screenshots")?.let { folder ->
            File(folder).mkdirs()
            File(folder, "$name.png").outputStream().use {
                bitmap.compress(Bitmap.CompressFormat.PNG, 100, it)
            }
        }
        return bitmap
    }

    /** Makes negatives, of any size that it is told to have. */
    class NegativeRunner(height: Int = 16, width: Int = 16) : TileRunner {
        override val contract = contractOf(height, width)

        override fun run(tile: RgbImage, into: RgbImage) {
            for (index in tile.bytes.indices) into.bytes[index] = (255 - tile.bytes[index]).toByte()
        }

        override fun close() = Unit
    }

    companion object {
        /** A contract of bytes in and out. */
        fun contractOf(height: Int, width: Int) = Contract(
            source = "day",
            target = "night",
            direction = "ab",
            height = height,
            width = width,
            input = Values("image", ValueType.UINT8, 0f, 255f),
            output = Values("translated", ValueType.UINT8, 0f, 255f),
            quantization = "int8",
            multiplyAdds = 1_000_000,
            overlap = minOf(height, width) / 4,
            runsSince = "TFLite 2.16.1",
        )
    }
}
