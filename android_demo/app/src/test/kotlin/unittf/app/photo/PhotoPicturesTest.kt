package unittf.app.photo

import android.view.View
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import unittf.app.R
import java.io.File
import java.util.concurrent.Semaphore

/** The photo screen as people see it; the pictures are for looking at. */
class PhotoPicturesTest : PhotoScreenTest() {
    @Test
    fun light() = picture("photo_light")

    @Test
    @Config(qualifiers = "+night")
    fun dark() = picture("photo_dark")

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun landscape() = picture("photo_landscape")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-xhdpi")
    fun tablet() = picture("photo_tablet")

    @Test
    @Config(qualifiers = "w1280dp-h800dp-land-night-xhdpi")
    fun darkTablet() = picture("photo_tablet_dark")

    @Test
    @Config(qualifiers = "+de")
    fun german() = picture("photo_german")

    @Test
    fun largeText() {
        RuntimeEnvironment.setFontScale(2f)
        picture("photo_large_text")
    }

    @Test
    @Config(qualifiers = "w891dp-h411dp-land-xxhdpi")
    fun largeTextLandscape() {
        RuntimeEnvironment.setFontScale(2f)
        picture("photo_large_text_landscape")
    }

    @Test
    fun progress() = working("photo_progress")

    @Test
    fun progressInLargeText() {
        RuntimeEnvironment.setFontScale(2f)
        working("photo_progress_large_text")
    }

    @Test
    fun error() {
        val activity = startWith(File(folder, "absent.jpg")).get()
        waitForSentence(activity, R.string.photo_gone)
        screenshot(activity, "photo_error")
    }

    @Test
    @Config(qualifiers = "+night")
    fun errorInLargeText() {
        RuntimeEnvironment.setFontScale(2f)
        val file = File(folder, "text.jpg").apply { writeText("a letter") }
        val activity = startWith(file).get()
        waitForSentence(activity, R.string.photo_no_picture)
        screenshot(activity, "photo_error_large_text")
    }

    private fun picture(name: String) {
        val activity = start().get()
        translated(activity)
        // The samples' small pictures come from a thread of their own.
        repeat(20) {
            Thread.sleep(10)
            idle()
        }
        screenshot(activity, name)
        val stage = activity.view<View>(R.id.photo_compare)
        val density = activity.resources.displayMetrics.density
        assertTrue("the picture keeps a place", stage.height >= 200 * density)
    }

    private fun working(name: String) {
        val activity = start().get()
        translated(activity)
        runtime.gate = Semaphore(0)
        activity.desk.translate()
        runtime.gate!!.release(13)
        waitFor("rows") { activity.desk.state.rows > 0 && runtime.gate!!.hasQueuedThreads() }
        idle()
        screenshot(activity, name)
    }
}
