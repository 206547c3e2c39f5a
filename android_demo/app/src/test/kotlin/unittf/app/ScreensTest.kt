package unittf.app

import android.app.Activity
import android.content.res.Configuration
import android.graphics.Insets
import android.graphics.Rect
import android.os.Build
import android.view.View
import android.view.ViewGroup
import android.view.WindowInsets
import android.widget.HorizontalScrollView
import android.widget.ScrollView
import android.widget.TextView
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import unittf.app.camera.Camera2Source
import unittf.app.camera.CameraActivity
import unittf.app.camera.SourceOfTests
import unittf.app.engine.Engine
import unittf.app.engine.FakeRuntime
import unittf.app.measure.MeasureActivity
import unittf.app.models.ModelsActivity
import unittf.app.photo.PhotoActivity
import java.util.Locale

/** What holds for every screen: both languages, touch targets, large text, the system's bars. */
class ScreensTest : ScreenTest() {
    private val screens = listOf(
        PhotoActivity::class.java,
        CameraActivity::class.java,
        ModelsActivity::class.java,
        MeasureActivity::class.java,
        SettingsActivity::class.java,
    )
    private val open = ArrayList<ActivityController<*>>()

    @Before
    fun prepare() {
        application.runners = FakeRuntime()
        CameraActivity.sources = { SourceOfTests() }
    }

    @After
    fun leave() {
        open.forEach { it.close() }
        CameraActivity.sources = ::Camera2Source
        idle()
    }

    @Test
    fun everyTextIsThereInBothLanguages() {
        val english = configured(Locale.ENGLISH)
        val german = configured(Locale.GERMAN)
        val same = R.string::class.java.fields
            .filter { english.getString(it.getInt(null)) == german.getString(it.getInt(null)) }
            .filter { WORD in english.getString(it.getInt(null)) }
            .map { it.name }
        assertEquals("left in English", emptyList<String>(), same - SAME_IN_BOTH)
        for (field in R.plurals::class.java.fields) {
            val id = field.getInt(null)
            for (number in listOf(1, 2)) {
                english.resources.getQuantityString(id, number, number, number)
                german.resources.getQuantityString(id, number, number, number)
            }
        }
    }

    /** The German text takes the same details as the English one. */
    @Test
    fun translationsTakeTheSameDetails() {
        val english = configured(Locale.ENGLISH)
        val german = configured(Locale.GERMAN)
        for (field in R.string::class.java.fields) {
            val id = field.getInt(null)
            assertEquals(
                field.name,
                details(english.getString(id)),
                details(german.getString(id)),
            )
        }
    }

    @Test
    fun whatCanBeTouchedHasANameAndIsAsLargeAsAFinger() = forEveryScreen { activity, name ->
        val problems = ArrayList<String>()
        for (view in shownViews(activity).filter { it.isClickable && it !is ScrollView }) {
            if (named(view).isEmpty()) problems += "${told(view)} has no name"
            val density = activity.resources.displayMetrics.density
            val width = view.width / density
            val height = view.height / density
            if (width < 47.5f || height < 47.5f) {
                problems += "${told(view)} is $width x $height dp"
            }
        }
        assertEquals(name, emptyList<String>(), problems)
    }

    @Test
    fun nothingIsCutOff() = forEveryScreen { activity, name ->
        val window =
            Rect(0, 0, activity.window.decorView.width, activity.window.decorView.height)
        val problems = ArrayList<String>()
        for (view in shownViews(activity).filter { it !is ViewGroup }) {
            if (view.width <= 0 || view.height <= 0) {
                problems += "${told(view)} has no room: ${view.width} x ${view.height}"
            } else if (!scrolls(view) && !window.contains(placeOf(view))) {
                problems += "${told(view)} stands at ${placeOf(view)} of $window"
            }
            if (view is TextView && view.layout != null && !scrolls(view)) {
                val lines = view.layout.height
                val room = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
                if (lines > room + 1) problems += "${told(view)}: text of $lines in $room"
            }
        }
        assertEquals(name, emptyList<String>(), problems)
    }

