package unittf.app.photo

import android.content.Context
import android.view.View
import android.widget.Button
import android.widget.ProgressBar
import android.widget.TextView
import unittf.app.R
import unittf.app.engine.Engine
import unittf.app.models.sentence

/** The panel over the picture's lower edge: what is being done, how far, and what can be done. */
class PhotoStatus(private val panel: View, private val actions: Actions) {
    /** What the panel's button does. */
    interface Actions {
        fun cancel()

        fun translate()

        fun showModels()
    }

    private val context: Context = panel.context
    private val text = panel.findViewById<TextView>(R.id.photo_status_text)!!
    private val progress = panel.findViewById<ProgressBar>(R.id.photo_progress)!!
    private val button = panel.findViewById<Button>(R.id.photo_status_action)!!

    fun show(state: PhotoState, engine: Engine.State) {
        when (val work = state.work) {
            Work.Nothing -> tell(context.getString(R.string.photo_none))
            Work.Opening -> tell(context.getString(R.string.photo_opening), busy = true)
            Work.Waiting -> showEngine(engine)
            is Work.Translating -> showProgress(work)
            is Work.Done -> if (state.saving) {
                tell(context.getString(R.string.photo_saving), busy = true)
            } else {
                panel.visibility = View.GONE
            }
            Work.Cancelled -> {
                tell(context.getString(R.string.photo_cancelled))
                offer(R.string.photo_translate, actions::translate)
            }
            is Work.Failed -> {
                tell(work.sentence)
                if (work.again) offer(R.string.photo_again, actions::translate)
            }
        }
    }

    private fun showEngine(engine: Engine.State) {
        when (engine) {
            Engine.State.None -> {
                tell(context.getString(R.string.photo_model_none))
                offer(R.string.photo_models, actions::showModels)
            }
            is Engine.State.Failed -> {
                tell(engine.refusal.sentence(context))
                offer(R.string.photo_models, actions::showModels)
            }
            is Engine.State.Loading -> tell(
                context.getString(R.string.photo_model_opening, engine.model.name),
                busy = true,
            )
            is Engine.State.Ready -> tell(
                context.getString(R.string.photo_translating),
                busy = true,
            )
        }
    }

    private fun showProgress(work: Work.Translating) {
        tell(progressText(work), busy = true)
        progress.isIndeterminate = work.all == 1
        progress.max = work.all
        progress.progress = work.done
        // Read out by a screen reader when asked for, not with every tile.
        text.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_NONE
        offer(R.string.cancel, actions::cancel)
    }

    private fun progressText(work: Work.Translating): String {
        if (work.all == 1) return context.getString(R.string.photo_translating)
        val tiles = quantity(R.plurals.photo_tiles, work.all, work.done, work.all)
        val seconds = work.secondsLeft ?: return tiles
        val left = if (seconds < 60) {
            quantity(R.plurals.photo_seconds_left, seconds, seconds)
        } else {
            val minutes = (seconds + 59) / 60
            quantity(R.plurals.photo_minutes_left, minutes, minutes)
        }
        return context.getString(R.string.photo_tiles_and_time, tiles, left)
    }

    private fun quantity(plural: Int, count: Int, vararg numbers: Any) =
        context.resources.getQuantityString(plural, count, *numbers)

    private fun tell(sentence: String, busy: Boolean = false) {
        panel.visibility = View.VISIBLE
        text.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        text.text = sentence
        progress.isIndeterminate = true
        progress.visibility = if (busy) View.VISIBLE else View.GONE
        button.visibility = View.GONE
    }

    private fun offer(name: Int, action: () -> Unit) {
        button.visibility = View.VISIBLE
        button.setText(name)
        button.setOnClickListener { action() }
    }
}
