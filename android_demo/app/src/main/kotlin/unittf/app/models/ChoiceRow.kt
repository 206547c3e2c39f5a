package unittf.app.models

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Checkable
import android.widget.LinearLayout
import android.widget.RadioButton
import android.widget.TextView
import unittf.app.R

/** One of several to choose from: a mark, a name, a line of facts; a screen reader reads it as one. */
class ChoiceRow(context: Context, attributes: AttributeSet) :
    LinearLayout(context, attributes),
    Checkable {
    private val mark: RadioButton by lazy { part(R.id.row_mark) }

    /** Fills the row; what is null is not shown. */
    fun show(name: String, facts: String?, problem: String?) {
        part<TextView>(R.id.row_name).text = name
        part<TextView>(R.id.row_facts).showOrHide(facts)
        part<TextView>(R.id.row_problem).showOrHide(problem)
        contentDescription = listOfNotNull(name, facts, problem).joinToString(". ")
    }

    /** Leaves the mark out: this is no choice. */
    fun hideMark() {
        mark.visibility = View.GONE
    }

    override fun isChecked() = mark.isChecked

    override fun setChecked(checked: Boolean) {
        mark.isChecked = checked
        // Rows are filled anew when anything changes; nothing moves for that.
        mark.jumpDrawablesToCurrentState()
    }

    override fun toggle() {
        isChecked = !isChecked
    }

    override fun setEnabled(enabled: Boolean) {
        super.setEnabled(enabled)
        mark.isEnabled = enabled
        part<View>(R.id.row_name).alpha = if (enabled) 1f else DISABLED
    }

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        if (mark.visibility != View.VISIBLE) return
        info.className = RadioButton::class.java.name
        info.isCheckable = true
        @Suppress("DEPRECATION") // what replaces it begins with Android 16
        info.isChecked = isChecked
    }

    private fun <T : View> part(id: Int): T = checkNotNull(findViewById<T>(id))

    private fun TextView.showOrHide(words: String?) {
        text = words
        visibility = if (words == null) View.GONE else View.VISIBLE
    }

    private companion object {
        const val DISABLED = 0.6f
    }
}
