package unittf.app.camera

import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.graphics.Color
import android.os.Build
import android.os.Bundle
import android.view.View
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.engine.Engine
import unittf.app.photo.GalleryOfTests
import unittf.app.photo.SharedPictures
import java.io.File
import java.util.Locale

/** The live picture: upright, mirrored where it should be, frozen, saved and shared. */
class CameraActivityTest : CameraScreenTest() {
    @Test
    fun showsTheFrameAndItsTranslation() {
        camera.orientation = 0
        val activity = startLive().get()
        assertEquals(null, activity.sentence)
        assertColours("frame", Quadrants.COLOURS, quadrants(activity, translated = false))
        val translated = quadrants(activity, translated = true)
        assertColours("translation", negative(Quadrants.COLOURS), translated)
        assertEquals("day → night", activity.view<TextView>(R.id.subtitle).text.toString())
        assertTrue("kept on", activity.compare.keepScreenOn)
    }

    @Test
    fun theDiscOfTheButtonIsDimmedWithIt() {
        val freeze = startLive().get().view<View>(R.id.camera_freeze)

        fun disc(): Int {
            val drawn = Bitmap.createBitmap(freeze.width, freeze.height, Bitmap.Config.ARGB_8888)
            freeze.draw(Canvas(drawn))
            return Color.alpha(drawn.getPixel(freeze.width / 2, freeze.height / 10))
        }
        assertEquals(255, disc())
        freeze.isEnabled = false
        assertTrue("${disc()} of 255", disc() in 20..60)
    }

    @Test
    fun asksForFramesThatAreLargeEnough() {
        startLive()
        assertEquals(640 to 480, camera.size)
    }

    /** The turn is worked out here again, as Android's documentation of SENSOR_ORIENTATION has it. */
    @Test
    fun turnsFramesUprightForEveryWayOfSensorAndDisplay() {
        val activity = startLive().get()
        for (sensor in listOf(0, 90, 180, 270)) {
            for (display in listOf(0, 90, 180, 270)) {
                camera.orientation = sensor
                // No one tells the screen of the turn: it must ask by itself.
                turnDisplay(activity, display)
                showFrame(activity)
                val turn = (sensor - display + 360) % 360
                val what = "sensor $sensor, display $display"
                val expected = Quadrants.turned(Quadrants.COLOURS, turn)
                assertColours(what, expected, quadrants(activity, translated = false))
            }
        }
    }

    @Test
    fun showsTheFrontCameraAsAMirrorForEveryWayOfTheDisplay() {
        val activity = startLive().get()
        activity.view<View>(R.id.camera_switch).performClick()
        camera.orientation = 270
        for (display in listOf(0, 90, 180, 270)) {
            turnDisplay(activity, display)
            showFrame(activity)
            val upright = Quadrants.turned(Quadrants.COLOURS, (270 + display) % 360)
            assertColours(
                "display $display",
                Quadrants.mirrored(upright),
                quadrants(activity, translated = false),
            )
        }
    }

    @Test
    fun switchesTheCameraAndHidesTheButtonWhereThereIsOne() {
        val screen = startLive()
        val switch = screen.get().view<View>(R.id.camera_switch)
        assertEquals(View.VISIBLE, switch.visibility)
        switch.performClick()
        switch.performClick()
        assertEquals(listOf(Facing.BACK, Facing.FRONT, Facing.BACK), camera.starts.toList())
        screen.pause()
        camera.facings = setOf(Facing.FRONT)
        assertEquals(View.GONE, start().get().view<View>(R.id.camera_switch).visibility)
    }

    @Test
    fun tellsHowFastItIs() {
        val activity = startLive().get()
        waitFor("figures") {
            camera.give(frame)
            activity.view<TextView>(R.id.camera_figures).text.isNotEmpty()
        }
        val told = activity.view<TextView>(R.id.camera_figures).text.toString()
        assertTrue(
            told,
            Regex("\\d+ ms · \\d+\\.\\d pictures a second · Processor, .*").matches(told),
        )
    }

