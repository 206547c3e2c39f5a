package unittf.app.models

import android.app.Activity
import android.app.AlertDialog
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.TextView
import unittf.app.R
import java.util.Locale

/** Asks which of several pictures looks right, and so for the range of a model's floats. */
internal object RangeDialog {
    /** @param answer told the range, or null where the user gives up. */
    fun show(
        activity: Activity,
        asking: ModelImport.State.Asking,
        answer: (ClosedFloatingPointRange<Float>?) -> Unit,
    ): AlertDialog {
        val content = activity.layoutInflater.inflate(R.layout.models_range, null)
        content.part<TextView>(R.id.range_text).text =
            activity.getString(R.string.models_range_text, asking.name)
        val dialog = AlertDialog
            .Builder(activity)
            .setTitle(R.string.models_range_title)
            .setView(content)
            .setNegativeButton(R.string.cancel) { _, _ -> answer(null) }
            .setOnCancelListener { answer(null) }
            .create()
        val choices = content.part<ViewGroup>(R.id.range_choices)
        for (choice in asking.choices) {
            val view = activity.layoutInflater.inflate(R.layout.models_range_choice, choices, false)
            view.part<ImageView>(R.id.range_picture).setImageBitmap(choice.picture)
            val ends = arrayOf(end(choice.range.start), end(choice.range.endInclusive))
            view.part<TextView>(R.id.range_label).text =
                activity.getString(R.string.models_range_label, *ends)
            view.contentDescription = activity.getString(R.string.models_range_choice, *ends)
            view.setOnClickListener {
                dialog.dismiss()
                answer(choice.range)
            }
            choices.addView(view)
        }
        dialog.show()
        // The pictures are compared: as wide as the screen lets them be.
        val wrap = ViewGroup.LayoutParams.WRAP_CONTENT
        dialog.window?.setLayout(ViewGroup.LayoutParams.MATCH_PARENT, wrap)
        return dialog
    }

    /** A minus as long as a plus is wide. */
    private fun end(value: Float) =
        String.format(Locale.getDefault(), "%.0f", value).replace('-', '\u2212')

    private fun <T : View> View.part(id: Int): T = checkNotNull(findViewById<T>(id))
}
