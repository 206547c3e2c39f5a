package unittf.app.photo

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.Switch
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.engine.Engine
import unittf.app.models.sentence
import unittf.app.view.CompareView
import unittf.core.Reason
import unittf.core.Refusal
import java.io.File
import java.util.concurrent.Semaphore

class PhotoActivityTest : PhotoScreenTest() {
    @Test
    fun translatesASampleAtFirst() {
        val activity = start().get()
        val result = translated(activity)
        assertTrue("one by day: ${result.name}", result.name.endsWith("_by_day night.jpg"))
        assertNull(activity.sentence)
        assertTrue(activity.view<View>(R.id.photo_save).isEnabled)
        assertEquals("day → night · integer", activity.view<TextView>(R.id.subtitle).text)
        assertTrue(activity.view<CompareView>(R.id.photo_compare).comparing)
    }

    @Test
    fun showsTheSamplesAndTranslatesTheTappedOne() {
        val activity = start().get()
        val first = translated(activity)
        val strip = activity.view<android.view.ViewGroup>(R.id.photo_samples)
        assertEquals(Samples.list(activity).size, strip.childCount)
        strip.getChildAt(0).performClick()
        assertEquals(Samples.list(activity)[0], activity.desk.source)
        assertNotSame(first, translated(activity))
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.Q) // before, Robolectric writes no EXIF
    fun turnsAllEightOrientationsUprightOnTheScreenAndInTheFile() {
        val activity = start().get()
        for (orientation in 1..8) {
            val file =
                PicturesOfTests.turned(File(folder, "turned$orientation.jpg"), 61, 37, orientation)
            choose(activity, Activity.RESULT_OK, gallery.uriOf(file))
            val result = translated(activity)
            val state = activity.desk.state
            assertPicture(state.before!!, 61, 37, 6) { x, y ->
                PicturesOfTests.colour(x, y, 61, 37)
            }
            assertPicture(state.after!!, 61, 37, 8, negative(61, 37))
            assertPicture(decode(result.jpeg), 61, 37, 8, negative(61, 37))
        }
    }

    @Test
    fun translatesOddSizesToTheirLastPixel() {
        val activity = start().get()
        for ((width, height) in listOf(1 to 1, 3 to 500, 257 to 255, 611 to 403)) {
            // Steep ones: the desktop's JPEG would halve their colours.
            val file = PicturesOfTests.write(
                File(folder, "${width}x$height.png"),
                PicturesOfTests.upright(width, height),
                Bitmap.CompressFormat.PNG,
            )
            choose(activity, Activity.RESULT_OK, gallery.uriOf(file))
            val saved = decode(translated(activity).jpeg)
            assertPicture(saved, width, height, 6, negative(width, height))
        }
    }

    @Test
    fun laysTransparentPicturesOverWhite() {
        // Premultiplied by 128/255 and back; over white: 255 - (255 - value) * 128 / 255.
        val picture = PicturesOfTests.bitmap(20, 10) { x, _ ->
            if (x < 10) Color.TRANSPARENT else Color.argb(128, 200, 100, 0)
        }
        val file = PicturesOfTests.write(
            File(folder, "clear.png"),
            picture,
            Bitmap.CompressFormat.PNG,
        )
        val activity = startWith(file).get()
        val result = translated(activity)
        val before = { x: Int, _: Int -> if (x < 10) Color.WHITE else Color.rgb(227, 177, 127) }
        assertPicture(activity.desk.state.before!!, 20, 10, 2, before)
        val saved = decode(result.jpeg)
        assertTrue(difference(saved.getPixel(4, 5), Color.BLACK) <= 4)
        assertTrue(difference(saved.getPixel(16, 5), Color.rgb(28, 78, 128)) <= 6)
    }

    @Test
    fun decodesFormatsWithoutRegionsWhole() {
        val file = File(folder, "tiny.bmp").apply { writeBytes(bmp(3, 2, 0x336699)) }
        val saved = decode(translated(startWith(file).get()).jpeg)
        assertPicture(saved, 3, 2, 3) { _, _ -> 0xFF336699.toInt() xor 0xFFFFFF }
    }

