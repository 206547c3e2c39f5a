package unittf.app.photo

import android.app.Activity
import android.content.Intent
import android.media.ExifInterface
import android.net.Uri
import android.os.Build
import android.provider.MediaStore
import android.view.View
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowToast
import unittf.app.R
import java.io.File
import java.io.IOException
import java.io.OutputStream

/** On versions where Robolectric reads and writes EXIF, and pictures go into the collection. */
@Config(minSdk = Build.VERSION_CODES.Q)
class SavingTest : PhotoScreenTest() {
    @Test
    fun addsANewPictureToTheCollection() {
        val activity = openDated()
        save(activity)
        assertEquals(activity.getString(R.string.photo_saved, "IMG_1234 night.jpg"), toast())
        val (entry, values) = gallery.entries.entries.single()
        assertEquals("IMG_1234 night.jpg", values[MediaStore.MediaColumns.DISPLAY_NAME])
        assertEquals("Pictures/UNIT", values[MediaStore.MediaColumns.RELATIVE_PATH])
        assertEquals("image/jpeg", values[MediaStore.MediaColumns.MIME_TYPE])
        assertEquals("it is complete", 0, values[MediaStore.MediaColumns.IS_PENDING])
        assertPicture(decode(gallery.fileOf(entry)), 40, 30, 6, negative(40, 30))
        assertTrue(activity.view<View>(R.id.photo_save).isEnabled)
    }

    @Test
    fun keepsTheDateAndNothingElse() {
        val exif = savedExif(openDated())
        assertEquals("2024:05:06 17:18:19", exif.getAttribute(ExifInterface.TAG_DATETIME_ORIGINAL))
        assertEquals("+02:00", exif.getAttribute(ExifInterface.TAG_OFFSET_TIME_ORIGINAL))
        assertEquals(1, exif.getAttributeInt(ExifInterface.TAG_ORIENTATION, 0))
        assertFalse("no place unless asked", exif.getLatLong(FloatArray(2)))
        assertNull(exif.getAttribute(ExifInterface.TAG_MAKE))
        assertNull(exif.getAttribute(ExifInterface.TAG_IMAGE_DESCRIPTION))
        assertNull(exif.getAttribute(ExifInterface.TAG_GPS_DATESTAMP))
    }

    @Test
    fun keepsThePlaceWhenAsked() {
        application.settings.keepPlace = true
        val place = FloatArray(2)
        assertTrue(savedExif(openDated()).getLatLong(place))
        // 52° 31' 12" N, 13° 24' 36" W.
        assertArrayEquals(floatArrayOf(52.52f, -13.41f), place, 0.0001f)
    }

    /** As the system's picker gives it. */
    @Test
    fun aPhotoWithoutAPlaceGetsNone() {
        application.settings.keepPlace = true
        val file =
            PicturesOfTests.write(File(folder, "IMG_1234.jpg"), PicturesOfTests.upright(40, 30))
        PicturesOfTests.exif(
            file,
            ExifInterface.TAG_DATETIME_ORIGINAL to "2024:05:06 17:18:19",
        )
        val exif = savedExif(startWith(file).get().also(::translated))
        assertFalse(exif.getLatLong(FloatArray(2)))
        assertNull(exif.getAttribute(ExifInterface.TAG_GPS_LATITUDE))
        assertEquals("2024:05:06 17:18:19", exif.getAttribute(ExifInterface.TAG_DATETIME_ORIGINAL))
    }

    @Test
    fun forgetsTheDateWhenAskedEvenAfterItWasSavedWithIt() {
        val activity = openDated()
        application.settings.keepPlace = true
        savedExif(activity)
        application.settings.keepDate = false
        application.settings.keepPlace = false
        val exif = savedExif(activity)
        assertNull(exif.getAttribute(ExifInterface.TAG_DATETIME_ORIGINAL))
        assertNull(exif.getAttribute(ExifInterface.TAG_DATETIME))
        assertNull(exif.getAttribute(ExifInterface.TAG_OFFSET_TIME_ORIGINAL))
        assertFalse(exif.getLatLong(FloatArray(2)))
    }

    @Test
    fun leavesNothingWhereThereIsNoSpace() {
        val activity = openDated()
        val full = object : OutputStream() {
            override fun write(byte: Int) = // As java.io tells it on a phone.
                throw IOException("write failed: ENOSPC (No space left on device)")
        }
        val place = if (PictureKeeper.asksWhere) {
            gallery.uriOf(File(folder, "place1.jpg"))
        } else {
            gallery.entry(1)
        }
        shadowOf(activity.contentResolver).registerOutputStream(place, full)
        save(activity)
        assertEquals(activity.getString(R.string.photo_no_space), toast())
        assertEquals(emptyMap<Any, Any>(), gallery.entries)
        assertFalse(gallery.fileOf(place).exists())
        assertTrue("it can be tried again", activity.view<View>(R.id.photo_save).isEnabled)
    }