    @Test
    fun freezesAndGoesOn() {
        val activity = startLive().get()
        val freeze = activity.view<View>(R.id.camera_freeze)
        assertFalse("nothing to save yet", activity.view<View>(R.id.camera_save).isEnabled)
        val live = quadrants(activity, translated = false)
        val listener = checkNotNull(camera.listener)
        freeze.performClick()
        assertFalse("the camera is closed", camera.running)
        assertFalse("the screen may go off", activity.compare.keepScreenOn)
        assertTrue(activity.view<View>(R.id.camera_save).isEnabled)
        assertTrue(activity.view<View>(R.id.camera_share).isEnabled)
        // A late frame of the camera does not change what is frozen.
        camera.give(Quadrants.picture(320, 256, negative(Quadrants.COLOURS)), listener)
        repeat(20) {
            Thread.sleep(5)
            idle()
        }
        assertEquals(live, quadrants(activity, translated = false))
        assertEquals(camera.given.get(), camera.released.get())
        freeze.performClick()
        assertTrue("live again", camera.running)
        showFrame(activity, Quadrants.picture(320, 256, negative(Quadrants.COLOURS)))
        assertNotEquals(live, quadrants(activity, translated = false))
    }

    @Test
    fun keepsTheFrozenPictureTheFacingAndTheDividerWhenTurned() {
        val screen = startLive()
        screen.get().view<View>(R.id.camera_switch).performClick()
        showFrame(screen.get())
        val before = quadrants(screen.get(), translated = false)
        screen.get().view<View>(R.id.camera_freeze).performClick()
        screen.get().compare.divider = 0.25f
        val old = screen.get()
        RuntimeEnvironment.setQualifiers("+land")
        screen.configurationChange()
        screen.visible()
        idle()
        assertTrue("made anew", screen.get() !== old)
        assertEquals(0.25f, screen.get().compare.divider)
        assertFalse(camera.running)
        assertTrue(screen.get().view<View>(R.id.camera_save).isEnabled)
        assertEquals(before, quadrants(screen.get(), translated = false))
        screen.get().view<View>(R.id.camera_freeze).performClick()
        assertEquals(Facing.FRONT, camera.starts.last())
    }

