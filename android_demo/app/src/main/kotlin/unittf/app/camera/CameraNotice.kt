package unittf.app.camera

import android.view.View
import android.widget.Button
import android.widget.TextView
import unittf.app.R

/**
 * What stands in the place of the picture when there is none.
 *
 * @property sentence what is wrong, and what to do.
 * @property button its text; null where there is nothing but to wait.
 */
class CameraNotice(val sentence: String, val button: Int? = null, val act: () -> Unit = {})

/** Shows notices. */
class CameraNoticeView(private val panel: View) {
    private val text = panel.findViewById<TextView>(R.id.camera_sentence)!!
    private val button = panel.findViewById<Button>(R.id.camera_act)!!
    private val busy = panel.findViewById<View>(R.id.camera_busy)!!

    fun show(notice: CameraNotice?) {
        panel.visibility = visible(notice != null)
        if (notice == null) return
        // A screen reader speaks when the text changes.
        if (text.text.toString() != notice.sentence) text.text = notice.sentence
        busy.visibility = visible(notice.button == null)
        button.visibility = visible(notice.button != null)
        notice.button?.let(button::setText)
        button.setOnClickListener { notice.act() }
    }

    private fun visible(shown: Boolean) = if (shown) View.VISIBLE else View.GONE
}
