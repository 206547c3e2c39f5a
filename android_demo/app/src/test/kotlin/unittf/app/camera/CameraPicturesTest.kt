package unittf.app.camera

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.view.View
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.SettingsActivity
import unittf.app.photo.Pixels
import unittf.core.RgbImage

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
        camera.orientation = 0
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

    /** One of the app's own pictures. */
    private fun street(): RgbImage {
        val name = checkNotNull(application.assets.list("samples")).first { "day" in it }
        val photo = application.assets.open("samples/$name").use { BitmapFactory.decodeStream(it) }
        val small = Bitmap.createScaledBitmap(checkNotNull(photo), 640, 480, true)
        val colours = IntArray(640 * 480)
        small.getPixels(colours, 0, 640, 0, 0, 640, 480)
        return RgbImage(640, 480).also { Pixels.toRgb(colours, colours.size, it.bytes, 0) }
    }
}
