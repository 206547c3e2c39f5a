package unittf.app.photo

import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.provider.MediaStore
import android.view.View
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowToast
import unittf.app.R
import unittf.core.RgbImage
import unittf.core.RowWriter
import java.io.File
import java.io.IOException
import java.util.zip.CRC32

/** What is no picture, or not one that can be had: one sentence each, and the screen goes on. */
class TroubleTest : PhotoScreenTest() {
    @After
    fun mend() {
        RegionDecoderOfTests.answer = null
    }

    @Test
    fun anEmptyFile() = assertTold(R.string.photo_empty, file("empty.jpg"))

    @Test
    fun noPictureAtAll() =
        assertTold(R.string.photo_no_picture, file("text.jpg", "this is a letter".toByteArray()))

    @Test
    fun aPictureThatEndsInItsHead() {
        val whole = PicturesOfTests.write(File(folder, "w.jpg"), PicturesOfTests.upright(64, 64))
        assertTold(R.string.photo_no_picture, file("cut.jpg", whole.readBytes().copyOf(100)))
    }

    @Test
    fun aPictureThatCannotBeDecodedToItsEnd() {
        val file = PicturesOfTests.write(File(folder, "d.jpg"), PicturesOfTests.upright(64, 64))
        for (answer in listOf<() -> Bitmap?>({ null }, { throw IllegalArgumentException("bad") })) {
            RegionDecoderOfTests.answer = answer
            val activity = startWith(file).get()
            waitForSentence(activity, R.string.photo_damaged)
            // The picture's copy stays, for another try with another model; no half translation.
            leftovers().groupBy { it.parentFile!! }.values.forEach { assertEquals(1, it.size) }
        }
    }

    /** Pictures of twelve megapixels have a few more. */
    @Test
    fun whatMustBeDecodedWholeHasALimitOfItsOwn() {
        val gif = file("large.gif", "GIF89a".toByteArray())
        PictureRegions.check(gif, StoredSize(4032, 3024))
        val thrown = assertThrows(PictureProblem::class.java) {
            PictureRegions.check(gif, StoredSize(4096, 3084))
        }
        assertEquals(R.string.photo_too_large_whole, thrown.sentence)
    }

    @Test
    fun aPictureThatWasCutOffShowsWhatIsThere() {
        val whole = PicturesOfTests.write(File(folder, "w.jpg"), PicturesOfTests.upright(64, 64))
        val bytes = whole.readBytes()
        val activity = startWith(file("half.jpg", bytes.copyOf(bytes.size * 2 / 3))).get()
        val saved = decode(translated(activity).jpeg)
        assertTrue(difference(saved.getPixel(5, 5), negative(64, 64)(5, 5)) <= 8)
    }

    @Test
    fun moreThanFiftyMegapixels() =
        assertTold(R.string.photo_too_large, file("huge.png", pngHead(9000, 6000)), 9000, 6000)

    @Test
    fun hugeSidesThatWouldOverflow() {
        val file = file("vast.png", pngHead(900_000, 900_000))
        val activity = startWith(file).get()
        waitFor("a sentence") { activity.desk.state.work is Work.Failed }
    }

    @Test
    fun aLongBitmapOfAFormatWithoutRegions() {
        val bytes = ByteArray(54)
        val head = java.nio.ByteBuffer
            .wrap(bytes)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        head
            .put("BM".toByteArray())
            .putInt(54 + 36_000_000)
            .putInt(0)
            .putInt(54)
        head
            .putInt(40)
            .putInt(4000)
            .putInt(4000)
            .putShort(1)
            .putShort(24)
        assertTold(R.string.photo_too_large_whole, file("large.bmp", bytes), 4000, 4000)
    }

    @Test
    fun aFileThatIsGone() = assertTold(R.string.photo_gone, File(folder, "absent.jpg"))

    @Test
    fun aProviderThatRefusesOrBreaks() {
        val file = file("a.jpg", byteArrayOf(1))
        val problems = listOf(
            SecurityException("no right"),
            IllegalStateException("half installed"),
            NullPointerException(),
        )
        for (problem in problems) {
            gallery.before = { throw problem }
            assertTold(R.string.photo_gone, file)
        }
    }

    @Test
    fun aProviderThatIsNotThere() {
        val activity = start(share(Uri.parse("content://nobody/here.jpg"))).get()
        waitForSentence(activity, R.string.photo_gone)
    }

    @Test
    fun aFileOfThisAppIsNotGivenAway() {
        val own = File(application.filesDir, "own.jpg")
        PicturesOfTests.write(own, PicturesOfTests.upright(8, 8))
        val activity = start(share(Uri.fromFile(own))).get()
        waitForSentence(activity, R.string.photo_gone)
    }

