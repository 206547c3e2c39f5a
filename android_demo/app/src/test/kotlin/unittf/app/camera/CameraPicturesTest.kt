package unittf.app.camera

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.view.View
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.SettingsActivity
import unittf.app.photo.Pixels
import unittf.core.RgbImage
import kotlin.math.abs

/** Draws the camera's screen and the settings in every light and size, for the eye. */
class CameraPicturesTest : CameraScreenTest() {
    @Test
    fun phone() = drawAll("phone")

    @Test
    @Config(qualifiers = "w411dp-h891dp-night-xxhdpi")
    fun dark() = drawAll("dark")

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun landscape() = drawAll("landscape")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-xhdpi")
    fun tablet() = drawAll("tablet")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-night-xhdpi")
    fun darkTablet() = drawAll("tablet_dark")

    @Test
    @Config(qualifiers = "de-w411dp-h891dp-xxhdpi")
    fun largeText() {
        RuntimeEnvironment.setFontScale(2f)
        drawAll("large")
    }

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun largeTextInLandscape() {
        RuntimeEnvironment.setFontScale(2f)
        drawAll("large_landscape")
    }

    private fun drawAll(look: String) {
        forbid()
        val refused = start()
        drawOf(refused.get(), "camera_permission_$look")
        refused.pause()
        allow()
        val screen = start()
        // The sensor stores what stands upright on a display that is turned like this one.
        camera.orientation = turnOf(screen.get())
        waitFor("figures") {
            camera.give(street())
            screen
                .get()
                .view<android.widget.TextView>(R.id.camera_figures)
                .text
                .isNotEmpty()
        }
        drawOf(screen.get(), "camera_live_$look")
        screen.get().view<View>(R.id.camera_freeze).performClick()
        drawOf(screen.get(), "camera_frozen_$look")
        assertUpright(checkNotNull(screen.get().desk.frozen).pair.before)
        screen.get().view<View>(R.id.camera_freeze).performClick()
        checkNotNull(camera.listener).onTrouble(Trouble.TAKEN)
        waitForSentence(screen.get(), R.string.camera_taken)
        drawOf(screen.get(), "camera_taken_$look")
        val settings = Robolectric.buildActivity(SettingsActivity::class.java).setup()
        drawOf(settings.get(), "settings_$look")
        settings.close()
    }

    private fun drawOf(activity: Activity, name: String) {
        idle()
        val drawn = screenshot(activity, name)
        assertEquals(activity.window.decorView.width, drawn.width)
    }

    @Suppress("DEPRECATION")
    private fun turnOf(activity: Activity) = 90 * activity.windowManager.defaultDisplay.rotation

    /** Each way to turn the street makes a picture that is far from it. */
    private fun assertUpright(drawn: Bitmap) {
        val (width, height) = drawn.width to drawn.height
        val middle = Bitmap.createBitmap(streetBitmap(), 80, 0, 480, 480)
        val expected = Bitmap.createScaledBitmap(middle, width, height, true)
        var sum = 0L
        for (y in 0 until height) {
            for (x in 0 until width) {
                val (one, other) = drawn.getPixel(x, y) to expected.getPixel(x, y)
                sum += abs(Color.red(one) - Color.red(other))
            }
        }
        val mean = sum.toDouble() / (width * height)
        assertTrue("$mean levels off", mean < 8)
    }

    private fun street(): RgbImage {
        val small = streetBitmap()
        val colours = IntArray(640 * 480)
        small.getPixels(colours, 0, 640, 0, 0, 640, 480)
        return RgbImage(640, 480).also { Pixels.toRgb(colours, colours.size, it.bytes, 0) }
    }

    /** One of the app's own pictures. */
    private fun streetBitmap(): Bitmap {
        val name = checkNotNull(application.assets.list("samples")).first { "day" in it }
        val photo = application.assets.open("samples/$name").use { BitmapFactory.decodeStream(it) }
        return Bitmap.createScaledBitmap(checkNotNull(photo), 640, 480, true)
    }
}
