package unittf.app.models

import android.view.View
import android.widget.Button
import android.widget.TextView
import unittf.app.R
import unittf.core.Refusal

/** Tells what became of the file that is added. */
internal class ImportBanner(
    private val banner: View,
    private val stop: () -> Unit,
    private val seen: () -> Unit,
) {
    private val text = part<TextView>(R.id.models_import_text)
    private val progress = part<View>(R.id.models_import_progress)
    private val button = part<Button>(R.id.models_import_button)
    private val context = banner.context

    fun show(state: ModelImport.State) {
        when (state) {
            ModelImport.State.Idle, is ModelImport.State.Asking -> banner.visibility = View.GONE
            is ModelImport.State.Working ->
                show(context.getString(R.string.models_working, state.name), isWorking = true)
            is ModelImport.State.Added -> {
                val words =
                    if (state.wasThere) R.string.models_was_there else R.string.models_added
                show(context.getString(words, state.model.name), isWorking = false)
            }
            is ModelImport.State.Refused -> {
                val why = state.problem.let { problem ->
                    when (problem) {
                        is Refusal -> problem.sentence(context)
                        is NotAdded -> problem.sentence(context)
                        else -> problem.toString()
                    }
                }
                show(context.getString(R.string.models_not_added, state.name, why), false)
            }
        }
    }

    /** Tells something, until the user has read it. */
    fun show(words: String, isWorking: Boolean = false) {
        banner.visibility = View.VISIBLE
        text.text = words
        progress.visibility = if (isWorking) View.VISIBLE else View.GONE
        button.setText(if (isWorking) R.string.cancel else R.string.ok)
        button.setOnClickListener {
            if (isWorking) {
                stop()
            } else {
                banner.visibility = View.GONE
                seen()
            }
        }
    }

    private fun <T : View> part(id: Int): T = checkNotNull(banner.findViewById<T>(id))
}
