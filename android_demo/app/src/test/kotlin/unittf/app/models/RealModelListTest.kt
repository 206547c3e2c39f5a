package unittf.app.models

import android.view.ViewGroup
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.TfliteRunners
import java.io.File

/** The screen of models with the app's own models and one that was added, run by the library. */
class RealModelListTest : ModelsScreen() {
    @Before
    fun load() {
        val library = System.getProperty("tflite.library")
        val folder = System.getProperty("models")
        assumeTrue("no TFLite library for this computer", library != null)
        assumeTrue("no models", folder != null)
        System.load(library!!)
        own.mkdirs()
        File(folder!!, "ab_float16.tflite").copyTo(File(own, "ab_float16.tflite"))
        application.runners = TfliteRunners()
        application.accelerators = listOf(Accelerator.Cpu(2))
    }

    @Test
    @Config(qualifiers = "+night")
    fun threeModels() {
        open().use { controller ->
            val state = application.engine.state
            assertTrue("$state", state is Engine.State.Ready)
            assertEquals(3, controller.get().view<ViewGroup>(R.id.models_rows).childCount)
            screenshot(controller.get(), "real_models")
        }
    }
}
