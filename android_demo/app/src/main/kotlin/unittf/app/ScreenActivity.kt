package unittf.app

import android.app.Activity
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.TextView
import unittf.app.camera.CameraActivity
import unittf.app.measure.MeasureActivity
import unittf.app.models.ModelsActivity
import unittf.app.photo.PhotoActivity

/**
 * A screen within the frame that all of them share: title, settings, and the bar that leads to the
 * others.
 *
 * The window reaches behind the system's bars, on every version of Android; the frame keeps its
 * content clear of them, of a camera's cutout and of the keyboard.
 *
 * @param layout of what stands in the frame.
 * @param title of the screen.
 */
abstract class ScreenActivity(private val layout: Int, private val title: Int) : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.frame)
        layoutInflater.inflate(layout, view<FrameLayout>(R.id.screen), true)
        setTitle(title)
        view<TextView>(R.id.title).setText(title)
        drawBehindBars()
        for ((tab, screen) in SCREENS) {
            val entry = view<TextView>(tab)
            entry.isSelected = javaClass == screen
            entry.setOnClickListener { if (javaClass != screen) show(screen) }
        }
        view<View>(R.id.to_settings).setOnClickListener { show(SettingsActivity::class.java) }
    }

    /** The view of this number, which the layout holds. */
    fun <T : View> view(id: Int): T = checkNotNull(findViewById<T>(id)) { "no such view" }

    /** A line under the title; null for none. */
    fun subtitle(text: CharSequence?) {
        val line = view<TextView>(R.id.subtitle)
        line.text = text
        line.visibility = if (text == null) View.GONE else View.VISIBLE
    }

    private fun show(screen: Class<out Activity>) {
        startActivity(Intent(this, screen).addFlags(Intent.FLAG_ACTIVITY_REORDER_TO_FRONT))
    }

    @Suppress("DEPRECATION") // what replaces it begins with Android 11
    private fun drawBehindBars() {
        val asked = window.decorView.systemUiVisibility
        // Themes can ask for dark buttons since Android 8.1, the window itself since 8.0.
        val dark = if (asked and View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR == 0) {
            0
        } else {
            View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR
        }
        window.decorView.systemUiVisibility = asked or
            dark or
            View.SYSTEM_UI_FLAG_LAYOUT_STABLE or
            View.SYSTEM_UI_FLAG_LAYOUT_FULLSCREEN or
            View.SYSTEM_UI_FLAG_LAYOUT_HIDE_NAVIGATION
        view<View>(R.id.frame).setOnApplyWindowInsetsListener { frame, insets ->
            frame.setPadding(insets)
            insets
        }
    }

    @Suppress("DEPRECATION")
    private fun View.setPadding(insets: WindowInsets) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val all = insets.getInsets(
                WindowInsets.Type.systemBars() or
                    WindowInsets.Type.displayCutout() or
                    WindowInsets.Type.ime(),
            )
            setPadding(all.left, all.top, all.right, all.bottom)
        } else {
            setPadding(
                insets.systemWindowInsetLeft,
                insets.systemWindowInsetTop,
                insets.systemWindowInsetRight,
                insets.systemWindowInsetBottom,
            )
        }
    }

    private companion object {
        val SCREENS = mapOf(
            R.id.tab_photo to PhotoActivity::class.java,
            R.id.tab_camera to CameraActivity::class.java,
            R.id.tab_models to ModelsActivity::class.java,
            R.id.tab_measure to MeasureActivity::class.java,
        )
    }
}
