package unittf.app.photo

import android.content.Context
import unittf.app.R
import unittf.app.models.sentence
import unittf.core.Refusal
import java.io.IOException

/** What went wrong with a picture, as one sentence. */
class Failures(private val context: Context) {
    fun sentence(problem: Throwable): String = when (problem) {
        is PictureProblem -> problem.sentence(context)
        is Refusal -> problem.sentence(context)
        is OutOfMemoryError -> context.getString(R.string.photo_memory)
        is IOException -> context.getString(R.string.photo_write_failed)
        // A mistake of this app: it must be seen, not told as the picture's.
        else -> throw problem
    }
}
