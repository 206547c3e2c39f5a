package unittf.app.photo

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.net.Uri
import android.view.View
import android.widget.TextView
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import unittf.app.R
import unittf.app.ScreenTest
import java.io.File
import kotlin.math.abs

/** What tests of the photo screen share: a gallery, a runtime that makes negatives, the screen. */
@Config(shadows = [RegionDecoderOfTests::class])
abstract class PhotoScreenTest : ScreenTest() {
    val runtime = NegativeRuntime()
    lateinit var gallery: GalleryOfTests
    lateinit var folder: File
    private val screens = ArrayList<ActivityController<PhotoActivity>>()

    @Before
    fun prepare() {
        application.runners = runtime
        folder = File(application.cacheDir, "gallery")
        gallery = GalleryOfTests.install(folder)
    }

    @After
    fun leave() {
        runtime.letGo()
        screens.forEach { it.close() }
        idle()
    }

    fun start(intent: Intent? = null): ActivityController<PhotoActivity> =
        Robolectric.buildActivity(PhotoActivity::class.java, intent).also {
            screens += it
            it.setup()
        }

    /** Starts with a picture that another app shares. */
    fun startWith(file: File) = start(share(gallery.uriOf(file)))

    fun share(uri: Uri): Intent =
        Intent(Intent.ACTION_SEND).setType("image/*").putExtra(Intent.EXTRA_STREAM, uri)

    fun translated(activity: PhotoActivity): Translated {
        waitFor("the translation, not ${activity.sentence}") { activity.desk.result != null }
        return activity.desk.result!!
    }

    /** What the panel over the picture says; null when it is away. */
    val Activity.sentence: String?
        get() = if (view<View>(R.id.photo_status).visibility == View.VISIBLE) {
            view<TextView>(R.id.photo_status_text).text.toString()
        } else {
            null
        }

    fun waitForSentence(activity: Activity, id: Int, vararg details: Any) {
        val expected = activity.getString(id, *details)
        waitFor("\"$expected\"") { activity.sentence == expected }
    }

    /** Chooses a picture as the system's picker gives it back. */
    fun choose(activity: PhotoActivity, result: Int, uri: Uri?) {
        activity.view<View>(R.id.photo_choose).performClick()
        val request = shadowOf(activity).nextStartedActivityForResult
        shadowOf(activity).receiveResult(request.intent, result, Intent().setData(uri))
        idle()
    }

    fun decode(file: File): Bitmap = BitmapFactory.decodeFile(file.path)!!

    /** All files that the app keeps of photos. */
    fun leftovers() = File(application.cacheDir, "photo").walk().filter { it.isFile }.toList()

    /** Every pixel within so many levels of what it should be. */
    fun assertPicture(
        picture: Bitmap,
        width: Int,
        height: Int,
        levels: Int,
        expected: (Int, Int) -> Int,
    ) {
        assertEquals("size", "$width x $height", "${picture.width} x ${picture.height}")
        for (y in 0 until height) {
            for (x in 0 until width) {
                val actual = picture.getPixel(x, y)
                val wanted = expected(x, y)
                assertTrue(
                    "at $x, $y: ${Integer.toHexString(actual)}, not ${Integer.toHexString(wanted)}",
                    difference(actual, wanted) <= levels,
                )
            }
        }
    }

    fun difference(one: Int, other: Int) = maxOf(
        abs(Color.red(one) - Color.red(other)),
        abs(Color.green(one) - Color.green(other)),
        abs(Color.blue(one) - Color.blue(other)),
    )

    /** The negative of the smooth picture. */
    fun negative(width: Int, height: Int): (Int, Int) -> Int = { x, y ->
        PicturesOfTests.colour(x, y, width, height) xor 0xFFFFFF
    }
}
