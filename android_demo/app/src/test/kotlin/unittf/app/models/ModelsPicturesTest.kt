package unittf.app.models

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.ViewGroup
import android.widget.ScrollView
import android.widget.TextView
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.engine.Accelerator
import java.io.File

/** The screen of models as people see it; the pictures are for looking at. */
class ModelsPicturesTest : ModelsScreen() {
    @Before
    fun models() {
        own.mkdirs()
        File(own, "winter.tflite").writeBytes(good)
        val long = "a_very_long_name_that_someone_gave_to_a_file_" +
            "in_the_middle_of_the_night_v12_final"
        File(own, "$long.tflite").writeBytes(GoldenFiles.bytes("bytes without a contract"))
        val pushed = checkNotNull(application.models.pushed)
        File(pushed, "pushed.tflite").writeBytes(good)
        File(pushed, "text.tflite").writeText("not a model")
        runtime.hasGpu = true
        runtime.gpuError = 90
        runtime.milliseconds += mapOf(Accelerator.Cpu(1) to 12L, Accelerator.Cpu(2) to 7L)
    }

    @Test
    fun light() = picture("models")

    @Test
    @Config(qualifiers = "+night")
    fun dark() = picture("models_dark")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-xhdpi")
    fun tablet() = picture("models_tablet")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-night-xhdpi")
    fun darkTablet() = picture("models_tablet_dark")

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun landscape() = picture("models_landscape")

    @Test
    @Config(qualifiers = "+de")
    fun german() = picture("models_german")

    @Test
    fun largeText() {
        RuntimeEnvironment.setFontScale(2f)
        picture("models_large_text")
    }

    @Test
    fun banner() = open(send(shared("bad.tflite") { "text".byteInputStream() }))
        .use { controller ->
            waitForImport()
            screenshot(controller.get(), "models_refused")
        }.let {}

    @Test
    fun range() {
        val floats = GoldenFiles.bytes("floats without a contract")
        open(send(shared("floats.tflite") { floats.inputStream() })).use { controller ->
            waitFor("the question") { importState is ModelImport.State.Asking }
            val window = checkNotNull(dialog().window).decorView
            val bitmap = Bitmap.createBitmap(window.width, window.height, Bitmap.Config.ARGB_8888)
            window.draw(Canvas(bitmap))
            System.getProperty("screenshots")?.let { folder ->
                File(folder, "models_range.png").outputStream().use {
                    bitmap.compress(Bitmap.CompressFormat.PNG, 100, it)
                }
            }
            application.modelImport.answer(null)
            waitForImport()
            waitFor("nothing left") {
                File(application.filesDir, "incoming").list().orEmpty().isEmpty()
            }
            idle()
            screenshot(controller.get(), "models_given_up")
        }
    }

    private fun picture(name: String) = open()
        .use { controller ->
            screenshot(controller.get(), name)
            assertNothingIsCut(controller.get())
            // The lower end as well.
            val list = controller.get().view<ViewGroup>(R.id.models_rows)
            var parent = list.parent
            while (parent !is ScrollView) parent = parent.parent
            parent.scrollTo(0, 100_000)
            screenshot(controller.get(), "${name}_end")
        }.let {}

    /** Every text of a row has room for all its lines. */
    private fun assertNothingIsCut(activity: Activity) {
        for (group in listOf(R.id.models_rows, R.id.models_accelerator_rows)) {
            for (row in rows(activity, group)) {
                val facts = checkNotNull(row.findViewById<TextView>(R.id.row_facts))
                val layout = checkNotNull(facts.layout)
                assertTrue("${facts.text}", layout.height <= facts.height)
            }
        }
    }
}