    @Test
    fun translatesTheWholeAtOnceWhenSwitched() {
        val picture = PicturesOfTests.upright(700, 500)
        val activity = startWith(PicturesOfTests.write(File(folder, "a.jpg"), picture)).get()
        val tiles = translated(activity)
        val before = runtime.tiles.get()
        activity.view<Switch>(R.id.photo_detail).performClick()
        assertNull("the old one is gone at once", activity.desk.result)
        val whole = translated(activity)
        assertEquals("one run of the model", before + 1, runtime.tiles.get())
        // Scaled down and up again, a smooth picture stays what it is, but at its border.
        val saved = decode(whole.jpeg)
        for (y in 5 until 495) {
            for (x in 5 until 695) {
                val off = difference(saved.getPixel(x, y), negative(700, 500)(x, y))
                assertTrue("at $x, $y: $off", off <= 6)
            }
        }
        waitFor("the old file to go") { !tiles.jpeg.exists() }
    }

    @Test
    fun cancelLeavesNoFileAndCanBeTranslatedAgain() {
        val activity = startHeld()
        assertEquals("the picture, and what is being written", 2, leftovers().size)
        activity.view<Button>(R.id.photo_status_action).performClick()
        waitForSentence(activity, R.string.photo_cancelled)
        assertNull(activity.desk.state.after)
        runtime.letGo()
        waitFor("the file to go") { leftovers().size == 1 }
        assertFalse(activity.view<View>(R.id.photo_save).isEnabled)
        activity.view<Button>(R.id.photo_status_action).performClick()
        translated(activity)
    }

    @Test
    fun tellsTilesAndTimeLeftAndShowsRowsAsTheyCome() {
        val activity = startHeld()
        runtime.gate!!.release(3)
        waitFor("tiles") { (activity.desk.state.work as Work.Translating).done >= 2 }
        val text = activity.sentence!!
        assertTrue(text, Regex("""\d of 12 tiles · \d+ (second|minute)s? left""").matches(text))
        runtime.gate!!.release(4)
        waitFor("rows") { activity.desk.state.rows > 0 }
        assertTrue(activity.desk.state.rows < 500)
        runtime.letGo()
        translated(activity)
    }

    @Test
    fun goesOnWhenTheScreenIsTurned() {
        val controller = startWith(large())
        holdTiles(controller.get())
        val desk = controller.get().desk
        val before = runtime.tiles.get()
        RuntimeEnvironment.setQualifiers("+land")
        controller.configurationChange()
        val turned = controller.get()
        assertSame(desk, turned.desk)
        runtime.letGo()
        val saved = decode(translated(turned).jpeg)
        assertEquals("no tile twice", before + 12, runtime.tiles.get())
        assertPicture(saved, 700, 500, 6, negative(700, 500))
        assertNull(turned.sentence)
    }

    @Test
    fun leavingEndsTheWorkAndLeavesNoFile() {
        val controller = startWith(large())
        holdTiles(controller.get())
        controller.pause().stop().destroy()
        runtime.letGo()
        waitFor("no file") { leftovers().isEmpty() }
    }

    @Test
    fun opensTheSamePictureAfterProcessDeathWhereItMay() {
        val file = large()
        val controller = startWith(file)
        controller.get().view<Switch>(R.id.photo_detail).performClick()
        translated(controller.get())
        val saved = Bundle()
        controller
            .saveInstanceState(saved)
            .pause()
            .stop()
            .destroy()
        val again = restored(saved)
        assertEquals(gallery.uriOf(file), again.desk.source)
        assertEquals(Method.WHOLE, again.desk.method)
        assertFalse(again.view<Switch>(R.id.photo_detail).isChecked)
        translated(again)
    }

    @Test
    fun saysToChooseAgainWhereTheRightIsGoneAfterProcessDeath() {
        val controller = startWith(large())
        translated(controller.get())
        val saved = Bundle()
        controller
            .saveInstanceState(saved)
            .pause()
            .stop()
            .destroy()
        gallery.before = { if (it == "open") throw SecurityException("no right to read") }
        val again = restored(saved)
        waitForSentence(again, R.string.photo_gone)
        assertFalse(again.view<View>(R.id.photo_save).isEnabled)
        gallery.before = {}
        choose(again, Activity.RESULT_OK, gallery.uriOf(large()))
        translated(again)
    }

