package unittf.app.models

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ImageButton
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.Note
import unittf.core.Reason

/** Fills the lists of the screen of models. */
internal class ModelRows(private val inflater: LayoutInflater) {
    private val context = inflater.context

    /** The models that can be used. */
    fun showModels(
        into: ViewGroup,
        models: List<InstalledModel>,
        chosen: InstalledModel,
        state: Engine.State,
        use: (InstalledModel) -> Unit,
        delete: (InstalledModel) -> Unit,
    ) = into.refill(models) { row, model ->
        val failed = state as? Engine.State.Failed
        row.choice.show(
            model.name,
            ModelFacts.of(model, context).let { facts ->
                if (model.name == model.fileName) facts else "${model.fileName} · $facts"
            },
            if (failed?.model == model) failed.refusal.sentence(context) else null,
        )
        row.choice.isChecked = model == chosen
        row.choice.setOnClickListener { use(model) }
        if (model.origin == Origin.OWN) {
            row.button.visibility = View.VISIBLE
            row.button.contentDescription =
                context.getString(R.string.models_delete, model.name)
            row.button.setOnClickListener { delete(model) }
        }
    }

    /**
     * The files that cannot be used, each with its sentence.
     *
     * @param add told of a file that lacks nothing but what the user can tell.
     */
    fun showRefused(
        into: ViewGroup,
        refused: List<ModelStore.Refused>,
        add: (ModelStore.Refused) -> Unit,
    ) = into.refill(refused) { row, file ->
        row.choice.hideMark()
        row.choice.show(file.file.name, null, file.refusal.sentence(context))
        row.choice.setOnClickListener { add(file) }
        row.choice.isClickable = file.refusal.reason == Reason.RANGE_UNKNOWN
        row.choice.isFocusable = true
    }

    /** What the model can run on; null stands for the fastest. */
    fun showAccelerators(
        into: ViewGroup,
        accelerators: List<Accelerator>,
        state: Engine.State,
        choose: (Accelerator?) -> Unit,
    ) {
        val ready = state as? Engine.State.Ready
        into.refill(listOf(null) + accelerators) { row, accelerator ->
            val title = accelerator?.title(context) ?: context.getString(R.string.models_automatic)
            row.choice.show(title, ready?.let { facts(accelerator, it) }, null)
            row.choice.isChecked = ready != null && ready.chosen == accelerator
            row.choice.isEnabled =
                ready != null && (accelerator != Accelerator.Gpu || ready.hasGpu)
            row.choice.setOnClickListener { choose(accelerator) }
        }
    }

    private fun facts(accelerator: Accelerator?, ready: Engine.State.Ready): String {
        val measured = ready.measured[accelerator]
        return when {
            accelerator == null && ready.chosen == null ->
                context.getString(
                    R.string.models_automatic_now,
                    ready.accelerator.title(context),
                )
            accelerator == null -> context.getString(R.string.models_automatic_else)
            accelerator == Accelerator.Gpu && !ready.hasGpu ->
                context.getString(R.string.models_no_gpu)
            accelerator == Accelerator.Gpu && ready.note in GPU_NOTES ->
                context.getString(R.string.models_not_used)
            measured == null -> context.getString(R.string.models_not_measured)
            else ->
                context.getString(
                    R.string.models_milliseconds,
                    ModelFacts.milliseconds(measured),
                )
        }
    }

    private companion object {
        /** What keeps a model off the GPU. */
        val GPU_NOTES = setOf(Note.GPU_CRASHED, Note.GPU_DIFFERS, Note.GPU_REFUSED)
    }

    private class Row(val choice: ChoiceRow, val button: ImageButton)

    /** One row for each entry; the focus of a keyboard or a screen reader stays in its place. */
    private fun <T> ViewGroup.refill(entries: List<T>, fill: (Row, T) -> Unit) {
        while (childCount > entries.size) removeViewAt(childCount - 1)
        while (childCount < entries.size) {
            inflater.inflate(R.layout.models_row, this, true)
        }
        entries.forEachIndexed { index, entry ->
            val whole = getChildAt(index)
            val choice = checkNotNull(whole.findViewById<ChoiceRow>(R.id.row_choice))
            val button = checkNotNull(whole.findViewById<ImageButton>(R.id.row_delete))
            button.visibility = View.GONE
            fill(Row(choice, button), entry)
        }
    }
}
