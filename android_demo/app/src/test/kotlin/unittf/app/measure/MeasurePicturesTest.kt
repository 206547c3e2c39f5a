package unittf.app.measure

import android.widget.Button
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.ScreenTest
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.FakeRuntime
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** The screen of measurements as people see it; the pictures are for looking at. */
class MeasurePicturesTest : ScreenTest() {
    private val runtime = FakeRuntime()

    @Before
    fun fakeRuntime() {
        application.runners = runtime
        runtime.milliseconds += mapOf(Accelerator.Cpu(1) to 7L, Accelerator.Cpu(2) to 4L)
    }

    @Test
    fun light() = picture("measure")

    @Test
    @Config(qualifiers = "+night")
    fun dark() = picture("measure_dark")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-xhdpi")
    fun tablet() = picture("measure_tablet")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-night-xhdpi")
    fun darkTablet() = picture("measure_tablet_dark")

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun landscape() = picture("measure_landscape")

    @Test
    @Config(qualifiers = "+de")
    fun german() = picture("measure_german")

    @Test
    fun largeText() {
        RuntimeEnvironment.setFontScale(2f)
        picture("measure_large_text")
    }

    private fun picture(name: String) {
        Robolectric.buildActivity(MeasureActivity::class.java).setup().use { controller ->
            val activity = controller.get()
            waitFor("the engine") { application.engine.state is Engine.State.Ready }
            screenshot(activity, "${name}_before")
            val goOn = CountDownLatch(1)
            var runs = 0
            runtime.onRun = { if (++runs == 80) check(goOn.await(20, TimeUnit.SECONDS)) }
            activity.view<Button>(R.id.measure_start).performClick()
            waitFor("the second") { runs == 80 }
            idle()
            screenshot(activity, "${name}_running")
            goOn.countDown()
            waitFor("the end") { application.measureJob.watched.state.step == null }
            idle()
            screenshot(activity, "${name}_after")
        }
    }
}