    @Test
    fun opensWhatIsSharedWhileItIsOpen() {
        val controller = start()
        translated(controller.get())
        val file = large()
        controller.newIntent(share(gallery.uriOf(file)))
        assertEquals(gallery.uriOf(file), controller.get().desk.source)
        assertEquals("large night.jpg", translated(controller.get()).name)
    }

    @Test
    fun keepsThePictureWhenThePickerIsCancelled() {
        val activity = start().get()
        val result = translated(activity)
        choose(activity, Activity.RESULT_CANCELED, null)
        choose(activity, Activity.RESULT_OK, null)
        assertSame(result, activity.desk.result)
    }

    @Test
    fun theNewestPictureWins() {
        val activity = startHeld()
        val other = PicturesOfTests.write(
            File(folder, "other.jpg"),
            PicturesOfTests.upright(50, 40),
        )
        activity.desk.open(gallery.uriOf(large()))
        choose(activity, Activity.RESULT_OK, gallery.uriOf(other))
        runtime.letGo()
        val saved = decode(translated(activity).jpeg)
        assertPicture(saved, 50, 40, 6, negative(50, 40))
        waitFor("only this picture and its translation") { leftovers().size == 2 }
    }

    @Test
    fun anotherModelTranslatesAnewOnReturn() {
        val controller = startWith(large())
        val activity = controller.get()
        assertEquals("large night.jpg", translated(activity).name)
        controller.pause().stop()
        val other = application.models.list().first { it.contract.target == "day" }
        application.engine.use(other)
        waitFor("the model") { application.engine.state is Engine.State.Ready }
        controller.restart().start().resume()
        waitFor("the new name") { activity.desk.result?.name == "large day.jpg" }
        assertEquals("night → day · integer", activity.view<TextView>(R.id.subtitle).text)
        assertEquals("day", activity.desk.state.target)
    }

    @Test
    fun saysWhyAModelFailsAndLeadsToTheModels() {
        val activity = start().get()
        translated(activity)
        val refusal = Refusal(Reason.RUNTIME, "TFLite 2.16.1", "TFLite 2.17", "no such operator")
        runtime.failure = refusal
        activity.desk.translate()
        waitFor("the sentence") { activity.sentence == refusal.sentence(activity) }
        assertNotNull(activity.desk.state.before)
        activity.view<Button>(R.id.photo_status_action).performClick()
        translated(activity)
    }

    @Test
    fun tooLittleMemoryIsASentence() {
        val activity = start().get()
        translated(activity)
        runtime.failure = OutOfMemoryError("as much as the phone gives")
        activity.desk.translate()
        waitForSentence(activity, R.string.photo_memory)
    }

    private fun large() = File(folder, "large.jpg").apply {
        if (!exists()) PicturesOfTests.write(this, PicturesOfTests.upright(700, 500))
    }

    /** A large picture that stands still before its first tile. */
    private fun startHeld(): PhotoActivity = startWith(large()).get().also(::holdTiles)

    private fun holdTiles(activity: PhotoActivity) {
        translated(activity)
        runtime.gate = Semaphore(0)
        activity.desk.translate()
        waitFor("the first tile") { runtime.gate!!.hasQueuedThreads() }
    }

    private fun restored(saved: Bundle): PhotoActivity = org.robolectric.Robolectric
        .buildActivity(PhotoActivity::class.java, Intent())
        .create(saved)
        .start()
        .restoreInstanceState(saved)
        .postCreate(saved)
        .resume()
        .visible()
        .get()

    /** 24 bits a pixel, rows from the bottom, each filled up to four bytes. */
    private fun bmp(width: Int, height: Int, rgb: Int): ByteArray {
        val row = (3 * width + 3) / 4 * 4
        val bytes = java.nio.ByteBuffer
            .allocate(54 + row * height)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        bytes
            .put("BM".toByteArray())
            .putInt(54 + row * height)
            .putInt(0)
            .putInt(54)
        bytes
            .putInt(40)
            .putInt(width)
            .putInt(height)
            .putShort(1)
            .putShort(24)
        for (y in 0 until height) {
            for (x in 0 until width) {
                val at = 54 + y * row + 3 * x
                bytes.put(at, rgb.toByte()).put(at + 1, (rgb shr 8).toByte())
                bytes.put(at + 2, (rgb shr 16).toByte())
            }
        }
        return bytes.array()
    }
}
