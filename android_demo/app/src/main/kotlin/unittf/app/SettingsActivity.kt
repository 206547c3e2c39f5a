package unittf.app

import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.widget.Switch
import android.widget.TextView

/** The user's choices, and what there is to know about the app. */
class SettingsActivity : ScreenActivity(R.layout.settings, R.string.settings) {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val settings = TranslatorApplication.of(this).settings
        putBackIntoHeader()
        bind(R.id.settings_date, settings.keepDate) { settings.keepDate = it }
        bind(R.id.settings_place, settings.keepPlace) { settings.keepPlace = it }
        bind(R.id.settings_seen, settings.saveAsSeen) { settings.saveAsSeen = it }
        tellAbout()
    }

    private fun putBackIntoHeader() {
        view<View>(R.id.to_settings).visibility = View.GONE
        val header = view<ViewGroup>(R.id.header)
        val back = layoutInflater.inflate(R.layout.settings_back, header, false)
        header.addView(back, 0)
        header.setPaddingRelative(header.paddingEnd, 0, header.paddingEnd, 0)
        back.setOnClickListener { finish() }
    }

    private fun bind(id: Int, chosen: Boolean, choose: (Boolean) -> Unit) {
        val switch = view<Switch>(id)
        // The choice is kept by the settings, not by the view's own state.
        switch.isSaveEnabled = false
        switch.isChecked = chosen
        switch.setOnCheckedChangeListener { _, checked -> choose(checked) }
    }

    private fun tellAbout() {
        view<TextView>(R.id.settings_version).text = getString(
            R.string.settings_version,
            getString(R.string.app_name),
            packageManager.getPackageInfo(packageName, 0).versionName,
        )
        view<TextView>(R.id.settings_runtime).text =
            getString(R.string.settings_runtime, TranslatorApplication.of(this).runners.runtime)
        view<TextView>(R.id.settings_licence).text = resources
            .openRawResource(R.raw.licence)
            .bufferedReader()
            .use { it.readText() }
            .trim()
            .replace(LINE_OF_PARAGRAPH, " ")
    }

    private companion object {
        /** A break within a paragraph: the text is written for lines of 80 letters. */
        val LINE_OF_PARAGRAPH = Regex("(?<=\\S)\\n *(?=\\S)")
    }
}