    @Test
    fun isLiveAgainAfterTheProcessDied() {
        val screen = startLive()
        screen.get().view<View>(R.id.camera_switch).performClick()
        showFrame(screen.get())
        screen.get().view<View>(R.id.camera_freeze).performClick()
        screen.get().compare.divider = 0.75f
        val state = Bundle()
        screen
            .pause()
            .stop()
            .saveInstanceState(state)
            .destroy()
        val again = Robolectric.buildActivity(CameraActivity::class.java).setup(state)
        waitForModel()
        assertTrue(camera.running)
        assertEquals(Facing.FRONT, camera.starts.last())
        assertEquals(0.75f, again.get().compare.divider)
        again.close()
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.Q)
    fun savesSelfiesAsSeenOrNot() {
        val folder = File(application.cacheDir, "gallery")
        val gallery = GalleryOfTests.install(folder)
        val activity = startLive().get()
        activity.view<View>(R.id.camera_switch).performClick()
        camera.orientation = 0
        showFrame(activity)
        activity.view<View>(R.id.camera_freeze).performClick()
        for (asSeen in listOf(true, false)) {
            application.settings.saveAsSeen = asSeen
            val saved = gallery.entries.size
            activity.view<View>(R.id.camera_save).performClick()
            waitFor("a saved picture") {
                gallery.entries.size > saved && leftovers().isEmpty()
            }
            val entry = gallery.entries.keys.last()
            val picture = checkNotNull(BitmapFactory.decodeFile(gallery.fileOf(entry).path))
            assertEquals(256 to 256, picture.width to picture.height)
            val actual = listOf(64 to 64, 192 to 64, 64 to 192, 192 to 192)
                .map { (x, y) -> picture.getPixel(x, y) }
            val upright = negative(Quadrants.COLOURS)
            val expected = if (asSeen) Quadrants.mirrored(upright) else upright
            assertColours("as seen: $asSeen", expected, actual, levels = 6)
            val name = gallery.entries.getValue(entry).getAsString("_display_name")
            assertTrue(name, Regex("UNIT_\\d{8}_\\d{6} night\\.jpg").matches(name))
        }
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.Q)
    fun theBackCameraIsSavedAsItIs() {
        val gallery = GalleryOfTests.install(File(application.cacheDir, "gallery"))
        application.settings.saveAsSeen = false
        camera.orientation = 0
        val activity = startLive().get()
        activity.view<View>(R.id.camera_freeze).performClick()
        activity.view<View>(R.id.camera_save).performClick()
        waitFor("a saved picture") { gallery.entries.isNotEmpty() && leftovers().isEmpty() }
        val picture = BitmapFactory.decodeFile(gallery.fileOf(gallery.entries.keys.last()).path)
        assertColours(
            "top left",
            negative(Quadrants.COLOURS).take(1),
            listOf(checkNotNull(picture).getPixel(64, 64)),
            levels = 6,
        )
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.Q)
    fun sharesTheWholeTranslation() {
        camera.orientation = 0
        val activity = startLive().get()
        activity.view<View>(R.id.camera_freeze).performClick()
        activity.view<View>(R.id.camera_share).performClick()
        var started: Intent? = null
        waitFor("a chooser") {
            started = started ?: shadowOf(activity).nextStartedActivity
            started != null
        }
        assertEquals(Intent.ACTION_CHOOSER, started?.action)
        val picture = SharedPictures
            .folder(application)
            .listFiles()
            .orEmpty()
            .single()
        assertColours(
            "bottom right",
            negative(Quadrants.COLOURS).takeLast(1),
            listOf(checkNotNull(BitmapFactory.decodeFile(picture.path)).getPixel(192, 192)),
            levels = 6,
        )
    }

    @Test
    @Config(maxSdk = Build.VERSION_CODES.P)
    fun asksForThePlaceBeforeAndroid10() {
        val activity = startLive().get()
        activity.view<View>(R.id.camera_freeze).performClick()
        activity.view<View>(R.id.camera_save).performClick()
        val request = shadowOf(activity).nextStartedActivityForResult
        assertNotNull(request)
        assertEquals(Intent.ACTION_CREATE_DOCUMENT, request.intent.action)
    }

    @Test
    fun goesOnWhenTheModelIsChanged() {
        val activity = startLive().get()
        val other = application.models.list().first {
            it.id != (application.engine.state as Engine.State.Ready).model.id
        }
        // Long enough to see that the camera is closed until the model is there.
        for (accelerator in application.accelerators) runtime.milliseconds[accelerator] = 50
        application.engine.use(other)
        idle()
        assertFalse("closed meanwhile", camera.running)
        assertEquals(
            activity.getString(R.string.camera_model_opening, other.name),
            activity.sentence,
        )
        waitForModel()
        assertTrue(camera.running)
        showFrame(activity)
        assertEquals(null, activity.sentence)
        assertEquals(other.name, activity.view<TextView>(R.id.subtitle).text.toString())
    }

    @Test
    @Config(qualifiers = "de-w411dp-h891dp-xxhdpi")
    fun speaksGerman() {
        forbid()
        val activity = start().get()
        assertEquals(
            Locale.GERMAN.language,
            activity.resources.configuration.locales[0]
                .language,
        )
        assertTrue(activity.sentence.orEmpty().contains("braucht die App deine Erlaubnis"))
        assertSame(View.VISIBLE, activity.act.visibility)
    }

    private fun leftovers() =
        File(application.cacheDir, "photo").walk().filter { it.isFile }.toList()
}
