package unittf.app.models

import android.content.Context
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.Note
import unittf.core.Reason
import unittf.core.Refusal

/** What is wrong with a model, what was expected and what to do, in the user's language. */
fun Refusal.sentence(context: Context): String {
    val since = details.getOrNull(1)
    if (reason == Reason.RUNTIME && (since == null || since == UNKNOWN)) {
        val told = arrayOf(details.getOrNull(0), details.getOrNull(2))
        return context.getString(R.string.refusal_runtime_unknown, *told)
    }
    val text = when (reason) {
        Reason.NOT_TFLITE -> R.string.refusal_not_tflite
        Reason.TENSORS -> R.string.refusal_tensors
        Reason.SHAPE -> R.string.refusal_shape
        Reason.TYPE -> R.string.refusal_type
        Reason.RANGE_UNKNOWN -> R.string.refusal_range_unknown
        Reason.CONTRACT_DAMAGED -> R.string.refusal_contract_damaged
        Reason.CONTRACT_VERSION -> R.string.refusal_contract_version
        Reason.CONTRACT_FIELD -> R.string.refusal_contract_field
        Reason.CONTRACT_DISAGREES -> R.string.refusal_contract_disagrees
        Reason.RUNTIME -> R.string.refusal_runtime
        Reason.PICTURE_TOO_LARGE -> R.string.refusal_picture_too_large
        Reason.FILE_GONE -> R.string.refusal_file_gone
        Reason.NO_MODEL -> R.string.refusal_no_model
    }
    return context.getString(text, *details.toTypedArray())
}

/** Why a file was not added and what to do. */
fun NotAdded.sentence(context: Context): String = context.getString(
    when (why) {
        NotAdded.Why.TOO_LARGE -> R.string.models_too_large
        NotAdded.Why.NO_SPACE -> R.string.models_no_space
        NotAdded.Why.BROKEN -> R.string.models_broken
        NotAdded.Why.NOT_GIVEN -> R.string.models_not_given
    },
)

/** Why a model runs elsewhere than it could. */
fun Note.sentence(context: Context): String = context.getString(
    when (this) {
        Note.GPU_MISSING -> R.string.note_gpu_missing
        Note.GPU_CRASHED -> R.string.note_gpu_crashed
        Note.GPU_DIFFERS -> R.string.note_gpu_differs
        Note.GPU_REFUSED -> R.string.note_gpu_refused
        Note.CHOICE_REFUSED -> R.string.note_choice_refused
    },
)

/** What an accelerator is called on the screen. */
fun Accelerator.title(context: Context): String = when (this) {
    is Accelerator.Cpu ->
        context.resources.getQuantityString(R.plurals.models_threads, threads, threads)
    Accelerator.Gpu -> context.getString(R.string.models_gpu)
}

private const val UNKNOWN = "?"
