package unittf.app

import android.content.pm.PackageManager
import android.view.View
import android.widget.Switch
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import unittf.app.engine.FakeRuntime

/** The user's choices, and what is told of the app. */
class SettingsActivityTest : ScreenTest() {
    @Before
    fun prepare() {
        application.runners = FakeRuntime()
    }

    @Test
    fun beginsWithWhatHarmsNoOne() {
        val settings = Settings(application)
        assertTrue(settings.keepDate)
        assertFalse(settings.keepPlace)
        assertTrue(settings.saveAsSeen)
        val activity = start().get()
        assertTrue(activity.view<Switch>(R.id.settings_date).isChecked)
        assertFalse(activity.view<Switch>(R.id.settings_place).isChecked)
        assertTrue(activity.view<Switch>(R.id.settings_seen).isChecked)
    }

    @Test
    fun choicesAreKept() {
        val activity = start().get()
        activity.view<Switch>(R.id.settings_date).performClick()
        activity.view<Switch>(R.id.settings_place).performClick()
        activity.view<Switch>(R.id.settings_seen).performClick()
        // Read anew, as after the next start of the app.
        val settings = Settings(application)
        assertFalse(settings.keepDate)
        assertTrue(settings.keepPlace)
        assertFalse(settings.saveAsSeen)
        val again = start().get()
        assertFalse(again.view<Switch>(R.id.settings_date).isChecked)
        assertTrue(again.view<Switch>(R.id.settings_place).isChecked)
        assertFalse(again.view<Switch>(R.id.settings_seen).isChecked)
    }

    @Test
    fun eachSwitchIsOfOneChoice() {
        val activity = start().get()
        activity.view<Switch>(R.id.settings_place).performClick()
        val settings = application.settings
        assertEquals(
            listOf(true, true, true),
            listOf(settings.keepDate, settings.keepPlace, settings.saveAsSeen),
        )
    }

    @Test
    fun theScreenTurnsWithItsChoices() {
        val controller = start()
        controller.get().view<Switch>(R.id.settings_place).performClick()
        controller.recreate()
        assertTrue(controller.get().view<Switch>(R.id.settings_place).isChecked)
        assertTrue(application.settings.keepPlace)
    }

    @Test
    fun tellsVersionRuntimeAndLicence() {
        val activity = start().get()

        fun text(id: Int) = activity.view<TextView>(id).text.toString()
        assertEquals("UNIT Translator 0.1.0", text(R.id.settings_version))
        assertEquals("Runs with TFLite 9.8.7", text(R.id.settings_runtime))
        val licence = text(R.id.settings_licence)
        assertTrue(licence, licence.startsWith("Apache License Version 2.0, January 2004"))
        assertTrue(licence.contains("END OF TERMS AND CONDITIONS"))
        assertTrue("paragraphs are whole", licence.lines().any { it.length > 300 })
    }

    /** The screen says that nothing is sent: the app must not be able to. */
    @Test
    fun theAppMayNotUseTheInternet() {
        val permissions = application.packageManager
            .getPackageInfo("unittf.app", PackageManager.GET_PERMISSIONS)
            .requestedPermissions
            .orEmpty()
            .toList()
        assertEquals(listOf("android.permission.CAMERA"), permissions)
    }

    @Test
    fun theArrowLeadsBack() {
        val activity = start().get()
        val back = activity.view<View>(R.id.settings_back)
        assertEquals("Back", back.contentDescription)
        assertEquals(View.GONE, activity.view<View>(R.id.to_settings).visibility)
        back.performClick()
        assertTrue(activity.isFinishing)
    }

    private fun start() = Robolectric.buildActivity(SettingsActivity::class.java).setup()
}