    @Test
    fun aNameIsACourtesy() {
        val picture = PicturesOfTests.write(File(folder, "a.jpg"), PicturesOfTests.upright(9, 9))
        gallery.before = { if (it == "query") throw UnsupportedOperationException() }
        assertEquals("photo night.jpg", translated(startWith(picture).get()).name)
    }

    @Test
    fun aPhoneWithoutAPhotoPickerUsesDocumentsAndWithoutThoseSaysSo() {
        val activity = start().get()
        translated(activity)
        activity.view<View>(R.id.photo_choose).performClick()
        val first = shadowOf(activity).nextStartedActivity.action
        val expected = if (android.os.Build.VERSION.SDK_INT >= 30) {
            MediaStore.ACTION_PICK_IMAGES
        } else {
            Intent.ACTION_OPEN_DOCUMENT
        }
        assertEquals(expected, first)
        shadowOf(application).checkActivities(true)
        activity.view<View>(R.id.photo_choose).performClick()
        assertEquals(
            activity.getString(R.string.photo_no_picker),
            ShadowToast.getTextOfLatestToast(),
        )
    }

    @Test
    fun tooLittleSpaceIsSaidBeforehand() {
        val copy = File(folder, "copy")
        val picture = open(copy)
        val after = Bitmap.createBitmap(40, 30, Bitmap.Config.ARGB_8888)
        val jpeg = File(folder, "out.jpg")
        val work = translation(picture, after, jpeg, freeBytes = 1 shl 20)
        val problem = assertThrows(PictureProblem::class.java) { work.run({}, { false }) }
        assertEquals(R.string.photo_space_needed, problem.sentence)
        assertFalse(jpeg.exists())
        assertEquals("nothing was tried", 0, runtime.tiles.get())
        assertTrue(problem.sentence(application).contains("17 MB"))
        picture.close()
        assertFalse("the copy goes with it", copy.exists())
    }

    @Test
    fun aFullDiskWhileWritingIsASentenceAndLeavesNothing() {
        val picture = open(File(folder, "copy"))
        val after = Bitmap.createBitmap(40, 30, Bitmap.Config.ARGB_8888)
        val jpeg = File(folder, "out.jpg")
        // As java.io tells it on a phone.
        val work = translation(picture, after, jpeg, Long.MAX_VALUE) {
            throw IOException("write failed: ENOSPC (No space left on device)")
        }
        val problem = assertThrows(PictureProblem::class.java) { work.run({}, { false }) }
        assertEquals(R.string.photo_no_space, problem.sentence)
        assertFalse(jpeg.exists())
    }

    private fun open(copy: File): PictureFile {
        val file = PicturesOfTests.write(File(folder, "a.jpg"), PicturesOfTests.upright(40, 30))
        return PictureFile.open(application, gallery.uriOf(file), copy)
    }

    private fun translation(
        picture: PictureFile,
        after: Bitmap,
        jpeg: File,
        freeBytes: Long,
        whenWritten: () -> Unit = {},
    ): PhotoTranslation {
        val watcher = object : RowWriter {
            override fun write(rows: RgbImage) = whenWritten()
        }
        return PhotoTranslation(
            picture,
            picture.preview(100),
            after,
            Method.TILES,
            NegativeRunner(),
            jpeg,
            watcher,
        ) { freeBytes }
    }

    private fun assertTold(sentence: Int, file: File, vararg details: Any) {
        val activity = startWith(file).get()
        waitForSentence(activity, sentence, *details)
        assertFalse(activity.view<View>(R.id.photo_save).isEnabled)
        assertFalse(activity.view<View>(R.id.photo_share).isEnabled)
        waitFor("no copy left") { leftovers().isEmpty() }
    }

    private fun file(name: String, bytes: ByteArray = ByteArray(0)) =
        File(folder, name).apply { writeBytes(bytes) }

    /** Tells a size, 8 bits of grey, and has no pixels. */
    private fun pngHead(width: Int, height: Int): ByteArray {
        val head = java.nio.ByteBuffer.allocate(17)
        head.put("IHDR".toByteArray()).putInt(width).putInt(height)
        head
            .put(8)
            .put(0)
            .put(0)
            .put(0)
            .put(0)
        val sum = CRC32().apply { update(head.array()) }
        val png = java.nio.ByteBuffer.allocate(8 + 4 + 17 + 4)
        png.put(byteArrayOf(-119, 80, 78, 71, 13, 10, 26, 10))
        png.putInt(13).put(head.array()).putInt(sum.value.toInt())
        return png.array() + byteArrayOf(0, 0, 0, 4) + "IDAT".toByteArray()
    }
}
