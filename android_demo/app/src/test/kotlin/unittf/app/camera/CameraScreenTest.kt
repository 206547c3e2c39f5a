package unittf.app.camera

import android.Manifest
import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.view.Surface
import android.view.View
import android.widget.Button
import android.widget.TextView
import org.junit.After
import org.junit.Assert.assertTrue
import org.junit.Before
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import unittf.app.R
import unittf.app.ScreenTest
import unittf.app.engine.Engine
import unittf.app.engine.FakeRuntime
import unittf.app.view.CompareView
import unittf.core.RgbImage
import kotlin.math.abs

/** What tests of the camera's screen share: a camera, a runtime that makes negatives, the screen. */
abstract class CameraScreenTest : ScreenTest() {
    val runtime = FakeRuntime()
    val camera = SourceOfTests()
    private val screens = ArrayList<ActivityController<CameraActivity>>()

    /** 32 columns at either side are cut off; what is left has the model's size. */
    val frame = Quadrants.picture(320, 256)

    @Before
    fun prepare() {
        application.runners = runtime
        CameraActivity.sources = { camera }
    }

    @After
    fun leave() {
        screens.forEach { it.close() }
        CameraActivity.sources = ::Camera2Source
        idle()
    }

    fun allow() = shadowOf(application).grantPermissions(Manifest.permission.CAMERA)

    fun forbid() = shadowOf(application).denyPermissions(Manifest.permission.CAMERA)

    fun start(): ActivityController<CameraActivity> =
        Robolectric.buildActivity(CameraActivity::class.java).also {
            screens += it
            it.setup()
            waitForModel()
        }

    fun waitForModel() = waitFor("the model") { application.engine.state is Engine.State.Ready }

    /** Starts with the permission, a model and a first picture. */
    fun startLive(): ActivityController<CameraActivity> {
        allow()
        val screen = start()
        showFrame(screen.get())
        return screen
    }

    /** Gives frames until the screen shows one. */
    fun showFrame(activity: CameraActivity, picture: RgbImage = frame) {
        val before = runs()
        camera.give(picture)
        waitFor("a translation") { runs() > before && activity.compare.comparing }
        // What was published is taken by the main thread next.
        repeat(20) {
            Thread.sleep(5)
            idle()
        }
    }

    private fun runs() = translations.get()

    val translations = java.util.concurrent.atomic.AtomicInteger().also { count ->
        runtime.onRun = { count.incrementAndGet() }
    }

    val Activity.compare: CompareView get() = view(R.id.camera_compare)

    /** What stands in the place of the picture; null where the picture is. */
    val Activity.sentence: String?
        get() = if (view<View>(R.id.camera_notice).visibility == View.VISIBLE) {
            view<TextView>(R.id.camera_sentence).text.toString()
        } else {
            null
        }

    /** The button under the sentence. */
    val Activity.act: Button get() = view(R.id.camera_act)

    fun waitForSentence(activity: Activity, id: Int?, vararg details: Any) {
        val expected = id?.let { activity.getString(it, *details) }
        waitFor("\"$expected\", not \"${activity.sentence}\"") { activity.sentence == expected }
    }

    /** The colours of the picture's quadrants on the screen: before the divider, or after it. */
    fun quadrants(activity: Activity, translated: Boolean): List<Int> {
        val compare = activity.compare
        compare.divider = if (translated) 0f else 1f
        val bitmap = Bitmap.createBitmap(compare.width, compare.height, Bitmap.Config.ARGB_8888)
        compare.draw(Canvas(bitmap))
        val side = minOf(compare.width, compare.height)
        val colours = ArrayList<Int>()
        for (y in listOf(-1, 1)) {
            for (x in listOf(-1, 1)) {
                colours += bitmap.getPixel(
                    compare.width / 2 + x * side / 4,
                    compare.height / 2 + y * side / 4,
                )
            }
        }
        return colours
    }

    fun assertColours(what: String, expected: List<Int>, actual: List<Int>, levels: Int = 3) {
        val told = "$what: ${actual.map(Integer::toHexString)}, not " +
            "${expected.map(Integer::toHexString)}"
        for ((one, other) in expected.zip(actual)) {
            val difference = maxOf(
                abs(Color.red(one) - Color.red(other)),
                abs(Color.green(one) - Color.green(other)),
                abs(Color.blue(one) - Color.blue(other)),
            )
            assertTrue(told, difference <= levels)
        }
    }

    fun negative(colours: List<Int>) = colours.map { it xor 0xFFFFFF }

    @Suppress("DEPRECATION")
    fun turnDisplay(activity: Activity, degrees: Int) {
        val way = listOf(
            Surface.ROTATION_0,
            Surface.ROTATION_90,
            Surface.ROTATION_180,
            Surface.ROTATION_270,
        )[degrees / 90]
        shadowOf(activity.windowManager.defaultDisplay).setRotation(way)
    }
}