    @Test
    fun everyRefusalIsOneSentenceAndLeavesNothing() {
        val activity = openDated()
        val refusals = listOf(
            Triple("insert", SecurityException("no"), R.string.photo_save_forbidden),
            Triple("insert", IllegalStateException("gone"), R.string.photo_save_failed),
            Triple("open", SecurityException("no"), R.string.photo_save_forbidden),
            Triple("open", IllegalArgumentException("odd"), R.string.photo_save_failed),
            Triple("update", IllegalStateException("gone"), R.string.photo_save_failed),
        )
        for ((call, problem, sentence) in refusals) {
            gallery.before = { if (it == call) throw problem }
            save(activity)
            assertEquals("$call $problem", activity.getString(sentence), toast())
            assertEquals("$call $problem", 0, gallery.entries.size)
        }
    }

    @Test
    fun sharesACopyThatMayBeRead() {
        val activity = openDated()
        activity.view<View>(R.id.photo_share).performClick()
        waitFor("the chooser") { shadowOf(activity).peekNextStartedActivity() != null }
        val chooser = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        @Suppress("DEPRECATION")
        val send = chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT)!!
        assertNotEquals(0, send.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION)
        @Suppress("DEPRECATION")
        val uri = send.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)!!
        assertEquals(uri, send.clipData!!.getItemAt(0).uri)
        assertEquals(SharedPictures.AUTHORITY, uri.authority)
        val file = File(SharedPictures.folder(application), uri.lastPathSegment!!)
        assertEquals("IMG_1234 night.jpg", file.name)
        assertPicture(decode(file), 40, 30, 6, negative(40, 30))
        assertFalse("no place in it", ExifInterface(file.path).getLatLong(FloatArray(2)))
    }

    @Test
    fun sharedPicturesOfYesterdayGo() {
        val folder = SharedPictures.folder(application).apply { mkdirs() }
        val old = File(folder, "old.jpg").apply { writeText("old") }
        old.setLastModified(System.currentTimeMillis() - 25 * 3_600_000L)
        val fresh = File(folder, "fresh.jpg").apply { writeText("fresh") }
        val jpeg = File(application.cacheDir, "one.jpg")
        PicturesOfTests.write(jpeg, PicturesOfTests.upright(8, 8))
        PictureKeeper.share(application, jpeg, "new.jpg", null)
        assertEquals(setOf(fresh.name, "new.jpg"), folder.list()!!.toSet())
        assertFalse(old.exists())
    }

    @Test
    fun nowHasItsOffset() {
        val now = Taken.now()
        assertTrue(now.date, Regex("""\d{4}:\d\d:\d\d \d\d:\d\d:\d\d""").matches(now.date!!))
        assertTrue(now.offset, Regex("""[+-]\d\d:\d\d""").matches(now.offset!!))
    }

    private var documents = 0

    /** A picture that tells when, where and by what it was taken. */
    private fun openDated(): PhotoActivity {
        val file =
            PicturesOfTests.write(File(folder, "IMG_1234.jpg"), PicturesOfTests.upright(40, 30))
        PicturesOfTests.exif(
            file,
            ExifInterface.TAG_DATETIME_ORIGINAL to "2024:05:06 17:18:19",
            ExifInterface.TAG_OFFSET_TIME_ORIGINAL to "+02:00",
            ExifInterface.TAG_GPS_LATITUDE to "52/1,31/1,12/1",
            ExifInterface.TAG_GPS_LATITUDE_REF to "N",
            ExifInterface.TAG_GPS_LONGITUDE to "13/1,24/1,36/1",
            ExifInterface.TAG_GPS_LONGITUDE_REF to "W",
            ExifInterface.TAG_GPS_DATESTAMP to "2024:05:06",
            ExifInterface.TAG_MAKE to "Maker",
            ExifInterface.TAG_IMAGE_DESCRIPTION to "at home",
        )
        return startWith(file).get().also(::translated)
    }

    private fun save(activity: PhotoActivity) {
        ShadowToast.reset()
        activity.view<View>(R.id.photo_save).performClick()
        if (PictureKeeper.asksWhere) answerPlace(activity)
        waitFor("an answer") { ShadowToast.getTextOfLatestToast() != null }
    }

    /** Before Android 10 the system asks for the place. */
    private fun answerPlace(activity: PhotoActivity) {
        val request = shadowOf(activity).nextStartedActivityForResult.intent
        assertEquals(Intent.ACTION_CREATE_DOCUMENT, request.action)
        assertEquals("IMG_1234 night.jpg", request.getStringExtra(Intent.EXTRA_TITLE))
        documents++
        val place = gallery.uriOf(File(folder, "place$documents.jpg"))
        shadowOf(activity).receiveResult(request, Activity.RESULT_OK, Intent().setData(place))
    }

    private fun toast() = ShadowToast.getTextOfLatestToast()

    private fun savedExif(activity: PhotoActivity): ExifInterface {
        save(activity)
        val file = if (PictureKeeper.asksWhere) {
            File(folder, "place$documents.jpg")
        } else {
            gallery.fileOf(gallery.entries.keys.last())
        }
        assertNotNull(decode(file))
        return ExifInterface(file.path)
    }
}
