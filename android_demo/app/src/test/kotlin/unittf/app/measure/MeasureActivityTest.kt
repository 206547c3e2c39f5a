package unittf.app.measure

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.PowerManager
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import android.widget.Button
import android.widget.TextView
import org.json.JSONObject
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.util.ReflectionHelpers
import unittf.app.R
import unittf.app.ScreenTest
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.FakeRuntime
import java.security.MessageDigest
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

class MeasureActivityTest : ScreenTest() {
    private val runtime = FakeRuntime()
    private val job get() = application.measureJob

    @Before
    fun fakeRuntime() {
        application.runners = runtime
        ReflectionHelpers.setStaticField(Build::class.java, "MANUFACTURER", "Fairphone")
        ReflectionHelpers.setStaticField(Build::class.java, "MODEL", "FP5")
    }

    @After
    fun nothingWasMisused() = assertEquals(emptyList<String>(), runtime.crimes.toList())

    @Test
    fun measuresEveryAcceleratorAndSharesJson() {
        runtime.hasGpu = true
        open().use { controller ->
            val activity = controller.get()
            val runs = ConcurrentHashMap<Accelerator, Int>()
            runtime.onRun = { runs.merge(it, 1, Int::plus) }
            start(activity)
            waitFor("the end") { job.watched.state.step == null }
            for (accelerator in application.accelerators) assertEquals(55, runs[accelerator])

            activity.view<Button>(R.id.measure_share).performClick()
            val chooser = shadowOf(activity).nextStartedActivity
            assertEquals(Intent.ACTION_CHOOSER, chooser.action)
            @Suppress("DEPRECATION")
            val sent = checkNotNull(chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT))
            assertEquals("text/plain", sent.type)
            check(JSONObject(checkNotNull(sent.getStringExtra(Intent.EXTRA_TEXT))))
        }
    }

    /** As docs/contract.md tells of measurements. */
    private fun check(json: JSONObject) {
        assertEquals(1, json.getInt("measurements"))
        assertEquals("Fairphone FP5", json.getString("device"))
        assertEquals("Android ${Build.VERSION.RELEASE}", json.getString("system"))
        assertEquals("TFLite 9.8.7", json.getString("runtime"))
        val file = application.assets.open("models/day_to_night.tflite").use { it.readBytes() }
        val digest = MessageDigest.getInstance("SHA-256").digest(file)
        val rows = json.getJSONArray("rows")
        assertEquals(application.accelerators.size, rows.length())
        for (index in 0 until rows.length()) {
            val row = rows.getJSONObject(index)
            assertEquals("day_to_night", row.getString("file"))
            assertEquals(digest.joinToString("") { "%02x".format(it) }, row.getString("sha256"))
            assertEquals(256, row.getInt("height"))
            assertEquals(256, row.getInt("width"))
            assertEquals(50, row.getInt("runs"))
            assertEquals(5, row.getInt("warm_up"))
            assertTrue(row.getDouble("median_ms") > 0)
            assertTrue(row.getDouble("p90_ms") >= row.getDouble("median_ms"))
            val isGpu = index == rows.length() - 1
            assertEquals(if (isGpu) "gpu" else "cpu", row.getString("accelerator"))
            assertEquals(isGpu, row.isNull("threads"))
            if (!isGpu) assertEquals(1 shl index, row.getInt("threads"))
        }
    }

    @Test
    fun whatRefusesIsARowWithItsReason() {
        open().use { controller ->
            runtime.refused += Accelerator.Cpu(1)
            start(controller.get())
            waitFor("the end") { job.watched.state.step == null }
            val rows = controller.get().view<ViewGroup>(R.id.measure_rows)
            assertEquals(application.accelerators.size, rows.childCount)
            val first = text(checkNotNull(rows.getChildAt(0)), R.id.measured_more)
            assertTrue(first, "no cpu1 here" in first)
            val gpu = text(checkNotNull(rows.getChildAt(rows.childCount - 1)), R.id.measured_more)
            assertTrue(gpu, "no GPU that the app can use" in gpu)
        }
    }

    @Test
    fun turningThePhoneDisturbsNothingAndTheScreenStaysOn() {
        open().use { controller ->
            val goOn = CountDownLatch(1)
            val begun = CountDownLatch(20)
            runtime.onRun = {
                begun.countDown()
                if (begun.count == 0L) check(goOn.await(20, TimeUnit.SECONDS))
            }
            start(controller.get())
            assertTrue(begun.await(20, TimeUnit.SECONDS))
            idle()
            assertTrue(isKeptOn(controller.get()))
            repeat(5) { controller.recreate() }
            idle()
            val activity = controller.get()
            assertEquals("Processor, 1 thread: picture 20 of 55", status(activity))
            assertTrue(isKeptOn(activity))
            assertEquals("Cancel", activity.view<Button>(R.id.measure_start).text)
            goOn.countDown()
            waitFor("the end") { job.watched.state.step == null }
            assertFalse(isKeptOn(activity))
            assertEquals("Measure again", activity.view<Button>(R.id.measure_start).text)
            val rows = activity.view<ViewGroup>(R.id.measure_rows)
            assertEquals(application.accelerators.size, rows.childCount)
        }
    }

    @Test
    fun canBeStoppedAndKeepsWhatItHas() {
        open().use { controller ->
            val activity = controller.get()
            val goOn = CountDownLatch(1)
            var runs = 0
            runtime.onRun = { if (++runs == 60) check(goOn.await(20, TimeUnit.SECONDS)) }
            start(activity)
            waitFor("the second") { runs == 60 }
            activity.view<Button>(R.id.measure_start).performClick()
            goOn.countDown()
            waitFor("the end") { job.watched.state.step == null }
            assertEquals(60, runs)
            assertEquals("Stopped. What was measured until then:", status(activity))
            assertEquals(1, activity.view<ViewGroup>(R.id.measure_rows).childCount)
        }
    }

    @Test
    fun aPhotoGetsItsTurnBetweenTwoAccelerators() {
        open().use { controller ->
            val order = CopyOnWriteArrayList<String>()
            val begun = CountDownLatch(1)
            val goOn = CountDownLatch(1)
            runtime.onRun = {
                begun.countDown()
                check(goOn.await(20, TimeUnit.SECONDS))
                if (order.lastOrNull() != it.key) order += it.key
            }
            start(controller.get())
            assertTrue(begun.await(20, TimeUnit.SECONDS))
            val photo = application.engine.run { order += "photo" }
            goOn.countDown()
            waitFor("the end") { job.watched.state.step == null }
            photo.get(9, TimeUnit.SECONDS)
            assertEquals(listOf("cpu1", "photo"), order.take(2))
        }
    }

    @Test
    fun afterTheAppEndedItSaysSoOrShowsItsReport() {
        val state = Bundle()
        open().use { controller ->
            start(controller.get())
            waitFor("the end") { job.watched.state.step == null }
            controller.saveInstanceState(state)
        }
        val report = job.watched.state.report
        newProcess()
        restored(state).use { controller ->
            waitFor("the rows") {
                controller.get().view<ViewGroup>(R.id.measure_rows).childCount > 0
            }
            assertEquals(
                report?.json,
                job.watched.state.report
                    ?.json,
            )
        }
        state.putBoolean("running", true)
        newProcess()
        restored(state).use { controller ->
            waitFor("the model") { application.engine.state is Engine.State.Ready }
            assertEquals(
                "The phone ended the app while it measured. Start again.",
                status(controller.get()),
            )
        }
    }

    @Test
    fun saysThatTheBatteryIsSaved() {
        val power = application.getSystemService(Context.POWER_SERVICE) as PowerManager
        shadowOf(power).setIsPowerSaveMode(true)
        open().use { controller ->
            assertTrue("Battery saver" in text(controller.get(), R.id.measure_warning))
        }
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.Q)
    fun saysThatThePhoneIsHot() {
        val power = application.getSystemService(Context.POWER_SERVICE) as PowerManager
        shadowOf(power).setCurrentThermalStatus(PowerManager.THERMAL_STATUS_SEVERE)
        open().use { controller ->
            assertTrue("hot" in text(controller.get(), R.id.measure_warning))
        }
    }

    @Test
    fun saysWhyThereIsNothingToMeasure() {
        runtime.refused += application.accelerators
        open().use { controller ->
            assertFalse(controller.get().view<Button>(R.id.measure_start).isEnabled)
            val status = status(controller.get())
            assertTrue(status, "could not be measured" in status && "no cpu1 here" in status)
        }
    }

    @Test
    fun theMakerIsNotNamedTwice() {
        assertEquals("Fairphone FP5", MeasureWords.DEVICE)
        ReflectionHelpers.setStaticField(Build::class.java, "MODEL", "fairphone 5")
        assertEquals("fairphone 5", MeasureWords.DEVICE)
    }

    private fun open(): ActivityController<MeasureActivity> {
        val controller = Robolectric.buildActivity(MeasureActivity::class.java).setup()
        waitFor("the engine") { application.engine.state !is Engine.State.Loading }
        return controller
    }

    private fun restored(state: Bundle) =
        Robolectric.buildActivity(MeasureActivity::class.java).setup(state)

    /** A new process has the job's first state. */
    private fun newProcess() = job.watched.tell(MeasureJob.State(null, null))

    private fun start(activity: Activity) = activity.view<Button>(R.id.measure_start).performClick()

    private fun isKeptOn(activity: Activity) =
        activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON != 0

    private fun status(activity: Activity) = text(activity, R.id.measure_status)

    private fun text(activity: Activity, id: Int) = activity.view<TextView>(id).text.toString()

    private fun text(view: View, id: Int) =
        checkNotNull(view.findViewById<TextView>(id)).text.toString()
}