    @Test
    @Config(minSdk = Build.VERSION_CODES.R) // before, insets cannot be made
    fun nothingToTouchStandsUnderTheSystemsBars() {
        forEveryScreen { activity, name ->
            val decor = activity.window.decorView
            val density = activity.resources.displayMetrics.density
            val top = (24 * density).toInt()
            val bottom = (48 * density).toInt()
            val side = (30 * density).toInt()
            val insets = WindowInsets
                .Builder()
                .setInsets(WindowInsets.Type.statusBars(), Insets.of(0, top, 0, 0))
                .setInsets(WindowInsets.Type.navigationBars(), Insets.of(0, 0, 0, bottom))
                .setInsets(WindowInsets.Type.displayCutout(), Insets.of(side, 0, 0, 0))
                .build()
            activity.view<View>(R.id.frame).dispatchApplyWindowInsets(insets)
            layOut(activity)
            val clear = Rect(side, top, decor.width, decor.height - bottom)
            val covered = shownViews(activity)
                .filter { it.isClickable && !scrolls(it) }
                .filterNot { clear.contains(placeOf(it)) }
                .map { "${told(it)} at ${placeOf(it)}, clear is $clear" }
            assertEquals(name, emptyList<String>(), covered)
        }
    }

    @Test
    fun theSystemsButtonsAreDarkOnLightScreens() =
        assertEquals(setOf(true to true), buttonsAreDark())

    @Test
    @Config(qualifiers = "+night")
    fun theSystemsButtonsAreLightOnDarkScreens() =
        assertEquals(setOf(false to false), buttonsAreDark())

    /** In the status bar and in the navigation bar. */
    @Suppress("DEPRECATION")
    private fun buttonsAreDark() = screens.mapTo(HashSet()) { screen ->
        val controller = Robolectric.buildActivity(screen).setup()
        open += controller
        val asked = controller
            .get()
            .window.decorView.systemUiVisibility
        (asked and View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR != 0) to
            (asked and View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR != 0)
    }

    private fun forEveryScreen(check: (Activity, String) -> Unit) {
        for (scale in listOf(1f, 2f)) {
            for (way in listOf("port", "land")) {
                RuntimeEnvironment.setQualifiers("+$way")
                RuntimeEnvironment.setFontScale(scale)
                for (screen in screens) {
                    val controller = Robolectric.buildActivity(screen).setup()
                    open += controller
                    val engine = application.engine
                    waitFor("the model") { engine.state is Engine.State.Ready }
                    idle()
                    check(controller.get(), "${screen.simpleName}, $way, text x $scale")
                    open -= controller
                    controller.close()
                }
            }
        }
    }

    private fun layOut(activity: Activity) {
        val decor = activity.window.decorView
        decor.measure(
            View.MeasureSpec.makeMeasureSpec(decor.width, View.MeasureSpec.EXACTLY),
            View.MeasureSpec.makeMeasureSpec(decor.height, View.MeasureSpec.EXACTLY),
        )
        decor.layout(0, 0, decor.width, decor.height)
    }

    private fun shownViews(activity: Activity): List<View> {
        val found = ArrayList<View>()

        fun walk(view: View) {
            if (view.visibility != View.VISIBLE) return
            found += view
            if (view is ViewGroup) {
                for (index in 0 until view.childCount) {
                    walk(
                        view.getChildAt(index)!!,
                    )
                }
            }
        }
        walk(activity.view(R.id.frame))
        return found
    }

    private fun named(view: View): String {
        view.contentDescription?.let { return it.toString() }
        if (view is TextView) return view.text.toString()
        if (view !is ViewGroup) return ""
        return (0 until view.childCount).joinToString("") { named(view.getChildAt(it)!!) }
    }

    private fun told(view: View): String {
        val name = if (view.id > 0) view.resources.getResourceEntryName(view.id) else "a view"
        return "${view.javaClass.simpleName} $name"
    }

    private fun placeOf(view: View): Rect {
        val at = IntArray(2)
        view.getLocationInWindow(at)
        return Rect(at[0], at[1], at[0] + view.width, at[1] + view.height)
    }

    /** Whether it can be scrolled into sight. */
    private fun scrolls(view: View): Boolean =
        generateSequence(view.parent as? View) { it.parent as? View }.any {
            it is ScrollView || it is HorizontalScrollView
        }

    private fun configured(locale: Locale) = application.createConfigurationContext(
        Configuration(application.resources.configuration).apply { setLocale(locale) },
    )

    private fun details(text: String) = Regex("%\\d+\\$[^ \"”]*?[a-z]")
        .findAll(text)
        .map {
            it.value
        }.toSet()

    private companion object {
        val SAME_IN_BOTH = setOf("app_name", "ok", "models_gpu", "measure_device_value")

        /** Not a unit, and not a detail. */
        val WORD = Regex("[A-Za-z]{3}")
    }
}
